# Loops over the characters of many cells, compiled by numba: what arrays do in a pass over
# memory for every step is done here in one pass for all. The answers are the same; numba is
# the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib
import importlib.util
from types import ModuleType

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Index
from .states import Union

__all__ = ["decoded", "digit_runs", "looks_of", "note", "pays", "states_of"]

States = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
# With fewer cells at once the making of states is not worth it.
_MANY = 16_384
# What runs the loops takes a second or two to load, as long as arrays take for so many cells:
# who has had as many is likely to have many more.
_LOADED_AFTER = 8_000_000
# Texts of one kind need few states; a column that needs more is read in another way.
_MOST_STATES = 4_096
_WORD = 8


class _Work:
    """How many cells this process has read in large parts."""

    done = 0


def note(cells: Cells) -> None:
    """So many cells more are to be read."""
    if len(cells) >= _MANY:
        _Work.done += len(cells)


def pays(cells: Cells) -> bool:
    """Whether these loops are quicker for so many cells, and numba is there."""
    return len(cells) >= _MANY and _Work.done >= _LOADED_AFTER and _available()


@functools.cache
def _available() -> bool:
    return importlib.util.find_spec("numba") is not None


def states_of(cells: Cells, union: Union) -> States | None:
    """The state of the union that each cell ends in, None where that takes too many states."""
    walk = _loops().walk
    units, plane = cells.units, union.alphabet.plane
    if units.dtype != np.uint8 and int(units.max(initial=0)) >= len(plane):
        # The classes themselves, where the table does not hold them all.
        units = union.alphabet.classes_of(units)
        plane = np.arange(len(union.alphabet.sets), dtype=np.uint16)
    found = np.empty(len(cells), dtype=np.int32)
    stuck = np.zeros(3, dtype=np.int64)
    at = 0
    while len(union) <= _MOST_STATES:
        at = walk(
            units, cells.starts, cells.lengths, plane, union.steps, union.begin,
            at, found, stuck,
        )  # fmt: skip
        if at == len(cells):
            return found
        union.step(int(stuck[0]), int(stuck[1]))
    return None


def looks_of(cells: Cells, table: Bytes) -> tuple[Bytes, Hashes]:
    """Of each cell of bytes what `table` has for them, joined bit by bit, and its hash."""
    units = np.ascontiguousarray(cells.units)
    if len(units) < _WORD:
        units = np.concatenate([units, np.zeros(_WORD, dtype=np.uint8)])
    # Words that overlap, to be read as they lie.
    words = np.ndarray((len(units) - _WORD + 1,), np.uint64, units, 0, (1,))
    joined, hashed = np.empty(len(cells), np.uint8), np.empty(len(cells), np.uint64)
    _loops().look(units, words, cells.starts, cells.lengths, table, joined, hashed)
    return joined, hashed


def decoded(cells: Cells) -> tuple[npt.NDArray[np.uint32], Index] | None:
    """The code points of cells of UTF-8, and how many each has; None where one is no UTF-8."""
    room = int(cells.lengths.sum())
    codes, sizes = np.empty(room, np.uint32), np.empty(len(cells), np.int64)
    total = _loops().decode(cells.units, cells.starts, cells.lengths, codes, sizes)
    return None if total < 0 else (codes[:total], sizes)


def digit_runs(  # noqa: PLR0917
    cells: Cells, chosen: Index, shortest: int, longest: int, before: BoolArray, after: BoolArray
) -> tuple[Index, Index, Index]:
    """Runs of digits in the chosen cells: where each starts, how long it is, and whose it is.

    `before` and `after` are tables of what may not stand beside one, the last place for all
    characters beyond. A run of 17 may end in an X; what is all of a cell is left out.
    """
    room = int(cells.lengths[chosen].sum()) // shortest + 1
    found = np.empty((3, room), dtype=np.int64)
    count = _loops().runs(
        cells.units, cells.starts, cells.lengths, chosen, shortest, longest, before, after, found
    )
    return found[0, :count], found[1, :count], found[2, :count]


def counts_in(cells: Cells, table: BoolArray) -> Index:
    """How many units of each cell are in the table, whose last place is for all beyond it."""
    found = np.empty(len(cells), dtype=np.int64)
    _loops().count(cells.units, cells.starts, cells.lengths, table, found)
    return found


@functools.cache
def _loops() -> ModuleType:
    """The compiled loops; half a second, and an extra."""
    return importlib.import_module(".compiled_loops", __package__)
