# A drill's plants as data: a water works as a network of reservoirs, junctions, tanks, pipes
# and pumps, in metres, millimetres and litres per second; a grid as buses and lines, in megawatts.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .duration import Duration
from .pack import Model

__all__ = [
    "Bus",
    "Junction",
    "Line",
    "Pipe",
    "PowerGrid",
    "Pump",
    "Reservoir",
    "Tank",
    "WaterWorks",
]


class Reservoir(Model):
    """A body of water whose level stays: a river, a clear well."""

    head_m: float


class Junction(Model):
    """A place where water is drawn; `people` are supplied from it."""

    elevation_m: float
    demand_l_s: float = Field(default=0, ge=0)
    people: int = Field(default=0, ge=0)


class Tank(Model):
    """A round tank or tower; levels are above its floor, which is at `elevation_m`."""

    elevation_m: float
    diameter_m: float = Field(gt=0)
    initial_m: float = Field(ge=0)
    lowest_m: float = Field(default=0, ge=0)
    highest_m: float = Field(gt=0)

    @model_validator(mode="after")
    def _starts_inside(self) -> Self:
        if not self.lowest_m <= self.initial_m <= self.highest_m:
            raise ValueError("initial_m is not between lowest_m and highest_m")
        return self


class Pipe(Model):
    """A pipe by Hazen and Williams; `roughness` is their C."""

    start: str
    end: str
    length_m: float = Field(gt=0)
    diameter_mm: float = Field(gt=0)
    roughness: float = Field(default=120, gt=0)


class Pump(Model):
    """A pump by its duty point: at no flow it lifts 4/3 of `head_m`, at twice the flow nothing."""

    start: str
    end: str
    flow_l_s: float = Field(gt=0)
    head_m: float = Field(gt=0)
    running: bool = True


class WaterWorks(Model):
    """A works: its network, the day's pattern of demand, and how often it is computed."""

    model: Literal["water-works"]
    reservoirs: dict[str, Reservoir] = Field(min_length=1)
    junctions: dict[str, Junction] = Field(min_length=1)
    tanks: dict[str, Tank] = Field(min_length=1)
    pipes: dict[str, Pipe] = Field(min_length=1)
    pumps: dict[str, Pump] = Field(default_factory=dict)
    pattern: tuple[float, ...] = Field(default=(1.0,), min_length=1)
    pattern_step: Duration = 3600.0
    step: Duration = 5.0

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        parts = (self.reservoirs, self.junctions, self.tanks, self.pipes, self.pumps)
        names = [name for part in parts for name in part]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"in the plant twice: {', '.join(twice)}")
        nodes = {*self.reservoirs, *self.junctions, *self.tanks}
        ends = {end for pipe in self.pipes.values() for end in (pipe.start, pipe.end)}
        ends |= {end for pump in self.pumps.values() for end in (pump.start, pump.end)}
        if strange := sorted(ends - nodes):
            raise ValueError(f"a pipe or pump leads to what is not there: {', '.join(strange)}")
        return self


class Bus(Model):
    """A place of a grid where power is drawn; `people` are supplied from it."""

    load_mw: float = Field(default=0, ge=0)
    people: int = Field(default=0, ge=0)


class Line(Model):
    """A line with its breaker: over `limit_mw` for `trips_after`, protection opens it."""

    start: str
    end: str
    reactance: float = Field(gt=0)
    limit_mw: float = Field(gt=0)
    trips_after: Duration = 20.0
    closed: bool = True


class PowerGrid(Model):
    """A grid: what hangs on its `infeed` by closed lines is served."""

    model: Literal["power-grid"]
    infeed: str
    buses: dict[str, Bus] = Field(min_length=2)
    lines: dict[str, Line] = Field(min_length=1)
    pattern: tuple[float, ...] = Field(default=(1.0,), min_length=1)
    pattern_step: Duration = 3600.0
    step: Duration = 5.0

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        ends = {end for line in self.lines.values() for end in (line.start, line.end)}
        if strange := sorted((ends | {self.infeed}) - set(self.buses)):
            raise ValueError(f"no bus of the grid: {', '.join(strange)}")
        if twice := sorted(set(self.lines) & set(self.buses)):
            raise ValueError(f"in the plant twice: {', '.join(twice)}")
        return self
