# What a recogniser can match at all, derived from its pattern and word list: for cells made
# of these classes of characters, which lengths. A cell outside the profile is never tested,
# and that must not change an answer: every match fits its profile.
from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from .byte_class import ASCII_TABLE, CLASS_SIZES, NON_ASCII, alphabet, class_of
from .pattern import Alternatives, CharacterSet, Node, Repeat, Sequence_

__all__ = [
    "LONGEST",
    "Profile",
    "allows",
    "first_of",
    "first_sets",
    "settled_by",
    "share_by_chance",
]

# Lengths from here on are one.
LONGEST = 255
_ALL = 255
# Up to so many characters beyond ASCII a table of those that begin a match is worth its size.
_FEW_FIRST = 256
# Past the first plane nothing begins a match of so few.
_PLANE = (1 << 16) + 1
_EVERY_LENGTH = (1 << (LONGEST + 1)) - 1


class Profile:
    """The looks a recogniser may match: sets of lengths by the classes that a cell holds.

    From the tree of its pattern and its words; with `unread` set there is a pattern that
    could not be read, and everything fits.
    """

    def __init__(
        self, node: Node | None, words: Iterable[str] = (), *, unread: bool = False
    ) -> None:
        self._branches = () if node is None else tuple(_branches(node))
        self._words = tuple((len(word), *_cases(word)) for word in words)
        self._unread = unread
        self._lengths: dict[int, int] = {}

    def fits(self, classes: int, length: int) -> bool:
        """Whether a text that holds exactly these classes and has this length may match.

        >>> from .pattern import parse
        >>> Profile(parse("[0-9]{3,5}")).fits(1, 4)
        True
        """
        return bool(self.lengths(classes) >> min(length, LONGEST) & 1)

    def lengths(self, classes: int) -> int:
        """The lengths at which a text that holds exactly these classes may match, as bits."""
        if classes not in self._lengths:
            self._lengths[classes] = self._find(classes)
        return self._lengths[classes]

    def _find(self, classes: int) -> int:
        if self._unread:
            return _EVERY_LENGTH
        found = 0
        for branch in self._branches:
            if not classes & ~_allowed(branch) and not _required(branch, classes) & ~classes:
                found |= _widths(branch, classes)
        for length, lower, upper in self._words:
            # Words match whatever their case, so each class of letters may be either.
            if not classes & ~(lower | upper) and not lower & upper & ~classes:
                found |= 1 << min(length, LONGEST)
        return found


def allows(node: Node, classes: int) -> bool:
    """Whether a match may hold characters of all these classes."""
    return not classes & ~_allowed(node)


def settled_by(characters: CharacterSet) -> int:
    """The classes of ASCII all of whose characters are in the set.

    >>> from .pattern import parse
    >>> settled_by(parse("[0-9A-F]")) == class_of(ord("7"))
    True
    """
    classes = (1 << bit for bit in range(8))
    return sum(
        each for each in classes if each != NON_ASCII and not alphabet(each) & ~characters.ascii
    )


def first_of(node: Node) -> npt.NDArray[np.bool_] | None:
    """A table of the characters a match may begin with; its last place stands for all beyond
    it. Short where only ASCII decides. None where a match may be empty.
    """
    if node.widths[0] == 0:
        return None
    sets = list(first_sets(node))
    ranges = [each for characters in sets for each in characters.ranges]
    beyond = [each for each in ranges if each[1] >= 128]
    few = beyond and sum(high - max(low, 128) + 1 for low, high in beyond) <= _FEW_FIRST
    table = np.zeros(_PLANE if few else 256, dtype=np.bool_)
    for low, high in ranges:
        table[low : min(high + 1, 128)] = True
        if few:
            table[max(low, 128) : high + 1] = True
    if beyond and not few:
        table[128:] = True
    return table


def first_sets(node: Node) -> Iterator[CharacterSet]:
    """The sets of characters a match may begin with."""
    if isinstance(node, CharacterSet):
        yield node
    elif isinstance(node, Alternatives):
        for branch in node.branches:
            yield from first_sets(branch)
    elif isinstance(node, Repeat):
        yield from first_sets(node.part)
    else:
        for part in node.parts:
            yield from first_sets(part)
            if part.widths[0]:
                break


def share_by_chance(node: Node, classes: int, length: int) -> float:
    """The share of random texts of this length and these classes that match by luck alone.

    Classes beyond digits and letters give 0: a text with such marks is no random text.
    """
    if length > 64 or not classes or classes & ~sum(CLASS_SIZES):
        return 0.0
    size = sum(size for bit, size in CLASS_SIZES.items() if classes & bit)
    return min(1.0, _count(node, length, alphabet(classes), {}) / float(size) ** length)


