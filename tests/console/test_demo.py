# The tour as a newcomer takes it: it ends by itself, says where everything is, and what it
# left behind can be looked at with the other commands.
from pathlib import Path

import pytest
from command_line import Done, tongguan


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    directory = tmp_path_factory.mktemp("newcomer")
    (directory / "tour").mkdir()  # an empty directory is taken
    done = tongguan(
        *("demo", "--out", directory / "tour", "--persons", "150", "--json"),
        home=directory / "home-of-his-own",
    )
    return directory, done


def test_the_tour_says_its_steps_on_stderr_and_where_things_are_on_stdout(
    tour: tuple[Path, Done],
) -> None:
    directory, done = tour
    assert done.code == 0, done.err
    assert set(done.json) == {"workbook", "report", "catalogue", "masked_copy", "home"}
    for path in done.json.values():
        assert Path(path).exists()
        assert Path(path).is_relative_to(directory / "tour")
    # On a slow machine the scan says how far it is, once in ten seconds.
    steps = [line for line in done.err.splitlines() if " rows, " not in line]
    assert all(step.startswith("[") for step in steps)
    assert "11 data sets graded" in steps[-1]
    assert "ledger entries verified" in steps[-1]


def test_the_tour_leaves_the_installation_of_the_person_alone(tour: tuple[Path, Done]) -> None:
    directory, _ = tour
    assert not (directory / "home-of-his-own").exists()


def test_one_can_go_on_from_where_the_tour_ended(tour: tuple[Path, Done]) -> None:
    _, done = tour
    home = Path(done.json["home"])
    listed = tongguan("classify", "catalogue", "list", "--json", home=home)
    assert len(listed.json["datasets"]) == 11
    assert tongguan("ledger", "verify", home=home).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--persons", "99"], "100<=x<=5000000"), (["--persons", "many"], "not a valid integer")],
    ids=["too few", "no number"],
)
def test_a_tour_that_cannot_be_is_misuse(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = tongguan("demo", "--out", tmp_path / "tour", *arguments, home=tmp_path / "home")
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "tour").exists()


def test_somebody_elses_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = tongguan("demo", "--out", tmp_path, home=tmp_path / "home")
    assert done.code == 2
    assert "no demo made it" in done.err
    assert (tmp_path / "thesis.txt").read_text() == "mine"
