# Recognisers that look at the same spelling of the cells, and what is worked out once for all of
# them: who may match a look, what to look for first, one automaton for all.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .byte_class import NON_ASCII
from .cells import Units
from .member import Compiled
from .pattern import CharacterSet, written
from .position import in_set
from .profile import allows, first_sets, settled_by
from .together import Together, Workshop

__all__ = ["Group", "Lone"]


class Group:
    """Recognisers that look at one spelling of the cells, with what they share.

    `lone` are those whose pattern is one set of characters repeated, eight at a time;
    `lengths` those of them that take any character, so that only the length counts.
    """

    def __init__(self, members: tuple[Compiled, ...]) -> None:
        self.members = members
        self._possible: dict[int, tuple[Compiled, ...]] = {}
        self._cores: dict[tuple[bool | int, ...], Cores] = {}
        self._words: dict[str, tuple[Compiled, ...]] = {}
        for member in members:
            for word in member.words:
                self._words[word] = (*self._words.get(word, ()), member)
        self.word_list = pa.array(list(self._words), type=pa.large_string())
        self.word_owners = tuple(self._words.values())
        self._bits = sum(1 << member.bit for member in members)
        self._workshop = Workshop(members)
        self._together: dict[int, Together] = {}
        self.lengths = tuple(member for member in members if _takes_all(member))
        self.lone = _lone(member for member in members if not _takes_all(member))

    def possible(self, classes: int, length: int) -> tuple[Compiled, ...]:
        """The members that may match a text of these classes and this length."""
        key = classes << 16 | length
        if key not in self._possible:
            self._possible[key] = tuple(
                member for member in self.members if member.profile.fits(classes, length)
            )
        return self._possible[key]

    def may_match(self, classes: int) -> bool:
        """Whether any member may match a text of these classes, whatever its length."""
        return any(member.profile.lengths(classes) for member in self.members)

    def together(self, wanted: int) -> Together:
        """The members among these bits as one automaton."""
        theirs = wanted & self._bits
        if theirs not in self._together:
            self._together[theirs] = self._workshop.together(theirs)
        return self._together[theirs]

    def cores(self, members: tuple[Compiled, ...], *, wide: bool) -> Cores:
        """What texts must hold to match any of these members (each has a core)."""
        key = (wide, *(member.bit for member in members))
        if key not in self._cores:
            self._cores[key] = _cores(members, wide=wide)
        return self._cores[key]


@dataclass(frozen=True, slots=True)
class Cores:
    """A pattern for what some recognisers' matches contain one of, and how it begins."""

    expression: str
    signs: npt.NDArray[np.bool_]


def _cores(members: tuple[Compiled, ...], *, wide: bool) -> Cores:
    # In a text with characters beyond ASCII, branches for ASCII alone need no look.
    nodes = [
        core
        for member in members
        for core, branch in member.cores
        if not wide or allows(branch, NON_ASCII)
    ]
    signs = np.zeros(1 << 16, dtype=np.bool_)
    for node in nodes:
        for characters in first_sets(node):
            for low, high in characters.ranges:
                # The last place stands for all characters beyond the table.
                signs[low : min(high, 0xFFFF) + 1] = True
                signs[-1] |= high > 0xFFFF
    return Cores("|".join(f"(?:{written(node)})" for node in nodes), signs)


def _takes_all(member: Compiled) -> bool:
    return member.alone is not None and member.alone.ranges == ((0, 0x10FFFF),)


class Lone:
    """Recognisers whose pattern is one set repeated: up to eight sets, each a bit of a table.

    `members` come with the place of their set among the bits; many share one and differ by
    how often it is repeated.
    """

    def __init__(self, members: tuple[tuple[Compiled, int], ...]) -> None:
        self.members = members
        self._sets: dict[int, CharacterSet] = {}
        for member, place in members:
            assert member.alone is not None
            self._sets[place] = member.alone
        # By set, the classes all of whose characters are in it.
        self.settled = {place: settled_by(each) for place, each in self._sets.items()}
        self.plane = np.zeros(1 << 16, dtype=np.uint8)
        for place, characters in self._sets.items():
            for low, high in characters.ranges:
                self.plane[low : min(high, 0xFFFF) + 1] |= np.uint8(1 << place)
        self._ascii = self.plane[:256].tobytes()

    def sets_of(self, units: Units) -> npt.NDArray[np.uint8]:
        """For each unit the sets that hold it, as bits."""
        if units.dtype == np.uint8:
            return np.frombuffer(units.tobytes().translate(self._ascii), dtype=np.uint8)
        found = self.plane.take(units, mode="clip")
        beyond = units > 0xFFFF
        if beyond.any():
            found[beyond] = 0
            for place, characters in self._sets.items():
                found[beyond] |= in_set(units[beyond], characters) * np.uint8(1 << place)
        return found


def _lone(members: Iterable[Compiled]) -> tuple[Lone, ...]:
    """Those of the members that are one set repeated, eight different sets together."""
    by_set: dict[CharacterSet, list[Compiled]] = {}
    for member in members:
        if member.alone is not None:
            by_set.setdefault(member.alone, []).append(member)
    sets = list(by_set.values())
    return tuple(
        Lone(
            tuple(
                (member, place) for place, those in enumerate(sets[at : at + 8]) for member in those
            )
        )
        for at in range(0, len(sets), 8)
    )