def _branches(node: Node) -> Iterator[Node]:
    if isinstance(node, Alternatives):
        for branch in node.branches:
            yield from _branches(branch)
    else:
        yield node


def _cases(word: str) -> tuple[int, int]:
    lower = upper = 0
    for one, other in zip(word.lower(), word.upper(), strict=False):
        lower |= class_of(ord(one))
        upper |= class_of(ord(other))
    return lower, upper


def _set_classes(node: CharacterSet) -> int:
    beyond = node.ranges and node.ranges[-1][1] >= 128
    return _classes_among(node.ascii) | (NON_ASCII if beyond else 0)


@functools.lru_cache(maxsize=1 << 12)
def _classes_among(ascii_bits: int) -> int:
    """The classes of the characters of ASCII that these bits name."""
    found = 0
    for code in range(128):
        if ascii_bits >> code & 1:
            found |= ASCII_TABLE[code]
    return found


def _allowed(node: Node) -> int:
    if isinstance(node, CharacterSet):
        return _set_classes(node)
    if isinstance(node, Repeat):
        return _allowed(node.part) if node.most else 0
    found = 0
    for part in node.parts if isinstance(node, Sequence_) else node.branches:
        found |= _allowed(part)
    return found


def _required(node: Node, classes: int) -> int:
    """Classes without which nothing matches, among texts made of `classes` alone."""
    if isinstance(node, CharacterSet):
        own = _set_classes(node)
        return own if own and own & (own - 1) == 0 else 0
    if isinstance(node, Repeat):
        return _required(node.part, classes) if node.least else 0
    if isinstance(node, Alternatives):
        found = _ALL
        for branch in node.branches:
            if _widths(branch, classes):
                found &= _required(branch, classes)
        return found
    found = 0
    for part in node.parts:
        found |= _required(part, classes)
    return found


def _widths(node: Node, classes: int) -> int:
    """The lengths of matches made of `classes` alone, as bits."""
    if isinstance(node, CharacterSet):
        return 2 if _set_classes(node) & classes else 0
    if isinstance(node, Alternatives):
        found = 0
        for branch in node.branches:
            found |= _widths(branch, classes)
        return found
    if isinstance(node, Sequence_):
        found = 1
        for part in node.parts:
            found = _sums(found, _widths(part, classes))
        return found
    return _repeated(_widths(node.part, classes), node.least, min(node.most, LONGEST))


def _repeated(part: int, least: int, most: int) -> int:
    """The sums of `least` to `most` lengths out of `part`."""
    if part == 2:
        most = max(least, most)
        return _capped(((1 << (most + 1)) - 1) >> least << least)
    found, power = 0, 1
    for times in range(most + 1):
        if times >= least:
            found |= power
        following = _sums(power, part)
        if following == power or not following:
            break
        power = following
    return found


def _sums(one: int, other: int) -> int:
    """Every sum of a length in one and a length in the other."""
    if other.bit_count() > one.bit_count():
        one, other = other, one
    found = 0
    while other:
        lowest = other & -other
        found |= one * lowest
        other ^= lowest
    return _capped(found)


def _capped(lengths: int) -> int:
    beyond = lengths >> LONGEST
    return lengths & (_EVERY_LENGTH >> 1) | (1 << LONGEST if beyond else 0)


def _count(node: Node, width: int, letters: int, seen: dict[tuple[int, int], float]) -> float:
    """How many texts of this width over `letters` the node matches; branches count apart."""
    if not node.widths[0] <= width <= node.widths[1]:
        return 0.0
    key = (id(node), width)
    if key not in seen:
        if isinstance(node, CharacterSet):
            seen[key] = float((node.ascii & letters).bit_count())
        elif isinstance(node, Alternatives):
            seen[key] = sum(_count(b, width, letters, seen) for b in node.branches)
        else:
            seen[key] = _count_parts(node, width, letters, seen)
    return seen[key]


def _count_parts(
    node: Sequence_ | Repeat, width: int, letters: int, seen: dict[tuple[int, int], float]
) -> float:
    if isinstance(node, Sequence_):
        parts, least = node.parts, len(node.parts)
    else:
        parts, least = (node.part,) * min(node.most, width), node.least
    ways = [1.0] + [0.0] * width
    total = ways[width] if least == 0 else 0.0
    for number, part in enumerate(parts, start=1):
        following = [0.0] * (width + 1)
        for used in range(width + 1):
            if ways[used]:
                for more in range(part.widths[0], min(part.widths[1], width - used) + 1):
                    following[used + more] += ways[used] * _count(part, more, letters, seen)
        ways = following
        if number >= least:
            total += ways[width]
    return total
