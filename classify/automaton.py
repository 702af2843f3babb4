# Many expressions over one text in one pass: Hyperscan where it is installed, RE2 one
# expression at a time where it is not or where Hyperscan refuses one. Both give the same
# answer: for each expression its maximal matches, those that no other match of it contains.
# Expressions are read byte by byte, those marked wide character by character, in both alike.
# (Hyperscan tells every end with its leftmost start, RE2 every start with its longest end;
# the maximal ones among both are the same.)
from __future__ import annotations

import functools
import importlib
import importlib.util
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = ["Automaton", "Matches", "compile_expression", "every_start"]

Index = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches in order of expression and place; `which` is the expression's number."""

    which: Index
    start: Index
    end: Index

    def take(self, chosen: Index | npt.NDArray[np.bool_]) -> Matches:
        """The chosen ones."""
        return Matches(self.which[chosen], self.start[chosen], self.end[chosen])

    def __len__(self) -> int:
        return len(self.which)


# From this on a repetition is long: Hyperscan takes seconds for some such expressions or
# refuses them. Telling where the words around a value begin costs it a third of its speed. It
# then tells only whether a text may hold a match, which RE2 looks for.
_LONG = 30
_REPEATS = re.compile(r"(?<!\\x)\{(\d+)(,?)(\d*)\}")
# So is one of a few of any Han characters, each of which is three or four bytes in many ways.
_LONG_IN_HAN = 8
_REPEATED_HAN = re.compile(r"\\x\{[0-9A-F]{5}\}\]\)\{(\d*),?(\d*)\}")
# Repetitions that are as short are kept where others may go on for ever: they cost little, and
# tell far more texts apart.
_SHORT = 4
# So many repetitions with an end before one without: a second and more to make, all by itself.
_MANY = 8


class Automaton:
    """Expressions compiled together, each with whether it is wide; `engine` forces one of the
    two, None takes the faster.

    Databases live in memory alone and are made when the first text comes.
    """

    def __init__(
        self,
        expressions: Sequence[tuple[str, bool]],
        engine: Literal["hyperscan", "re2"] | None = None,
    ) -> None:
        self._expressions = tuple(expressions)
        if engine is None:
            found = importlib.util.find_spec("hyperscan") is not None
            engine = "hyperscan" if found else "re2"
        self._engine = engine
        self._databases: tuple[Any, Any] = (None, None)
        self._single: dict[int, Any] | None = None
        # Left to RE2 wherever they may stand: what Hyperscan cannot even look for roughly.
        self._everywhere: frozenset[int] = frozenset()

    def matches(self, buffer: bytes) -> Matches:
        """The maximal matches in a UTF-8 buffer, offsets in bytes."""
        if self._single is None:
            self._single = self._compile()
        exact, likely = self._databases
        found: list[tuple[int, int, int]] = []
        if exact is not None:
            exact.scan(buffer, _collector(found))
        wanted = set(self._single)
        if likely is not None:
            hopeful: list[tuple[int, int, int]] = []
            likely.scan(buffer, _collector(hopeful))
            wanted = {which for which, _, _ in hopeful} | self._everywhere
        for which in wanted:
            expression, wide = self._expressions[which]
            if self._single[which] is None:
                self._single[which] = compile_expression(expression, wide)
            spans = every_start(self._single[which], buffer, wide=wide)
            found.extend((which, start, end) for start, end in spans)
        return _maximal(found)

    def _compile(self) -> dict[int, Any]:
        """Makes the databases; tells the expressions that are left to RE2."""
        if self._engine == "re2":
            made = (compile_expression(*each) for each in self._expressions)
            return dict(enumerate(made))
        self._databases, left, self._everywhere = _databases(self._expressions)
        return dict.fromkeys(left)


@functools.lru_cache(maxsize=4)
def _databases(
    expressions: tuple[tuple[str, bool], ...],
) -> tuple[tuple[Any, Any], tuple[int, ...], frozenset[int]]:
    """What tells all matches and what tells roughly, those left to RE2, and those of them that
    may stand anywhere. Made once in a process for the same expressions: it takes seconds.
    """
    hyperscan = importlib.import_module("hyperscan")
    everything = range(len(expressions))
    long = [which for which in everything if _is_costly(expressions[which][0])]
    short = [which for which in everything if which not in set(long)]
    exact = _database(hyperscan, expressions, short, exact=True)
    if exact is None:
        long += _refused(hyperscan, expressions, short, exact=True)
        short = [which for which in short if which not in set(long)]
        exact = _database(hyperscan, expressions, short, exact=True)
        if exact is None:
            # Each is taken and all of them together are not: none may be passed over.
            long += short
    likely = _database(hyperscan, expressions, long, exact=False)
    everywhere: set[int] = set()
    if likely is None and long:
        # Those it refuses are looked for everywhere, the others where they may be.
        everywhere = set(_refused(hyperscan, expressions, long, exact=False))
        hoped = [which for which in long if which not in everywhere]
        likely = _database(hyperscan, expressions, hoped, exact=False)
    return (exact, likely), tuple(long), frozenset(everywhere)


