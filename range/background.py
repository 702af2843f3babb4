# What goes on without anyone meaning harm: screens and historians that poll, an operator who
# moves a set-point now and then, an engineer who looks at a controller. Without it, everything
# on the wire would be the attack.
from __future__ import annotations

import json
import random
from collections.abc import Coroutine, Iterator
from urllib.parse import quote

from policies import Host, Register

from .dns import DNS, query
from .exchange import EXCHANGE_PORT
from .historian import HISTORIAN
from .http import parse_response, request
from .modbus import identify, is_exception, read, words_of, write_register
from .operate import operate
from .program import RUNNING
from .screen import watch_opcua, watch_s7, watch_station
from .wire import Link
from .world import MODBUS, World

__all__ = ["background"]

# Every so many polls the settings are read too.
_SETTINGS_EVERY = 10
# How an operator moves a set-point: by this share of it, and back, this often an hour.
_NUDGE = 0.04
_AN_HOUR = 3600.0
_SERVICES = ("his", "pacs", "lis", "mail", "portal", "time", "update", "files")
_HOUSES = ("hospital.example", "health.example", "gov.example")


def background(world: World) -> Iterator[Coroutine[None, None, None]]:
    """The work of every host that is nobody's weapon, each to be run beside the others."""
    for name, host in world.drill.lab.hosts.items():
        if host.attack:
            continue
        # A stream of its own for each, so that one host more does not change the others' days.
        rng = random.Random(f"{name} {world.seed}")  # noqa: S311  a drill must repeat
        if host.device in {"hmi", "historian"}:
            for polled in host.polls:
                device = world.drill.lab.hosts[polled].device
                yield _WATCHES.get(device, _poll)(world, name, host, polled)
        if host.device == "hmi" and host.polls:
            plain = world.drill.lab.hosts[host.polls[0]].device == "modbus-plc"
            yield (_operate if plain else _begin_shift)(world, name, host.polls[0], rng)
        if host.device == "exchange-user":
            for polled in host.polls:
                yield _ask(world, name, host, polled, rng)
        if host.device == "workstation" and host.polls:
            device = world.drill.lab.hosts[host.polls[0]].device
            yield _WORKS.get(device, _look)(world, name, host, rng)


