# What must hold of the sensitive values of a class, so that knowing the class does not tell
# them: l-diversity (Machanavajjhala et al., TKDD 2007), at least l distinct values of each
# sensitive column, and t-closeness (Li, Li, Venkatasubramanian, ICDE 2007), a distribution
# no further than t from the whole table's by the earth mover's distance.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .domain import Integers

__all__ = ["Sensitive", "distance", "no_demand"]

SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Demands on slots: column c has the slots from `starts[c]` to `starts[c + 1]`.

    `shares` is how the whole table's rows spread over them, column by column; `ordered`
    says of which columns distance counts steps between values. `l` of 1 and `t` of 1 demand
    nothing.
    """

    starts: Integers
    ordered: npt.NDArray[np.bool_]
    shares: npt.NDArray[np.float64]
    l: int  # noqa: E741  the field's own letter
    t: float

    @property
    def demanding(self) -> bool:
        """Whether anything is asked of a class."""
        return len(self.ordered) > 0 and (self.l > 1 or self.t < 1)

    def fits(self, counts: Integers) -> bool:
        """Whether a class with so many rows in each slot may stand."""
        for column, (start, stop) in enumerate(
            zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True)
        ):
            own = counts[start:stop]
            if np.count_nonzero(own) < self.l:
                return False
            if self.t < 1 and (
                distance(own, self.shares[start:stop], ordered=bool(self.ordered[column]))
                > self.t + SLACK
            ):
                return False
        return True

    def fits_both(self, slots: Integers, weights: Integers, left: npt.NDArray[np.bool_]) -> bool:
        """Whether both parts of a group may stand."""
        if not self.demanding:
            return True
        return all(self.fits(self.counted(slots[part], weights[part])) for part in (left, ~left))

    def counted(self, slots: Integers, weights: Integers) -> Integers:
        """Rows in each slot."""
        size = int(self.starts[-1])
        counts = np.zeros(size, np.int64)
        for column in slots.T:
            counts += np.bincount(column, weights, size).astype(np.int64)
        return counts


def no_demand() -> Sensitive:
    """Nothing asked: k-anonymity alone."""
    none = np.zeros(0)
    return Sensitive(np.zeros(1, np.int64), none.astype(bool), none, 1, 1.0)


def distance(counts: Integers, shares: npt.NDArray[np.float64], *, ordered: bool) -> float:
    """The earth mover's distance of a class from the whole table, 0 to 1.

    Between unordered values every move costs 1, between ordered ones a step its share of
    the longest way. Added up one after the other: compiled loops come to the same bits.

    >>> round(distance(np.array([4, 0]), np.array([0.75, 0.25]), ordered=False), 3)
    0.25
    """
    own = counts / counts.sum() - shares
    if not ordered:
        return float(np.cumsum(np.abs(own))[-1]) / 2
    if len(own) < 2:
        return 0.0
    return float(np.cumsum(np.abs(np.cumsum(own)))[-1]) / (len(own) - 1)
