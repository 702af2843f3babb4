# What may be seen of a drill that runs: exercise control sees everything, a role what its side
# would: no step of the attack, no plant, no other role's words.
from __future__ import annotations

import json

from drill_files import shipped

from range.clock import Clock, run_virtual
from range.control import Control
from range.decide import Table
from range.desk import Desk
from range.injects import Injects
from range.modbus import write_register
from range.view import role_view, whole_view
from range.world import build


def seen() -> tuple[dict, dict, dict]:
    async def main() -> tuple[dict, dict, dict]:
        world = build(shipped("water-setpoint"), 3, Clock())
        desk = Desk({"assess": False, "command": False}, lambda *_a, **_k: None)
        control = Control(world, desk, Injects(world, None, Table()), lambda _event: None)
        world.journal.note(1, "attack.begins", step="r1")
        world.journal.note(2, "alert", alert="a1", rule="scan", source="10.77.2.12")
        control.inject("zhao", 0)
        control.say("zhao", "command", "市长来电")
        maint, plc = (world.lab.addresses[name] for name in ("maint1", "plc1"))
        link = await world.wire.open(maint, plc, 502)
        await link.ask(write_register(1, 1, 950))
        world.lab.block(maint)
        return whole_view(control, 0), role_view(control, "assess", 0), role_view(control, "assess", 4)  # fmt: skip

    return run_virtual(main())


def test_exercise_control_sees_everything() -> None:
    whole, _, _ = seen()
    assert [each["kind"] for each in whole["timeline"]] == [
        "attack.begins", "alert", "inject", "control", "inject", "control",
    ]  # fmt: skip
    assert whole["hosts"]["maint1"]["states"] == ["attack", "blocked"]
    assert whole["hosts"]["plc1"]["states"] == ["tampered"]
    assert whole["injects"][0]["pending"] is False
    assert "spill_m3" in whole["physical"]
    assert json.loads(json.dumps(whole)) == whole


def test_a_role_sees_its_side() -> None:
    _, role, later = seen()
    assert [each["kind"] for each in role["timeline"]] == ["alert", "inject", "control", "control"]
    assert role["hosts"]["maint1"]["states"] == ["blocked"]
    assert role["hosts"]["plc1"]["states"] == []
    assert not {"physical", "curves", "injects"} & set(role)
    assert role["next"] == 6
    assert [each["kind"] for each in later["timeline"]] == ["control"]
