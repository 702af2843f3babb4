# Lines of access logs cut into their parts. Nearly all lines of a log are written alike, without
# anything escaped: those are cut by where blanks and quotes stand, all at once. What is not so
# plain is left to the expression that says what such a line is; for plain lines both give the same.
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, as_codes, as_places, column
from .log_reading import Lines
from .text_column import Marks, TextOctets, Where

__all__ = ["COMBINED", "REQUEST_PARTS", "cut", "cut_requests"]

COMBINED: Final = (
    r"^(?:(?P<vhost>[\w.-]*)(?::\d+)? )?(?P<ip>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "
    r'"(?:(?P<method>[A-Z]+) (?P<url>(?:[^" \\]|\\.)*)(?:[^"\\]|\\.)*|(?:[^"\\]|\\.)*)" '
    r"(?P<status>\d{3}) (?P<size>\d+|-)"
    r'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?(?P<rest>(?: .*)?)$'
)
REQUEST_PARTS: Final = (
    "vhost", "ip", "user", "time", "method", "url", "path", "query", "status", "size",
    "referrer", "agent", "rest",
)  # fmt: skip
_NOTHING: Final = ("-", "")
_BLANK, _QUOTE, _OPEN, _SHUT, _ESCAPE, _ASKED = map(ord, ' "[]\\?')
_LINE_FEED: Final = ord("\n")
_ZERO, _NINE = ord("0"), ord("9")
# Of a time: how far its blank, its closing bracket and the quote of the request lie behind the
# opening one.
_ZONE, _CLOSED, _REQUESTED = 21, 27, 29
# Octets that stand in no plain line.
_STRANGE: Final = np.array(
    [(each < _BLANK and each != _LINE_FEED) or each == _ESCAPE for each in range(256)]
)


def cut(lines: Sequence[str], expression: str) -> tuple[dict[str, Column], Lines, Lines]:
    """The named parts of the lines that fit, their places, and those of lines that do not.

    What stands for nothing is null; empty lines are neither.
    """
    texts = column(list(lines), pa.string())
    found: Any = pc.call_function("extract_regex", [texts], pc.ExtractRegexOptions(expression))
    fits = as_places(found.is_valid())
    places = np.flatnonzero(fits).astype(np.int64)
    fitting = found if fits.all() else found.filter(pa.array(fits))
    nothing = column(list(_NOTHING), pa.string())
    parts: dict[str, Column] = {}
    for place, field in enumerate(found.type):
        part = fitting.field(place)
        empty = pc.call_function("is_in", [part], pc.SetLookupOptions(nothing))
        parts[field.name] = pc.call_function("if_else", [empty, pa.scalar(None, pa.string()), part])
    others = [place for place in np.flatnonzero(~fits).tolist() if lines[place].strip()]
    return parts, places, np.array(others, np.int64)


def cut_requests(text: str) -> tuple[dict[str, Column], Lines, Lines]:
    """As `cut` by `COMBINED` of a text's lines, with the address's path and its query."""
    octets = TextOctets(text)
    plain, places = _plain(octets)
    if len(places) == len(octets.begins):
        return plain, places, np.zeros(0, np.int64)
    others = np.ones(len(octets.begins), np.bool_)
    others[places] = False
    rest = np.flatnonzero(others).astype(np.int64)
    lines = octets.pieces(octets.begins[rest], octets.ends[rest], np.ones(len(rest), np.bool_))
    parts, fitting, unread = cut([str(each) for each in lines.to_pylist()], COMBINED)
    parts |= _divided(parts["url"])
    own = rest[fitting]
    if not len(own):
        return plain, places, rest[unread]
    order = column(np.argsort(np.concatenate([places, own]), kind="stable"))
    both = {
        name: pa.concat_arrays([plain[name], parts[name]]).take(order) for name in REQUEST_PARTS
    }
    return both, np.sort(np.concatenate([places, own])), rest[unread]


def _divided(urls: Column) -> dict[str, Column]:
    """Addresses before and behind their first question mark."""
    options = pc.SplitPatternOptions("?", max_splits=1)
    split: Any = pc.call_function("split_pattern", [urls], options)
    halves = split.to_pylist()
    return {
        "path": column([each and each[0] for each in halves], pa.string()),
        "query": column(
            [each[1] if each and len(each) > 1 else None for each in halves], pa.string()
        ),
    }


