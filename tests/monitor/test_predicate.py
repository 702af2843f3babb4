# Conditions on columns: values, one of several, wildcards, levels and hours.
import datetime as dt

import pytest
from graded_events import NIGHT, events, read

from monitor.predicate import fitting, from_level, in_hours, minutes_of
from schema import Level

BATCH = events(
    [read("li"), read("wang", **{"tongguan.level": "general-1"}), {"source.ip": "10.0.0.9"}]
)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({}, [True, True, True]),
        ({"user.name": "li"}, [True, False, False]),
        ({"user.name": ("li", "wang")}, [True, True, False]),
        ({"user.name": "*"}, [True, True, False]),
        ({"user.name": "w*g", "event.category": "database"}, [False, True, False]),
        ({"source.ip": "10.0.0.*"}, [True, True, True]),
        ({"source.ip": "10.0.0.?"}, [False, False, False]),
        ({"tongguan.records": 1204}, [True, True, False]),
        ({"tongguan.records": "many"}, [False, False, False]),
        ({"no.such.column": "x"}, [False, False, False]),
    ],
    ids=str,
)
def test_a_condition(condition, wanted) -> None:
    assert fitting(BATCH, condition).tolist() == wanted


def test_levels_from_one_on() -> None:
    assert from_level(BATCH, Level.GENERAL_3).tolist() == [True, False, False]
    assert from_level(BATCH, Level.GENERAL_1).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("hours", "offset", "inside"),
    [
        ("02:00-03:00", "+08:00", True),
        ("22:00-03:00", "+08:00", True),
        ("02:14-03:00", "+08:00", False),
        ("18:00-19:00", "+00:00", True),
        ("02:00-03:00", "+00:00", False),
        ("07:00-20:00", "+08:00", False),
    ],
)
def test_hours_of_the_local_day(hours, offset, inside) -> None:
    batch = events([read(**{"@timestamp": NIGHT})])
    assert in_hours(batch, hours, offset).tolist() == [inside]


def test_offsets() -> None:
    assert (minutes_of("-03:30"), minutes_of("+00:00")) == (-210, 0)
    assert NIGHT.utcoffset() == dt.timedelta(minutes=minutes_of("+08:00"))