async def _poll(world: World, name: str, host: Host, polled: str) -> None:
    """One controller asked again and again; a lost connection is made anew at the next turn."""
    reads = _reads(world.drill.lab.hosts[polled], whole=host.device == "hmi")
    link: Link | None = None
    turn = transaction = 0
    while True:
        due = reads if turn % _SETTINGS_EVERY == 0 else reads[:1]
        try:
            if link is None:
                link = await world.wire.open(
                    world.lab.addresses[name], world.lab.addresses[polled], MODBUS
                )
            for table, at, count in due:
                transaction += 1
                reply = await link.ask(read(transaction, table, at, count))
                if table in {"input", "holding"} and not is_exception(reply):
                    _show(world, name, polled, (table, at), words_of(reply))
        except OSError:
            link = None
            world.missed[name] = world.missed.get(name, 0) + 1
        turn += 1
        # The next turn of the clock: one that was missed while waiting is not made up for.
        turn = max(turn, int(world.clock.now() // host.every) + 1)
        await world.clock.until(turn * host.every)


def _show(world: World, name: str, polled: str, first: tuple[str, int], words: list[int]) -> None:
    """Numbers of registers from one on, as the screen shows them."""
    table, at = first
    scales = {
        each.at: each.scale
        for each in world.drill.lab.hosts[polled].registers
        if each.table == table
    }
    told = {
        f"{table} {at + place}": word / scales[at + place]
        for place, word in enumerate(words)
        if at + place in scales
    }
    world.told(name, polled, told)


async def _resolve(world: World, name: str, host: Host, rng: random.Random) -> None:
    """A machine that asks for the names of the services that its user works with."""
    addresses = world.lab.addresses
    number = 0
    while True:
        await world.clock.sleep(host.every * rng.uniform(0.3, 1.7))
        number += 1
        try:
            link = await world.wire.open(addresses[name], addresses[host.polls[0]], DNS)
            await link.ask(query(number, f"{rng.choice(_SERVICES)}.{rng.choice(_HOUSES)}"))
            await link.close()
        except OSError:
            world.missed[name] = world.missed.get(name, 0) + 1


def _reads(polled: Host, *, whole: bool) -> list[tuple[str, int, int]]:
    """The blocks that a poll asks for: measured values first."""
    tables = ("input", "holding", "coil") if whole else ("input",)
    blocks = []
    for table in tables:
        cells = [each.at for each in polled.registers if each.table == table]
        if cells:
            blocks.append((table, min(cells), max(cells) - min(cells) + 1))
    return blocks


async def _operate(world: World, name: str, polled: str, rng: random.Random) -> None:
    """Set-points moved a little and moved back, first while the detector still learns."""
    movable: list[Register] = [
        each
        for each in world.drill.lab.hosts[polled].registers
        if each.table == "holding" and each.setting
    ]
    if not movable:
        return
    often = world.drill.lab.hosts[name].operates
    await world.clock.sleep(rng.uniform(20, world.drill.defence.learn - 30))
    while True:
        cell = rng.choice(movable)
        usual = round(cell.value * cell.scale)
        for value in (round(usual * (1 + rng.uniform(-_NUDGE, _NUDGE))), usual):
            await _write(world, name, polled, cell.at, value)
            await world.clock.sleep(rng.uniform(20, 60))
        share = rng.uniform(0.2, 0.5)
        await world.clock.sleep(share * (2 * often if often else _AN_HOUR))


async def _begin_shift(world: World, name: str, polled: str, rng: random.Random) -> None:
    """Every command and set-point tried once as it stands, as at the beginning of a shift."""
    device = world.controllers[polled]
    for setting, value in list(device.settings.items()):
        if setting == RUNNING:
            continue
        await world.clock.sleep(rng.uniform(2, 10))
        try:
            await operate(world, name, polled, setting, value)
        except OSError:
            continue
        world.journal.note(
            world.clock.now(), "operator", host=name, on=polled, at=setting, value=value
        )


async def _consult(world: World, name: str, host: Host, rng: random.Random) -> None:
    """A planner who looks at what a historian collected of a point, once in a while."""
    source, target = world.lab.addresses[name], world.lab.addresses[host.polls[0]]
    while True:
        await world.clock.sleep(host.every * rng.uniform(0.5, 1.5))
        try:
            link = await world.wire.open(source, target, HISTORIAN)
            reply = parse_response(await link.ask(request("GET", "/points", target))).json()
            points = reply.get("points") if isinstance(reply, dict) else None
            if points:
                point = quote(str(rng.choice(points)))
                await link.ask(request("GET", f"/history?point={point}", target))
            await link.close()
        except OSError:
            world.missed[name] = world.missed.get(name, 0) + 1


async def _write(world: World, name: str, polled: str, at: int, value: int) -> None:
    addresses = world.lab.addresses
    try:
        link = await world.wire.open(addresses[name], addresses[polled], MODBUS)
        await link.ask(write_register(1, at, value))
        await link.close()
    except OSError:
        return
    world.journal.note(world.clock.now(), "operator", host=name, on=polled, at=at, value=value)


async def _ask(world: World, name: str, host: Host, polled: str, rng: random.Random) -> None:
    """A clerk's machine that signs in once and looks up a few rows, again and again."""
    exchange = world.drill.lab.hosts[polled]
    account = next(each for each in exchange.accounts if each.name == host.account)
    source, target = world.lab.addresses[name], world.lab.addresses[polled]
    token = ""
    while True:
        await world.clock.sleep(host.every * rng.uniform(0.5, 1.5))
        try:
            link = await world.wire.open(source, target, EXCHANGE_PORT)
            if not token:
                body = json.dumps({"account": account.name, "password": account.password}).encode()
                reply = parse_response(
                    await link.ask(request("POST", "/sign-in", target, body=body))
                )
                token = str(json.loads(reply.body)["token"]) if reply.status == 200 else ""
            if exchange.device == "gateway":
                await link.close()
                continue
            first = rng.randrange(max(len(world.people[exchange.data]) - account.rows, 1))
            path = f"/residents?offset={first}&limit={account.rows}"
            reply = parse_response(await link.ask(request("GET", path, target, token=token)))
            if reply.status != 200:
                world.missed[name] = world.missed.get(name, 0) + 1
            await link.close()
        except OSError:
            world.missed[name] = world.missed.get(name, 0) + 1


async def _look(world: World, name: str, host: Host, rng: random.Random) -> None:
    """An engineer who asks each controller what it is and reads a little, once in a while."""
    addresses = world.lab.addresses
    while True:
        await world.clock.sleep(host.every * rng.uniform(0.7, 1.3))
        for polled in host.polls:
            try:
                link = await world.wire.open(addresses[name], addresses[polled], MODBUS)
                reply = await link.ask(identify(1))
                if not is_exception(reply):
                    await link.ask(read(2, "holding", 0, 4))
                await link.close()
            except OSError:
                continue


_WATCHES = {"iec104-rtu": watch_station, "s7-plc": watch_s7, "opcua-server": watch_opcua}
_WORKS = {"resolver": _resolve, "historian": _consult}
