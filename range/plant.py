# What every physical plant of a drill can do, whatever it is: move on, tell its points, be
# switched, and say what harm there is.
from __future__ import annotations

from typing import Protocol

from policies import PowerGrid, WaterWorks

from .grid import Grid
from .water import Water

__all__ = ["Plant", "make_plant"]


class Plant(Protocol):
    """A plant at a moment; `advance` is the only thing that moves its time."""

    # How often something of it was switched.
    switches: int

    def advance(self, until: float) -> None:
        """Time brought to `until`."""

    def point(self, name: str) -> float:
        """A figure by its name. Raises KeyError for what the plant does not have."""

    def switch(self, part: str, running: bool) -> None:
        """A pump started or stopped, a breaker closed or opened."""

    def states(self) -> dict[str, float]:
        """Whether each part that can be switched is on, by the point's name."""

    def curves(self) -> dict[str, float]:
        """What a report draws over time, by the point's name."""

    def harm(self) -> dict[str, float]:
        """Harm done so far."""


def make_plant(model: WaterWorks | PowerGrid) -> Plant:
    """The plant of a model, at its beginning."""
    return Water(model) if isinstance(model, WaterWorks) else Grid(model)
