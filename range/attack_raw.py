# Techniques below TCP, which take networks of their own: sweeps and half-open scans, overhearing, and
# the man in the middle who shows a screen what is not so or keeps from it what is. Each is done in the
# process that is inside its host's network.
from __future__ import annotations

import asyncio
import functools
import ipaddress
import itertools
from collections.abc import Callable
from typing import TypeVar

from policies import AttackStep, Fidelity, Title

from .ground import HostGround
from .intercept import Between, intercepted, overheard, scanned, swept
from .sockets import SocketWire
from .technique import Attacker, Seen, Technique, number

__all__ = ["RAW_TECHNIQUES"]

T = TypeVar("T")
_NETWORKS: frozenset[Fidelity] = frozenset({"netns"})
# What a host of the machine needs to answer, however fast the drill runs.
_ANSWERS = 0.5
_MISSED = 10
_OVERHEARD = 20


async def _inside(attacker: Attacker, work: Callable[[], T]) -> T:
    """What is done inside the attacker's host, beside its other steps. Raises OSError."""
    wire = attacker.wire
    if not isinstance(wire, SocketWire) or not isinstance(wire.ground, HostGround):
        raise OSError("there is no network below TCP here")
    return await asyncio.to_thread(work)


def _zone(step: AttackStep, target: str) -> list[str]:
    network = ipaddress.IPv4Network(target)
    return [str(each) for each in itertools.islice(network.hosts(), 1, 1 + int(number(step, "addresses", 60)))]  # fmt: skip


async def _sweep(attacker: Attacker, step: AttackStep, target: str) -> None:
    work = functools.partial(swept, attacker.address, _zone(step, target), _ANSWERS)
    found = await _inside(attacker, work)
    attacker.loot["hosts"] = sorted(each.encode() for each in found)


async def _scan(attacker: Attacker, step: AttackStep, target: str) -> None:
    port = int(number(step, "port", 502))
    places = [(each, port) for each in _zone(step, target)]
    found = await _inside(attacker, functools.partial(scanned, attacker.address, places, _ANSWERS))
    attacker.loot["open"] = sorted(each.encode() for each, _ in found)


async def _sniff(attacker: Attacker, step: AttackStep, _target: str) -> None:
    seconds = attacker.clock.real(number(step, "seconds", 60))
    attacker.loot["overheard"] = await _inside(
        attacker, functools.partial(overheard, attacker.address, seconds)
    )


async def _between(attacker: Attacker, step: AttackStep, target: str, drop: str = "") -> None:
    """The man in the middle between `victim` and the target."""
    seconds = attacker.clock.real(number(step, "seconds", 60))
    alter = None
    if "register" in step.parameters:
        alter = int(number(step, "register", 0)), int(number(step, "value", 0))
    between = Between(
        attacker.lab.addresses[str(step.parameters.get("victim", ""))], target, seconds,
        alter, drop,
    )  # fmt: skip
    payloads, _, _ = await _inside(
        attacker, functools.partial(intercepted, attacker.address, between)
    )
    attacker.loot["overheard"] = payloads


async def _block_replies(attacker: Attacker, step: AttackStep, target: str) -> None:
    await _between(attacker, step, target, "replies")


async def _block_commands(attacker: Attacker, step: AttackStep, target: str) -> None:
    await _between(attacker, step, target, "commands")


def _knows_all(_step: AttackStep, seen: Seen) -> bool:
    """What it knows of the zone is what is there, and it asked for it by ARP."""
    asked = any(frame.kind == "arp" for frame in seen.frames)
    return asked and set(seen.loot.get("hosts", [])) == {each.encode() for each in seen.present}


def _knows_open(_step: AttackStep, seen: Seen) -> bool:
    """It knows who serves the port, and made no connection to find out."""
    halves = any(frame.kind == "syn" for frame in seen.frames)
    whole = any(frame.kind == "open" for frame in seen.frames)
    known = set(seen.loot.get("open", []))
    return halves and not whole and bool(known) and known == {e.encode() for e in seen.serving}


def _has_overheard(step: AttackStep, seen: Seen) -> bool:
    """It has what others said to one another."""
    return seen.overheard >= number(step, "frames", _OVERHEARD)


def _is_between(step: AttackStep, seen: Seen) -> bool:
    """The victim's kernel believes it, and what the two say comes by."""
    return str(step.parameters.get("victim")) in seen.poisoned and _has_overheard(step, seen)


def _shows(step: AttackStep, seen: Seen) -> bool:
    """A screen showed the point otherwise than the plant had it."""
    return str(step.parameters.get("point", "")) in seen.deceived


def _starved(step: AttackStep, seen: Seen) -> bool:
    return seen.missed >= number(step, "missed", _MISSED)


def _commands_lost(_step: AttackStep, seen: Seen) -> bool:
    """A command of its own people was sent and never reached its controller."""
    return seen.lost_commands > 0


RAW_TECHNIQUES = {
    "arp-sweep": Technique(
        {
            "T0846": Title(zh="远程系统发现", en="Remote System Discovery"),
            "T1018": Title(zh="远程系统发现", en="Remote System Discovery"),
        },
        _NETWORKS, _sweep, _knows_all,
    ),
    "raw-scan": Technique(
        {
            "T0846": Title(zh="远程系统发现", en="Remote System Discovery"),
            "T1046": Title(zh="网络服务发现", en="Network Service Discovery"),
        },
        _NETWORKS, _scan, _knows_open,
    ),
    "sniff": Technique(
        {
            "T0842": Title(zh="网络嗅探", en="Network Sniffing"),
            "T1040": Title(zh="网络嗅探", en="Network Sniffing"),
        },
        _NETWORKS, _sniff, _has_overheard,
    ),
    "arp-between": Technique(
        {
            "T0830": Title(zh="中间人", en="Adversary-in-the-Middle"),
            "T1557.002": Title(zh="ARP缓存投毒", en="ARP Cache Poisoning"),
            "T0842": Title(zh="网络嗅探", en="Network Sniffing"),
            "T1040": Title(zh="网络嗅探", en="Network Sniffing"),
        },
        _NETWORKS, _between, _is_between,
    ),
    "arp-alter": Technique(
        {
            "T1692.002": Title(zh="未授权报文：上报报文", en="Unauthorized Message: Reporting Message"),
            "T0832": Title(zh="操纵视图", en="Manipulation of View"),
            "T1565.002": Title(zh="篡改传输数据", en="Transmitted Data Manipulation"),
        },
        _NETWORKS, _between, _shows,
    ),
    "arp-block-replies": Technique(
        {
            "T1691.002": Title(zh="阻断OT报文：上报报文", en="Block Operational Technology Message: Reporting Message"),
            "T0815": Title(zh="视图拒绝", en="Denial of View"),
            "T0829": Title(zh="视图丧失", en="Loss of View"),
        },
        _NETWORKS, _block_replies, _starved,
    ),
    "arp-block-commands": Technique(
        {
            "T1691.001": Title(zh="阻断OT报文：命令报文", en="Block Operational Technology Message: Command Message"),
            "T0813": Title(zh="控制拒绝", en="Denial of Control"),
        },
        _NETWORKS, _block_commands, _commands_lost,
    ),
}  # fmt: skip
