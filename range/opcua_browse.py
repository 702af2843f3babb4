# Browsing an OPC UA server: what leads from a node to others, and which node lies at the end of a
# path of names (OPC 10000-4, 5.8).
from __future__ import annotations

import struct

from . import opcua
from .opcua import NodeId, Reader
from .opcua_space import Node, Space

__all__ = ["browse", "translate"]

_UNKNOWN, _NO_MATCH = 0x80340000, 0x806F0000
_FORWARD, _INVERSE, _BOTH = 0, 1, 2


def browse(space: Space, read: Reader) -> bytes:
    """The results for each node that is asked about, whole, with nothing left for later."""
    read.node()
    read.take(12)
    read.number()

    def one() -> bytes:
        at, direction, how = read.node(), read.number(), read.node()
        subtypes, kinds = bool(read.number("<B")), read.number()
        read.number()
        if at not in space.nodes:
            return struct.pack("<I", _UNKNOWN) + opcua.octets(None) + opcua.array([])
        ways = []
        if direction in {_FORWARD, _BOTH}:
            ways += [(kind, end, True) for kind, end in space.references.get(at, [])]
        if direction in {_INVERSE, _BOTH}:
            ways += [(kind, start, False) for kind, start in space.inverse(at)]
        told = [
            _reference(kind, space.nodes[end], forward=forward)
            for kind, end, forward in ways
            if space.matches(kind, how, subtypes=subtypes)
            and (not kinds or space.nodes[end].kind & kinds)
        ]
        return struct.pack("<I", 0) + opcua.octets(None) + opcua.array(told)

    return opcua.array(read.list_of(one)) + opcua.array([])


def translate(space: Space, read: Reader) -> bytes:
    """The node at the end of each path, or that there is none."""

    def step() -> tuple[NodeId, bool, bool, tuple[int, str]]:
        return read.node(), bool(read.number("<B")), bool(read.number("<B")), read.qualified()

    def one() -> bytes:
        at: NodeId | None = read.node()
        for how, inverse, subtypes, name in read.list_of(step):
            ways = space.inverse if inverse else lambda start: space.references.get(start, [])
            found = [
                end
                for kind, end in (ways(at) if at else ())
                if space.matches(kind, how, subtypes=subtypes)
                and (end[0], space.nodes[end].name) == name
            ]
            at = found[0] if found else None
        if at is None or at not in space.nodes:
            return struct.pack("<I", _NO_MATCH) + opcua.array([])
        target = opcua.node(at) + struct.pack("<I", 0xFFFFFFFF)
        return struct.pack("<I", 0) + opcua.array([target])

    return opcua.array(read.list_of(one)) + opcua.array([])


def _reference(how: int, end: Node, *, forward: bool) -> bytes:
    body = opcua.node((0, how)) + bytes((forward,)) + opcua.node(end.id)
    body += opcua.qualified(end.id[0], end.name) + opcua.localized(end.name)
    return body + struct.pack("<I", end.kind) + opcua.node((0, end.type))
