# A pattern tested position by position over all cells of one length at once. For a length
# and an alphabet a pattern becomes a short programme of comparisons over rows of units;
# where the widths in a pattern are many the programme would be long, and RE2 is asked.
from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .byte_class import alphabet
from .cells import BoolArray, Units
from .pattern import Alternatives, CharacterSet, Node, Sequence_

__all__ = ["Positions", "Programme", "in_set", "programme"]

_MANY_RANGES = 5
# Beyond this many steps RE2 is quicker whatever the number of cells.
_LONGEST_PROGRAMME = 600


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a set tested on rows `start` to `stop`, or earlier steps joined.

    `join` is "all" or "any" over `operands`, "" for a test.
    """

    join: str
    operands: tuple[int, ...] = ()
    characters: CharacterSet | None = None
    start: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """Steps in order, the last being the answer; `always` and `never` need no step.

    `effort` counts comparisons.
    """

    steps: tuple[Step, ...]
    always: bool
    effort: int


def programme(node: Node, length: int, classes: int) -> Programme | None:
    """How to match texts of this length whole, or None if that takes too many steps.

    With only ASCII `classes` given, tests that these characters always pass or never pass
    are settled here.
    """
    writer = _Writer(alphabet(classes) if classes < 128 else None)
    try:
        answer = writer.match(node, 0, length)
    except _TooLongError:
        return None
    if isinstance(answer, bool):
        return Programme((), answer, 0)
    steps = _reachable(writer.steps, answer)
    effort = sum(len(step.operands) if step.join else step.stop - step.start for step in steps)
    return Programme(steps, always=False, effort=effort)


def _reachable(steps: list[Step], answer: int) -> tuple[Step, ...]:
    """The steps that the answer needs, renumbered."""
    needed = {answer}
    for place in range(answer, -1, -1):
        if place in needed:
            needed.update(steps[place].operands)
    number = {place: fresh for fresh, place in enumerate(sorted(needed))}
    return tuple(
        dataclasses.replace(
            steps[place], operands=tuple(number[each] for each in steps[place].operands)
        )
        for place in sorted(needed)
    )


class Positions:
    """Cells of one length as rows of units, with the tests that were made on them."""

    def __init__(self, rows: Units) -> None:
        self._rows = rows
        self._tests: dict[tuple[int, int, tuple[tuple[int, int], ...]], BoolArray] = {}

    def run(self, plan: Programme) -> BoolArray | bool:
        """Which cells match; True for all, False for none."""
        if not plan.steps:
            return plan.always
        found = self._step(plan.steps, len(plan.steps) - 1, {})
        return False if found is None else found

    def _step(
        self, steps: tuple[Step, ...], place: int, known: dict[int, BoolArray | None]
    ) -> BoolArray | None:
        """Which cells pass this step; None for none. What no cell is left for is not tested."""
        if place not in known:
            step = steps[place]
            if step.characters is not None:
                known[place] = self._test(step.characters, step.start, step.stop)
            elif step.join == "all":
                known[place] = self._all(steps, step.operands, known)
            else:
                known[place] = self._any(steps, step.operands, known)
        return known[place]

    def _all(
        self,
        steps: tuple[Step, ...],
        operands: tuple[int, ...],
        known: dict[int, BoolArray | None],
    ) -> BoolArray | None:
        joined: BoolArray | None = None
        for number, operand in enumerate(operands):
            found = self._step(steps, operand, known)
            if found is None:
                return None
            if joined is None:
                joined = found
            elif number == 1:
                joined = np.logical_and(joined, found)
            else:
                np.logical_and(joined, found, out=joined)
            if not joined.any():
                return None
        return joined

    def _any(
        self,
        steps: tuple[Step, ...],
        operands: tuple[int, ...],
        known: dict[int, BoolArray | None],
    ) -> BoolArray | None:
        joined: BoolArray | None = None
        for operand in operands:
            found = self._step(steps, operand, known)
            if found is not None:
                joined = found if joined is None else np.logical_or(joined, found)
        return joined

    def _test(self, characters: CharacterSet, start: int, stop: int) -> BoolArray:
        key = (start, stop, characters.ranges)
        if key not in self._tests:
            if stop - start == 1:
                self._tests[key] = in_set(self._rows[start], characters)
            else:
                span = in_set(self._rows[start:stop], characters)
                self._tests[key] = np.logical_and.reduce(span, axis=0)
        return self._tests[key]


class _TooLongError(Exception):
    """The programme would be longer than it is worth."""


class _Writer:
    """Writes a programme; what was written for a part of the text is used again."""

    def __init__(self, letters: int | None) -> None:
        self.steps: list[Step] = []
        self._letters = letters
        self._written: dict[Step, int] = {}
        self._answers: dict[tuple[int, int, int], int | bool] = {}
        self._visits = 0

    def match(self, node: Node, start: int, width: int) -> int | bool:
        """The step that tells whether the node matches there, or a settled answer."""
        if not node.widths[0] <= width <= node.widths[1]:
            return False
        if isinstance(node, CharacterSet):
            return self._test(node, start, start + 1)
        key = (id(node), start, width)
        if key not in self._answers:
            self._answers[key] = self._any(self._ways(node, start, width))
        return self._answers[key]

    def _ways(self, node: Node, start: int, width: int) -> Iterator[int | bool]:
        if isinstance(node, Alternatives):
            for branch in node.branches:
                yield self.match(branch, start, width)
        elif isinstance(node, Sequence_):
            yield self._all(node.parts, start, width)
        elif isinstance(node, CharacterSet):
            yield self._test(node, start, start + width)
        elif isinstance(node.part, CharacterSet):
            yield self._test(node.part, start, start + width) if width else True
        else:
            least, most = node.part.widths
            for times in range(node.least, min(node.most, width or 1) + 1):
                if least * times <= width <= most * times:
                    yield self._all((node.part,) * times, start, width)

    def _all(self, parts: tuple[Node, ...], start: int, width: int) -> int | bool:
        """Every way to share the width out among the parts, one after the other."""
        self._visits += 1
        if self._visits > 10 * _LONGEST_PROGRAMME:
            raise _TooLongError
        if not parts:
            return width == 0
        first, rest = parts[0], parts[1:]
        low = max(first.widths[0], width - sum(part.widths[1] for part in rest))
        high = min(first.widths[1], width - sum(part.widths[0] for part in rest))
        ways: list[int | bool] = []
        for taken in range(low, high + 1):
            one = self.match(first, start, taken)
            if one is not False:
                other = self._all(rest, start + taken, width - taken)
                ways.append(self._both(one, other))
        return self._any(ways)

    def _both(self, one: int | bool, other: int | bool) -> int | bool:
        if one is False or other is False:
            return False
        if one is True:
            return other
        if other is True:
            return one
        operands: list[int] = []
        for each in (one, other):
            step = self.steps[each]
            operands.extend(step.operands if step.join == "all" else (each,))
        return self._write(Step("all", self._spans(operands)))

    def _spans(self, operands: list[int]) -> tuple[int, ...]:
        """The operands with tests of one set on neighbouring rows made one."""
        spans: list[int] = []
        for each in operands:
            step = self.steps[each]
            before = self.steps[spans[-1]] if spans else None
            if (
                before is not None
                and step.characters is not None
                and before.characters == step.characters
                and before.stop == step.start
            ):
                merged = Step("", (), step.characters, before.start, step.stop)
                spans[-1] = self._write(merged)
            else:
                spans.append(each)
        return tuple(spans)

    def _any(self, ways: Iterator[int | bool] | list[int | bool]) -> int | bool:
        found: list[int] = []
        for way in ways:
            if way is True:
                return True
            if way is not False and way not in found:
                found.append(way)
        if len(found) < 2:
            return found[0] if found else False
        return self._write(Step("any", tuple(found)))

    def _test(self, node: CharacterSet, start: int, stop: int) -> int | bool:
        if self._letters is not None:
            if not self._letters & node.ascii:
                return False
            if not self._letters & ~node.ascii:
                return True
        return self._write(Step("", (), node, start, stop))

    def _write(self, step: Step) -> int:
        if step.join and len(step.operands) == 1:
            return step.operands[0]
        if step not in self._written:
            if len(self.steps) >= _LONGEST_PROGRAMME:
                raise _TooLongError
            self._written[step] = len(self.steps)
            self.steps.append(step)
        return self._written[step]


def in_set(units: Units, node: CharacterSet) -> BoolArray:
    """Which units are in the set."""
    kind = units.dtype.type
    top = 127 if units.dtype == np.uint8 else 0x10FFFF
    ranges = [(low, min(high, top)) for low, high in node.ranges if low <= top]
    if len(ranges) > _MANY_RANGES:
        return _by_table(units, node)
    found: BoolArray | None = None
    for low, high in ranges:
        # Unsigned subtraction wraps, so one comparison tests both ends.
        one = units == kind(low) if low == high else (units - kind(low)) <= kind(high - low)
        found = one if found is None else np.logical_or(found, one, out=found)
    return np.zeros(units.shape, dtype=np.bool_) if found is None else found


def _by_table(units: Units, node: CharacterSet) -> BoolArray:
    """Membership in many ranges; the table ends where the first plane does."""
    if units.dtype == np.uint8:
        # Twice as fast as indexing a table, which would widen every index to 64 bits.
        held = units.tobytes().translate(_bytes(node.ranges))
        return np.frombuffer(held, dtype=np.bool_).reshape(units.shape)
    found: BoolArray = _plane(node.ranges).take(units, mode="clip")
    beyond = units > 0xFFFF
    if beyond.any():
        lows = np.array([pair[0] for pair in node.ranges], dtype=np.uint32)
        highs = np.array([pair[1] for pair in node.ranges], dtype=np.uint32)
        rest = units[beyond]
        place = np.searchsorted(lows, rest, side="right")
        found[beyond] = (place > 0) & (rest <= highs.take(np.maximum(place, 1) - 1))
    return found


@functools.lru_cache(maxsize=256)
def _bytes(ranges: tuple[tuple[int, int], ...]) -> bytes:
    """The members among the characters of ASCII, for translation of bytes."""
    table = _plane(ranges)[:256].copy()
    table[128:] = False
    return table.tobytes()


@functools.lru_cache(maxsize=64)
def _plane(ranges: tuple[tuple[int, int], ...]) -> BoolArray:
    """The members among the first 65,536 code points."""
    table = np.zeros(1 << 16, dtype=np.bool_)
    for low, high in ranges:
        table[low : min(high, 0xFFFF) + 1] = True
    return table
