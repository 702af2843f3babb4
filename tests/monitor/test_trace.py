# The graph of a night: who signed in from where, read what, and what left by which request.
from dataclasses import replace

import pytest
from graded_events import events, sent
from traced_incident import ids, night, night_trace, told

from monitor import Known, traced

BATCH = night()
NAMES = ids(BATCH)
TRACE = night_trace()
NODE = {each.name: each.id for each in TRACE.nodes}
EDGES = {(each.source, each.verb, each.target): each for each in TRACE.edges}
STATEMENT, REQUEST = NODE["select * from resident"], NODE["POST out.example/up"]


@pytest.mark.parametrize(
    ("source", "verb", "target", "seen"),
    [
        ("li", "signed-in", "10.0.0.7:50001", (0, 1, 2)),
        ("10.0.0.7", "opened", "10.0.0.7:50001", (0, 1, 2)),
        ("10.0.0.7:50001", "ran", "select * from resident", (1, 2)),
        ("select * from resident", "read", "public.resident", (1, 2)),
        ("public.resident", "carried", "POST out.example/up", (4,)),
        ("10.0.0.7", "sent", "POST out.example/up", (4,)),
        ("POST out.example/up", "reached", "203.0.113.9", (4,)),
        ("out.example", "resolved", "203.0.113.9", (3,)),
        ("10.0.0.6", "opened", "10.0.0.6:50002", (5,)),
    ],
)
def test_an_edge_cites_the_events_it_was_seen_in(source, verb, target, seen) -> None:
    edge = EDGES[NODE[source], verb, NODE[target]]
    assert edge.events == tuple(NAMES[each] for each in seen)
    assert not edge.inferred


def test_what_was_read_is_what_was_sent_and_that_is_inferred() -> None:
    edge = EDGES[STATEMENT, "fed", REQUEST]
    assert edge.inferred
    assert edge.events == (NAMES[1], NAMES[4])


def test_every_edge_cites_an_event_that_is_there() -> None:
    assert all(each.events and set(each.events) <= set(NAMES) for each in TRACE.edges)
    assert {each.id for each in TRACE.nodes} == {
        end for each in TRACE.edges for end in (each.source, each.target)
    }
    assert "wang" not in NODE


def test_techniques_stand_at_the_edges_that_alerts_cite() -> None:
    assert dict(TRACE.techniques) == {
        "T1213": ("al-read",), "T1567": ("al-sent",), "T1048": ("al-sent",),
    }  # fmt: skip
    assert EDGES[STATEMENT, "read", NODE["public.resident"]].techniques == ("T1213",)
    assert EDGES[REQUEST, "reached", NODE["203.0.113.9"]].techniques == ("T1048", "T1567")


def test_one_machine_that_sends_to_itself() -> None:
    batch = events([sent(**{"destination.ip": "10.0.0.7", "destination.port": 80})])
    incident, (_, alert) = told(BATCH)
    alert = replace(alert, evidence=(f"{ids(batch)[0]} sent",))
    found = traced(incident, [alert], lambda: [batch], {"ds-1": Known("a.csv", "/a.csv", True)})
    names = [each.name for each in found.nodes]
    assert names == ["10.0.0.7", "10.0.0.7:80", "POST out.example/up"]


def test_the_night_is_the_same_whenever_it_is_traced() -> None:
    assert night_trace() == TRACE
