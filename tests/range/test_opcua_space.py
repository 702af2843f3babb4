# The nodes of a server: the standard's own that clients look for, and the plant's in folders.
from __future__ import annotations

import pytest
from drill_files import shipped

from range.opcua import NodeId, Reader
from range.opcua_space import HAS_COMPONENT, HAS_TYPE, ORGANIZES, Space

HOST = shipped("works-opcua").lab.hosts["opc1"]
PERSONA = shipped("works-opcua").lab.personas["server"]


@pytest.fixture
def space() -> Space:
    return Space(HOST.tags, PERSONA)


@pytest.mark.parametrize(
    ("at", "attribute", "value"),
    [
        ((2, "Tower.Stop"), 13, 4.5),
        ((2, "Tower.Stop"), 14, (0, 11)),
        ((2, "Tower.Stop"), 17, 3),
        ((2, "Tower.Level"), 17, 1),
        ((2, "Tower"), 2, 1),
        ((0, 85), 1, (0, 85)),
        ((0, 2263), 13, "Weihe Controls"),
        ((0, 2259), 13, 0),
        ((0, 61), 8, False),
    ],
)
def test_attributes_are_read(space: Space, at: NodeId, attribute: int, value: object) -> None:
    status, made = space.read(at, attribute, 4.5, 9.0)
    assert status == 0
    assert made is not None
    assert Reader(made).variant() == value


@pytest.mark.parametrize(
    ("at", "attribute", "status"),
    [((2, "Nowhere"), 13, 0x80340000), ((2, "Tower"), 13, 0x80350000), ((0, 85), 99, 0x80350000)],
)
def test_what_is_not_there_has_a_status(
    space: Space, at: NodeId, attribute: int, status: int
) -> None:
    assert space.read(at, attribute, 0.0, 0.0) == (status, None)


def test_every_node_is_led_to_from_the_root_and_back(space: Space) -> None:
    reached: set[NodeId] = set()
    waiting: list[NodeId] = [(0, 84)]
    while waiting:
        at = waiting.pop()
        reached.add(at)
        waiting += [end for _, end in space.references.get(at, []) if end not in reached]
    assert set(space.tags) <= reached
    assert (ORGANIZES, (0, 84)) in space.inverse((0, 85))


def test_kinds_of_references_are_told_apart(space: Space) -> None:
    assert space.matches(HAS_COMPONENT, (0, 33), subtypes=True)
    assert not space.matches(HAS_TYPE, (0, 33), subtypes=True)
    assert not space.matches(HAS_COMPONENT, (0, 33), subtypes=False)
    assert space.matches(HAS_TYPE, (0, 31), subtypes=True)
    assert space.matches(HAS_TYPE, (0, 40), subtypes=False)
