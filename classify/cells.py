# Cells as numbers: the texts of a column as one run of code units with where each text
# starts and how long it is, so that trimming, selecting and testing a position cost array
# arithmetic and no Python string. ASCII texts are bytes, all others 32-bit code points.
from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = [
    "BoolArray",
    "Cells",
    "Index",
    "Units",
    "by_length",
    "count_within",
    "from_strings",
    "joined",
    "lengths_of",
]

# Bytes of ASCII, or code points: np.uint8 or np.uint32.
Units: TypeAlias = "npt.NDArray[np.unsignedinteger[Any]]"
Texts: TypeAlias = "pa.Array[Any]"
Index = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Cells:
    """Texts in `units`, the i-th at `starts[i]` with `lengths[i]` units; read-only.

    `take` shares the units, so choosing among cells copies no text. `rows` is kept once
    made: every pattern and check of one length reads the same matrix. `source` are the same
    cells as UTF-8, where they are at hand.
    """

    __slots__ = (
        "_packed",
        "_passed",
        "_pitch",
        "_rows",
        "_source",
        "lengths",
        "starts",
        "units",
    )

    def __init__(
        self, units: Units, starts: Index, lengths: Index, source: Cells | None = None
    ) -> None:
        self.units = units
        self.starts = starts
        self.lengths = lengths
        self._rows: Units | None = None
        self._passed: dict[Callable[[Cells], BoolArray], BoolArray] = {}
        self._source = source
        self._pitch: int | None = None
        self._packed: Cells | None = None

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, index: Index) -> Cells:
        """The cells at these positions, in this order."""
        chosen = Cells(self.units, self.starts[index], self.lengths[index])
        if self._rows is not None:
            chosen._rows = self._rows.take(index, axis=1)
        if self._source is not None:
            chosen._source = self._source.take(index)
        return chosen

    def passed(self, check: Callable[[Cells], BoolArray]) -> BoolArray:
        """What this check says of each cell, asked once however many want to know."""
        if check not in self._passed:
            self._passed[check] = check(self)
        return self._passed[check]

    def is_dense(self) -> bool:
        """Whether the cells lie one after the other with nothing between."""
        starts = self.starts
        return len(starts) < 2 or bool((starts[:-1] + self.lengths[:-1] == starts[1:]).all())

    def pitch(self) -> int:
        """The length that all cells have, lying one after the other; 0 where they do not."""
        if self._pitch is None:
            length = int(self.lengths[0]) if len(self) else 0
            even = bool((self.lengths == length).all()) and self.is_dense()
            self._pitch = length if even else 0
        return self._pitch

    def words(self, offset: int) -> npt.NDArray[np.uint64]:
        """Eight bytes of every cell from this offset on, as they lie; the cells have a pitch."""
        return _laid(self.units, int(self.starts[0]) + offset, len(self), self.pitch())

    def packed(self) -> Cells:
        """The same cells in units of their own, dense and starting at 0; kept once made."""
        if self._packed is None:
            self._packed = self._laid_out()
        return self._packed

    def _laid_out(self) -> Cells:
        dense = self.is_dense()
        first = int(self.starts[0]) if len(self) else 0
        total = int(self.lengths.sum())
        if dense and not first and total == len(self.units):
            return self
        starts = np.zeros(len(self), dtype=np.int64)
        np.cumsum(self.lengths[:-1], out=starts[1:])
        if dense:
            return Cells(self.units[first : first + total], starts, self.lengths)
        where = np.repeat(self.starts - starts, self.lengths)
        where += np.arange(total)
        return Cells(self.units[where], starts, self.lengths)

    def rows(self) -> Units:
        """A matrix whose j-th row holds the j-th unit of every cell.

        All cells must be of one length; positions are rows so that a test of one position
        runs over neighbouring memory.
        """
        if self._rows is None:
            length = int(self.lengths[0]) if len(self) else 0
            if self.is_dense():
                first = int(self.starts[0]) if len(self) else 0
                whole = self.units[first : first + length * len(self)]
                self._rows = np.ascontiguousarray(whole.reshape(len(self), length).T)
            else:
                self._rows = np.empty((length, len(self)), dtype=self.units.dtype)
                for position, row in enumerate(self._rows):
                    np.take(self.units, self.starts + position, out=row, mode="clip")
        return self._rows

    def from_end(self, distance: int) -> Units:
        """The unit at this distance before the end (0 is the last), 0 where there is none."""
        if not len(self.units):
            return np.zeros(len(self), dtype=self.units.dtype)
        within = self.lengths > distance
        place = np.where(within, self.starts + self.lengths - 1 - distance, 0)
        return np.where(within, self.units[place], self.units.dtype.type(0))

    def from_start(self, position: int) -> Units:
        """The unit at this position, 0 where the cell is shorter."""
        if not len(self.units):
            return np.zeros(len(self), dtype=self.units.dtype)
        within = self.lengths > position
        place = np.where(within, self.starts + position, 0)
        return np.where(within, self.units[place], self.units.dtype.type(0))

    def to_arrow(self) -> Texts:
        """The cells as Arrow text, for what is matched by Arrow's own functions."""
        if self._source is not None:
            return self._source.to_arrow()
        packed = self.packed()
        units, lengths = packed.units, packed.lengths
        if units.dtype == np.uint8:
            text = units.tobytes()
        else:
            text = units.tobytes().decode("utf-32-le").encode("utf-8")
            # RFC 3629: one byte below U+0080, two below U+0800, three below U+10000.
            width = 1 + (units >= 0x80) + (units >= 0x800).astype(np.int64) + (units >= 0x10000)
            total = np.zeros(len(units) + 1, dtype=np.int64)
            np.cumsum(width, out=total[1:])
            lengths = total[packed.starts + packed.lengths] - total[packed.starts]
        offsets = np.zeros(len(self) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(text)]
        return pa.Array.from_buffers(pa.large_string(), len(self), buffers)


