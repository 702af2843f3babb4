# Deadlines as the rules have them, those that were not read marked so; the operator's replace ours.
from pathlib import Path

import pytest

from policies import load_duties, load_regimes
from schema import PolicyError

OWN = """
header: {id: own-duties, title: {zh: 义务, en: duties}, owner: tests, created: 2026-11-01,
         maturity: stable, source: none, gaps: none}
duties:
  - {id: cac.others, title: {zh: 一, en: one}, rule: {zh: 二, en: two}, reporter: others,
     to: {zh: 三, en: three}, within: 2h, status: O, regime: others-2025}
"""


def test_the_deadlines_are_those_of_the_rules() -> None:
    duties = load_duties()
    hours = {name: each.within / 3600 for name, each in duties.items()}
    assert hours["cac.cii"] == 1
    assert hours["cac.central"] == 2
    assert hours["cac.others"] == 4
    assert hours["cac.protection"] == 0.5
    assert hours["order-790.flaw"] == 24
    assert {duties[each].status for each in ("pipl-57.authority", "pipl-57.persons")} == {"O"}
    for each in duties.values():
        assert each.title.zh != each.title.en
        assert each.report
        assert each.regime is None or each.regime in load_regimes()


def test_the_operators_take_the_place_of_ours(tmp_path: Path) -> None:
    folder = tmp_path / "duties"
    folder.mkdir()
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    duties = load_duties(tmp_path)
    assert duties["cac.others"].within == 7200
    assert set(duties) == set(load_duties())
    (folder / "own.yaml").write_text(OWN.replace("others-2025", "none"), encoding="utf-8")
    with pytest.raises(PolicyError, match="names regime none"):
        load_duties(tmp_path)
