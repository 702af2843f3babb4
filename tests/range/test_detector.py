# The small detector on frames alone: quiet about what it learnt, and each rule by its sign.
from __future__ import annotations

import pytest

from range.detector import RULES, SmallDetector
from range.journal import Frame
from range.modbus import answer, identify, read, write_coil, write_register

HMI, PLC, NEW = "10.77.3.12", "10.77.3.10", "10.77.2.12"


def frame(time: float, payload: bytes = b"", source: str = HMI, **more) -> Frame:
    kind = more.pop("kind", "request" if payload else "open")
    return Frame(
        time, kind, source, more.pop("destination", PLC), 502, more.pop("session", 1), payload
    )


class Cells:
    def read_cells(self, table: str, at: int, count: int) -> list[int]:
        return [480] * count

    def write_cells(self, table: str, at: int, values: list[int]) -> None: ...

    def identification(self) -> tuple[str, ...]:
        return ("", "", "")


def taught() -> SmallDetector:
    detector = SmallDetector(100)
    asked = read(1, "holding", 0, 4)
    frames = [
        frame(1),
        frame(2, asked),
        frame(2.1, answer(asked, Cells()), kind="reply"),
        frame(3, write_register(2, 1, 490)),
    ]
    assert detector(frames) == []
    return detector


@pytest.mark.parametrize(
    "frames",
    [
        [frame(200, read(1, "holding", 0, 4))],
        [frame(200, write_register(1, 1, 500))],
        [frame(200 + at, write_register(1, 1, 480)) for at in range(9)],
        [frame(200 + 20 * at) for at in range(30)],
        [frame(200, b"\0\1\0\0\0\3\1\6\0")],
    ],
    ids=[
        "a known reader",
        "a value near those seen",
        "nine writes",
        "slow reconnects",
        "no request",
    ],
)
def test_what_is_usual_is_passed_over(frames: list[Frame]) -> None:
    assert taught()(frames) == []


@pytest.mark.parametrize(
    ("rule", "frames"),
    [
        ("scan", [frame(200 + at, source=NEW, destination=f"10.77.3.{at}") for at in range(1, 6)]),
        ("modbus-identification", [frame(200, identify(1), NEW)]),
        ("modbus-new-reader", [frame(200, read(1, "coil", 0, 1), NEW)]),
        ("modbus-new-writer", [frame(200, write_coil(1, 3, on=True), NEW)]),
        ("modbus-value-jump", [frame(200, write_register(1, 1, 950))]),
        ("modbus-value-jump", [frame(200, write_register(1, 1, 100))]),
        ("modbus-write-burst", [frame(200 + at / 10, write_register(1, 1, 480)) for at in range(10)]),
        ("session-flood", [frame(200 + at / 10, source=NEW) for at in range(10)]),
    ],
)  # fmt: skip
def test_each_rule_tells_of_its_sign(rule: str, frames: list[Frame]) -> None:
    found = [each for each in taught()(frames) if each.rule == rule]
    assert len(found) == 1
    techniques, risk_type, severity = RULES[rule]
    assert (found[0].techniques, found[0].risk_type, found[0].severity) == (
        techniques, risk_type, severity,
    )  # fmt: skip
    assert found[0].source == frames[-1].source


def test_the_same_is_told_again_only_after_a_while() -> None:
    detector = taught()
    times = (200, 210, 499, 501)
    told = [len(detector([frame(at, identify(1), NEW)])) for at in times]
    assert told == [1, 0, 0, 1]


def test_every_rule_that_a_playbook_waits_for_exists() -> None:
    from operations.monitor_words import MODELS
    from policies import load_detections, load_drills

    # The range's own, and those of the monitor, which may be a drill's detector too.
    known = {*RULES, *MODELS, *load_detections().detections}
    for drill in load_drills().drills.values():
        for playbook in drill.defence.playbooks:
            assert set(playbook.rules) <= known
