# Many patterns as one automaton: one pass over the characters of a text tells which of them match
# it whole. Every pattern is an automaton whose states are made as texts first need them; a
# state of all together is the states of those that can still match, which are soon few. What
# texts of one kind need is some ten to some hundred states. Characters that no pattern tells
# apart share a class.
from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from .cells import Units
from .pattern import UNBOUNDED, Alternatives, CharacterSet, Node, Sequence_

__all__ = ["DEAD", "UNKNOWN", "Alphabet", "Automaton", "Union"]

# Of a union: nothing can match any more, and what was not made yet.
DEAD, UNKNOWN = 0, 1
_END = 0x110000
_FIRST_ROOM = 64


class Alphabet:
    """The classes of characters that some patterns tell apart, at most 65,536.

    `plane` has the class of each of the first 65,536 code points; those beyond are in the
    stretch of `classes` that begins at the last of `cuts` not after them.
    """

    def __init__(self, nodes: Iterable[Node]) -> None:
        numbers: dict[CharacterSet, int] = {}
        for node in nodes:
            _collect(node, numbers)
        ends = {edge for each in numbers for low, high in each.ranges for edge in (low, high + 1)}
        cuts = sorted({0, *ends} - {_END})
        place = {cut: at for at, cut in enumerate([*cuts, _END])}
        held = [0] * len(cuts)
        for each, number in numbers.items():
            for low, high in each.ranges:
                for stretch in range(place[low], place[high + 1]):
                    held[stretch] |= 1 << number
        classes: dict[int, int] = {}
        of_stretch = [classes.setdefault(sets, len(classes)) for sets in held]
        self.numbers = numbers
        # By class, the sets that hold it, as bits.
        self.sets = tuple(classes)
        self.cuts = np.array(cuts, dtype=np.int64)
        self.classes = np.array(of_stretch, dtype=np.uint16)
        self.plane: npt.NDArray[np.uint16] = np.repeat(
            self.classes, np.diff(np.minimum([*cuts, _END], 1 << 16))
        )

    def classes_of(self, codes: Units) -> npt.NDArray[np.uint16]:
        """The class of each of these code points."""
        return self.classes[np.searchsorted(self.cuts, codes, side="right") - 1]


def _collect(node: Node, numbers: dict[CharacterSet, int]) -> None:
    if isinstance(node, CharacterSet):
        numbers.setdefault(node, len(numbers))
    elif isinstance(node, Sequence_):
        for part in node.parts:
            _collect(part, numbers)
    elif isinstance(node, Alternatives):
        for branch in node.branches:
            _collect(branch, numbers)
    else:
        _collect(node.part, numbers)


class Automaton:
    """One pattern. States are numbers from 0, the first, and None where nothing can match."""

    def __init__(self, node: Node, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        # Thompson's construction: from each point free steps, and one for a set of characters.
        self._free: list[list[int]] = []
        self._set: list[int | None] = []
        start = self._point()
        self._final = self._build(node, start)
        self._numbers: dict[frozenset[int], int] = {}
        self._states: list[frozenset[int]] = []
        self._steps: dict[tuple[int, int], int | None] = {}
        self._state({start})

    def accepts(self, state: int) -> bool:
        """Whether a text that ends in this state matches."""
        return self._final in self._states[state]

    def step(self, state: int, of_class: int) -> int | None:
        """The state after a character of this class."""
        key = (state, of_class)
        if key not in self._steps:
            held = self._alphabet.sets[of_class]
            # The step for characters leads from a point to the one made after it.
            following = {
                point + 1
                for point in self._states[state]
                if (wanted := self._set[point]) is not None and held >> wanted & 1
            }
            self._steps[key] = self._state(following) if following else None
        return self._steps[key]

    def _state(self, points: set[int]) -> int:
        reached, left = set(points), list(points)
        while left:
            for point in self._free[left.pop()]:
                if point not in reached:
                    reached.add(point)
                    left.append(point)
        kept = frozenset(
            point for point in reached if self._set[point] is not None or point == self._final
        )
        if kept not in self._numbers:
            self._numbers[kept] = len(self._states)
            self._states.append(kept)
        return self._numbers[kept]

    def _point(self, *before: int) -> int:
        """A new point, with free steps to it from these."""
        self._free.append([])
        self._set.append(None)
        for each in before:
            self._free[each].append(len(self._free) - 1)
        return len(self._free) - 1

    def _build(self, node: Node, start: int) -> int:
        """The node from this point on; the point that it ends in."""
        if isinstance(node, CharacterSet):
            here = self._point(start)
            self._set[here] = self._alphabet.numbers[node]
            return self._point()
        if isinstance(node, Sequence_):
            for part in node.parts:
                start = self._build(part, start)
            return start
        if isinstance(node, Alternatives):
            return self._point(*[self._build(branch, start) for branch in node.branches])
        for _ in range(node.least):
            start = self._build(node.part, start)
        if node.most >= UNBOUNDED:
            again = self._point(start)
            self._free[self._build(node.part, again)].append(again)
            return self._point(again)
        ends = [start]
        for _ in range(node.most - node.least):
            ends.append(self._build(node.part, ends[-1]))
        return self._point(*ends)


class Union:
    """Several automata over one alphabet; states are numbers.

    `steps` has the next state by state and class, UNKNOWN where it was not made yet.
    """

    def __init__(self, automata: Sequence[Automaton], alphabet: Alphabet) -> None:
        self._automata = automata
        self.alphabet = alphabet
        self.steps = np.full((_FIRST_ROOM, len(alphabet.sets)), UNKNOWN, dtype=np.int32)
        self.steps[DEAD] = DEAD
        self._numbers: dict[tuple[tuple[int, int], ...], int] = {(): DEAD}
        self._states: list[tuple[tuple[int, int], ...]] = [(), ()]
        self.begin = self._number(tuple((each, 0) for each in range(len(automata))))

    def begun_again(self) -> Union:
        """The same without the states that were made."""
        return Union(self._automata, self.alphabet)

    def __len__(self) -> int:
        """How many states there are by now."""
        return len(self._states)

    def accepting(self, state: int) -> tuple[int, ...]:
        """Which of the automata accept a text that ends in this state."""
        return tuple(
            each for each, theirs in self._states[state] if self._automata[each].accepts(theirs)
        )

    def step(self, state: int, of_class: int) -> int:
        """The state after a character of this class, made where it was not."""
        following = int(self.steps[state, of_class])
        if following == UNKNOWN:
            alive = (
                (each, self._automata[each].step(theirs, of_class))
                for each, theirs in self._states[state]
            )
            following = self._number(
                tuple((each, theirs) for each, theirs in alive if theirs is not None)
            )
            self.steps[state, of_class] = following
        return following

    def state_of(self, codes: Units) -> int:
        """The state that a text of these code points ends in."""
        state = self.begin
        for of_class in self.alphabet.classes_of(codes):
            state = self.step(state, int(of_class))
        return state

    def _number(self, state: tuple[tuple[int, int], ...]) -> int:
        if state not in self._numbers:
            if len(self._states) == len(self.steps):
                self.steps = np.concatenate([self.steps, np.full_like(self.steps, UNKNOWN)])
            self._numbers[state] = len(self._states)
            self._states.append(state)
        return self._numbers[state]
