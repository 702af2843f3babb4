# Playbooks act on the lab: what they block is blocked, what they restore is as it was.
from __future__ import annotations

from drill_files import run, shipped

from monitor import respond
from range.alert import RangeAlert
from range.clock import Clock, run_virtual
from range.modbus import write_coil, write_register
from range.respond import DefenceTeam
from range.world import World, build


def after(alert: RangeAlert, seconds: float, *, twice: bool = False) -> World:
    import asyncio

    async def main() -> World:
        world = build(shipped("water-setpoint"), 3, Clock())
        maint = world.lab.addresses["maint1"]
        link = await world.wire.open(maint, world.lab.addresses["plc1"], 502)
        await link.ask(write_register(1, 1, 950))
        await link.ask(write_coil(2, 3, on=True))
        tasks: list[asyncio.Task[None]] = []
        team = DefenceTeam(world, lambda work: tasks.append(asyncio.ensure_future(work)), respond)
        for _ in range(1 + twice):
            team.act(alert)
        await world.clock.until(seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return world

    return run_virtual(main())


def alert(rule: str, source: str = "10.77.2.12") -> RangeAlert:
    return RangeAlert("a1", 1.0, rule, (), "tamper", "high", source, "10.77.3.10")


def test_a_playbook_blocks_restores_and_reports() -> None:
    world = after(alert("modbus-new-writer"), 1500)
    assert world.lab.blocked == {"10.77.2.12"}
    assert world.lab.reading_only == {"10.77.2.12"}
    assert world.tampered() == {}
    assert [each.values["action"] for each in world.journal.of("response")] == [
        "filter-writes", "block-source", "restore-settings", "report",
    ]  # fmt: skip
    assert len(list(world.journal.of("report"))) == 1


def test_nothing_is_done_at_once() -> None:
    world = after(alert("modbus-new-writer"), 30)
    assert world.lab.blocked == set()
    assert world.tampered() != {}


def test_a_playbook_runs_once_for_a_source() -> None:
    world = after(alert("modbus-new-writer"), 1500, twice=True)
    assert len(list(world.journal.of("playbook"))) == 1


def test_a_rule_without_a_playbook_starts_none() -> None:
    assert list(after(alert("scan"), 1500).journal.of("playbook")) == []


def test_roles_take_the_time_the_drill_gives_them() -> None:
    takes = shipped("water-setpoint").defence.roles["command"].takes
    for seed in (7, 8, 9):
        events = run("water-setpoint", seed).timeline
        filtered = next(e for e in events if e.kind == "response" and e.values["step"] == "filter")
        gate = next(e for e in events if e.kind == "gate" and e.values["step"] == "block")
        assert takes[0] <= gate.time - filtered.time <= takes[1]
