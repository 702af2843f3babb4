# Where in a running text values stand: candidates from the automaton, exact borders, checks
# on the spelling they are compared by, and the words before them. Overlaps go to the higher
# precedence, as cells do. The answer depends on the text alone, not on the engine.
from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .automaton import Automaton, Matches, compile_expression, every_start
from .cells import BoolArray, Cells, Index, from_strings
from .checks import CHECKS, Check
from .member import Compiled
from .phrase import GLUE, Phrase, cue_words, phrases_of
from .recognise import Recognisers
from .spelling import respelled

__all__ = ["LONGEST_SPAN", "Finder", "Found", "finder_of", "resolved"]

# No value is longer than this, in characters: how far pieces of a stream overlap.
LONGEST_SPAN = 4_096
# How far before a value a context word may stand, in bytes (24 Han characters), within one
# sentence and line.
_CONTEXT = 72
_OPEN = r"[^\n。；;！!？?]*$"
# What a match of a pattern alone is worth, of one with a check, and after a context word.
_BARE, _CHECKED, _CUED = 0.75, 0.9, 0.8
_MARKS = np.array([ord(mark) for mark in "！，：；？"], dtype=np.uint32)
_DIGITS = np.zeros(256, dtype=np.bool_)
_DIGITS[48:58] = True
# UTF-8: how many bytes a character has, by its first one.
_WIDTH = np.ones(256, dtype=np.int64)
_WIDTH[0xC0:0xE0], _WIDTH[0xE0:0xF0], _WIDTH[0xF0:] = 2, 3, 4
# From so many places on it pays to see whether a context word stands anywhere at all.
_MANY = 64
# Values this short are parts of something longer when a hyphen ties them to a digit.
_SHORT = 11


@dataclass(frozen=True, slots=True)
class Found:
    """Spans in order of their start, none overlapping another; offsets in characters."""

    labels: tuple[str, ...]
    starts: Index
    ends: Index
    scores: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.labels)


class Finder:
    """What the recognisers find in texts; made once, expressions compiled on first use."""

    def __init__(
        self, recognisers: Recognisers, engine: Literal["hyperscan", "re2"] | None = None
    ) -> None:
        # By their order: recognisers that differ by their column's name alone share a bit.
        self._members = recognisers.compiled
        self._phrases: tuple[Phrase, ...] = tuple(
            phrase
            for place, each in enumerate(self._members)
            for phrase in phrases_of(place, each.recogniser)
        )
        self._checks = {
            name: CHECKS[name](recognisers.lexicons)
            for name in {each.check for each in self._phrases}
            if name is not None
        }
        self._automaton = Automaton(
            [(each.expression, each.wide) for each in self._phrases], engine
        )
        ranks = {id(each): rank for rank, each in enumerate(recognisers.ranked)}
        self._rank = np.array([ranks[id(each)] for each in self._members], dtype=np.int64)

    def find(self, text: str) -> Found:
        """The values in a text, each with a score of 0..1.

        A value whose check fails is none. Values longer than LONGEST_SPAN are not promised.
        """
        # A line feed on both sides gives the first and the last value their neighbours.
        buffer = b"\n%b\n" % _narrowed(text).encode("utf-8", errors="replace")
        units = np.frombuffer(buffer, dtype=np.uint8)
        candidates = _Candidates(buffer, units)
        matches = self._automaton.matches(buffer)
        cuts = np.searchsorted(matches.which, np.arange(len(self._phrases) + 1))
        for which, phrase in enumerate(self._phrases):
            if cuts[which] < cuts[which + 1]:
                theirs = matches.take(np.arange(cuts[which], cuts[which + 1]))
                candidates.add(phrase, theirs)
        owners, starts, ends, cued = candidates.checked(self._members, self._checks)
        kept = resolved(starts, ends, self._rank[owners])
        owners, starts, ends, cued = owners[kept], starts[kept], ends[kept], cued[kept]
        labels, scores = self._scored(buffer, owners, starts, cued)
        return Found(labels, *_in_characters(units, starts, ends), scores)

    def _scored(
        self, buffer: bytes, owners: Index, starts: Index, cued: BoolArray
    ) -> tuple[tuple[str, ...], npt.NDArray[np.float64]]:
        labels = [""] * len(owners)
        scores = np.zeros(len(owners), dtype=np.float64)
        for owner in np.unique(owners).tolist():
            member = self._members[owner]
            recogniser = member.recogniser
            mine = np.flatnonzero(owners == owner)
            for place in mine.tolist():
                labels[place] = recogniser.id
            led = cued[mine]
            checked = recogniser.check is not None
            bare = _CHECKED - recogniser.chance if checked else _BARE
            score = np.where(led, _CHECKED if checked else _CUED, bare)
            said = led.copy()
            said[~led] = _are_announced(member, buffer, starts[mine[~led]])
            scores[mine] = np.where(said, (1 + score) / 2, score)
        return tuple(labels), scores.round(3)


