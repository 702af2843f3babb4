# Each technique against OPC UA servers and historians is proven by settings, plant and what was handed
# over.
from __future__ import annotations

import struct

import pytest
from drill_files import run, shipped

from range import opcua
from range.attack_opcua import OPCUA_TECHNIQUES
from range.journal import Frame
from range.technique import Seen

STEPS = {each.id: each for each in shipped("works-opcua").attack}
READ = opcua.message(b"MSG", struct.pack("<IIII", 1, 1, 1, 1) + opcua.node((0, 634)))
FAULT = opcua.message(b"MSG", struct.pack("<IIII", 1, 1, 1, 1) + opcua.node((0, 397)))
RAISED = {"opc1 tower.stop": 4.8}, {"opc1 tower.stop": 9.5}
STARTED = {"p2.running": 0.0}, {"p2.running": 1.0}


def frames(payload: bytes, count: int) -> tuple[Frame, ...]:
    return tuple(
        Frame(1.0, "reply", "10.77.2.11", "10.77.3.10", 4840, 1, payload) for _ in range(count)
    )


@pytest.mark.parametrize(
    ("step", "seen", "worked"),
    [
        ("r4", {"history": 500}, True),
        ("r4", {"history": 499}, False),
        ("r5", {"frames": frames(READ, 20)}, True),
        ("r5", {"frames": frames(READ, 19)}, False),
        ("r5", {"frames": frames(FAULT, 20)}, False),
        ("r7", {"settings": RAISED}, True),
        ("r7", {"settings": ({"hist1 x": 0.0}, {"hist1 x": 1.0})}, False),
        ("r8", {"settings": RAISED, "points": STARTED}, True),
        ("r8", {"settings": RAISED}, False),
    ],
)
def test_a_proof_is_of_the_effect(step: str, seen: dict, worked: bool) -> None:
    nothing = {"frames": (), "settings": ({}, {}), "points": ({}, {}), "missed": 0, "switches": 0}
    facts = Seen(**{**nothing, "serving": frozenset(), **seen})
    chosen = STEPS[step]
    assert OPCUA_TECHNIQUES[chosen.action].effect(chosen, facts) == worked


def test_the_tower_runs_over() -> None:
    assert run("works-opcua", 7, defence=False).harm["spill_m3"] > 50
