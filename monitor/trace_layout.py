# Where the nodes of a trace stand when it is drawn: columns from left to right by the longest
# way that leads to a node, rows within a column so that neighbours stand near each other.
from __future__ import annotations

from collections.abc import Mapping

from .provenance import Trace

__all__ = ["places_of"]

_ROUNDS = 4


def places_of(trace: Trace) -> Mapping[str, tuple[int, int]]:
    """For each node its column and its row, both from 0."""
    columns = _columns(trace)
    rows: dict[int, list[str]] = {}
    for node in trace.nodes:
        rows.setdefault(columns[node.id], []).append(node.id)
    order = {each: float(place) for column in rows.values() for place, each in enumerate(column)}
    near: dict[str, list[str]] = {node.id: [] for node in trace.nodes}
    for edge in trace.edges:
        near[edge.source].append(edge.target)
        near[edge.target].append(edge.source)
    for _ in range(_ROUNDS):
        for column in sorted(rows):
            wanted = {
                each: sum(order[other] for other in near[each]) / len(near[each])
                if near[each]
                else order[each]
                for each in rows[column]
            }
            rows[column].sort(key=lambda each: (wanted[each], each))
            order |= {each: float(place) for place, each in enumerate(rows[column])}
    return {each: (column, place) for column, own in rows.items() for place, each in enumerate(own)}


def _columns(trace: Trace) -> dict[str, int]:
    """The longest way to each node; an edge that closes a circle does not count."""
    onward: dict[str, list[str]] = {node.id: [] for node in trace.nodes}
    for edge in trace.edges:
        if edge.source != edge.target and edge.target not in onward[edge.source]:
            onward[edge.source].append(edge.target)
    order = _ordered(onward)
    at = {each: place for place, each in enumerate(order)}
    columns = dict.fromkeys(order, 0)
    for each in order:
        for other in onward[each]:
            if at[other] > at[each]:
                columns[other] = max(columns[other], columns[each] + 1)
    return columns


def _ordered(onward: Mapping[str, list[str]]) -> list[str]:
    """Nodes with those they lead to behind them, as far as there are no circles."""
    done: list[str] = []
    seen: set[str] = set()
    for start in sorted(onward):
        stack = [(start, iter(onward[start]))]
        if start in seen:
            continue
        seen.add(start)
        while stack:
            node, rest = stack[-1]
            following = next((each for each in rest if each not in seen), None)
            if following is None:
                done.append(node)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(onward[following])))
    return done[::-1]
