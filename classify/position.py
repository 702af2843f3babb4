# A pattern tested position by position over all cells of one length at once. Where the
# widths in a pattern are few, a handful of comparisons over neighbouring bytes replaces an
# automaton's walk through every cell; where they are many, RE2 is asked instead.
from __future__ import annotations

import numpy as np

from .byte_class import alphabet
from .cells import BoolArray, Units
from .pattern import Alternatives, CharacterSet, Node, Repeat, Sequence_

__all__ = ["Positions", "effort"]

# True: every cell; False: none.
Answer = BoolArray | bool

_MANY_RANGES = 5


class Positions:
    """Cells of one length as rows of units, with the tests that were made on them."""

    def __init__(self, rows: Units, classes: int) -> None:
        self._rows = rows
        self._letters = alphabet(classes) if rows.dtype == np.uint8 else None
        self._tests: dict[tuple[int, tuple[tuple[int, int], ...]], Answer] = {}
        self._answers: dict[tuple[int, int, int], Answer] = {}

    def matching(self, node: Node) -> Answer:
        """Which cells the node matches whole."""
        return self._match(node, 0, len(self._rows))

    def _match(self, node: Node, start: int, width: int) -> Answer:
        if not node.widths[0] <= width <= node.widths[1]:
            return False
        if isinstance(node, CharacterSet):
            return self._test(node, start)
        key = (id(node), start, width)
        if key not in self._answers:
            if isinstance(node, Alternatives):
                answer: Answer = False
                for branch in node.branches:
                    answer = _either(answer, self._match(branch, start, width))
                    if answer is True:
                        break
            elif isinstance(node, Repeat):
                answer = self._repeat(node, start, width)
            else:
                answer = self._parts(node.parts, start, width)
            self._answers[key] = answer
        return self._answers[key]

    def _repeat(self, node: Repeat, start: int, width: int) -> Answer:
        least, most = node.part.widths
        answer: Answer = False
        for times in range(node.least, min(node.most, width) + 1):
            if least * times <= width <= most * times:
                answer = _either(answer, self._parts((node.part,) * times, start, width))
        return answer

    def _parts(self, parts: tuple[Node, ...], start: int, width: int) -> Answer:
        if not parts:
            return width == 0
        first, rest = parts[0], parts[1:]
        least = sum(part.widths[0] for part in rest)
        most = sum(part.widths[1] for part in rest)
        answer: Answer = False
        low = max(first.widths[0], width - most)
        for taken in range(low, min(first.widths[1], width - least) + 1):
            one = self._match(first, start, taken)
            if one is not False:
                rest_fits = self._parts(rest, start + taken, width - taken)
                answer = _either(answer, _both(one, rest_fits))
        return answer

    def _test(self, node: CharacterSet, position: int) -> Answer:
        if self._letters is not None:
            if not self._letters & node.ascii:
                return False
            if not self._letters & ~node.ascii:
                return True
        key = (position, node.ranges)
        if key not in self._tests:
            self._tests[key] = _within(self._rows[position], node)
        return self._tests[key]


def effort(node: Node, width: int) -> float:
    """About how many comparisons `Positions` makes for a text of this width; may be vast."""
    return _effort(node, width, {})


def _effort(node: Node, width: int, seen: dict[tuple[int, int], float]) -> float:
    if not node.widths[0] <= width <= node.widths[1]:
        return 0.0
    if isinstance(node, CharacterSet):
        return 1.0
    key = (id(node), width)
    if key not in seen:
        if isinstance(node, Alternatives):
            seen[key] = sum(1.0 + _effort(branch, width, seen) for branch in node.branches)
        elif isinstance(node, Repeat):
            times = range(node.least, min(node.most, width) + 1)
            least, most = node.part.widths
            seen[key] = sum(
                _effort_of_parts((node.part,) * n, width, seen)
                for n in times
                if least * n <= width <= most * n
            )
        else:
            seen[key] = _effort_of_parts(node.parts, width, seen)
    return seen[key]


def _effort_of_parts(
    parts: tuple[Node, ...], width: int, seen: dict[tuple[int, int], float]
) -> float:
    """Sum over every way to share the width out; ways that meet again count again."""
    ways = [0.0] * (width + 1)
    ways[width] = 1.0
    total = 0.0
    least = sum(part.widths[0] for part in parts)
    most = sum(part.widths[1] for part in parts)
    for part in parts:
        least -= part.widths[0]
        most -= part.widths[1]
        following = [0.0] * (width + 1)
        for left in range(width + 1):
            if ways[left]:
                low = max(part.widths[0], left - most)
                for taken in range(low, min(part.widths[1], left - least) + 1):
                    total += ways[left] * (1.0 + _effort(part, taken, seen))
                    following[left - taken] += ways[left]
        ways = following
    return total


def _within(units: Units, node: CharacterSet) -> BoolArray:
    kind = units.dtype.type
    ranges = [pair for pair in node.ranges if pair[0] <= np.iinfo(units.dtype).max]
    if units.dtype == np.uint8 and len(ranges) > _MANY_RANGES:
        table = np.array([node.ascii >> code & 1 for code in range(128)] + [0] * 128, dtype=bool)
        return table.take(units)
    if len(ranges) > _MANY_RANGES:
        return _within_many(units, node.ranges)
    found: BoolArray | None = None
    for low, high in ranges:
        # Unsigned subtraction wraps, so one comparison tests both ends.
        one = units == kind(low) if low == high else (units - kind(low)) <= kind(high - low)
        found = one if found is None else found | one
    return np.zeros(len(units), dtype=np.bool_) if found is None else found


def _within_many(units: Units, ranges: tuple[tuple[int, int], ...]) -> BoolArray:
    """Membership in a script: nearly always its widest block, so that is asked first."""
    low, high = max(ranges, key=lambda pair: min(pair[1], 0xFFFF) - pair[0])
    found: BoolArray = (units - units.dtype.type(low)) <= units.dtype.type(high - low)
    others = np.flatnonzero(~found)
    if len(others):
        lows = np.array([pair[0] for pair in ranges], dtype=np.uint32)
        highs = np.array([pair[1] for pair in ranges], dtype=np.uint32)
        rest = units[others]
        place = np.searchsorted(lows, rest, side="right")
        found[others] = (place > 0) & (rest <= highs.take(np.maximum(place, 1) - 1))
    return found


def _either(one: Answer, other: Answer) -> Answer:
    if one is True or other is True:
        return True
    if one is False:
        return other
    return one if other is False else one | other


def _both(one: Answer, other: Answer) -> Answer:
    if one is False or other is False:
        return False
    if one is True:
        return other
    return one if other is True else one & other
