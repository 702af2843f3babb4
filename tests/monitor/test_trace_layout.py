# Causes stand left of effects, no two nodes in one place, circles do no harm.
from traced_incident import night_trace

from monitor import Edge, Node, Trace, places_of

TRACE = night_trace()


def test_causes_stand_left_of_effects() -> None:
    places = places_of(TRACE)
    assert len(set(places.values())) == len(TRACE.nodes)
    for each in TRACE.edges:
        assert places[each.source][0] < places[each.target][0]


def test_a_circle_is_laid_out_too() -> None:
    nodes = tuple(Node(f"host:{name}", "host", name) for name in "abc")
    edges = tuple(
        Edge(f"host:{one}", f"host:{other}", "reached", ("ev-1",), "", "")
        for one, other in ("ab", "bc", "ca", "aa")
    )
    places = places_of(Trace("in-1", nodes, edges, {}))
    assert sorted(column for column, _ in places.values()) == [0, 1, 2]
    assert places_of(Trace("in-1", (), (), {})) == {}
