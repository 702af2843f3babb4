# Alerts that belong together are one incident; what does not stays apart.
from dataclasses import replace

import pytest

from monitor import correlated
from schema import Alert, Level

NOW = "2026-11-28T03:00:00Z"


def alert(name: str, minute: int = 13, **more: object) -> Alert:
    at = f"2026-11-27T18:{minute:02d}:00.000000Z"
    given: dict[str, object] = {
        "id": f"al-{name}", "unit": "xian", "time": NOW, "rule": name, "risk_type": "leak",
        "severity": "high", "confidence": 0.8, "labels": {"cn.id18": 1204},
        "entities": {"source": "10.0.0.7", "user": "li", "destination": "203.0.113.9"},
        "evidence": (f"ev-{name} line",), "level": Level.GENERAL_4, "records": 1204,
        "persons": 1204, "first_seen": at, "last_seen": at, "datasets": ("ds-1",), **more,
    }  # fmt: skip
    return Alert(**given)  # type: ignore[arg-type]


READ = alert("read", risk_type="illegal_access", confidence=0.7,
             entities={"source": "10.0.0.7", "user": "li", "destination": "10.0.0.2"})  # fmt: skip
SENT = alert("sent", 14, entities={"source": "10.0.0.7", "destination": "203.0.113.9"})


def test_reading_and_sending_are_one_and_counted_once() -> None:
    (found,) = correlated([SENT, READ], time=NOW)
    assert found.alerts == ("al-read", "al-sent")
    assert (found.records, found.persons, found.labels) == (1204, 1204, {"cn.id18": 1204})
    assert found.risk_types == ("illegal_access", "leak")
    assert found.entities["destination"] == ("203.0.113.9",)
    assert found.entities["server"] == ("10.0.0.2",)
    assert found.confidence == pytest.approx(0.94)
    assert found.severity == "critical"
    assert found.title == (
        "1,204 records of 1,204 persons, level general-4, left through li to 203.0.113.9"
    )
    assert found.evidence == ("ev-read line", "ev-sent line")


@pytest.mark.parametrize(
    "other",
    [
        replace(SENT, entities={"source": "10.0.0.8"}),
        replace(READ, id="al-wang", entities={"source": "10.0.0.7", "user": "wang"}),
        replace(SENT, entities={"source": "10.0.0.7", "user": "wang"}, records=90),
        replace(SENT, entities={"source": "10.0.0.8", "user": "wang"}),
        replace(SENT, datasets=("ds-2",)),
        replace(SENT, datasets=(), labels={"bank.card": 9}),
        replace(SENT, first_seen="2026-11-27T20:00:00.000000Z",
                last_seen="2026-11-27T20:00:00.000000Z"),
    ],
    ids=["machine", "account", "another's amount", "account elsewhere", "data set", "labels", "time"],
)  # fmt: skip
def test_what_differs_is_another(other: Alert) -> None:
    assert len(correlated([READ, other], time=NOW)) == 2


def test_one_account_reads_and_another_of_the_same_machine_sends_as_much() -> None:
    by_another = replace(SENT, entities={"source": "10.0.0.7", "user": "files"})
    (found,) = correlated([READ, by_another], time=NOW)
    assert set(found.entities["user"]) == {"li", "files"}
    assert found.records == 1204


def test_little_is_no_incident() -> None:
    small = alert("small", severity="low", records=0, persons=0, labels={}, level=Level.GENERAL_1)
    assert correlated([small], time=NOW) == []
    several = [replace(small, id=f"al-{n}", rule=f"r{n}") for n in range(3)]
    (found,) = correlated(several, time=NOW)
    assert len(found.alerts) == 3


def test_a_known_incident_takes_up_what_is_new() -> None:
    (before,) = correlated([READ], time=NOW)
    (after,) = correlated([READ, SENT], [before], time=NOW)
    assert after.id == before.id
    assert len(after.alerts) == 2
    again = correlated([READ, SENT], [after], time=NOW)
    assert again == [after]


def test_a_closed_incident_is_left_alone() -> None:
    (before,) = correlated([READ], time=NOW)
    closed = replace(before, state="closed")
    (news,) = correlated([READ, SENT], [closed], time=NOW)
    assert news.alerts == ("al-sent",)


def test_order_makes_no_difference() -> None:
    link = alert("link", 40, records=5)
    assert correlated([READ, link, SENT], time=NOW) == correlated([SENT, READ, link], time=NOW)
