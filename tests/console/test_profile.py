# Grading by an industry's profile, as a person types it: its own grade beside the level.
from pathlib import Path

import pytest
from command_line import tongguan

ROWS = [f"11010519491231002X,1380013800{each},6222021000000000017" for each in range(5)]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("身份证号,手机号,银行卡号\n" + "\n".join(ROWS), encoding="utf-8")
    return path


def scan(people: Path, profile: str, *more: str):
    home = people.parent / "home"
    return tongguan(
        "classify", "scan", people, "--workers", "1", "--profile", profile, *more, home=home
    )


@pytest.mark.parametrize(
    ("profile", "grades", "levels"),
    [
        ("jrt-0197", ["3", "3", "3"], ["general-3"] * 3),
        ("jrt-0171", ["C2", "C2", "C2"], ["general-3"] * 3),
        ("public-data", ["L4", "L2", "L4"], ["general-4", "general-2", "general-4"]),
        ("miit", ["general"] * 3, ["general-4", "general-2", "general-4"]),
        ("gbt-43697", [""] * 3, ["general-4", "general-2", "general-4"]),
    ],
)
def test_json_has_grade_and_level(
    people: Path, profile: str, grades: list[str], levels: list[str]
) -> None:
    done = scan(people, profile, "--json")
    assert done.code == 0, done.err
    (dataset,) = done.json["datasets"]
    assert dataset["profile"] == profile
    assert [field["grade"] for field in dataset["fields"]] == grades
    assert [field["level"] for field in dataset["fields"]] == levels


def test_the_table_shows_the_profiles_grade_first_where_it_has_any(people: Path) -> None:
    with_grades = scan(people, "jrt-0197").out.splitlines()
    assert with_grades[0].split()[:2] == ["grade", "level"]
    assert with_grades[1].startswith("grade 3")
    assert scan(people, "gbt-43697").out.splitlines()[0].split()[0] == "level"


def test_what_a_grade_stands_for_is_among_the_reasons(people: Path) -> None:
    scan(people, "jrt-0197")
    shown = tongguan("classify", "catalogue", "show", people.name, home=people.parent / "home")
    assert "jrt-0197 grades it grade 3, which stands for general 3 (O-jrt-0197-map)" in shown.out


def test_a_profile_that_is_not_there_is_misuse_that_names_those_that_are(people: Path) -> None:
    done = scan(people, "jrt-9999")
    assert done.code == 2
    assert "jrt-0197" in done.err
