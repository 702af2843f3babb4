# The risk of a table, with its level, by the rules in force.
import json
from pathlib import Path

import pytest
from catalogued_people import catalogue, make_settings, write_csv

from operations import Parts, Settings, assess_risk, risk_json
from schema import MisuseError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def rows(path: Path, ages: list[str]) -> Path:
    path.write_text("\n".join(["age,sex", *(f"{age},f" for age in ages)]), encoding="utf-8")
    return path


def test_names_make_a_table_level_1(settings: Settings, tmp_path: Path) -> None:
    write_csv(tmp_path / "people.csv")
    catalogue(settings, tmp_path / "people.csv")
    found = assess_risk(settings, str(tmp_path / "people.csv"), Parts(quasi=("区县",)))
    assert found.degree == 1
    assert found.risk.sensitive["诊断"].distinct == 1
    assert json.loads(json.dumps(risk_json(found.risk)))["uniques"] == 3


@pytest.mark.parametrize(
    ("ages", "threshold", "degree"),
    [(["30"] * 20, None, 3), (["30"] * 19, None, 2), (["30"] * 19, 0.06, 3)],
    ids=["at the rules' threshold", "above it", "below one of one's own"],
)
def test_the_threshold_decides_between_2_and_3(
    settings: Settings, tmp_path: Path, ages: list[str], threshold: float | None, degree: int
) -> None:
    path = rows(tmp_path / "a.csv", ages)
    found = assess_risk(settings, str(path), Parts(quasi=("age",)), threshold=threshold)
    assert found.degree == degree


def test_a_population_tells_of_journalists_and_presence(settings: Settings, tmp_path: Path) -> None:
    sample = rows(tmp_path / "a.csv", ["30", "30", "40"])
    everyone = rows(tmp_path / "b.csv", ["30"] * 4 + ["40"] * 2 + ["50"])
    parts = Parts(quasi=("age", "sex"))
    found = assess_risk(settings, str(sample), parts, population=str(everyone))
    told = risk_json(found.risk)
    assert told["journalist"]["highest"] == 0.5
    assert told["presence"] == {"least": 0.0, "greatest": 0.5}
    with pytest.raises(MisuseError, match="rows that the population does not have"):
        assess_risk(settings, str(everyone), parts, population=str(sample))
