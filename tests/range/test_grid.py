# A grid that lives: what hangs on no infeed is dark, what is over its limit trips, harm adds up.
from __future__ import annotations

import pytest

from policies import PowerGrid
from range.grid import Grid

MODEL = {
    "model": "power-grid",
    "infeed": "a",
    "buses": {"a": {}, "b": {"load_mw": 10, "people": 1000}, "c": {"load_mw": 6, "people": 600}},
    "lines": {
        "ab": {"start": "a", "end": "b", "reactance": 0.1, "limit_mw": 30},
        "ac": {"start": "a", "end": "c", "reactance": 0.1, "limit_mw": 30},
        "bc": {"start": "b", "end": "c", "reactance": 0.1, "limit_mw": 5, "trips_after": "20s"},
    },
    "step": "5s",
}


def grid(**changes: object) -> Grid:
    return Grid(PowerGrid.model_validate({**MODEL, **changes}))


def test_flows_serve_every_load() -> None:
    made = grid()
    assert made.point("ab.flow") + made.point("ac.flow") == pytest.approx(16)
    assert made.point("ab.flow") - made.point("bc.flow") == pytest.approx(10)
    assert made.point("b.load") == 10


def test_what_hangs_on_no_infeed_is_dark_and_counts() -> None:
    made = grid()
    made.switch("bc", running=False)
    made.switch("ac", running=False)
    made.advance(1800)
    assert made.point("c.load") == 0
    assert made.harm() == {
        "unserved_mwh": 3.0, "people_without_supply": 600.0, "outage_minutes": 30.0,
    }  # fmt: skip
    assert made.states() == {"ab.closed": 1.0, "ac.closed": 0.0, "bc.closed": 0.0}
    assert made.switches == 2


def test_a_line_over_its_limit_is_tripped_after_its_time_and_others_follow() -> None:
    made = grid()
    made.switch("ac", running=False)
    made.advance(15)
    assert made.closed["bc"]
    assert made.point("bc.flow") == pytest.approx(6)
    made.advance(40)
    assert made.tripped == ["bc"]
    assert made.point("c.load") == 0


def test_loads_follow_the_day() -> None:
    made = grid(pattern=[1.0, 0.5], pattern_step="1h")
    made.advance(3601)
    assert made.point("b.load") == 5


@pytest.mark.parametrize("name", ["zz.flow", "zz.closed", "b.colour"])
def test_a_point_that_is_not_there_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError):
        grid().point(name)


def test_switching_what_is_so_already_is_nothing() -> None:
    made = grid()
    made.switch("ab", running=True)
    assert made.switches == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"infeed": "z"}, "no bus of the grid: z"), ({"buses": {"a": {}, "ab": {}, "b": {}, "c": {}}}, "twice: ab")],
)  # fmt: skip
def test_names_that_do_not_fit_are_told(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        grid(**changes)
