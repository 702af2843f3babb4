# A k-anonymous copy is measured, recorded and handed out whole, or not at all.
import csv
import json
from pathlib import Path

import pytest
from adult import DIRECTORY, QUASI, SENSITIVE
from catalogued_people import catalogue, make_settings, write_csv

import operations.anonymise as anonymising
from operations import Asked, Parts, Settings, anonymise_table, ledger_entries
from schema import MisuseError, RefusedError

PARTS = Parts(quasi=("age", "sex"), sensitive=("illness",))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    path = tmp_path / "patients.csv"
    lines = [f"{name},{20 + name},{'fm'[name % 2]},{'abc'[name % 3]},x" for name in range(12)]
    path.write_text("\n".join(["name,age,sex,illness,note", *lines]), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_row_looks_like_others_and_keeps_its_place(
    settings: Settings, patients: Path, tmp_path: Path
) -> None:
    out = tmp_path / "copy.csv"
    found = anonymise_table(settings, str(patients), PARTS, Asked(3, 2), out)
    before, after = read(patients), read(out)
    assert [row["illness"] for row in after] == [row["illness"] for row in before]
    assert list(after[0]) == ["age", "sex", "illness"]
    assert found.left_out == ("name", "note")
    alike: dict[tuple[str, str], set[str]] = {}
    for row in after:
        alike.setdefault((row["age"], row["sex"]), set()).add(row["illness"])
    assert all(len(illnesses) >= 2 for illnesses in alike.values())
    assert found.before.k == 1
    assert found.after.k >= 3
    assert 0 < found.loss.gcp < 1


def test_it_is_in_the_ledger_without_a_value(
    settings: Settings, patients: Path, tmp_path: Path
) -> None:
    anonymise_table(settings, str(patients), PARTS, Asked(3), tmp_path / "copy.csv")
    (entry,) = [each for each in ledger_entries(settings) if each["action"] == "anonymise"]
    assert entry["body"]["detail"]["k"] >= 3
    assert entry["body"]["detail"]["output"].endswith("copy.csv")
    assert len(entry["body"]["detail"]["output_sha256"]) == 64
    assert not list((settings.home / "deliveries").iterdir())


@pytest.mark.parametrize(
    ("asked", "parts", "refusal"),
    [
        (Asked(13), PARTS, (RefusedError, "fewer than k")),
        (Asked(3, 4), PARTS, (RefusedError, "fewer than l")),
        (Asked(3, 2), Parts(quasi=("age",)), (MisuseError, "name them")),
        (Asked(3, hierarchies={"sex": Path("none.csv")}), PARTS, (MisuseError, "cannot be read")),
    ],
    ids=["too few rows", "too few values", "nothing sensitive", "no such hierarchy"],
)
def test_what_cannot_be_leaves_nothing_behind(  # noqa: PLR0917
    settings: Settings,
    patients: Path,
    tmp_path: Path,
    asked: Asked,
    parts: Parts,
    refusal: tuple[type[Exception], str],
) -> None:
    error, said = refusal
    before = sorted(tmp_path.iterdir())
    with pytest.raises(error, match=said):
        anonymise_table(settings, str(patients), parts, asked, tmp_path / "copy.csv")
    assert [each for each in sorted(tmp_path.iterdir()) if each.name != "home"] == [
        each for each in before if each.name != "home"
    ]


def test_a_hierarchy_is_for_a_quasi_identifier(
    settings: Settings, patients: Path, tmp_path: Path
) -> None:
    groups = tmp_path / "illnesses.csv"
    groups.write_text("a;x;*\nb;x;*\nc;y;*\n", encoding="utf-8")
    out = tmp_path / "copy.csv"
    asked = Asked(3, hierarchies={"illness": groups})
    with pytest.raises(MisuseError, match="no quasi-identifier"):
        anonymise_table(settings, str(patients), PARTS, asked, out)
    parts = Parts(quasi=("illness",))
    asked = Asked(5, hierarchies={"illness": groups})
    anonymise_table(settings, str(patients), parts, asked, out)
    assert {row["illness"] for row in read(out)} == {"*"}


def test_a_taken_name_and_another_format_are_refused(
    settings: Settings, patients: Path, tmp_path: Path
) -> None:
    with pytest.raises(MisuseError, match="exists"):
        anonymise_table(settings, str(patients), PARTS, Asked(3), patients)
    with pytest.raises(MisuseError, match="expected a name"):
        anonymise_table(settings, str(patients), PARTS, Asked(3), tmp_path / "copy.pdf")


def test_a_copy_that_falls_short_is_not_handed_out(
    settings: Settings, patients: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = anonymising.anonymise
    monkeypatch.setattr(anonymising, "anonymise", lambda *a, **k: whole(*a, **{**k, "k": 1}))
    with pytest.raises(RefusedError, match="not as anonymous as was asked"):
        anonymise_table(settings, str(patients), PARTS, Asked(3), tmp_path / "copy.csv")
    assert not (tmp_path / "copy.csv").exists()


def test_what_names_persons_goes_by_its_label(settings: Settings, tmp_path: Path) -> None:
    write_csv(tmp_path / "people.csv")
    catalogue(settings, tmp_path / "people.csv")
    out = tmp_path / "copy.csv"
    parts = Parts(quasi=("区县",), keep=("备注",))
    found = anonymise_table(settings, str(tmp_path / "people.csv"), parts, Asked(3), out)
    assert list(read(out)[0]) == ["诊断", "区县", "备注"]
    assert found.degrees == (1, 2)


def test_the_adult_file_with_its_hierarchies(settings: Settings, tmp_path: Path) -> None:
    paths = {name: DIRECTORY / f"adult_hierarchy_{name}.csv" for name in QUASI if name != "age"}
    parts, asked = Parts(quasi=QUASI, sensitive=(SENSITIVE,)), Asked(5, hierarchies=paths)
    found = anonymise_table(
        settings, str(DIRECTORY / "adult.csv"), parts, asked, tmp_path / "copy.csv"
    )
    assert found.after.k >= 5
    assert found.loss.gcp < 0.062
    assert found.loss.discernibility < 253_500
    assert json.dumps(dict(found.loss.ncp))
