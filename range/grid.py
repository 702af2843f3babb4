# A distribution grid that lives: loads follow the day's pattern, flows are those of the linear
# model, a line over its limit is opened by its protection, what hangs on no infeed is dark.
# Figures of harm are kept here, where nobody who plays can write them.
from __future__ import annotations

from policies import PowerGrid

from .power_flow import Branch, flow_dc

__all__ = ["Grid"]


class Grid:
    """The grid at a moment; `advance` is the only thing that moves its time."""

    def __init__(self, model: PowerGrid) -> None:
        self.model = model
        self.time = 0.0
        self.closed = {name: line.closed for name, line in model.lines.items()}
        self.switches = 0
        self.unserved_mwh = 0.0
        self.people_without = 0
        self.outage_s = 0.0
        # Lines that protection opened, and for how long each has been over its limit.
        self.tripped: list[str] = []
        self._over: dict[str, float] = {}
        self._holds_until = 0.0
        self.flows: dict[str, float] = {}
        self.dark: frozenset[str] = frozenset()
        self._solve()

    def advance(self, until: float) -> None:
        """Time brought to `until`. Flows hold for a step, or until a breaker is switched."""
        while self.time < until - 1e-9:
            if self.time >= self._holds_until - 1e-9:
                self._solve()
                self._holds_until = self.time + self.model.step
            step = min(self._holds_until, until) - self.time
            self._suffer(step)
            self.time += step
            self._protect(step)

    def switch(self, part: str, running: bool) -> None:
        """A line's breaker closed (`running`) or opened."""
        if running == self.closed[part]:
            return
        self.switches += 1
        self.closed[part] = running
        self._over.pop(part, None)
        self._holds_until = self.time

    def point(self, name: str) -> float:
        """A figure by its name: `f1.closed`, `f1.flow` (MW), `north.load` (MW served).

        Raises KeyError for what the grid does not have.
        """
        part, _, what = name.rpartition(".")
        if what == "closed":
            return float(self.closed[part])
        if what == "flow":
            return self.flows.get(part, 0.0) if part in self.closed else _none(name)
        if what == "load":
            return 0.0 if part in self.dark else self._load(part)
        raise KeyError(name)

    def states(self) -> dict[str, float]:
        """Whether each breaker is closed."""
        return {f"{name}.closed": float(closed) for name, closed in self.closed.items()}

    def curves(self) -> dict[str, float]:
        """What each place is served, in megawatts."""
        return {
            f"{name}.load": round(self.point(f"{name}.load"), 3)
            for name, bus in self.model.buses.items()
            if bus.load_mw
        }

    def harm(self) -> dict[str, float]:
        """Harm done so far."""
        return {
            "unserved_mwh": round(self.unserved_mwh, 3),
            "people_without_supply": float(self.people_without),
            "outage_minutes": round(self.outage_s / 60, 3),
        }

    def _load(self, bus: str) -> float:
        pattern = self.model.pattern
        factor = pattern[int((self.time + 1e-9) // self.model.pattern_step) % len(pattern)]
        return self.model.buses[bus].load_mw * factor

    def _solve(self) -> None:
        served = self._reached()
        self.dark = frozenset(self.model.buses) - served
        number = {name: at for at, name in enumerate(sorted(served))}
        names = [
            name for name, line in self.model.lines.items()
            if self.closed[name] and line.start in served
        ]  # fmt: skip
        branches = [
            Branch(number[line.start], number[line.end], line.reactance)
            for line in (self.model.lines[name] for name in names)
        ]
        loads = {at: -self._load(name) for name, at in number.items()}
        flows = flow_dc(loads, branches, slack=number[self.model.infeed]) if branches else []
        self.flows = dict(zip(names, flows, strict=True))

    def _reached(self) -> frozenset[str]:
        """The buses that hang on the infeed by closed lines."""
        found, waiting = {self.model.infeed}, [self.model.infeed]
        while waiting:
            at = waiting.pop()
            for name, line in self.model.lines.items():
                ends = (line.start, line.end)
                if self.closed[name] and at in ends:
                    other = ends[1] if at == ends[0] else ends[0]
                    if other not in found:
                        found.add(other)
                        waiting.append(other)
        return frozenset(found)

    def _suffer(self, step: float) -> None:
        people = sum(self.model.buses[name].people for name in self.dark)
        self.unserved_mwh += sum(self._load(name) for name in self.dark) * step / 3600
        self.people_without = max(self.people_without, people)
        self.outage_s += step if people else 0.0

    def _protect(self, step: float) -> None:
        for name, flow in self.flows.items():
            line = self.model.lines[name]
            over = self._over.get(name, 0.0) + step if abs(flow) > line.limit_mw else 0.0
            self._over[name] = over
            if over >= line.trips_after and self.closed[name]:
                self.closed[name] = False
                self.tripped.append(name)
                self._holds_until = self.time


def _none(name: str) -> float:
    raise KeyError(name)
