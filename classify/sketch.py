# How many different values a column holds, and what they look like, in 64 kB at most:
# the smallest 64-bit hashes of its values (KMV: Bar-Yossef et al. 2002; Beyer et al. 2007)
# and the shapes of a few. Both depend on the set of values alone, so any way of cutting
# the rows gives the same answer.
from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from .cells import Cells, Index

__all__ = [
    "Hashes",
    "Shapes",
    "estimate",
    "example_of",
    "hashes",
    "join",
    "shape",
    "shapes_of",
    "smallest",
]

Hashes = npt.NDArray[np.uint64]
# The shapes of the values with the smallest hashes: a fair draw among distinct values.
Shapes = tuple[tuple[int, str], ...]

# A sample of the default 5,000 rows is counted exactly; beyond, the error is about 1 %.
SIZE = 8192
_SHAPES = 16
_LONGEST_SHAPE = 40
# Shapes of ASCII characters by code.
_ASCII = ["#" if c.isdigit() else "a" if c.isalpha() else c if c.isprintable() else " " for c in map(chr, range(128))]  # fmt: skip
_FULL = 1 << 64
SEED = np.uint64(0x9E3779B97F4A7C15)
FACTOR = np.uint64(0xFF51AFD7ED558CCD)
FINAL = np.uint64(0xC4CEB9FE1A85EC53)
_HALF = np.uint64(32)
# The low n bytes of a word.
_LOW = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)


def hashes(cells: Cells) -> Hashes:
    """A 64-bit hash of each cell's bytes (units must be bytes): murmur's mixing, word by word."""
    units, starts, lengths = cells.units, cells.starts, cells.lengths
    if cells.pitch() >= 8:
        return _even_hashes(cells)
    if len(units) < 8:
        units = np.concatenate([units, np.zeros(8, dtype=np.uint8)])
    last = len(units) - 8
    # Words that overlap: void is a type without alignment, which numpy copies as it lies.
    words = np.ndarray((last + 1,), dtype="V8", buffer=units, strides=(1,))
    if int(starts.max(initial=0)) <= last:
        word = words[starts].view(np.uint64)
    else:
        # A short cell near the end is read from further left and shifted into place.
        place = np.minimum(starts, last)
        word = words[place].view(np.uint64) >> ((starts - place) * 8).astype(np.uint64)
    if int(lengths.min(initial=8)) < 8:
        word &= _LOW.take(lengths, mode="clip")
    state = _mixed(lengths.astype(np.uint64) * SEED, word)
    longest = int(lengths.max(initial=0))
    for offset in range(8, longest - 8, 8):
        inner = np.flatnonzero(lengths > offset + 8)
        if len(inner) == len(starts):
            state = _mixed(state, words[starts + offset].view(np.uint64))
        else:
            state[inner] = _mixed(state[inner], words[starts[inner] + offset].view(np.uint64))
    if longest > 8:
        long = np.flatnonzero(lengths > 8)
        ends = starts[long] + lengths[long] - 8
        state[long] = _mixed(state[long], words[ends].view(np.uint64))
    return _finished(state)


def _even_hashes(cells: Cells) -> Hashes:
    """The same for cells of one length that lie dense, whose words are read as they lie."""
    length = cells.pitch()
    seed = np.array([length], dtype=np.uint64) * SEED
    state = _mixed(seed, cells.words(0))
    for offset in range(8, length - 8, 8):
        state = _mixed(state, cells.words(offset))
    if length > 8:
        state = _mixed(state, cells.words(length - 8))
    return _finished(state)


def _finished(state: Hashes) -> Hashes:
    state ^= state >> np.uint64(33)
    state *= FINAL
    state ^= state >> np.uint64(33)
    return state


def smallest(values: Hashes) -> Hashes:
    """The distinct smallest hashes in order, at most `SIZE`."""
    if len(values) > 2 * SIZE:
        # Hashes are even: below this bound lie a quarter more than are needed, if all differ.
        found = _distinct(values[values < np.uint64(_FULL // len(values) * (SIZE + SIZE // 4))])
        if len(found) >= SIZE:
            return found[:SIZE]
    return _distinct(values)[:SIZE]


def _distinct(values: Hashes) -> Hashes:
    """Sorted without repetition; a plain sort beats numpy's hashing `unique` on this size."""
    ordered = np.sort(values)
    return (
        ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered
    )


def join(one: bytes, other: bytes) -> bytes:
    """Two sketches as one: the smallest hashes of both."""
    if not one or not other:
        return one or other
    both = np.frombuffer(one + other, dtype=np.uint64)
    return _distinct(both)[:SIZE].tobytes()


def estimate(sketch: bytes) -> int:
    """How many distinct values a sketch stands for; exact below `SIZE`, else to about 1 %."""
    kept = np.frombuffer(sketch, dtype=np.uint64)
    if len(kept) < SIZE:
        return len(kept)
    return round((SIZE - 1) * _FULL / int(kept[-1]))


def shapes_of(values: Hashes, kept: Hashes, text: Callable[[Index], list[str]]) -> Shapes:
    """The shapes of the values with the smallest hashes, of which `kept` has the first.

    `text` gives the cells at places.
    """
    kept = kept[:_SHAPES]
    if not len(kept):
        return ()
    places = np.flatnonzero(values <= kept[-1])
    _, first = np.unique(values[places], return_index=True)
    places = places[first]
    return tuple(
        zip(values[places].tolist(), (shape(value) for value in text(places)), strict=True)
    )


def joined_shapes(one: Shapes, other: Shapes) -> Shapes:
    """Two draws of shapes as one."""
    return tuple(sorted(set(one) | set(other))[:_SHAPES])


def example_of(shapes: Shapes) -> str:
    """The commonest shape; among equals the one with the smaller hash.

    >>> example_of(((1, "##"), (2, "a"), (3, "a")))
    'a'
    """
    counts = Counter(drawn for _, drawn in shapes)
    return max(counts, key=lambda drawn: counts[drawn], default="")


def shape(value: str) -> str:
    """What a value looks like without what it says.

    >>> shape("陕A12345")
    '某a#####'
    """
    head = value[: _LONGEST_SHAPE + 1]
    drawn = head.translate(_ASCII) if head.isascii() else "".join(map(_shape_of, head))
    return drawn if len(drawn) <= _LONGEST_SHAPE else drawn[:_LONGEST_SHAPE] + "…"


def _shape_of(character: str) -> str:
    if character.isascii():
        return _ASCII[ord(character)]
    if character.isnumeric() and not character.isalpha():
        return "#"
    kind = unicodedata.category(character)
    if kind == "Lo" and "CJK" in unicodedata.name(character, ""):
        return "某"
    if kind[0] in "LM":
        return "a"
    # Punctuation shows structure; anything else might be a private code.
    return character if kind[0] == "P" else "?"


def _mixed(state: Hashes, word: Hashes) -> Hashes:
    state = state ^ word
    state *= FACTOR
    state ^= state >> _HALF
    return state


def packed(values: Iterable[int]) -> bytes:
    """Hashes as a sketch, for tests."""
    return np.array(sorted(set(values)), dtype=np.uint64)[:SIZE].tobytes()
