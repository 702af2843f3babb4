# A text's octets as they lie, and columns of what stands between places in them: nothing is copied
# but the pieces themselves, and no line of them is looked at by itself.
from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .column import Column, column, text_array

__all__ = ["Marks", "Octets", "TextOctets", "Where"]

Octets = npt.NDArray[np.uint8]
Where = npt.NDArray[np.int64]

_HYPHEN: Final = ord("-")
_LINE_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")
_FAR: Final = np.iinfo(np.int32).max


class TextOctets:
    """A text as octets: where marks stand in it, and columns of pieces of it.

    `begins` and `ends` are those of its lines; what ends a line is no part of it.
    """

    def __init__(self, text: str) -> None:
        held = text.encode("utf-8", "replace")
        self._held = held
        self.octets: Octets = np.frombuffer(held, np.uint8)
        # A zero behind the end, for who looks beyond it.
        self._padded = np.append(self.octets, np.uint8(0))
        feeds = self.all_of(_LINE_FEED)
        last = [] if not held or held.endswith(b"\n") else [len(held)]
        ends = np.concatenate([feeds, np.array(last, np.int64)])
        self.begins: Where = np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1])[: len(ends)]
        self.ends: Where = ends - ((ends > self.begins) & (self.at(ends - 1) == _RETURN))

    def all_of(self, mark: int) -> Where:
        """Where an octet stands."""
        return np.flatnonzero(self.octets == mark)

    def marks(self, mark: int) -> Marks:
        """Where an octet stands, to ask what is behind which place."""
        return Marks(self.all_of(mark))

    def at(self, places: Where) -> Octets:
        """The octets at these places; behind the end there are zeros."""
        return self._padded.take(places, mode="clip")

    def pieces(self, begins: Where, ends: Where, told: npt.NDArray[np.bool_]) -> Column:
        """What stands from each beginning to before its end, null where nothing is `told`.

        The beginnings rise, and no piece reaches beyond the next one's beginning.
        """
        if not len(begins):
            return column([], pa.string())
        bounds = np.empty(2 * len(begins), np.int32)
        bounds[0::2], bounds[1::2] = begins, ends
        # Every other piece is what lies between two; those are left out.
        whole: Any = text_array(len(bounds) - 1, bounds, self._held)
        places = np.arange(0, len(bounds), 2, dtype=np.int64)
        taken: Column = whole.take(pa.array(places, mask=~told))
        return taken

    def says_something(self, begins: Where, ends: Where) -> npt.NDArray[np.bool_]:
        """Whether there is more between than nothing or a hyphen, which stands for it in logs."""
        lengths = ends - begins
        told: npt.NDArray[np.bool_] = (lengths > 1) | (
            (lengths == 1) & (self.at(begins) != _HYPHEN)
        )
        return told


class Marks:
    """Where a mark stands, and which of them are behind given places."""

    def __init__(self, marks: Where) -> None:
        self._marks = np.append(marks, _FAR)

    def count(self, places: Where) -> Where:
        """How many of them are before each place."""
        return np.searchsorted(self._marks[:-1], places)

    def number(self, count: Where, more: int = 0) -> Where:
        """Where those stand that so many are before; far behind the end where there are none."""
        return self._marks.take(count + more, mode="clip")

    def behind(self, places: Where) -> Where:
        """Where the first stands from each place on."""
        return self.number(self.count(places))
