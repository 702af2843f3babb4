# What every programmable controller has, whatever it speaks: settings, who wrote what, and a
# program that holds pumps by a tank's level. It obeys whoever reaches it, as controllers do.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from policies import Control

from .plant import Plant

__all__ = ["RUNNING", "Program", "Written"]

# The setting by which a controller that has modes says whether its program runs.
RUNNING = "cpu.run"


@dataclass(frozen=True, slots=True)
class Written:
    """A setting that was written, by whom and when."""

    time: float
    peer: str
    setting: str
    before: float
    after: float


class Program:
    """Settings and the program that goes by them."""

    def __init__(
        self, settings: Mapping[str, float], control: Sequence[Control], plant: Plant | None
    ) -> None:
        self.initial = dict(settings)
        self.settings = dict(settings)
        self.written: list[Written] = []
        self._control, self._plant = control, plant

    def scan(self) -> None:
        """One cycle: pumps switched as levels and settings say; stopped, every output is off."""
        plant = self._plant
        if plant is None:
            return
        for control in self._control:
            if not self.settings.get(RUNNING, 1.0):
                plant.switch(control.pump, running=False)
                continue
            level = plant.point(f"{control.tank}.level")
            if self.settings[control.manual]:
                plant.switch(control.pump, running=bool(self.settings[control.command]))
            elif level < self.settings[control.start]:
                plant.switch(control.pump, running=True)
            elif level > self.settings[control.stop]:
                plant.switch(control.pump, running=False)

    def put(self, setting: str, after: float, peer: str, now: float) -> None:
        """A setting written."""
        before = self.settings[setting]
        self.settings[setting] = after
        self.written.append(Written(now, peer, setting, before, after))

    def value(self, setting: str, point: str) -> float:
        """What a cell shows: the setting that it is, or the point of the plant behind it."""
        if setting:
            return self.settings[setting]
        return self._plant.point(point) if self._plant else 0.0
