# Recognisers that are looked for together: their patterns and word lists as one automaton over
# the characters of a cell, and what each of its states says of the cell that ends in it.
from __future__ import annotations

import functools
from collections.abc import Sequence

from .member import Compiled
from .pattern import Node, any_of, either
from .states import Alphabet, Automaton, Union

__all__ = ["Together", "Workshop"]


_PATIENCE = 3


class Together:
    """Some recognisers as one automaton; `left` are those that it cannot have, as bits."""

    def __init__(self, members: Sequence[Compiled], union: Union, left: int) -> None:
        self.union = union
        self.left = left
        self._members = members
        self._patience = _PATIENCE
        self._shared = False
        self._said: dict[int, tuple[int, tuple[Compiled, ...]]] = {}

    def __len__(self) -> int:
        return len(self._members)

    @property
    def given_up(self) -> bool:
        """Whether too many parts of columns took more states than are worth making."""
        return not self._patience

    def renew(self) -> bool:
        """Begin again without states; whether those there were had been made for other cells too.

        Where they had not, one of the few times is used up before this is given up.
        """
        shared = self._shared
        self._patience -= not shared
        self.union = self.union.begun_again()
        self._said.clear()
        self._shared = False
        return shared

    def settle(self) -> None:
        """The cells at hand are done with: what states there are is for others too."""
        self._shared = True

    def said(self, state: int) -> tuple[int, tuple[Compiled, ...]]:
        """Who matches a cell that ends in this state: those without a check, as bits, and those with."""
        if state not in self._said:
            matching = [self._members[each] for each in self.union.accepting(state)]
            certain = sum(1 << each.bit for each in matching if each.check is None)
            checked = tuple(each for each in matching if each.check is not None)
            self._said[state] = certain, checked
        return self._said[state]


class Workshop:
    """Makes automata of any of these recognisers, each one's own part once."""

    def __init__(self, members: Sequence[Compiled]) -> None:
        self._members = members
        self._automata: dict[int, Automaton] = {}

    def together(self, wanted: int) -> Together:
        """The recognisers whose bits are wanted as one."""
        those = [each for each in self._members if wanted >> each.bit & 1]
        held = [each for each in those if each.bit in self._nodes]
        for each in held:
            if each.bit not in self._automata:
                self._automata[each.bit] = Automaton(self._nodes[each.bit], self._alphabet)
        left = sum(1 << each.bit for each in those if each.bit not in self._nodes)
        automata = [self._automata[each.bit] for each in held]
        return Together(held, Union(automata, self._alphabet), left)

    @functools.cached_property
    def _nodes(self) -> dict[int, Node]:
        """By bit what a recogniser matches; those that only RE2 can read are left out."""
        nodes: dict[int, Node] = {}
        for each in self._members:
            if each.expression is None or each.node is not None:
                ways = [] if each.node is None else [each.node]
                if each.words:
                    ways.append(any_of(each.words))
                nodes[each.bit] = either(ways)
        return nodes

    @functools.cached_property
    def _alphabet(self) -> Alphabet:
        return Alphabet(self._nodes.values())