def _plain(text: TextOctets) -> tuple[dict[str, Column], Lines]:
    """The parts of those lines that are plain, and their places."""
    begins, ends, at = text.begins, text.ends, text.at
    blanks, quotes = text.marks(_BLANK), text.marks(_QUOTE)
    blank, quote = blanks.count(begins), quotes.count(begins)
    one, two, three, four, five = (blanks.number(blank, more) for more in range(5))
    request, last, referrer, referred, agent, named = (
        quotes.number(quote, more) for more in range(6)
    )
    time = three + 1
    fits = _unescaped(text) & (one > begins) & (two > one + 1) & (three > two + 1)
    fits &= (at(time) == _OPEN) & (request == time + _REQUESTED) & (last < ends)
    fits &= (four == time + _ZONE) & (five == time + _CLOSED + 1) & (at(five - 1) == _SHUT)
    # With a bracket there it could be read as a line with a host before.
    fits &= at(four + 1) != _OPEN
    status, size = last + 2, last + 6
    fits &= (at(last + 1) == _BLANK) & (at(last + 5) == _BLANK)
    for place in range(3):
        digit = at(status + place)
        fits &= (digit >= _ZERO) & (digit <= _NINE)
    sized = np.minimum(blanks.behind(size), ends)
    more, less = named < ends, referrer >= ends
    more &= (referrer == sized + 1) & (agent == referred + 2) & (at(referred + 1) == _BLANK)
    more &= (named + 1 == ends) | (at(named + 1) == _BLANK)
    fits &= (more | less) & (sized > size)
    rows = np.flatnonzero(fits)
    sizes = text.pieces(size[rows], sized[rows], np.ones(len(rows), np.bool_))
    times = text.pieces(time[rows] + 1, time[rows] + _CLOSED, np.ones(len(rows), np.bool_))
    rows = rows[_all_fit(sizes, r"^(\d+|-)$") & _all_fit(times, r"^[^\]]+$")]
    with_agent = more[rows]

    def part(start: Where, end: Where, told: npt.NDArray[np.bool_] | None = None) -> Column:
        start, end = start[rows], end[rows]
        if told is not None:
            # What is not told may lie anywhere, and pieces have to rise.
            start, end = np.where(told, start, begins[rows]), np.where(told, end, begins[rows])
        says = text.says_something(start, end)
        return text.pieces(start, end, says if told is None else says & told)

    parts = {
        "vhost": pa.nulls(len(rows), pa.string()),
        "ip": part(begins, one),
        "user": part(two + 1, three),
        "time": part(time + 1, time + _CLOSED),
        "status": part(status, status + 3),
        "size": part(size, sized),
        "referrer": part(referrer + 1, referred, with_agent),
        "agent": part(agent + 1, named, with_agent),
        "rest": part(np.where(more, named + 1, sized), ends),
    }
    return parts | _requested(text, request[rows], last[rows], blanks), rows.astype(np.int64)


def _all_fit(values: Column, expression: str) -> npt.NDArray[np.bool_]:
    """Which values fit the expression; each different one is looked at once."""
    codes, different = as_codes(values)
    return as_places(pc.match_substring_regex(different, expression))[codes]


def _unescaped(text: TextOctets) -> npt.NDArray[np.bool_]:
    """The lines in which nothing is escaped and no mark stands that is not written."""
    octets = text.octets
    strange = np.flatnonzero(_STRANGE[octets])
    fits = np.ones(len(text.begins), np.bool_)
    line = np.searchsorted(text.begins, strange, "right") - 1
    fits[line[strange < text.ends[line]]] = False
    return fits


def _requested(text: TextOctets, first: Where, last: Where, blanks: Marks) -> dict[str, Column]:
    """Method and address of what stands between these two quotes; null where it is no request."""
    blank = blanks.count(first)
    method, url = blanks.number(blank), np.minimum(blanks.number(blank, 1), last)
    told = method < last
    begin, end = np.where(told, first + 1, first), np.where(told, method, first)
    methods = text.pieces(begin, end, told)
    told &= _all_fit(methods.fill_null(""), "^[A-Z]+$")
    begin, end = np.where(told, method + 1, first), np.where(told, url, first)
    says = told & text.says_something(begin, end)
    asked = text.marks(_ASKED).behind(begin)
    is_asked = says & (asked < end)
    middle = np.where(is_asked, asked, end)
    behind_it = np.where(is_asked, asked + 1, end)
    return {
        "method": text.pieces(
            np.where(told, first + 1, first), np.where(told, method, first), told
        ),
        "url": text.pieces(begin, end, says),
        "path": text.pieces(begin, middle, says),
        "query": text.pieces(behind_it, end, is_asked),
    }
