# Everything a drill has, put together from its file: lab, plants, devices, network and
# journal. What is so is read here, by the referee and the score; the attack and defence teams
# see only the wire.
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from policies import Drill, Host, Persona

from .clock import Clock
from .controller import MODBUS, Controller
from .copies import Copies
from .disk import Disk
from .dns import DNS
from .exchange import EXCHANGE_PORT, SINK_PORT, Exchange, Sink
from .ground import Ground
from .historian import HISTORIAN, Historian
from .host_log import Line, host_log
from .iec104_line import Terms
from .journal import Journal
from .lab import Lab
from .names import NameSink, Resolver
from .opcua_server import OPCUA, OpcuaServer
from .people import Person, make_people
from .plant import Plant, make_plant
from .rtu import IEC104, Rtu
from .s7_plc import S7, S7Plc
from .sockets import SocketWire
from .station import Station
from .wire import MemoryWire, Server, Service

__all__ = ["MODBUS", "Automation", "World", "build"]

# What holds settings that can be tampered with.
Automation = Controller | Rtu | S7Plc | OpcuaServer

_CYCLE = 1.0
# Every so many cycles what a report draws is noted.
_SAMPLE = 30
# From which share of it a shown value is another than the real one.
_DECEPTION = 0.25


@dataclass
class World:
    """A drill's lab while it runs."""

    drill: Drill
    seed: int
    clock: Clock
    lab: Lab
    journal: Journal
    wire: MemoryWire | SocketWire
    plants: dict[str, Plant]
    controllers: dict[str, Automation]
    people: dict[str, list[Person]]
    # Identity numbers of each data set.
    numbers: dict[str, frozenset[str]]
    exchanges: dict[str, Exchange]
    sinks: dict[str, Sink | NameSink]
    historians: dict[str, Historian]
    # Polls that brought nothing, by the host that polls.
    missed: dict[str, int] = field(default_factory=dict)
    # What each operator's screen shows, by the controller and its address.
    shown: dict[str, dict[tuple[str, str], float]] = field(default_factory=dict)
    # When each screen was last told something by each controller.
    told_at: dict[tuple[str, str], float] = field(default_factory=dict)
    # For how long a platform could not serve.
    dark_s: float = 0.0
    copies: Copies | None = None
    # The files of hosts that have any, by address.
    disks: dict[str, Disk] = field(default_factory=dict)
    # The connections to stations that screens hold.
    stations: dict[tuple[str, str], Station] = field(default_factory=dict)
    # What a report draws, by its name: seconds and values. No part of the replay hash.
    curves: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    # What platforms wrote down of themselves, all in one order.
    logs: list[Line] = field(default_factory=list)

    def moment(self) -> datetime:
        """What a clock on the wall shows, where the drill is."""
        start = self.drill.clock.start.replace(tzinfo=None)
        return start + timedelta(seconds=self.clock.now())

    def own_attackers(self) -> set[str]:
        """Addresses of the attack team's own hosts."""
        hosts = self.drill.lab.hosts
        return {self.lab.addresses[name] for name, host in hosts.items() if host.attack}

    def attackers(self) -> set[str]:
        """Addresses that the attack team plays from: its own, and gateways that it signed in to."""
        found, before = self.own_attackers(), -1
        while len(found) > before:
            before = len(found)
            found |= {
                self.lab.addresses[name]
                for name, exchange in self.exchanges.items()
                if self.drill.lab.hosts[name].device == "gateway"
                and any(each.peer in found for each in exchange.sign_ins)
            }
        return found

    def is_held(self, host: str, *, after: frozenset[str] = frozenset()) -> bool:
        """Whether the attack team can play from a host: its own, or a gateway it is signed in to
        from one that it holds.
        """
        if self.drill.lab.hosts[host].attack:
            return True
        gateway = self.exchanges.get(host)
        return gateway is not None and any(
            each.account not in gateway.disabled
            and self.lab.admits(each.peer, self.lab.addresses[host], EXCHANGE_PORT)
            and (name := self.lab.hosts.get(each.peer, "")) not in {*after, host, ""}
            and self.is_held(name, after=after | {host})
            for each in gateway.sign_ins
        )

    def told(self, host: str, controller: str, values: Mapping[str, float]) -> None:
        """What a screen or a historian was told by a controller just now."""
        if host in self.historians:
            self.historians[host].collect(controller, values, self.clock.now())
        elif self.drill.lab.hosts[host].device == "hmi":
            self.told_at[host, controller] = self.clock.now()
            shown = self.shown.setdefault(host, {})
            shown.update({(controller, at): value for at, value in values.items()})

    def deceived(self) -> frozenset[str]:
        """Points that a screen shows otherwise than the plant has them."""
        found = set()
        for shown in self.shown.values():
            for (name, at), value in shown.items():
                device = self.controllers[name]
                plant = self.plants.get(self.drill.lab.hosts[name].plant)
                point = device.points().get(at)
                if point and plant is not None:
                    real = plant.point(point)
                    if abs(real - value) > _DECEPTION * max(abs(real), 1.0):
                        found.add(point)
        return frozenset(found)

    def intended(self, controller: str) -> dict[str, float]:
        """A controller's settings as the works' own people left them."""
        attackers = self.attackers()
        settings = dict(self.controllers[controller].initial)
        for each in self.controllers[controller].written:
            if each.peer not in attackers:
                settings[each.setting] = each.after
        return settings

    def tampered(self) -> dict[str, dict[str, float]]:
        """By controller, the settings that are not as intended, with what they should be."""
        found = {}
        for name, controller in self.controllers.items():
            wanted = self.intended(name)
            off = {key: value for key, value in wanted.items() if controller.settings[key] != value}
            if off:
                found[name] = off
        return found

    def harm(self) -> dict[str, float]:
        """Harm of all plants together: what is spilt and unserved adds up, the rest is the worst."""
        total: dict[str, float] = {}
        for plant in self.plants.values():
            for figure, value in plant.harm().items():
                before = total.get(figure, 0.0)
                adds = figure.endswith(("_m3", "_mwh"))
                total[figure] = before + value if adds else max(before, value)
        if self.people:
            leaked = self._leaked()
            sets = self.drill.data
            total["leaked_records"] = float(sum(leaked.values()))
            total["persons_leaked"] = float(sum(n * sets[name].scale for name, n in leaked.items()))
            total["masked_records_leaked"] = float(self.masked_leaked())
            total["records_lost"] = float(sum(each.lost for each in self.exchanges.values()))
            dark = round(self.dark_s / 60, 3)
            total["outage_minutes"] = max(total.get("outage_minutes", 0.0), dark)
        return total

    def leaked(self) -> dict[str, int]:
        """Rows that reached a sink raw, by the level of their set."""
        found: dict[str, int] = {}
        for name, count in self._leaked().items():
            level = self.drill.data[name].level.value
            found[level] = found.get(level, 0) + count
        return found

    def masked_leaked(self) -> int:
        """Rows of masked copies that reached a sink."""
        served = frozenset().union(*(each.pseudonyms for each in self.exchanges.values()))
        return len({one for sink in self.sinks.values() for one in sink.pseudonyms} & served)

    def on_disk(self, address: str, *, archived: bool) -> int:
        """Rows of the drill's own in files of a host: in archives there, or in all others."""
        disk = self.disks.get(address)
        numbers = frozenset().union(*self.numbers.values())
        return disk.rows(numbers, archived=archived) if disk is not None else 0

    def _leaked(self) -> dict[str, int]:
        return {
            name: sum(sink.leaked(numbers) for sink in self.sinks.values())
            for name, numbers in self.numbers.items()
        }

    def settings(self) -> dict[str, float]:
        """Every setting of every controller, by `host setting`."""
        return {
            f"{name} {key}": value
            for name, controller in self.controllers.items()
            for key, value in controller.settings.items()
        }

    def _sample(self) -> None:
        found: dict[str, float] = {}
        for plant in self.plants.values():
            found |= plant.curves()
        if self.exchanges and self.people:
            found["leaked_records"] = float(sum(self._leaked().values()))
            found["masked_records_leaked"] = float(self.masked_leaked())
            found["records_lost"] = float(sum(each.lost for each in self.exchanges.values()))
        for name, value in found.items():
            self.curves.setdefault(name, []).append((self.clock.now(), value))

    async def live(self) -> None:
        """Plants and controllers, cycle after cycle, until it is cancelled."""
        cycle = 0
        while True:
            cycle += 1
            await self.clock.until(cycle * _CYCLE)
            for plant in self.plants.values():
                plant.advance(self.clock.now())
            for controller in self.controllers.values():
                controller.scan()
            if cycle % _SAMPLE == 1:
                self._sample()
            self.dark_s += _CYCLE * any(each.wiped for each in self.exchanges.values())


