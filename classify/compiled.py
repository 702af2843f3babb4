# Loops over the characters of many cells, compiled by numba: what arrays do in a pass over
# memory for every step is done here in one pass for all. The answers are the same; numba is
# the extra `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from .cells import BoolArray, Cells, Index
from .sketch import FACTOR, FINAL, SEED
from .states import DEAD, UNKNOWN, Union

__all__ = ["decoded", "digit_runs", "looks_of", "pays", "states_of"]

States = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
# With fewer cells it is not worth loading what runs the loops, which takes half a second.
_MANY = 16_384
# Texts of one kind need few states; a column that needs more is read in another way.
_MOST_STATES = 4_096
_WORD = 8


def pays(cells: Cells) -> bool:
    """Whether these loops are quicker for so many cells, and numba is there."""
    return len(cells) >= _MANY and _available()


@functools.cache
def _available() -> bool:
    return importlib.util.find_spec("numba") is not None


def states_of(cells: Cells, union: Union) -> States | None:
    """The state of the union that each cell ends in, None where that takes too many states."""
    walk = _loops()["walk"]
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
    _loops()["look"](units, words, cells.starts, cells.lengths, table, joined, hashed)
    return joined, hashed


def decoded(cells: Cells) -> tuple[npt.NDArray[np.uint32], Index] | None:
    """The code points of cells of UTF-8, and how many each has; None where one is no UTF-8."""
    room = int(cells.lengths.sum())
    codes, sizes = np.empty(room, np.uint32), np.empty(len(cells), np.int64)
    total = _loops()["decode"](cells.units, cells.starts, cells.lengths, codes, sizes)
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
    count = _loops()["runs"](
        cells.units, cells.starts, cells.lengths, chosen, shortest, longest, before, after, found
    )
    return found[0, :count], found[1, :count], found[2, :count]


def counts_in(cells: Cells, table: BoolArray) -> Index:
    """How many units of each cell are in the table, whose last place is for all beyond it."""
    found = np.empty(len(cells), dtype=np.int64)
    _loops()["count"](cells.units, cells.starts, cells.lengths, table, found)
    return found


@functools.cache
def _loops() -> dict[str, Callable[..., Any]]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy", cache=True)
    inline: Any = numba.njit(nogil=True, error_model="numpy", inline="always")
    mixed = inline(_mixed)
    return {
        "walk": compiled(_walking(inline(_along))),
        "look": compiled(_looking(mixed)),
        "decode": compiled(_decode),
        "runs": compiled(_runs),
        "count": compiled(_count),
    }


def _along(  # noqa: PLR0917
    state: Any, units: Any, at: Any, end: Any, plane: Any, steps: Any
) -> Any:
    """The state after the units from `at` to `end`."""
    if state > UNKNOWN:
        for place in range(at, end):
            state = steps[state, plane[units[place]]]
    return state


def _walking(along: Callable[..., Any]) -> Callable[..., int]:
    dead, unknown = np.int32(DEAD), np.int32(UNKNOWN)

    def walk(  # noqa: PLR0917  a compiled loop takes its arrays by place
        units: Any, starts: Any, lengths: Any, plane: Any, steps: Any, begin: Any,
        at: int, found: Any, stuck: Any,
    ) -> int:  # fmt: skip
        count = len(starts)
        while at < count:
            # Four at a time: the next character of one need not wait for that of another.
            if at + 4 <= count:
                one = two = three = four = np.int32(begin)
                a, b, c, d = starts[at], starts[at + 1], starts[at + 2], starts[at + 3]
                least = min(lengths[at], lengths[at + 1], lengths[at + 2], lengths[at + 3])
                for place in range(least):
                    one = steps[one, plane[units[a + place]]]
                    two = steps[two, plane[units[b + place]]]
                    three = steps[three, plane[units[c + place]]]
                    four = steps[four, plane[units[d + place]]]
                    if (one | two | three | four) == dead:
                        break
                one = along(one, units, a + least, a + lengths[at], plane, steps)
                two = along(two, units, b + least, b + lengths[at + 1], plane, steps)
                three = along(three, units, c + least, c + lengths[at + 2], plane, steps)
                four = along(four, units, d + least, d + lengths[at + 3], plane, steps)
                if unknown not in (one, two, three, four):
                    found[at], found[at + 1], found[at + 2], found[at + 3] = one, two, three, four
                    at += 4
                    continue
            state = np.int32(begin)
            for place in range(starts[at], starts[at] + lengths[at]):
                following = steps[state, plane[units[place]]]
                if following == unknown:
                    stuck[0], stuck[1] = state, plane[units[place]]
                    return at
                state = following
                if state == dead:
                    break
            found[at] = state
            at += 1
        return at

    return walk


