# A recogniser's pattern as a tree of character sets, read once: what it can match at all
# (lengths, classes of characters) and how it may be tested position by position. RE2 stays
# the definition; a pattern that this file cannot read is left to RE2 whole.
from __future__ import annotations

import functools
import importlib
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = [
    "Alternatives",
    "CharacterSet",
    "Node",
    "Repeat",
    "Sequence_",
    "any_of",
    "cores_of",
    "either",
    "parse",
    "written",
]

Ranges = tuple[tuple[int, int], ...]
_LAST = 0x10FFFF
UNBOUNDED = 1 << 30

# Unicode's Han script as RE2 knows it; a test asks RE2 about every code point.
_HAN: Ranges = (
    (0x2E80, 0x2E99),
    (0x2E9B, 0x2EF3),
    (0x2F00, 0x2FD5),
    (0x3005, 0x3005),
    (0x3007, 0x3007),
    (0x3021, 0x3029),
    (0x3038, 0x303B),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFA6D),
    (0xFA70, 0xFAD9),
    (0x16FE2, 0x16FE3),
    (0x16FF0, 0x16FF1),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B739),
    (0x2B740, 0x2B81D),
    (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0),
    (0x2EBF0, 0x2EE5D),
    (0x2F800, 0x2FA1D),
    (0x30000, 0x3134A),
    (0x31350, 0x323AF),
)
# RE2 means ASCII by these, whatever Python means.
_CATEGORIES: dict[str, Ranges] = {
    "CATEGORY_DIGIT": ((48, 57),),
    "CATEGORY_WORD": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "CATEGORY_SPACE": ((9, 10), (12, 13), (32, 32)),
}
# Spellings that the two dialects do not share; what cannot be rewritten is not read.
# `^` and `$` outside a set are refused where they are met.
_FOREIGN = re.compile(r"\\[pPCQzZAbB]|\[\[:|\(\?[^:P]|\(\?P[^<]|\\x\{")
_HAN_CLASS = "\\p{Han}"
_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}")
# Private-use stand-in for the Han class while Python's parser reads the pattern.
_STAND_IN = 0xF8FF


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character out of sorted, separate ranges; `ascii` are its ASCII members as bits."""

    ranges: Ranges
    ascii: int

    @property
    def widths(self) -> tuple[int, int]:
        """Fewest and most characters."""
        return (1, 1)


@dataclass(frozen=True, slots=True)
class Sequence_:  # noqa: N801  `Sequence` means another thing in every other file
    """Parts one after the other."""

    parts: tuple[Node, ...]
    widths: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Any one of the branches."""

    branches: tuple[Node, ...]
    widths: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part repeated, `least` to `most` times."""

    part: Node
    least: int
    most: int
    widths: tuple[int, int]


Node = CharacterSet | Sequence_ | Alternatives | Repeat


def parse(pattern: str) -> Node | None:
    """The tree of an RE2 pattern, or None where it uses what this reader does not know.

    >>> parse("1[3-9]a?").widths
    (2, 3)
    """
    text = pattern.replace("(?:", "\0").replace(_HAN_CLASS, chr(_STAND_IN))
    text = _CODE_POINT.sub(lambda found: re.escape(chr(int(found[1], 16))), text)
    if _FOREIGN.search(text) or "(?" in text.replace("(?P<", ""):
        return None
    try:
        with warnings.catch_warnings():
            # Python warns where it may one day read a set differently: not ours to guess.
            warnings.simplefilter("error", FutureWarning)
            return _sequence(_parser().parse(text.replace("\0", "(?:"), re.ASCII))
    except (re.error, _UnknownError, FutureWarning):
        return None


def cores_of(node: Node) -> tuple[tuple[Node, Node], ...]:
    """What every match contains one of, where long repeats stand around it; () otherwise.

    Each core comes with the branch of the pattern it is the core of.

    >>> [written(core) for core, _ in cores_of(parse(".{0,60}(?:ab|c).{0,60}"))]
    ['(?:ab|c)']
    """
    branches = node.branches if isinstance(node, Alternatives) else (node,)
    cores = [_trimmed_of_repeats(branch) for branch in branches]
    if not any(trimmed for _, trimmed in cores) or not all(core.widths[0] for core, _ in cores):
        return ()
    return tuple((core, branch) for (core, _), branch in zip(cores, branches, strict=True))


def _trimmed_of_repeats(node: Node) -> tuple[Node, bool]:
    """The node without long repeats at its ends, and whether there were any."""
    if not isinstance(node, Sequence_):
        return node, False
    first, last = 0, len(node.parts)
    while first < last and _is_long_repeat(node.parts[first]):
        first += 1
    while last > first and _is_long_repeat(node.parts[last - 1]):
        last -= 1
    parts = node.parts[first:last]
    return Sequence_(parts, _added(parts)), len(parts) < len(node.parts)


def _is_long_repeat(node: Node) -> bool:
    return isinstance(node, Repeat) and node.least == 0 and node.most >= 8


def written(node: Node) -> str:
    """RE2 syntax for a tree."""
    if isinstance(node, CharacterSet):
        if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1]:
            return re.escape(chr(node.ranges[0][0]))
        spans = (rf"\x{{{low:X}}}-\x{{{high:X}}}" for low, high in node.ranges)
        return f"[{''.join(spans)}]"
    if isinstance(node, Sequence_):
        return "".join(map(written, node.parts))
    if isinstance(node, Alternatives):
        return f"(?:{'|'.join(map(written, node.branches))})"
    most = "" if node.most >= UNBOUNDED else str(node.most)
    return f"(?:{written(node.part)}){{{node.least},{most}}}"


def either(ways: Sequence[Node]) -> Node:
    """Any of these, of which there is at least one."""
    if len(ways) == 1:
        return ways[0]
    widths = min(each.widths[0] for each in ways), max(each.widths[1] for each in ways)
    return Alternatives(tuple(ways), widths)


def any_of(words: Iterable[str]) -> Node:
    """Any of these words, however its letters are written; the words are in small letters.

    >>> any_of(["a"]).ascii == 1 << ord("A") | 1 << ord("a")
    True
    """
    spelt = (
        [_set((each, each) for each in _written_as(letter)) for letter in word] for word in words
    )
    return either(
        [each[0] if len(each) == 1 else Sequence_(tuple(each), _added(each)) for each in spelt]
    )


def _written_as(letter: str) -> Iterable[int]:
    """The code points that are this letter when written small."""
    return _capitals().get(letter, () if letter < "\U00010000" else (ord(letter),))


@functools.cache
def _capitals() -> Mapping[str, Sequence[int]]:
    """By small letter what it is written as, itself among them, as Arrow has it."""
    codes = [code for code in range(1 << 16) if not 0xD800 <= code < 0xE000]
    small = pc.utf8_lower(pa.array([chr(code) for code in codes], type=pa.string())).to_pylist()
    found: dict[str, list[int]] = {}
    for code, letter in zip(codes, small, strict=True):
        found.setdefault(str(letter), []).append(code)
    return found


class _UnknownError(Exception):
    """A construct outside what is read here."""


def _parser() -> ModuleType:
    """Python's own pattern parser: private, but stable in shape since 3.11."""
    return importlib.import_module("re._parser")


