# Active power in a grid by the linear (DC) model: voltages at 1, losses none, flows from
# differences of angle. For feeders and their limits in drills.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Branch", "flow_dc"]


@dataclass(frozen=True, slots=True)
class Branch:
    """A line or transformer: reactance per unit, turns ratio, shift in radians."""

    start: int
    end: int
    reactance: float
    ratio: float = 1.0
    shift: float = 0.0


def flow_dc(
    injections: Mapping[int, float], branches: Sequence[Branch], *, slack: int
) -> list[float]:
    """The flow in each branch, from its start to its end, in the unit of the injections.

    `injections` has every bus; that of the slack is made up so that the whole balances.
    Raises ValueError where the grid is in several parts.

    >>> flow_dc({1: 0.0, 2: -3.0}, [Branch(1, 2, 0.1), Branch(1, 2, 0.2)], slack=1)
    [2.0, 1.0]
    """
    at = {bus: number for number, bus in enumerate(injections)}
    start = np.array([at[each.start] for each in branches])
    end = np.array([at[each.end] for each in branches])
    weight = np.array([1 / (each.reactance * each.ratio) for each in branches])
    shift = np.array([each.shift for each in branches])
    matrix = np.zeros((len(at), len(at)))
    np.add.at(matrix, (start, start), weight)
    np.add.at(matrix, (end, end), weight)
    np.add.at(matrix, (start, end), -weight)
    np.add.at(matrix, (end, start), -weight)
    power = np.array(list(injections.values()), dtype=float)
    np.add.at(power, start, weight * shift)
    np.add.at(power, end, -weight * shift)
    keep = np.array([bus != slack for bus in injections])
    angles = np.zeros(len(at))
    try:
        angles[keep] = np.linalg.solve(matrix[np.ix_(keep, keep)], power[keep])
    except np.linalg.LinAlgError:
        raise ValueError("the grid is in several parts; only one has the slack bus") from None
    return [round(each, 12) for each in (weight * (angles[start] - angles[end] - shift)).tolist()]
