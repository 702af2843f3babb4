# Browsing: what lies under a node and above it, and where a path of names leads.
from __future__ import annotations

import struct

import pytest
from drill_files import shipped

from range import opcua
from range.opcua import NodeId, Reader
from range.opcua_browse import browse, translate
from range.opcua_space import Space

SPACE = Space(shipped("works-opcua").lab.hosts["opc1"].tags, None)
HIERARCHICAL: NodeId = (0, 33)


def asked(at: NodeId, direction: int = 0, kinds: int = 0) -> Reader:
    body = opcua.node(opcua.NO_NODE) + bytes(12) + struct.pack("<Ii", 0, 1) + opcua.node(at)
    body += struct.pack("<I", direction) + opcua.node(HIERARCHICAL) + b"\x01"
    return Reader(browse(SPACE, Reader(body + struct.pack("<II", kinds, 63))))


def told(read: Reader) -> tuple[int, list[NodeId]]:
    assert read.number("<i") == 1
    status = read.number()
    read.octets()
    found = []
    for _ in range(read.number("<i")):
        read.node()
        read.number("<B")
        found.append(read.node())
        read.qualified()
        read.take(1)
        read.text()
        read.number()
        read.node()
    return status, found


@pytest.mark.parametrize(
    ("at", "direction", "kinds", "found"),
    [
        ((2, "Tower"), 0, 0, ["Tower.Level", "Tower.Start", "Tower.Stop", "Tower.HighAlarm"]),
        ((2, "Tower.Level"), 1, 0, ["Tower"]),
        ((2, "Tower"), 0, 1, []),
    ],
)
def test_what_leads_from_and_to_a_node(
    at: NodeId, direction: int, kinds: int, found: list[str]
) -> None:
    assert told(asked(at, direction, kinds)) == (0, [(2, name) for name in found])


def test_a_node_that_is_not_there() -> None:
    assert told(asked((2, "Nowhere"))) == (0x80340000, [])


@pytest.mark.parametrize(
    ("names", "end"),
    [([(2, "Tower"), (2, "Stop")], (2, "Tower.Stop")), ([(2, "Tower"), (2, "Rust")], None)],
)
def test_a_path_leads_to_a_node_or_nowhere(
    names: list[tuple[int, str]], end: NodeId | None
) -> None:
    steps = [
        opcua.node(HIERARCHICAL) + b"\0\1" + opcua.qualified(space, name) for space, name in names
    ]
    body = struct.pack("<i", 1) + opcua.node((0, 85)) + opcua.array(steps)
    read = Reader(translate(SPACE, Reader(body)))
    read.number("<i")
    assert read.number() == (0 if end else 0x806F0000)
    targets = read.list_of(lambda: (read.node(), read.number())[0])
    assert targets == ([end] if end else [])
