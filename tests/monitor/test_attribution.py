# Whose hand a leak was: the account that read the same data from the same machine before.
import datetime as dt

import pytest
from graded_events import NIGHT, events, read, sent

from monitor import Counter
from monitor.alert import alert_of
from monitor.attribution import Readings, attributed
from policies import load_detections

SENT = load_detections().detections["data.sent-out"]


def alert(**more):
    counter = Counter(SENT)
    counter.add(events([sent(**more)]))
    (raised,) = counter.raised()
    return alert_of(raised, unit="", time="")


def named(*short) -> str | None:
    readings = Readings()
    readings.add(events(short))
    return attributed(alert(), readings.all()).entities.get("user")


def before(**more: float) -> dict[str, object]:
    return {"@timestamp": NIGHT - dt.timedelta(**more)}


@pytest.mark.parametrize(
    ("short", "user"),
    [
        ([read("li")], "li"),
        ([read("li", **before(minutes=50))], "li"),
        ([read("li", **before(minutes=70))], None),
        ([read("li", **{"source.ip": "10.0.0.8"})], None),
        ([read("li", **{"tongguan.level": "general-2"})], None),
        ([read("li", **{"tongguan.labels": ("bank.card",)})], None),
        ([read("li"), read("wang", 3)], "li"),
        ([read("li"), read("wang")], None),
        ([read("li", 0), read("wang", 1204)], "wang"),
        ([], None),
    ],
    ids=str,
)
def test_who_is_named(short, user) -> None:
    assert (named(*short) if short else None) == user


def test_what_is_inferred_says_so() -> None:
    readings = Readings()
    readings.add(events([read("li")]))
    found = attributed(alert(), readings.all())
    assert "inferred:" in found.evidence[-1]
    assert "li@10.0.0.7" in found.evidence[-1]


def test_readings_are_bounded() -> None:
    readings = Readings(most=5)
    readings.add(events([read(times=20)]))
    assert len(readings.all()) == 5
