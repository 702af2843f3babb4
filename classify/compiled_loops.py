# The loops themselves, compiled by numba when this is imported and kept beside the sources for
# the next process. What they work on and answer is told where they are called.
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from .sketch import FACTOR, FINAL, SEED
from .states import DEAD, UNKNOWN

__all__ = ["count", "decode", "look", "runs", "walk"]

Loop = Callable[..., Any]
_inline: Any = numba.njit(nogil=True, error_model="numpy", inline="always")
_compiled: Any = numba.njit(nogil=True, error_model="numpy", cache=True)
_DEAD, _UNKNOWN = np.int32(DEAD), np.int32(UNKNOWN)
_BYTE, _HALF, _SHIFT = np.uint64(8), np.uint64(32), np.uint64(33)


def _advanced(  # noqa: PLR0917
    state: Any, units: Any, at: Any, end: Any, plane: Any, steps: Any
) -> Any:
    """The state after the units from `at` to `end`."""
    if state > _UNKNOWN:
        for place in range(at, end):
            state = steps[state, plane[units[place]]]
    return state


_along: Loop = _inline(_advanced)


def _walk(  # noqa: PLR0917  a compiled loop takes its arrays by place
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
                if (one | two | three | four) == _DEAD:
                    break
            one = _along(one, units, a + least, a + lengths[at], plane, steps)
            two = _along(two, units, b + least, b + lengths[at + 1], plane, steps)
            three = _along(three, units, c + least, c + lengths[at + 2], plane, steps)
            four = _along(four, units, d + least, d + lengths[at + 3], plane, steps)
            if _UNKNOWN not in (one, two, three, four):
                found[at], found[at + 1], found[at + 2], found[at + 3] = one, two, three, four
                at += 4
                continue
        state = np.int32(begin)
        for place in range(starts[at], starts[at] + lengths[at]):
            following = steps[state, plane[units[place]]]
            if following == _UNKNOWN:
                stuck[0], stuck[1] = state, plane[units[place]]
                return at
            state = following
            if state == _DEAD:
                break
        found[at] = state
        at += 1
    return at


def _mixing(state: Any, word: Any) -> Any:
    """A word mixed into a hash, as `sketch` does it."""
    state = (state ^ word) * FACTOR
    return state ^ (state >> _HALF)


_mixed: Loop = _inline(_mixing)


def _look(  # noqa: PLR0917
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
        state = np.uint64(length) * SEED
        if length < 8:
            word = np.uint64(0)
            for place in range(end - 1, start - 1, -1):
                word = word << _BYTE | np.uint64(units[place])
            state = _mixed(state, word)
        else:
            state = _mixed(state, words[start])
            for place in range(start + 8, end - 8, 8):
                state = _mixed(state, words[place])
            if length > 8:
                state = _mixed(state, words[end - 8])
        state ^= state >> _SHIFT
        state *= FINAL
        hashed[cell] = state ^ (state >> _SHIFT)


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


walk: Loop = _compiled(_walk)
look: Loop = _compiled(_look)
decode: Loop = _compiled(_decode)
runs: Loop = _compiled(_runs)
count: Loop = _compiled(_count)
