# The same said twice is one, with both events; edges are in order of time.
from graded_events import NIGHT

from monitor.provenance import Chain


def test_what_is_said_twice_is_one_and_cites_both() -> None:
    chain = Chain()
    li = chain.node("account", "li", "li")
    session = chain.node("session", "s", "10.0.0.7:1", database="")
    chain.edge(li, session, "signed-in", [(NIGHT, "ev-2")])
    chain.edge(li, session, "signed-in", [(NIGHT.replace(hour=1), "ev-1"), (NIGHT, "ev-2")])
    chain.node("session", "s", "another name", database="people")
    (edge,) = chain.edges({"ev-1": ["T1078"]})
    assert edge.events == ("ev-1", "ev-2")
    assert (edge.first, edge.last) == ("2026-11-27T17:13:00.000000Z", "2026-11-27T18:13:00.000000Z")
    assert edge.techniques == ("T1078",)
    assert [(each.name, dict(each.facts)) for each in chain.nodes()] == [
        ("li", {}),
        ("10.0.0.7:1", {"database": "people"}),
    ]


def test_what_is_seen_and_what_is_inferred_are_told_apart() -> None:
    chain = Chain()
    one, other = chain.node("host", "a", "a"), chain.node("host", "b", "b")
    for inferred in (True, False):
        chain.edge(one, other, "reached", [(NIGHT, "ev-1")], inferred=inferred)
    assert sorted(each.inferred for each in chain.edges({})) == [False, True]
