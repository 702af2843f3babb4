# Days of mainland China, by the State Council's arrangements for 2026, and beyond what is known.
import datetime as dt

import numpy as np
import pytest

from monitor import Calendar


def stamp(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp() * 1e6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2026-11-27T10:00:00+08:00", "working"),  # a Friday
        ("2026-11-28T10:00:00+08:00", "free"),  # a Saturday
        ("2026-10-01T10:00:00+08:00", "free"),  # National Day, a Thursday
        ("2026-10-10T10:00:00+08:00", "working"),  # a Saturday worked for it
        ("2026-02-17T10:00:00+08:00", "free"),  # Spring Festival
        ("2026-02-14T10:00:00+08:00", "working"),  # a Saturday worked for it
        ("2026-11-27T17:00:00+00:00", "free"),  # Saturday already in China
    ],
)
def test_a_day(text: str, kind: str) -> None:
    calendar = Calendar()
    assert calendar.days(np.array([stamp(text)])).to_pylist() == [kind]
    assert calendar.guessed == set()


def test_years_that_nobody_knows_are_told() -> None:
    calendar = Calendar()
    assert calendar.days(np.array([stamp("2199-01-01T10:00:00+08:00")])).to_pylist() == ["working"]
    assert calendar.guessed == {2199}
    own = Calendar({dt.date(2199, 1, 1): False})
    times = np.array([stamp("2199-01-01T10:00:00+08:00"), stamp("2199-01-02T10:00:00+08:00")])
    assert own.days(times).to_pylist() == ["free", "working"]
    assert own.guessed == set()


def test_what_the_operator_writes_holds_before_the_rest() -> None:
    assert not Calendar().is_working(dt.date(2026, 10, 1))
    assert Calendar({dt.date(2026, 10, 1): True}).is_working(dt.date(2026, 10, 1))


def test_any_time_has_a_day() -> None:
    ends = np.array([-(2**63) + 2**40, 0, 2**62])
    assert len(Calendar().days(ends)) == 3
    assert Calendar().days(np.array([], np.int64)).to_pylist() == []
