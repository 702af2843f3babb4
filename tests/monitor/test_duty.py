# What becomes due, for whom and by when; a clock that runs is never set back.
from dataclasses import replace

from traced_incident import night, told

from monitor import Clock, clocks_of, gravity, owed
from policies import load_duties, load_regimes
from schema import Incident, Level

DUTIES, REGIMES = load_duties(), load_regimes()
INCIDENT, _ = told(night())
NOW, LATER = "2026-11-28T01:00:00.000000Z", "2026-11-28T03:00:00.000000Z"


def due(incident: Incident, *reporters: str, now: str = NOW) -> dict[str, str]:
    found = owed(incident, DUTIES, REGIMES, {*reporters, "handler"}, now=now)
    return {each.duty: each.due for each in clocks_of(replace(incident, duties=found))}


def test_a_thousand_persons_are_told_and_no_more() -> None:
    assert due(INCIDENT, "others") == {
        "pipl-57.authority": "2026-11-29T01:00:00.000000Z",
        "pipl-57.persons": "2026-12-01T01:00:00.000000Z",
    }


def test_a_million_are_fairly_serious_and_each_reports_by_its_own_rule() -> None:
    many = replace(INCIDENT, persons=1_000_000)
    assert gravity(many, REGIMES["others-2025"]) == "fairly-serious"
    assert due(many, "others")["cac.others"] == "2026-11-28T05:00:00.000000Z"
    assert due(many, "cii")["cac.cii"] == "2026-11-28T02:00:00.000000Z"
    assert due(many, "central")["cac.central"] == "2026-11-28T03:00:00.000000Z"
    assert "cac.protection" not in due(many, "protection")
    grave = replace(INCIDENT, persons=10_000_000)
    assert due(grave, "protection")["cac.protection"] == "2026-11-28T01:30:00.000000Z"


def test_important_data_is_reported_within_a_day() -> None:
    important = replace(INCIDENT, level=Level.IMPORTANT, risk_types=("illegal_access",))
    assert due(important, "others") == {"order-790.flaw": "2026-11-29T01:00:00.000000Z"}


def test_a_clock_runs_on_whatever_is_found_later() -> None:
    started = owed(INCIDENT, DUTIES, REGIMES, {"others", "handler"}, now=NOW)
    grown = replace(INCIDENT, duties=started, persons=2_000_000)
    found = due(grown, "others", now=LATER)
    assert found["pipl-57.authority"] == "2026-11-29T01:00:00.000000Z"
    assert found["cac.others"] == "2026-11-28T07:00:00.000000Z"
    less = replace(grown, persons=0)
    assert set(due(less, "others", now=LATER)) == {"pipl-57.authority", "pipl-57.persons"}


def test_how_long_is_left() -> None:
    clock = Clock("a", NOW, LATER)
    assert (clock.left_s(NOW), clock.left_s("2026-11-28T03:00:30.000000Z")) == (7200, -30)