def _refused(
    hyperscan: Any,
    expressions: Sequence[tuple[str, bool]],
    which: Sequence[int],
    *,
    exact: bool,
) -> list[int]:
    """Those that Hyperscan refuses, of some among which it refuses one: it does not say which."""
    if len(which) < 2:
        return list(which)
    halves = which[: len(which) // 2], which[len(which) // 2 :]
    return [
        each
        for half in halves
        if half and _database(hyperscan, expressions, half, exact=exact) is None
        for each in _refused(hyperscan, expressions, half, exact=exact)
    ]


def _is_costly(expression: str) -> bool:
    """Whether Hyperscan is slow at an expression: a long one, or a value among many words."""
    if "(?P<value>" in expression:
        return True
    repeats = [found.groups() for found in _REPEATS.finditer(expression)]
    if any(int(most or least or 0) >= _LONG for least, _, most in repeats):
        return True
    if any(
        int(found[2] or found[1] or 0) > _LONG_IN_HAN
        for found in _REPEATED_HAN.finditer(expression)
    ):
        return True
    endless = any(comma and not most for _, comma, most in repeats)
    return endless and len(repeats) > _MANY


def _relaxed(expression: str) -> str:
    """An expression for more: its longer repetitions may go on for ever, which takes few states."""
    return _REPEATS.sub(_endless, expression)


def _endless(found: re.Match[str]) -> str:
    least, comma, most = found.groups()
    limit = most if comma else least
    if limit and int(limit) < _SHORT:
        return found[0]
    return "*" if int(least or 0) == 0 else "+"


def compile_expression(expression: str, wide: bool = True) -> Any:
    """An RE2 object over UTF-8 bytes that takes the longest of the leftmost matches.

    Raises ValueError where the expression is not RE2 syntax.
    """
    re2 = importlib.import_module("re2")
    options = re2.Options()
    options.longest_match = True
    options.log_errors = False
    # A list of two hundred cues in any case, or a key of many lines, takes more than 8 MB.
    options.max_mem = 256 << 20
    options.encoding = re2.Options.Encoding.UTF8 if wide else re2.Options.Encoding.LATIN1
    try:
        return re2.compile(expression.encode(), options)
    except re2.error:
        raise ValueError("an expression for text is not RE2 syntax") from None


def _database(
    hyperscan: Any, expressions: Sequence[tuple[str, bool]], which: Sequence[int], *, exact: bool
) -> Any:
    """A database of these expressions; None where there are none, or one is refused.

    An exact one tells every match with its start; one that is not tells once that there may
    be some.
    """
    if not which:
        return None
    flags = hyperscan.HS_FLAG_SOM_LEFTMOST
    if not exact:
        flags = hyperscan.HS_FLAG_PREFILTER | hyperscan.HS_FLAG_SINGLEMATCH
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[
                (expressions[each][0] if exact else _relaxed(expressions[each][0])).encode()
                for each in which
            ],
            ids=list(which),
            elements=len(which),
            flags=[
                flags | (hyperscan.HS_FLAG_UTF8 if expressions[each][1] else 0) for each in which
            ],
        )
    except hyperscan.HyperscanError:
        return None
    return database


def _collector(found: list[tuple[int, int, int]]) -> Any:
    append = found.append

    def collect(which: int, start: int, end: int, _flags: int, _context: object) -> None:
        append((which, start, end))

    return collect


def every_start(expression: Any, buffer: bytes, *, wide: bool) -> Iterator[tuple[int, int]]:
    """The longest match from every place where one starts, whether or not they overlap."""
    place, size = 0, len(buffer)
    while place < size:
        match = expression.search(buffer, place)
        if match is None:
            return
        start, end = match.span()
        yield start, end
        # A wide expression is read from the next character, not from the next byte.
        place = start + 1
        while wide and place < size and buffer[place] & 0xC0 == 0x80:
            place += 1


def _maximal(found: list[tuple[int, int, int]]) -> Matches:
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Matches(nothing, nothing, nothing)
    flat = itertools.chain.from_iterable(found)
    which, start, end = np.fromiter(flat, np.int64, 3 * len(found)).reshape(-1, 3).T
    order = np.lexsort((-end, start, which))
    which, start, end = which[order], start[order], end[order]
    # The furthest end so far among matches of the same expression; a later expression's ends
    # all lie beyond those of an earlier one.
    reach = end + which * (int(end.max()) + 1)
    further = np.ones(len(which), dtype=np.bool_)
    further[1:] = reach[1:] > np.maximum.accumulate(reach)[:-1]
    return Matches(which[further], start[further], end[further])
