# Each technique's proof is of the effect: with the frames but without the effect, and with the
# effect of somebody else, it does not count.
from __future__ import annotations

import pytest
from drill_files import shipped

from policies import AttackStep
from range.attack_control import CONTROL_TECHNIQUES
from range.journal import Frame
from range.modbus import identify, read, write_coil, write_register
from range.technique import Seen

STEPS = {
    each.action: each for name in ("water-relay", "water-setpoint") for each in shipped(name).attack
}
LEVELS = bytes.fromhex("0001000000050104 02") + bytes(2)
NOTHING = {"settings": ({}, {}), "points": ({}, {}), "missed": 0, "switches": 0}


def frame(kind: str, payload: bytes = b"", destination: str = "10.77.3.10") -> Frame:
    return Frame(1.0, kind, "10.77.2.12", destination, 502, 1, payload)  # type: ignore[arg-type]


def proven(action: str, *frames: Frame, step: AttackStep | None = None, **seen: object) -> bool:
    facts = Seen(**{"frames": frames, "serving": frozenset({"10.77.3.10"}), **NOTHING, **seen})
    return CONTROL_TECHNIQUES[action].effect(step or STEPS[action], facts)


REFUSED = bytes.fromhex("000100000003018602")
MOVED = {"plc1 tower.stop": 4.8}, {"plc1 tower.stop": 9.5}
MANUAL = {"plc1 p1.manual": 0.0}, {"plc1 p1.manual": 1.0}
STANDS, RUNS = ({}, {"p1.running": 0.0}), ({}, {"p1.running": 1.0})


@pytest.mark.parametrize(
    ("action", "frames", "seen", "worked"),
    [
        ("scan", [frame("open")], {}, True),
        ("scan", [frame("refused")], {}, False),
        ("scan", [frame("open", destination="10.77.3.11")], {}, False),
        ("scan", [], {"serving": frozenset()}, False),
        ("identify", [frame("reply", identify(1))], {}, True),
        ("identify", [frame("request", identify(1))], {}, False),
        ("identify", [frame("reply", bytes.fromhex("000100000003 01ab01"))], {}, False),
        (
            "read-points",
            [frame("reply", bytes.fromhex("0001000000230103 20") + bytes(32))],
            {},
            True,
        ),
        (
            "read-points",
            [frame("reply", bytes.fromhex("000100000005010302") + bytes(2))],
            {},
            False,
        ),
        ("read-points", [frame("request", read(1, "holding", 0, 16))], {}, False),
        ("write-register", [frame("reply", write_register(1, 1, 950))], {"settings": MOVED}, True),
        ("write-register", [frame("reply", REFUSED)], {"settings": MOVED}, False),
        ("write-register", [frame("reply", write_register(1, 1, 950))], {}, False),
        ("command", [], {"points": ({"p2.running": 0.0}, {"p2.running": 1.0})}, True),
        ("command", [frame("reply", write_coil(1, 3, on=True))], {}, False),
        ("brute-force", [frame("reply", write_coil(1, 3, on=True))] * 40, {"switches": 1}, True),
        ("brute-force", [frame("reply", write_coil(1, 3, on=True))] * 40, {}, False),
        ("brute-force", [frame("reply", write_coil(1, 3, on=True))] * 39, {"switches": 9}, False),
        ("collect", [frame("reply", LEVELS)] * 40, {}, True),
        ("collect", [frame("reply", LEVELS)] * 39, {}, False),
        ("collect", [frame("request", LEVELS)] * 60, {}, False),
        (
            "second-master",
            [frame("reply", write_register(1, 1, 950))] * 60,
            {"settings": MOVED},
            True,
        ),
        ("second-master", [frame("reply", write_register(1, 1, 950))] * 60, {}, False),
        ("second-master", [frame("reply", REFUSED)] * 60, {"settings": MOVED}, False),
        ("stop-pump", [], {"settings": MANUAL, "points": STANDS}, True),
        ("stop-pump", [], {"settings": MANUAL, "points": RUNS}, False),
        ("stop-pump", [frame("reply", write_coil(1, 0, on=True))], {"points": STANDS}, False),
        ("flood", [], {"missed": 10}, True),
        ("flood", [frame("open")] * 900, {"missed": 9}, False),
    ],
)
def test_a_proof_is_of_the_effect(action: str, frames: list, seen: dict, worked: bool) -> None:
    assert proven(action, *frames, **seen) == worked
