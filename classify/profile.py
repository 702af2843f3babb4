# What a recogniser can match at all, derived from its pattern and word list: classes of
# characters and lengths. A cell outside the profile is never tested, and that must not
# change an answer: every match fits its profile.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .byte_class import ASCII_TABLE, CLASS_SIZES, NON_ASCII, alphabet, class_of
from .pattern import UNBOUNDED, Alternatives, CharacterSet, Node, Repeat, Sequence_

__all__ = ["Profile", "profile_of", "share_by_chance"]

_ALL = 255


@dataclass(frozen=True, slots=True)
class Profile:
    """Classes a match may hold (`allowed`) and always holds (`required`), and its lengths.

    `exact` lists the lengths where only some between shortest and longest can match.
    """

    allowed: int = _ALL
    required: int = 0
    shortest: int = 0
    longest: int = UNBOUNDED
    exact: frozenset[int] | None = None

    def fits(self, classes: int, length: int) -> bool:
        """Whether a text of these classes and this length may match.

        >>> Profile(allowed=1, shortest=3, longest=5).fits(1, 4)
        True
        """
        return (
            self.shortest <= length <= self.longest
            and not classes & ~self.allowed
            and not self.required & ~classes
            and (self.exact is None or length in self.exact)
        )


def profile_of(node: Node | None, values: Iterable[str]) -> Profile:
    """The profile of a pattern's tree; of a word list where there is no pattern at all.

    A pattern that could not be read gives the profile that everything fits.
    """
    if node is not None:
        return Profile(_allowed(node), _required(node), *node.widths)
    words = list(values)
    if not words:
        return Profile()
    allowed, required = 0, _ALL
    for word in words:
        # Words match case-folded, so either case may stand in the cell.
        classes = _classes(word.lower()) | _classes(word.upper())
        allowed |= classes
        required &= _classes(word.lower()) & _classes(word.upper())
    lengths = frozenset(map(len, words))
    return Profile(allowed, required, min(lengths), max(lengths), lengths)


def share_by_chance(node: Node, classes: int, length: int) -> float:
    """The share of random texts of this length and these classes that match by luck alone.

    Classes beyond digits and letters give 0: a text with such marks is no random text.
    """
    if length > 64 or not classes or classes & ~sum(CLASS_SIZES):
        return 0.0
    size = sum(size for bit, size in CLASS_SIZES.items() if classes & bit)
    return min(1.0, _count(node, length, alphabet(classes), {}) / float(size) ** length)


def _classes(text: str) -> int:
    found = 0
    for character in text:
        found |= class_of(ord(character))
    return found


def _set_classes(node: CharacterSet) -> int:
    found = NON_ASCII if node.ranges and node.ranges[-1][1] >= 128 else 0
    for code in range(128):
        if node.ascii >> code & 1:
            found |= ASCII_TABLE[code]
    return found


def _allowed(node: Node) -> int:
    if isinstance(node, CharacterSet):
        return _set_classes(node)
    if isinstance(node, Repeat):
        return _allowed(node.part) if node.most else 0
    inner = node.parts if isinstance(node, Sequence_) else node.branches
    found = 0
    for part in inner:
        found |= _allowed(part)
    return found


def _required(node: Node) -> int:
    """Classes without which nothing matches."""
    if isinstance(node, CharacterSet):
        classes = _set_classes(node)
        return classes if classes and classes & (classes - 1) == 0 else 0
    if isinstance(node, Repeat):
        return _required(node.part) if node.least else 0
    if isinstance(node, Alternatives):
        found = _ALL
        for branch in node.branches:
            found &= _required(branch)
        return found
    found = 0
    for part in node.parts:
        found |= _required(part)
    return found


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