def build(
    drill: Drill,
    seed: int,
    clock: Clock,
    ground_of: Callable[[Lab], Ground] | None = None,
    copies: Copies | None = None,
) -> World:
    """The drill's lab at its beginning, in memory or, with its servers to be started, on sockets."""
    lab, journal = Lab(drill), Journal()
    wire = (
        MemoryWire(clock, lab, journal, seed)
        if ground_of is None
        else SocketWire(clock, lab, journal, seed, ground_of(lab))
    )
    # Whoever is on a real socket may keep back an acknowledgement by the machine's clock.
    terms = Terms() if ground_of is None else Terms(t1_s=Terms().t1_s * max(clock.speed, 1))
    plants = {name: make_plant(model) for name, model in drill.plants.items()}
    people = {
        name: make_people(each.rows, seed + number)
        for number, (name, each) in enumerate(drill.data.items())
    }
    controllers: dict[str, Automation] = {}
    exchanges: dict[str, Exchange] = {}
    sinks: dict[str, Sink | NameSink] = {}
    historians: dict[str, Historian] = {}
    logs: list[Line] = []
    for name, host in drill.lab.hosts.items():
        address = lab.addresses[name]
        persona, plant = drill.lab.personas.get(host.persona), plants.get(host.plant)
        service: Service
        if host.device == "modbus-plc":
            service = controllers[name] = Controller(host, persona, plant)
            port = MODBUS
        elif host.device == "iec104-rtu":
            began = drill.clock.start.replace(tzinfo=None)
            service = controllers[name] = Rtu(host, plant, began=began, terms=terms)
            port = IEC104
        elif host.device == "s7-plc":
            service = controllers[name] = S7Plc(host, persona, plant)
            port = S7
        elif host.device == "opcua-server":
            since = drill.clock.start.timestamp()
            service = controllers[name] = OpcuaServer(host, persona, plant, since)
            port = OPCUA
        elif host.device in {"exchange", "gateway"}:
            port = EXCHANGE_PORT
            writes = host_log(logs, drill.clock.start, name, address, port)
            rows = people.get(host.data, [])
            service = exchanges[name] = Exchange(host, rows, seed, copies, writes)
        elif host.device == "sink":
            service, port = sinks.setdefault(name, Sink()), SINK_PORT
        elif host.device == "name-sink":
            service, port = sinks.setdefault(name, NameSink()), DNS
        elif host.device == "historian":
            service, port = historians.setdefault(name, Historian()), HISTORIAN
        elif host.device == "resolver":
            service, port = Resolver(), DNS
        else:
            continue
        wire.serve(_looking(address, port, service, host, persona))
    return World(
        drill,
        seed,
        clock,
        lab,
        journal,
        wire,
        plants,
        controllers,
        people,
        {name: frozenset(each["id_number"] for each in rows) for name, rows in people.items()},
        exchanges,
        sinks,
        historians,
        copies=copies,
        logs=logs,
    )


def _looking(
    address: str, port: int, service: Service, host: Host, persona: Persona | None
) -> Server:
    """A device's server, answering and looking as its persona does."""
    session = service.session if isinstance(service, Rtu | S7Plc | OpcuaServer) else None
    if persona is None:
        return Server(address, port, service, host.sessions, session=session)
    return Server(
        address, port, service, host.sessions, persona.answers_ms, persona.ttl, persona.window,
        session=session,
    )  # fmt: skip