def _sequence(items: Iterable[tuple[Any, Any]]) -> Node:
    parts: list[Node] = []
    for operation, argument in items:
        node = _node(str(operation), argument)
        parts.extend(node.parts if isinstance(node, Sequence_) else (node,))
    if len(parts) == 1:
        return parts[0]
    return Sequence_(tuple(parts), _added(parts))


def _node(operation: str, argument: Any) -> Node:
    if operation in _SETS:
        return _set(_SETS[operation](argument))
    if operation == "SUBPATTERN":
        return _sequence(argument[-1])
    if operation == "BRANCH":
        return either([_sequence(branch) for branch in argument[1]])
    if operation in {"MAX_REPEAT", "MIN_REPEAT"}:
        least, most, body = argument
        part = _sequence(body)
        most = min(int(most), UNBOUNDED)
        widths = (part.widths[0] * int(least), min(part.widths[1] * most, UNBOUNDED))
        return part if least == most == 1 else Repeat(part, int(least), most, widths)
    raise _UnknownError(operation)


def _in(items: Sequence[tuple[Any, Any]]) -> Ranges:
    found: list[tuple[int, int]] = []
    negated = False
    for operation, argument in items:
        name = str(operation)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.extend(_HAN if argument == _STAND_IN else [(argument, argument)])
        elif name == "RANGE":
            found.append(argument)
        elif name == "CATEGORY":
            category = str(argument)
            plain = category.replace("_NOT_", "_")
            if plain not in _CATEGORIES:
                raise _UnknownError(category)
            ranges = _CATEGORIES[plain]
            found.extend(ranges if plain == category else _complement(ranges))
        else:
            raise _UnknownError(name)
    return _complement(found) if negated else tuple(found)


def _set(ranges: Iterable[tuple[int, int]]) -> CharacterSet:
    merged = _merged(ranges)
    bits = 0
    for low, high in merged:
        if low < 128:
            bits |= (1 << (min(high, 127) + 1)) - (1 << low)
    return CharacterSet(merged, bits)


def _merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    outside: list[tuple[int, int]] = []
    following = 0
    for low, high in _merged(ranges):
        if low > following:
            outside.append((following, low - 1))
        following = high + 1
    if following <= _LAST:
        outside.append((following, _LAST))
    return tuple(outside)


def _added(parts: Sequence[Node]) -> tuple[int, int]:
    return (
        sum(part.widths[0] for part in parts),
        min(sum(part.widths[1] for part in parts), UNBOUNDED),
    )


# The parser's words for one character out of a set.
_SETS: dict[str, Callable[[Any], Ranges]] = {
    "ANY": lambda _: _complement([(10, 10)]),
    "IN": _in,
    "LITERAL": lambda code: _HAN if code == _STAND_IN else ((code, code),),
    "NOT_LITERAL": lambda code: _complement([(code, code)]),
}
