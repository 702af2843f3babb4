# Flows and heads in a network of pipes and pumps at one moment: the global gradient algorithm
# (Todini and Pilati 1988, as in EPANET), pipes by Hazen and Williams, pumps by a one-point
# curve. Units are metres and cubic metres per second.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Flows", "Link", "Network", "solve"]

_EXPONENT = 1.852
# Hazen-Williams in metres and cubic metres per second.
_FACTOR = 10.667
_ROUNDS = 60
# The change of all flows together, as a share of them, at which a round is the last.
_ACCURACY = 1e-7
# Below this a link's resistance counts as if it carried this much: at no flow the slope of
# its curve is nothing, and the equations would have no answer.
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Link:
    """A pipe (length, diameter, C) or, with `pump` set to its duty flow and head, a pump."""

    start: str
    end: str
    length: float = 0.0
    diameter: float = 0.0
    roughness: float = 120.0
    pump: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Flows:
    """Heads of the junctions and flows of the links, from start to end, by name."""

    heads: dict[str, float]
    flows: dict[str, float]


class Network:
    """The network with its matrices made once; links that are closed are left out by a call."""

    def __init__(self, junctions: Sequence[str], links: Mapping[str, Link]) -> None:
        self.junctions = tuple(junctions)
        self.names = tuple(links)
        self._links = tuple(links.values())
        row = {name: at for at, name in enumerate(self.junctions)}
        shape = (len(self.junctions), len(self._links))
        # +1 where a link ends at the junction, -1 where it starts.
        self._incidence = np.zeros(shape)
        for column, link in enumerate(self._links):
            if link.end in row:
                self._incidence[row[link.end], column] += 1
            if link.start in row:
                self._incidence[row[link.start], column] -= 1
        self._ends = [
            (link.start if link.start not in row else "", link.end if link.end not in row else "")
            for link in self._links
        ]
        self._is_pump = np.array([link.pump is not None for link in self._links])
        self._resistance = np.array([_resistance(link) for link in self._links])
        self._shutoff = np.array([4 / 3 * link.pump[1] if link.pump else 0 for link in self._links])
        self._guess = np.array([link.pump[0] if link.pump else 0.02 for link in self._links])

    def solve(
        self, fixed: Mapping[str, float], demand: Mapping[str, float], closed: frozenset[str]
    ) -> Flows:
        """Heads and flows where these nodes have these heads and those junctions draw so much.

        Raises ValueError where no answer is found.
        """
        flow = self._guess.copy()
        shut = np.array([name in closed for name in self.names])
        held = np.array([fixed.get(start, 0.0) - fixed.get(end, 0.0) for start, end in self._ends])
        drawn = np.array([demand.get(name, 0.0) for name in self.junctions])
        for _ in range(_ROUNDS):
            magnitude = np.maximum(np.abs(flow), _LEAST)
            power = np.where(self._is_pump, 2.0, _EXPONENT)
            slope = power * self._resistance * magnitude ** (power - 1)
            loss = self._resistance * flow * magnitude ** (power - 1) - self._shutoff
            conductance = np.where(shut, 0.0, 1 / slope)
            matrix = (self._incidence * conductance) @ self._incidence.T
            right = (
                self._incidence @ np.where(shut, 0.0, flow + conductance * (held - loss)) - drawn
            )
            heads = np.linalg.solve(matrix, right)
            drop = held - self._incidence.T @ heads
            new = np.where(shut, 0.0, flow + conductance * (drop - loss))
            # A pump has a valve behind it: nothing runs back.
            new = np.where(self._is_pump & (new < 0), 0.0, new)
            change = float(np.abs(new - flow).sum())
            flow = new
            if change <= _ACCURACY * max(float(np.abs(flow).sum()), _LEAST):
                break
        else:
            raise ValueError("the network's flows do not settle")
        self._guess = np.where(shut, self._guess, flow)
        return Flows(
            dict(zip(self.junctions, heads.tolist(), strict=True)),
            dict(zip(self.names, flow.tolist(), strict=True)),
        )


def solve(
    junctions: Sequence[str],
    links: Mapping[str, Link],
    fixed: Mapping[str, float],
    demand: Mapping[str, float],
) -> Flows:
    """Heads and flows of a network that is looked at once.

    >>> pipe = Link("river", "town", 1000, 0.3, 100)
    >>> found = solve(["town"], {"main": pipe}, {"river": 50.0}, {"town": 0.05})
    >>> round(found.flows["main"], 3), round(found.heads["town"], 1)
    (0.05, 47.1)
    """
    return Network(junctions, links).solve(fixed, demand, frozenset())


def _resistance(link: Link) -> float:
    if link.pump is not None:
        flow, head = link.pump
        return head / 3 / flow**2
    return float(_FACTOR * link.length / link.roughness**_EXPONENT / link.diameter**4.871)