def _mixed(state: Any, word: Any) -> Any:
    """A word mixed into a hash, as `sketch` does it."""
    state = (state ^ word) * FACTOR
    return state ^ (state >> np.uint64(32))


def _looking(mixed: Callable[..., Any]) -> Callable[..., None]:
    seed, final, shift = SEED, FINAL, np.uint64(33)
    byte = np.uint64(8)

    def look(  # noqa: PLR0917
        units: Any, words: Any, starts: Any, lengths: Any, table: Any, joined: Any, hashed: Any
    ) -> None:
        for cell in range(len(starts)):
            start, length = starts[cell], lengths[cell]
            end = start + length
            one = two = np.uint8(0)
            place = start
            while place + 1 < end:
                one |= table[units[place]]
                two |= table[units[place + 1]]
                place += 2
            if place < end:
                one |= table[units[place]]
            joined[cell] = one | two
            state = np.uint64(length) * seed
            if length < 8:
                word = np.uint64(0)
                for place in range(end - 1, start - 1, -1):
                    word = word << byte | np.uint64(units[place])
                state = mixed(state, word)
            else:
                state = mixed(state, words[start])
                for place in range(start + 8, end - 8, 8):
                    state = mixed(state, words[place])
                if length > 8:
                    state = mixed(state, words[end - 8])
            state ^= state >> shift
            state *= final
            hashed[cell] = state ^ (state >> shift)

    return look


def _decode(  # noqa: C901, PLR0912
    units: Any, starts: Any, lengths: Any, codes: Any, sizes: Any
) -> int:
    total = 0
    for cell in range(len(starts)):
        place, end, first = starts[cell], starts[cell] + lengths[cell], total
        while place < end:
            lead = np.uint32(units[place])
            if 0xE4 <= lead < 0xEA and place + 2 < end:
                # Nearly all Han characters, and nothing that needs more care.
                second, third = np.uint32(units[place + 1]), np.uint32(units[place + 2])
                if second & 0xC0 == 0x80 and third & 0xC0 == 0x80:
                    codes[total] = (
                        (lead & np.uint32(0x0F)) << np.uint32(12)
                        | (second & np.uint32(0x3F)) << np.uint32(6)
                        | third & np.uint32(0x3F)
                    )
                    total += 1
                    place += 3
                    continue
            if lead < 0x80:
                codes[total], more, least = lead, 0, 0
            elif lead < 0xE0:
                # RFC 3629: no character is written longer than it need be.
                codes[total], more, least = lead & 0x1F, 1, 0x80
                if lead < 0xC2:
                    return -1
            elif lead < 0xF0:
                codes[total], more, least = lead & 0x0F, 2, 0x800
            elif lead < 0xF5:
                codes[total], more, least = lead & 0x07, 3, 0x10000
            else:
                return -1
            if place + more >= end:
                return -1
            for following in range(place + 1, place + more + 1):
                unit = np.uint32(units[following])
                if unit & 0xC0 != 0x80:
                    return -1
                codes[total] = codes[total] << np.uint32(6) | unit & np.uint32(0x3F)
            code = codes[total]
            if code < least or code > 0x10FFFF or 0xD800 <= code < 0xE000:
                return -1
            total += 1
            place += more + 1
        sizes[cell] = total - first
    return total


def _runs(  # noqa: PLR0917
    units: Any, starts: Any, lengths: Any, chosen: Any, shortest: Any, longest: Any,
    before: Any, after: Any, found: Any,
) -> int:  # fmt: skip
    count = 0
    for at in range(len(chosen)):
        cell = chosen[at]
        first = starts[cell]
        end = first + lengths[cell]
        place = first + shortest - 1
        # Every run has one of these places in it.
        while place < end:
            if units[place] < 48 or units[place] > 57:
                place += shortest
                continue
            start, stop = place, place + 1
            while start > first and 48 <= units[start - 1] <= 57:
                start -= 1
            while stop < end and 48 <= units[stop] <= 57:
                stop += 1
            place = stop + shortest
            if stop - start == 17 and stop < end and units[stop] in (88, 120):
                stop += 1
            size = stop - start
            if size < shortest or size > longest or size == end - first:
                continue
            if start > first and before[min(units[start - 1], 128)]:
                continue
            if stop < end and after[min(units[stop], 128)]:
                continue
            found[0, count], found[1, count], found[2, count] = start, size, cell
            count += 1
    return count


def _count(units: Any, starts: Any, lengths: Any, table: Any, found: Any) -> None:
    last = len(table) - 1
    for cell in range(len(starts)):
        held = 0
        for place in range(starts[cell], starts[cell] + lengths[cell]):
            held += table[min(units[place], last)]
        found[cell] = held
