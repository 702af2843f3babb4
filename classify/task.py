# Some cells in one spelling on their way past the recognisers that look at it: what is asked of
# them more than once, and where the answers go.
from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Index, Texts, Units
from .group import Group
from .mask import Claims
from .member import Compiled
from .profile import LONGEST

__all__ = ["Task"]


class Task:
    """One spelling of some cells and the recognisers that look at it."""

    def __init__(
        self,
        cells: Cells,
        classes: npt.NDArray[np.uint8],
        places: Index | None,
        group: Group,
        claims: Claims,
        *,
        wanted: int,
    ) -> None:
        self.cells = cells
        self.places = places
        self.group = group
        self.claims = claims
        self.wanted = wanted
        self._classes = classes
        self._arrow: Texts | None = None
        self._first: Units | None = None

    @functools.cached_property
    def looks(self) -> npt.NDArray[np.uint16]:
        """The look of each cell: its length (capped) and its classes."""
        lengths = np.minimum(self.cells.lengths, LONGEST).astype(np.uint16)
        looks: npt.NDArray[np.uint16] = lengths << np.uint16(8) | self._classes
        return looks

    @functools.cached_property
    def counts(self) -> dict[int, int]:
        """How many cells there are of each look."""
        counts = np.bincount(self.looks)
        return {look: int(counts[look]) for look in np.flatnonzero(counts).tolist()}

    def first_units(self) -> Units:
        """The first unit of each cell, read once."""
        if self._first is None:
            self._first = self.cells.from_start(0)
        return self._first

    def share_begun(self, recogniser: Compiled) -> float:
        """The share of all cells that begin as a match may."""
        if recogniser.first is None:
            return 1.0
        begun = recogniser.first.take(self.first_units(), mode="clip")
        return float(np.count_nonzero(begun)) / len(self.cells)

    def arrow(self, chosen: Index | None) -> Texts:
        """The chosen cells as Arrow text."""
        if chosen is not None:
            return self.cells.take(chosen).to_arrow()
        if self._arrow is None:
            self._arrow = self.cells.to_arrow()
        return self._arrow

    def record_certain(self, recognisers: Sequence[Compiled], chosen: Index | None) -> None:
        """Note that all cells at `chosen` match these recognisers, which have no check."""
        if self.places is not None:
            chosen = self.places if chosen is None else self.places[chosen]
        self.claims.add_certain((each.bit for each in recognisers), chosen)

    def record_sets(self, which: npt.NDArray[np.int32] | None, sets: Sequence[int]) -> None:
        """Note which of these sets of recognisers match each cell; None: the first matches all."""
        self.claims.add_sets(which, sets, self.places)

    def record(
        self, recogniser: Compiled, cells: Cells, chosen: Index | None, hits: BoolArray | bool
    ) -> None:
        """Note that `hits` among `cells` match; they stand at `chosen` (None: all in order)."""
        if hits is False:
            return
        passed = None
        if hits is not True:
            found = np.flatnonzero(hits)
            if not len(found):
                return
            if len(found) < len(cells):
                if recogniser.check is not None and 2 * len(found) > len(cells):
                    # Checking the strangers too costs less than setting the others apart.
                    passed = cells.passed(recogniser.check)[found]
                cells = cells.take(found) if passed is None else cells
                chosen = found if chosen is None else chosen[found]
        if passed is None and recogniser.check is not None:
            passed = cells.passed(recogniser.check)
        if self.places is not None:
            chosen = self.places if chosen is None else self.places[chosen]
        self.claims.add(recogniser.bit, chosen, passed)

    def with_looks(self, looks: Sequence[int] | set[int]) -> Index | None:
        """The places of cells with these looks; None for all of them."""
        if sum(self.counts[look] for look in set(looks)) == len(self.cells):
            return None
        wanted = np.zeros(1 << 16, dtype=np.bool_)
        wanted[list(looks)] = True
        return np.flatnonzero(wanted.take(self.looks))
