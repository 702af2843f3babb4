# Masks that keep a part of a cell which ends at a separator, by looking at bytes: of an e-mail
# address the first letter and where it goes, of an IPv4 address its first half. Cells that
# the patterns might show otherwise are left to them.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .stretches import SPARE, cells_at, moved, only_one, words

__all__ = ["Made", "mail_domains", "network_halves"]

Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"
# Offsets and bytes of what was made, and a mark on cells that were not.
Made: TypeAlias = "tuple[Places, Rows, Marks]"

_BLANK, _DELETE, _AT, _DOT, _ZERO = b" \x7f@.0"
_STARS = np.uint32(int.from_bytes(b"\0***", "little"))
_COVERED = np.frombuffer(b".*.*", np.uint32)[0]
_LEAST_SHARE = 0.5

_EIGHT = 8
_DOTS = np.uint64(int.from_bytes(b"." * _EIGHT, "little"))
_LOWEST = np.uint64(int.from_bytes(b"\x01" * _EIGHT, "little"))
_HIGHEST = np.uint64(int.from_bytes(b"\x80" * _EIGHT, "little"))
_ONES = np.uint64(0xFFFFFFFFFFFFFFFF)
_DIGITS = 3
_NUMBERS = 4


def mail_domains(offsets: Places, data: Rows) -> Made | None:
    """The first letter of each address, stars, and from the @ on all; addresses of ASCII with one
    @, a dot behind it and no blank. Behind the cells `data` has SPARE bytes.
    """
    held = data[: int(offsets[-1])]
    starts, ends = offsets[:-1], offsets[1:]
    ats, served = only_one(data == _AT, offsets)
    if not _mostly(served):
        return None
    lengths = ends - ats
    served &= (ats > starts) & (lengths <= SPARE) & _dotted(data, ats + 2, ends)
    if held.min() <= _BLANK or held.max() >= _DELETE:
        served[cells_at(np.flatnonzero((held <= _BLANK) | (held >= _DELETE)), offsets)] = False
    first = words(data, np.uint32)[starts]
    # What has three stars already would stay as it was.
    starred = np.flatnonzero(ats - starts == _NUMBERS)
    served[starred[first[starred] >> 8 == _STARS >> 8]] = False
    made, shown = _room(offsets, np.where(served, lengths + _NUMBERS, 0))
    if served.all():
        moved(data, ats, lengths, shown, made[:-1] + _NUMBERS)
        words(shown, np.uint32)[made[:-1]] = first & 0xFF | _STARS
    else:
        own, begun = made[:-1][served], first[served]
        moved(data, ats[served], lengths[served], shown, own + _NUMBERS)
        words(shown, np.uint32)[own] = begun & 0xFF | _STARS
    return made, shown[: int(made[-1])], ~served


def network_halves(offsets: Places, data: Rows) -> Made | None:
    """The first two numbers of each IPv4 address without a port or a length of its network.
    Behind the cells `data` has SPARE bytes.
    """
    held = data[: int(offsets[-1])]
    dots = np.flatnonzero(held == _DOT)
    strange = (held - _ZERO > 9) & (held != _DOT)
    kind = offsets.dtype
    starts, ends = offsets[:-1], offsets[1:]
    served = np.ones(len(starts), np.bool_)
    if strange.any():
        served[cells_at(np.flatnonzero(strange), offsets)] = False
    each = _DIGITS
    rows = dots.reshape(-1, each) if len(dots) == each * len(starts) else dots[:0, None]
    if not len(rows) or (rows[:, 0] < starts).any() or (rows[:, -1] >= ends).any():
        before = np.searchsorted(dots, offsets)
        served &= np.diff(before) == each
        if not _mostly(served):
            return None
        rows = dots[np.minimum(before[:-1], len(dots) - each)[:, None] + np.arange(each)]
    one, two, three = rows.T.astype(kind, order="C")
    for low, high in ((starts - 1, one), (one, two), (two, three), (three, ends)):
        # Neither no digit nor four; a dot of another cell is farther away or before.
        served &= (high - low - 2).view(kind.str.replace("i", "u")) < each
    if not _mostly(served):
        return None
    lengths = two - starts
    if not served.all():
        lengths = np.where(served, lengths, 0)
    made, shown = _room(offsets, lengths + _NUMBERS * served)
    if served.all():
        moved(data, starts, lengths, shown, made[:-1])
        words(shown, np.uint32)[made[1:] - _NUMBERS] = _COVERED
    else:
        moved(data, starts[served], lengths[served], shown, made[:-1][served])
        words(shown, np.uint32)[made[1:][served] - _NUMBERS] = _COVERED
    return made, shown[: int(made[-1])], ~served


def _dotted(data: Rows, starts: Places, ends: Places) -> Marks:
    """Whether there is a dot from `starts` on, but not at the very end, among the last eight
    bytes; nothing is said of those farther from the end.
    """
    last = np.maximum(ends - _EIGHT, 0)
    word = words(data, np.uint64)[last]
    # What stands before is shifted out, and the last byte is looked at by itself.
    out = np.clip(starts - last, 0, _EIGHT - 1).astype(np.uint64) * np.uint64(_EIGHT)
    others = (word ^ _DOTS) >> out | ~(_ONES >> out)
    some = (others - _LOWEST) & ~others & _HIGHEST
    final = data[np.maximum(ends - 1, 0)]
    dotted: Marks = (some != 0) & (final != _DOT) & (starts < ends - 1) & (ends >= _EIGHT)
    return dotted


def _room(offsets: Places, lengths: Places) -> tuple[Places, Rows]:
    """Offsets of cells of these lengths, of the same width, and empty bytes for them."""
    made = np.zeros(len(offsets), offsets.dtype)
    np.cumsum(lengths, out=made[1:])
    return made, np.empty(int(made[-1]) + SPARE, np.uint8)


def _mostly(marks: Marks) -> bool:
    return bool(np.count_nonzero(marks) >= _LEAST_SHARE * len(marks))
