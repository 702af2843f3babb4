# Everything a drill has, put together from its file: lab, plants, devices, network and
# journal. What is so is read here, by the referee and the score; the attack and defence teams
# see only the wire.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from policies import Drill, Host, Persona

from .clock import Clock
from .controller import Controller
from .exchange import EXCHANGE_PORT, SINK_PORT, Exchange, Sink
from .ground import Ground
from .journal import Journal
from .lab import Lab
from .people import Person, make_people
from .sockets import SocketWire
from .water import Water
from .wire import MemoryWire, Server, Service

__all__ = ["MODBUS", "World", "build"]

MODBUS = 502
_CYCLE = 1.0


@dataclass
class World:
    """A drill's lab while it runs."""

    drill: Drill
    seed: int
    clock: Clock
    lab: Lab
    journal: Journal
    wire: MemoryWire | SocketWire
    plants: dict[str, Water]
    controllers: dict[str, Controller]
    people: dict[str, list[Person]]
    # Identity numbers of each data set.
    numbers: dict[str, frozenset[str]]
    exchanges: dict[str, Exchange]
    sinks: dict[str, Sink]
    # Polls that brought nothing, by the host that polls.
    missed: dict[str, int] = field(default_factory=dict)

    def attackers(self) -> set[str]:
        """Addresses of the attack team's hosts."""
        hosts = self.drill.lab.hosts
        return {self.lab.addresses[name] for name, host in hosts.items() if host.attack}

    def intended(self, controller: str) -> dict[str, float]:
        """A controller's settings as the works' own people left them."""
        attackers = self.attackers()
        host = self.drill.lab.hosts[controller]
        settings = {each.setting: each.value for each in host.registers if each.setting}
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
                total[figure] = before + value if figure.endswith("_m3") else max(before, value)
        if self.people:
            leaked = self._leaked()
            sets = self.drill.data
            total["leaked_records"] = float(sum(leaked.values()))
            total["persons_leaked"] = float(sum(n * sets[name].scale for name, n in leaked.items()))
        return total

    def leaked(self) -> dict[str, int]:
        """Rows that reached a sink raw, by the level of their set."""
        found: dict[str, int] = {}
        for name, count in self._leaked().items():
            level = self.drill.data[name].level.value
            found[level] = found.get(level, 0) + count
        return found

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


def build(
    drill: Drill, seed: int, clock: Clock, ground_of: Callable[[Lab], Ground] | None = None
) -> World:
    """The drill's lab at its beginning, in memory or, with its servers to be started, on sockets."""
    lab, journal = Lab(drill), Journal()
    wire = (
        MemoryWire(clock, lab, journal, seed)
        if ground_of is None
        else SocketWire(clock, lab, journal, seed, ground_of(lab))
    )
    plants = {name: Water(works) for name, works in drill.plants.items()}
    people = {
        name: make_people(each.rows, seed + number)
        for number, (name, each) in enumerate(drill.data.items())
    }
    controllers: dict[str, Controller] = {}
    exchanges: dict[str, Exchange] = {}
    sinks: dict[str, Sink] = {}
    for name, host in drill.lab.hosts.items():
        if host.device == "modbus-plc":
            persona = drill.lab.personas.get(host.persona)
            controllers[name] = Controller(host, persona, plants.get(host.plant))
            wire.serve(_looking(lab.addresses[name], MODBUS, controllers[name], host, persona))
        elif host.device == "exchange":
            exchanges[name] = Exchange(host, people.get(host.data, []), seed)
            wire.serve(Server(lab.addresses[name], EXCHANGE_PORT, exchanges[name], host.sessions))
        elif host.device == "sink":
            sinks[name] = Sink()
            wire.serve(Server(lab.addresses[name], SINK_PORT, sinks[name], host.sessions))
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
    )


def _looking(
    address: str, port: int, service: Service, host: Host, persona: Persona | None
) -> Server:
    """A device's server, answering and looking as its persona does."""
    if persona is None:
        return Server(address, port, service, host.sessions)
    return Server(
        address, port, service, host.sessions, persona.answers_ms, persona.ttl, persona.window
    )