@functools.lru_cache(maxsize=4)
def finder_of(
    recognisers: Recognisers, engine: Literal["hyperscan", "re2"] | None = None
) -> Finder:
    """The one finder of these recognisers: its first text costs seconds."""
    return Finder(recognisers, engine)


class _Candidates:
    """Values so far, in bytes of the buffer."""

    def __init__(self, buffer: bytes, units: npt.NDArray[np.uint8]) -> None:
        self._buffer = buffer
        self._units = units
        self._parts: list[tuple[Phrase, Index, Index]] = []
        self._separators = np.flatnonzero((units == 0x20) | (units == 0x2D))

    def add(self, phrase: Phrase, matches: Matches) -> None:
        start, end = self._inside(phrase, matches)
        if phrase.way == "bare":
            if phrase.loose:
                end = self._without_separators(start, end)
                start, end = self._and_strict(phrase, matches, start, end)
            whole = ~self._is_part(start, end)
            self._parts.append((phrase, start[whole], end[whole]))
            return
        pairs = (
            self._framed(phrase, start, end) if phrase.way == "framed" else self._after(phrase, end)
        )
        places = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
        start, end = places[:, 0], places[:, 1]
        if phrase.loose:
            end = self._without_separators(start, end)
        self._parts.append((phrase, start, end))

    def checked(
        self, members: tuple[Compiled, ...], checks: Mapping[str, Check]
    ) -> tuple[Index, Index, Index, BoolArray]:
        """Owners, starts, ends and whether a cue led to it, of the values that pass."""
        parts = []
        for phrase, start, end in self._parts:
            member = members[phrase.owner]
            check = member.check if phrase.check is None else checks[phrase.check]
            kept = np.ones(len(start), dtype=np.bool_)
            if check is not None and len(start):
                kept = self._passes(check, member.steps, start, end)
            count = int(kept.sum())
            cued = np.full(count, phrase.way == "cue")
            parts.append((np.full(count, phrase.owner), start[kept], end[kept], cued))
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, nothing, nothing.astype(np.bool_)
        owners, starts, ends, cues = (np.concatenate(column) for column in zip(*parts, strict=True))
        return owners, starts, ends, cues

    def _inside(self, phrase: Phrase, matches: Matches) -> tuple[Index, Index]:
        """The matches without the neighbours they took in."""
        start, end = matches.start, matches.end
        if phrase.left:
            start = start + _WIDTH[self._units[start]]
        if phrase.right:
            end = end - 1
            for _ in range(3):
                end = end - ((self._units[end] & 0xC0) == 0x80)
        return start, end

    def _without_separators(self, start: Index, end: Index) -> Index:
        """The ends before spaces and hyphens that a loose pattern took along."""
        while True:
            last = self._units[end - 1]
            tail = ((last == 0x20) | (last == 0x2D)) & (end - start > 1)
            if not tail.any():
                return end
            end = end - tail

    def _and_strict(
        self, phrase: Phrase, matches: Matches, start: Index, end: Index
    ) -> tuple[Index, Index]:
        """The values with those beside them that have no separator, where a value has one.

        A number and another after a space may fit as one, which hides the first.
        """
        parted = np.searchsorted(self._separators, start) < np.searchsorted(self._separators, end)
        if not parted.any():
            return start, end
        strict = _compiled(phrase.strict, phrase.wide)
        more = [
            (first + one, first + other)
            for first, last in zip(
                matches.start[parted].tolist(), matches.end[parted].tolist(), strict=True
            )
            for one, other in every_start(strict, self._buffer[first:last], wide=phrase.wide)
        ]
        if not more:
            return start, end
        first, last = np.array(more, dtype=np.int64).T
        inner = self._inside(phrase, Matches(np.zeros(len(more), dtype=np.int64), first, last))
        pairs = np.stack((np.append(start, inner[0]), np.append(end, inner[1])))
        start, end = np.unique(pairs, axis=1)
        return start, end

    def _is_part(self, start: Index, end: Index) -> BoolArray:
        """Whether a digit is tied to the value by a decimal point, or to a short one by a hyphen."""
        units, last = self._units, len(self._units) - 1
        short = end - start < _SHORT
        part = np.zeros(len(start), dtype=np.bool_)
        for inner, tie, beyond in (
            (start, start - 1, np.maximum(start - 2, 0)),
            (end - 1, end, np.minimum(end + 1, last)),
        ):
            tied = (units[tie] == 0x2E) | ((units[tie] == 0x2D) & short)
            part |= _DIGITS[units[inner]] & tied & _DIGITS[units[beyond]]
        return part

    def _framed(self, phrase: Phrase, start: Index, end: Index) -> Iterator[tuple[int, int]]:
        expression = _compiled(phrase.expression)
        group = expression.groupindex[b"value"]
        for first, last in zip(start.tolist(), end.tolist(), strict=True):
            match = expression.fullmatch(self._buffer[first:last])
            if match is not None and match.start(group) >= 0:
                yield first + match.start(group), first + match.end(group)

    def _after(self, phrase: Phrase, end: Index) -> Iterator[tuple[int, int]]:
        """The values after context words that end here."""
        glue, value = _compiled(f"{GLUE}{{0,6}}"), _compiled(phrase.value)
        group = value.groupindex[b"value"]
        for place in end.tolist():
            past = glue.match(self._buffer, place).end()
            match = value.match(self._buffer, past)
            if match is not None:
                yield match.span(group)

    def _passes(self, check: Check, steps: int, start: Index, end: Index) -> BoolArray:
        passed = np.zeros(len(start), dtype=np.bool_)
        wide = np.zeros(len(start), dtype=np.bool_)
        if not self._buffer.isascii():
            beyond = np.zeros(len(self._units) + 1, dtype=np.int64)
            np.cumsum(self._units > 127, out=beyond[1:])
            wide = beyond[end] > beyond[start]
        plain = np.flatnonzero(~wide)
        if len(plain):
            cells = Cells(self._units, start[plain], (end - start)[plain])
            passed[plain] = check(respelled(cells, steps))
        if wide.any():
            texts = [
                self._buffer[first:last].decode()
                for first, last in zip(start[wide].tolist(), end[wide].tolist(), strict=True)
            ]
            passed[wide] = check(respelled(from_strings(texts), steps))
        return passed


