# A water works that lives: tanks fill and empty as the network's flows say, what runs over is
# spilt, what cannot be drawn from an empty tank is not served. Figures of harm are kept here,
# where nobody who plays can write them.
from __future__ import annotations

from policies import WaterWorks

from .hydraulics import Flows, Link, Network

__all__ = ["Water"]

_LITRES = 1000.0
# Served less than this share, people are without water.
_WITHOUT = 0.5


class Water:
    """The works at a moment; `advance` is the only thing that moves its time."""

    def __init__(self, works: WaterWorks) -> None:
        self.works = works
        self.time = 0.0
        self.levels = {name: tank.initial_m for name, tank in works.tanks.items()}
        self.running = {name: pump.running for name, pump in works.pumps.items()}
        self.starts = dict.fromkeys(works.pumps, 0)
        self.switches = 0
        self.spilt_m3 = 0.0
        self.unserved_m3 = 0.0
        self.people_without = 0
        self.outage_s = 0.0
        links = {
            name: Link(pipe.start, pipe.end, pipe.length_m, pipe.diameter_mm / 1000, pipe.roughness)
            for name, pipe in works.pipes.items()
        } | {
            name: Link(pump.start, pump.end, pump=(pump.flow_l_s / _LITRES, pump.head_m))
            for name, pump in works.pumps.items()
        }
        self._ends = {name: (link.start, link.end) for name, link in links.items()}
        self._network = Network(tuple(works.junctions), links)
        self.flows = self._solved()
        self._holds_until = 0.0

    def advance(self, until: float) -> None:
        """Time brought to `until`. Flows hold for a step of the works, or until a pump is switched."""
        while self.time < until - 1e-9:
            if self.time >= self._holds_until - 1e-9:
                self.flows = self._solved()
                self._holds_until = self.time + self.works.step
            step = min(self._holds_until, until) - self.time
            self._fill(step)
            self.time += step

    def switch(self, part: str, running: bool) -> None:
        """A pump started or stopped; from then on it carries what it does."""
        if running == self.running[part]:
            return
        self.starts[part] += running
        self.switches += 1
        self.running[part] = running
        self._holds_until = self.time

    def states(self) -> dict[str, float]:
        """Whether each pump runs."""
        return {f"{name}.running": float(running) for name, running in self.running.items()}

    def point(self, name: str) -> float:
        """A figure by its name: `tower.level` (m), `p1.flow` (l/s), `p1.running`, `centre.pressure` (m).

        Raises KeyError for what the works does not have.
        """
        part, _, what = name.rpartition(".")
        if what == "level":
            return self.levels[part]
        if what == "running":
            return float(self.running[part])
        if what == "flow":
            return self.flows.flows[part] * _LITRES
        if what == "pressure":
            return self.flows.heads[part] - self.works.junctions[part].elevation_m
        raise KeyError(name)

    def curves(self) -> dict[str, float]:
        """The level of each tank, in metres."""
        return {f"{name}.level": round(level, 3) for name, level in self.levels.items()}

    def harm(self) -> dict[str, float]:
        """Harm done so far."""
        return {
            "spill_m3": round(self.spilt_m3, 3),
            "unserved_m3": round(self.unserved_m3, 3),
            "people_without_supply": float(self.people_without),
            "outage_minutes": round(self.outage_s / 60, 3),
        }

    def _demand(self) -> dict[str, float]:
        pattern = self.works.pattern
        factor = pattern[int((self.time + 1e-9) // self.works.pattern_step) % len(pattern)]
        return {
            name: junction.demand_l_s * factor / _LITRES
            for name, junction in self.works.junctions.items()
        }

    def _solved(self) -> Flows:
        fixed = {name: each.head_m for name, each in self.works.reservoirs.items()}
        for name, tank in self.works.tanks.items():
            fixed[name] = tank.elevation_m + self.levels[name]
        closed = frozenset(name for name, running in self.running.items() if not running)
        return self._network.solve(fixed, self._demand(), closed)

    def _fill(self, step: float) -> None:
        lacking = 0.0
        for name, tank in self.works.tanks.items():
            inflow = sum(
                ((end == name) - (start == name)) * self.flows.flows[each]
                for each, (start, end) in self._ends.items()
            )
            area = 3.141592653589793 * tank.diameter_m**2 / 4
            level = self.levels[name] + inflow * step / area
            if level > tank.highest_m:
                self.spilt_m3 += (level - tank.highest_m) * area
            if level < tank.lowest_m:
                lacking += (tank.lowest_m - level) * area
            self.levels[name] = min(max(level, tank.lowest_m), tank.highest_m)
        if lacking > 0:
            drawn = sum(self._demand().values()) * step
            self.unserved_m3 += lacking
            if drawn and 1 - lacking / drawn < _WITHOUT:
                self.outage_s += step
                people = sum(each.people for each in self.works.junctions.values())
                self.people_without = max(self.people_without, people)
