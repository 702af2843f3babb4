# How many records a delimited text holds, without parsing it: line ends outside quotes
# (RFC 4180, section 2). The count is exact where every quote stands where the grammar lets
# it open or close a field; a stray one makes it an estimate.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["count_records"]

_LINE_FEED = 0x0A
_RETURN = 0x0D

Units = npt.NDArray[np.uint8]


def count_records(text: bytes, *, delimiter: str, quote: str, escape: str) -> tuple[int, bool]:
    r"""The records of a text in a superset of ASCII, and whether that is their exact number.

    Blank lines are none. Where a quote stands astray, or an escape may hide one, all line
    ends count.

    >>> count_records(b'1,"a\nb"\n2,c', delimiter=",", quote='"', escape="")
    (2, True)
    """
    units: Units = np.frombuffer(text, dtype=np.uint8)
    ends = _line_ends(units)
    quotes = np.flatnonzero(units == ord(quote)) if quote else ends[:0]
    exact = not escape and _in_place(units, quotes, {ord(delimiter), _LINE_FEED, _RETURN})
    if exact:
        # Before an end stands an even number of quotes, or it is inside a field.
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    begins = np.concatenate([ends[:0], [0], ends + 1])
    lengths = np.concatenate([ends, [len(units)]]) - begins
    blank = lengths == 0
    # Of a line end of two characters the first is all there is on a blank line.
    blank[lengths == 1] = units[begins[lengths == 1]] == _RETURN
    return len(begins) - int(blank.sum()), exact


def _line_ends(units: Units) -> npt.NDArray[np.intp]:
    """The last character of each line end: LF, CRLF, or the CR alone of old Macintoshes."""
    ends = units == _LINE_FEED
    ends[:-1] |= (units[:-1] == _RETURN) & (units[1:] != _LINE_FEED)
    return np.flatnonzero(ends)


def _in_place(units: Units, quotes: npt.NDArray[np.intp], beside: set[int]) -> bool:
    """Whether quotes open after, and close before, a delimiter, a line end or another quote."""
    if not len(quotes):
        return True
    if len(quotes) % 2:
        return False
    allowed = np.zeros(256, dtype=bool)
    allowed[[*beside, units[quotes[0]]]] = True
    opening, closing = quotes[::2], quotes[1::2]
    opening, closing = opening[opening > 0], closing[closing < len(units) - 1]
    return bool(allowed[units[opening - 1]].all() and allowed[units[closing + 1]].all())