def resolved(starts: Index, ends: Index, ranks: Index) -> Index:
    """The places of the spans that stay, in order of start, none overlapping another.

    One within another goes (an address within a subnet, a number within a mail address);
    otherwise the best rank (lowest) has it, then the longest, then the first.
    """
    order = np.lexsort((-ends, starts))
    first, last = starts[order], ends[order]
    if not len(order):
        return order
    reach = np.maximum.accumulate(last)
    # A run of spans that touch one another; most are a single span.
    opening = np.ones(len(order), dtype=np.bool_)
    opening[1:] = first[1:] >= reach[:-1]
    heads = np.append(np.flatnonzero(opening), len(order))
    sizes = np.diff(heads)
    kept = order[heads[:-1][sizes == 1]].tolist()
    for head, size in zip(heads[:-1][sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
        kept.extend(_best(order[head : head + size], starts, ends, ranks))
    chosen = np.array(kept, dtype=np.int64)
    return chosen[np.argsort(starts[chosen], kind="stable")]


def _best(run: Index, starts: Index, ends: Index, ranks: Index) -> list[int]:
    members = run.tolist()
    outer = [each for each in members if not any(_within(each, o, starts, ends) for o in members)]
    taken: list[int] = []
    for each in sorted(outer, key=lambda one: (ranks[one], starts[one] - ends[one], starts[one])):
        if all(ends[each] <= starts[one] or ends[one] <= starts[each] for one in taken):
            taken.append(each)
    return taken


def _within(inner: int, outer: int, starts: Index, ends: Index) -> bool:
    """Whether a span lies in another that is longer."""
    inside = starts[outer] <= starts[inner] and ends[inner] <= ends[outer]
    return bool(inside and ends[inner] - starts[inner] < ends[outer] - starts[outer])


def _narrowed(text: str) -> str:
    """The text with full-width forms as ASCII, character for character.

    The marks that end or part sentences stay: they are no part of a value.
    """
    if text.isascii():
        return text
    points = np.frombuffer(text.encode("utf-32-le", errors="replace"), dtype=np.uint32)
    wide = ((points - np.uint32(0xFF01)) <= 0x5D) & ~np.isin(points, _MARKS)
    blank = points == 0x3000
    if not (wide.any() or blank.any()):
        return text
    narrow = np.where(wide, points - np.uint32(0xFEE0), points)
    narrow[blank] = 0x20
    return narrow.tobytes().decode("utf-32-le")


def _in_characters(units: npt.NDArray[np.uint8], starts: Index, ends: Index) -> tuple[Index, Index]:
    """Offsets in the text, without the line feed before it, of offsets in the buffer."""
    leads = (units & 0xC0) != 0x80
    if leads.all():
        return starts - 1, ends - 1
    before = np.zeros(len(units) + 1, dtype=np.int64)
    np.cumsum(leads, out=before[1:])
    return before[starts] - 1, before[ends] - 1


def _are_announced(member: Compiled, buffer: bytes, starts: Index) -> BoolArray:
    """Whether one of the recogniser's context words stands before each place.

    The lines before all of them are searched in one pass.
    """
    told = np.zeros(len(starts), dtype=np.bool_)
    if len(starts) > _MANY and _words(member).search(buffer) is None:
        return told
    before = [
        buffer[max(0, start - _CONTEXT) : start].rpartition(b"\n")[2] for start in starts.tolist()
    ]
    ends = np.cumsum([len(line) + 1 for line in before]) - 1
    for match in _context(member).finditer(b"\n".join(before) + b"\n"):
        # A match begins with the line feed before its line at the earliest.
        told[np.searchsorted(ends, match.end())] = True
    return told


@functools.lru_cache(maxsize=512)
def _compiled(expression: str, wide: bool = True) -> Any:
    return compile_expression(expression, wide)


@functools.lru_cache(maxsize=512)
def _context(member: Compiled) -> Any:
    """One of a recogniser's context words with what may follow it to the end of a line."""
    return compile_expression(f"(?m)(?:{_any_of(member)}){_OPEN}")


@functools.lru_cache(maxsize=512)
def _words(member: Compiled) -> Any:
    """One of a recogniser's context words, wherever it stands."""
    return compile_expression(f"(?m)(?:{_any_of(member)})")


def _any_of(member: Compiled) -> str:
    words = [
        re.escape(word) if not word.isascii() else rf"(?:^|[^A-Za-z])(?i:{re.escape(word)})"
        for word in cue_words(member.recogniser)
    ]
    # Where there is none, nothing fits: no character is in the empty set.
    return "|".join(words) or r"[^\x{0}-\x{10FFFF}]"
