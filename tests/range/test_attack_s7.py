# Each technique against an S7 controller is proven by settings, plant and frames.
from __future__ import annotations

import pytest
from drill_files import run, shipped

from monitor import respond
from policies import DrillPlaybook, PlaybookStep, Title
from range import s7
from range.attack_s7 import S7_TECHNIQUES
from range.detector import SmallDetector
from range.drill import run_drill
from range.journal import Frame
from range.s7 import Message
from range.technique import Seen

STEPS = {each.id: each for each in shipped("station-stop").attack}
READ = s7.whole(Message(s7.DATA, 1, b"\4\1", b"\xff\4\0\x68" + bytes(13)))
LIST = s7.whole(Message(s7.USER_DATA, 1, b"\0\1\x12\x08\x12\x84\1\0\0\0\0\0", b"\xff\x09\0\0"))
TAKEN = s7.whole(Message(s7.DATA, 1, b"\5\1", b"\xff"))
REFUSED = s7.whole(Message(s7.DATA, 1, b"\5\1", b"\x0a"))
LOWERED = {"plc1 tower.start": 3.0}, {"plc1 tower.start": 0.4}
STOPPED = {"p1.running": 1.0}, {"p1.running": 0.0}


def frames(payload: bytes, count: int = 1) -> tuple[Frame, ...]:
    return tuple(
        Frame(1.0, "reply", "10.77.2.11", "10.77.3.10", 102, 1, payload) for _ in range(count)
    )


@pytest.mark.parametrize(
    ("step", "seen", "worked"),
    [
        ("r5", {"frames": frames(LIST, 3)}, True),
        ("r5", {"frames": frames(LIST, 2)}, False),
        ("r6", {"frames": frames(READ, 20)}, True),
        ("r6", {"frames": frames(READ, 19)}, False),
        ("r7", {"frames": frames(TAKEN), "settings": LOWERED}, True),
        ("r7", {"frames": frames(REFUSED), "settings": LOWERED}, False),
        ("r7", {"frames": frames(TAKEN)}, False),
        ("r8", {"frames": frames(TAKEN), "settings": LOWERED, "points": STOPPED}, True),
        ("r8", {"frames": frames(TAKEN), "settings": LOWERED}, False),
        ("r9", {"settings": ({}, {"plc1 cpu.run": 0.0})}, True),
        ("r9", {"settings": ({}, {"plc1 cpu.run": 1.0})}, False),
    ],
)
def test_a_proof_is_of_the_effect(step: str, seen: dict, worked: bool) -> None:
    nothing = {"frames": (), "settings": ({}, {}), "points": ({}, {}), "missed": 0, "switches": 0}
    facts = Seen(**{**nothing, "serving": frozenset(), **seen})
    chosen = STEPS[step]
    assert S7_TECHNIQUES[chosen.action].effect(chosen, facts) == worked


def test_with_the_controller_stopped_the_town_runs_dry() -> None:
    off = run("station-stop", 7, defence=False)
    assert off.harm["people_without_supply"] == 120_000


def test_a_stopped_controller_is_started_again_by_its_own_people() -> None:
    drill = shipped("station-stop")
    stop = STEPS["r9"].model_copy(update={"after": "", "at": 400.0, "by": "mail2"})
    insider = drill.lab.hosts["mail1"].model_copy(update={"zone": "ot"})
    book = DrillPlaybook(
        id="start", title=Title(zh="启动", en="start"), rules=("s7-mode-change",),
        steps=(PlaybookStep(id="restore", action="restore-settings"),),
    )  # fmt: skip
    changed = drill.model_copy(
        update={
            "attack": (stop,),
            "lab": drill.lab.model_copy(update={"hosts": {**drill.lab.hosts, "mail2": insider}}),
            "defence": drill.defence.model_copy(update={"playbooks": (book,)}),
            "clock": drill.clock.model_copy(update={"length": 900.0}),
        }
    )
    result = run_drill(changed, seed=7, engine=respond, detector=SmallDetector(300.0))
    assert result.played[0].succeeded
    assert [each.rule for each in result.alerts] == ["s7-mode-change"]
    (response,) = [each for each in result.timeline if each.kind == "response"]
    assert response.values["done"]
    assert result.score.shares["recover"] > 0
