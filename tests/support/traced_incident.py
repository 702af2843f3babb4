# A night in events: li signs in from one machine, reads residents, asks for a name and posts
# what was read to the address; others do what they always do. With the incident of it.
from __future__ import annotations

import datetime as dt

import pyarrow as pa
from graded_events import NIGHT, events, read, sent

from monitor import Known, Trace, traced
from schema import Alert, Incident, Level

TABLE = "ds-1"
KNOWN = {TABLE: Known("public.resident", "postgresql://library/people")}
LABELS = ("cn.id18", "person.name")


def later(minutes: float) -> dt.datetime:
    return NIGHT + dt.timedelta(minutes=minutes)


def night() -> pa.RecordBatch:
    """The events, enriched as they are archived."""
    data = {"tongguan.datasets": (TABLE,), "tongguan.labels": LABELS}
    own = {"source.port": 50001, "destination.ip": "10.0.0.2", "destination.port": 5432}
    sign_in = {
        "event.category": "authentication", "event.outcome": "success", "user.name": "li",
        "source.ip": "10.0.0.7", "source.port": 50001,
    }  # fmt: skip
    return events(
        [
            {**sign_in, "@timestamp": later(-2)},
            read(**{**data, **own, "@timestamp": later(0), "network.protocol": "postgresql"}),
            # The same statement in the server's log, whose records do not count again.
            {**read(), "tongguan.labels": None, "tongguan.records": None,
             "@timestamp": later(0.01), "source.port": 50001},
            {"event.action": "dns", "source.ip": "10.0.0.7", "@timestamp": later(1),
             "dns.question.name": "out.example", "dns.answers.data": ("203.0.113.9",)},
            sent(**{**data, "@timestamp": later(2), "destination.port": 80}),
            # The jump from another machine, hours before, and what has nothing to do with it.
            {**sign_in, "@timestamp": later(-120), "source.ip": "10.0.0.6",
             "destination.ip": "10.0.0.7", "source.port": 50002},
            {**sign_in, "@timestamp": later(30), "source.port": 50003},
            {**sign_in, "@timestamp": later(-3), "user.name": "wang", "source.ip": "10.0.0.8"},
            read("wang", **{"@timestamp": later(-1), "source.ip": "10.0.0.8"}),
            {**sign_in, "@timestamp": later(-1), "event.outcome": "failure"},
        ]
    )  # fmt: skip


def ids(batch: pa.RecordBatch) -> list[str]:
    return batch.column("event.id").to_pylist()


def told(batch: pa.RecordBatch) -> tuple[Incident, list[Alert]]:
    """The incident of that night with its alerts."""
    names = ids(batch)
    common = {
        "unit": "xian", "time": "2026-11-28T01:00:00.000000Z", "severity": "high",
        "labels": {"cn.id18": 1204}, "level": Level.GENERAL_4, "records": 1204, "persons": 1204,
        "datasets": (TABLE,),
    }  # fmt: skip
    first, last = (f"{later(n).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}.000000Z" for n in (0, 2))
    alerts = [
        Alert(
            id="al-read", rule="data.read-at-night", risk_type="illegal_access", confidence=0.7,
            technique=("T1213",), evidence=(f"{names[1]} read", f"{names[2]} read"),
            entities={"source": "10.0.0.7", "user": "li", "destination": "10.0.0.2"},
            first_seen=first, last_seen=first, title="Graded data read in bulk", **common,
        ),
        Alert(
            id="al-sent", rule="data.sent-out", risk_type="leak", confidence=0.8,
            technique=("T1567", "T1048"), evidence=(f"{names[4]} sent", "ev-gone sent"),
            entities={"source": "10.0.0.7", "destination": "203.0.113.9"},
            first_seen=last, last_seen=last, title="Graded data sent out", **common,
        ),
    ]  # fmt: skip
    incident = Incident(
        id="in-1", title="1,204 records left", state="open", alerts=("al-read", "al-sent"),
        risk_types=("illegal_access", "leak"), confidence=0.94, first_seen=first, last_seen=last,
        entities={"source": ("10.0.0.7",), "user": ("li",), "destination": ("203.0.113.9",),
                  "server": ("10.0.0.2",)}, **common,
    )  # fmt: skip
    return incident, alerts


def night_trace() -> Trace:
    """The trace of that night."""
    batch = night()
    incident, alerts = told(batch)
    return traced(incident, alerts, lambda: [batch], KNOWN)
