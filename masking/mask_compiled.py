# The cuts of `mask_parts` and `mask_ends` as loops that numba compiles: one pass over the cells,
# eight bytes at a time. What they serve is what those make of it. numba is the extra
# `speed`, and nothing here is loaded without it.
from __future__ import annotations

import functools
import importlib.util
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .mask_ends import WIDTH
from .stretches import SPARE, words

__all__ = ["STYLES_COMPILED", "WORTH_COMPILING", "available", "compiled_parts"]

STYLES_COMPILED = ("email", "generic", "ip")
WORTH_COMPILING = 100_000
"""Cells from which on a second or two of compiling, once in a process, are soon won back."""

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

# A cell becomes longer by three stars at most.
_LONGER = 3
_LONGEST_NETWORK = 15


@functools.cache
def available() -> bool:
    """Whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


def compiled_parts(style: str, offsets: Places, data: Rows) -> tuple[Places, Rows, Marks]:
    """Offsets and bytes of the column masked in one of STYLES_COMPILED, and a mark on cells that
    are not served. Behind the cells `data` has SPARE bytes.
    """
    count = len(offsets) - 1
    made = np.zeros_like(offsets)
    left = np.ones(count, np.bool_)
    shown = np.empty(int(offsets[-1]) + _LONGER * count + SPARE, np.uint8)
    views = (words(data, np.uint64), words(shown, np.uint64))
    table = _networks() if style == "ip" else WIDTH
    _kernel(style)(offsets, data, views[0], table, made, shown, views[1], left)
    return made, shown[: int(made[-1])], left


@functools.cache
def _kernel(style: str) -> Callable[..., None]:
    import numba  # noqa: PLC0415  half a second, and an extra

    compiled: Any = numba.njit(nogil=True, error_model="numpy")
    zeros = compiled(_zeros)
    if style == "email":
        loop = _mails(compiled(_only_at(zeros)))
    else:
        loop = _halves(zeros) if style == "ip" else _both_ends()
    whole: Callable[..., None] = compiled(loop)
    return whole


@functools.cache
def _networks() -> Rows:
    """By where the dots are in the sixteen bytes of an IPv4 address and one that stands behind it, how
    long its first two numbers are; 0 for what is none.
    """
    table = np.zeros(1 << 16, np.uint8)
    digits = range(1, 4)
    for a in digits:
        for b in digits:
            for c in digits:
                for d in digits:
                    ends = np.cumsum([a, b + 1, c + 1, d + 1])
                    table[int((1 << ends).sum())] = a + 1 + b
    return table


def _zeros(word: Any) -> Any:
    """The highest bit of each byte of a word that is zero."""
    low = np.uint64(0x7F7F7F7F7F7F7F7F)
    return ~(((word & low) + low) | word | low)


def _only_at(zeros: Callable[[Any], Any]) -> Callable[..., Any]:
    ats, dots = np.uint64(0x4040404040404040), np.uint64(0x2E2E2E2E2E2E2E2E)
    blanks, high = np.uint64(0x5F5F5F5F5F5F5F5F), np.uint64(0x8080808080808080)
    deletes, fill = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x2121212121212121)
    ones = ~np.uint64(0)

    def only_at(read: Any, start: Any, end: Any) -> Any:
        """Where the only @ is that has a dot behind it, -1 where not all is as in an address."""
        at = np.int64(-1)
        dotted = False
        for begun in range(start, end, 8):
            word = read[begun]
            # What is behind the cell becomes bytes that nothing below asks for.
            beyond = 8 - (end - begun)
            if beyond > 0:
                kept = ones >> np.uint64(8 * beyond)
                word = (word & kept) | (fill & ~kept)
            # Blanks and what is before them, the last of ASCII, and all beyond it.
            if (((word & deletes) + blanks) & ~word & high) != high or zeros(word ^ deletes) != 0:
                return np.int64(-1)
            found = zeros(word ^ ats)
            near = word ^ dots
            if found != 0:
                if at >= 0 or (found & (found - np.uint64(1))) != 0:
                    return np.int64(-1)
                at = np.int64(begun)
                while (found & np.uint64(0x80)) == 0:
                    found >>= np.uint64(8)
                    at += 1
                # Dots count from the second byte behind the @ on.
                first = at + 2 - begun
                near |= ones >> np.uint64(64 - 8 * first) if first < 8 else ones
            elif at == begun - 1:
                near |= np.uint64(0xFF)
            dotted = dotted or bool(at >= 0 and zeros(near) != 0)
        return at if dotted else np.int64(-1)

    return only_at


def _mails(only_at: Callable[..., Any]) -> Callable[..., None]:
    stars, four = np.uint64(0x2A2A2A00), np.uint64(0xFFFFFF00)

    def mails(  # noqa: PLR0917  a compiled loop takes its arrays by place
        offsets: Any, data: Any, read: Any, _: Any, made: Any, shown: Any, written: Any, left: Any
    ) -> None:
        place = np.int64(0)
        for cell in range(len(offsets) - 1):
            start, end = offsets[cell], offsets[cell + 1]
            at = only_at(read, start, end)
            good = at > start and data[end - 1] != 46
            if good and at - start == 4 and (read[start] & four) == stars:
                good = False
            if good:
                left[cell] = False
                shown[place] = data[start]
                shown[place + 1] = shown[place + 2] = shown[place + 3] = 42
                place += 4
                for begun in range(at, end, 8):
                    written[place + begun - at] = read[begun]
                place += end - at
            made[cell + 1] = place

    return mails


def _halves(zeros: Callable[[Any], Any]) -> Callable[..., None]:
    dots, digits = np.uint64(0x2E2E2E2E2E2E2E2E), np.uint64(0x3030303030303030)
    low, high = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x8080808080808080)
    above, gathered = np.uint64(0x7676767676767676), np.uint64(0x0102040810204080)
    top, seven, eight = np.uint64(56), np.uint64(7), np.uint64(8)
    longest = _LONGEST_NETWORK

    def halves(  # noqa: PLR0917  a compiled loop takes its arrays by place
        offsets: Any, _: Any, read: Any, table: Any, made: Any, shown: Any, written: Any, left: Any
    ) -> None:
        place = np.int64(0)
        for cell in range(len(offsets) - 1):
            start, end = offsets[cell], offsets[cell + 1]
            length = end - start
            if length <= longest:
                where, strange = np.uint64(0), np.uint64(0)
                for half in range(2):
                    word = read[start + 8 * (1 - half)]
                    number = word ^ digits
                    others = (((number & low) + above) | number) & high
                    where = where << eight | ((zeros(word ^ dots) >> seven) * gathered) >> top
                    strange = strange << eight | ((others >> seven) * gathered) >> top
                behind = np.uint64(1) << np.uint64(length)
                within = behind - np.uint64(1)
                if (where & within) == (strange & within):
                    shows = np.int64(table[(where & within) | behind])
                    if shows:
                        left[cell] = False
                        written[place] = read[start]
                        place += shows
                        shown[place] = shown[place + 2] = 46
                        shown[place + 1] = shown[place + 3] = 42
                        place += 4
            made[cell + 1] = place

    return halves


def _both_ends() -> Callable[..., None]:
    def both_ends(  # noqa: PLR0917  a compiled loop takes its arrays by place
        offsets: Any, data: Any, _: Any, table: Any, made: Any, shown: Any, __: Any, left: Any
    ) -> None:
        place = np.int64(0)
        for cell in range(len(offsets) - 1):
            start, end = offsets[cell], offsets[cell + 1]
            length = end - start
            if length > 2:
                head = table[data[start]]
                tail = np.int64(0)
                for width in range(1, min(length, 4) + 1):
                    if table[data[end - width]] == width:
                        tail = np.int64(width)
                        break
                middle = length - head - tail
                good = head > 0 and tail > 0 and middle > 0
                if good and middle == 3:
                    at = start + head
                    good = data[at] != 42 or data[at + 1] != 42 or data[at + 2] != 42
                if good:
                    left[cell] = False
                    for offset in range(head):
                        shown[place + offset] = data[start + offset]
                    place += head
                    shown[place] = shown[place + 1] = shown[place + 2] = 42
                    place += 3
                    for offset in range(tail):
                        shown[place + offset] = data[end - tail + offset]
                    place += tail
            made[cell + 1] = place

    return both_ends