def lengths_of(cells: Cells) -> Iterator[tuple[int, Index | None]]:
    """Each length that occurs with the places of its cells, shortest first.

    The places are None where all cells have that length.
    """
    if not len(cells):
        return
    shortest, longest = int(cells.lengths.min()), int(cells.lengths.max())
    if shortest == longest:
        yield shortest, None
        return
    # A radix sort, which numpy has for 16 bits only, takes a tenth of a comparison sort.
    key = cells.lengths.astype(np.uint16) if longest < 1 << 16 else cells.lengths
    order = np.argsort(key, kind="stable")
    ordered = cells.lengths[order]
    cuts = np.flatnonzero(np.diff(ordered)) + 1
    for part in np.split(order, cuts):
        yield int(cells.lengths[part[0]]), part


def count_within(flags: BoolArray, cells: Cells) -> Index:
    """How many flags are set in each cell; the flags are one for each unit of packed cells.

    No cell may be empty.
    """
    # In bytes it runs without widening every flag to 64 bits first, at a third of the time.
    narrow = np.uint8 if int(cells.lengths.max(initial=0)) < 256 else np.int64
    return np.add.reduceat(flags.view(np.uint8), cells.starts, dtype=narrow).astype(np.int64)


def joined(join: np.ufunc, values: npt.NDArray[np.uint8], cells: Cells) -> npt.NDArray[np.uint8]:
    """The bytes of each cell joined bit by bit, one byte a unit of packed cells; none is empty.

    `join` is np.bitwise_or or np.bitwise_and.
    """
    length = cells.pitch()
    if length < 8:
        reduced: npt.NDArray[np.uint8] = join.reduceat(values, cells.starts)
        return reduced
    # Eight bytes at a time, the last eight over some that were joined before.
    first = int(cells.starts[0])
    words = _laid(values, first, len(cells), length).copy()
    for offset in (*range(8, length - 8, 8), length - 8):
        join(words, _laid(values, first + offset, len(cells), length), out=words)
    for half in (32, 16, 8):
        join(words, words >> np.uint64(half), out=words)
    return words.astype(np.uint8)


def _laid(units: Units, first: int, count: int, pitch: int) -> npt.NDArray[np.uint64]:
    """So many words of eight bytes, each a pitch after the one before."""
    return np.ndarray((count,), np.uint64, np.ascontiguousarray(units), first, (pitch,))


def by_length(check: Callable[[Units], BoolArray]) -> Callable[[Cells], BoolArray]:
    """A check over cells of any length, from one over the rows of a single length."""

    @functools.wraps(check)
    def checked(cells: Cells) -> BoolArray:
        passed = np.zeros(len(cells), dtype=np.bool_)
        for _, places in lengths_of(cells):
            if places is None:
                return check(cells.rows())
            passed[places] = check(cells.take(places).rows())
        return passed

    return checked


def from_strings(values: list[str]) -> Cells:
    """Cells of these texts, for single values and tests.

    >>> from_strings(["ab", "c"]).lengths.tolist()
    [2, 1]
    """
    text = "".join(values)
    lengths = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    starts = np.zeros(len(values), dtype=np.int64)
    np.cumsum(lengths[:-1], out=starts[1:])
    if text.isascii():
        return Cells(np.frombuffer(text.encode("ascii"), dtype=np.uint8), starts, lengths)
    units = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return Cells(units, starts, lengths)
