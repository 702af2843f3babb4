# What led to an incident, as a graph: accounts, hosts, sessions, statements, tables, files,
# requests, and what each did with which. Edges run the way of time and of the data; each cites
# the events it was seen in, and says where it was concluded and not seen.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Chain", "Edge", "Node", "NodeKind", "Trace", "Verb"]

NodeKind = Literal[
    "account", "host", "session", "statement", "table", "file", "request", "domain", "share",
    "recipient",
]  # fmt: skip
Verb = Literal[
    "opened", "signed-in", "ran", "read", "sent", "named", "fed", "carried", "reached",
    "resolved", "fetched", "copied", "given", "told",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody or something in the chain; `name` is what people know it by."""

    id: str
    kind: NodeKind
    name: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """What one did with another, between two times, by the events with these ids.

    `techniques` are those of ATT&CK of alerts that cite one of the events.
    """

    source: str
    target: str
    verb: Verb
    events: tuple[str, ...]
    first: str
    last: str
    inferred: bool = False
    techniques: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The graph of an incident; edges in order of time.

    `techniques` name for each the alerts that it is from. `missing` are events that alerts
    cite and the archive has no longer. `cut` says that there was more than is followed.
    """

    incident: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    techniques: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...] = ()
    cut: bool = False


class Chain:
    """Takes nodes and edges; the same said twice is one, with both events."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str, Verb, bool], list[tuple[dt.datetime, str]]] = {}

    def node(self, kind: NodeKind, key: str, name: str, **facts: str) -> str:
        """The node's id; facts that were not known before are added."""
        identifier = f"{kind}:{key}"
        before = self._nodes.get(identifier)
        known = dict(before.facts) if before else {}
        known |= {what: value for what, value in facts.items() if value}
        self._nodes[identifier] = Node(identifier, kind, before.name if before else name, known)
        return identifier

    def edge(
        self, source: str, target: str, verb: Verb, seen: Iterable[tuple[dt.datetime, str]], *,
        inferred: bool = False,
    ) -> None:  # fmt: skip
        """An edge that was seen in these events."""
        self._edges.setdefault((source, target, verb, inferred), []).extend(seen)

    def nodes(self) -> tuple[Node, ...]:
        """All nodes, by id."""
        return tuple(self._nodes[each] for each in sorted(self._nodes))

    def edges(self, techniques: Mapping[str, Iterable[str]]) -> tuple[Edge, ...]:
        """All edges by time; `techniques` by the ids of events."""
        found = []
        for (source, target, verb, inferred), seen in self._edges.items():
            events = tuple(dict.fromkeys(identifier for _, identifier in sorted(seen)))
            times = sorted(when for when, _ in seen)
            named = {name for each in events for name in techniques.get(each, ())}
            found.append(
                Edge(
                    source, target, verb, events, _told(times[0]), _told(times[-1]), inferred,
                    tuple(sorted(named)),
                )
            )  # fmt: skip
        return tuple(sorted(found, key=lambda each: (each.first, each.source, each.target)))


def _told(when: dt.datetime) -> str:
    text = when.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")
