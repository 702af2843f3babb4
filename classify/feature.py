# What the tagger sees of each character: the characters beside it, words of the lexicon that
# start, end or cover there, and how like a name the next two or three characters are. All of
# it is array arithmetic over code points: no word is cut out, no string is made. Each feature
# is a number by hashing (Weinberger et al. 2009), the same in training and in use.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

__all__ = ["GAP", "Lexicon", "features_of", "hashes_of", "normalised", "words_at"]

Codes = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]
Small = npt.NDArray[np.uint8]
Odds = npt.NDArray[np.float32]

Unsigned = TypeVar("Unsigned", np.uint32, np.uint64)

# Empty places between sentences, so that no window reaches from one into the next.
GAP = 6
LONGEST_WORD = 6
_PLANE = 1 << 16
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEED = 0xD6E8FEB86659FD93
# How far ahead the end of an organisation's or an address's name is looked for.
_AHEAD = 14

_TYPES = np.full(_PLANE, 13, dtype=np.uint8)
_TYPES[0] = 0
_TYPES[0x3400:0xA000] = 1
for _kind, _members in (
    (2, "0"),
    (3, "a"),
    (4, "，、,;；"),
    (5, "。！？!?\n…~～"),
    (6, "《“（【(「『‘<[\"'"),
    (7, "》”）】)」』’>]"),
    (8, "·•．‧・"),
    (9, "@"),
    (10, "#"),
    (11, "：:"),
    (12, " "),
    (14, "一二三四五六七八九十百千万亿两〇零"),
    (15, "/|-—_+"),
):
    for _member in _members:
        _TYPES[ord(_member)] = _kind


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What is known of words and characters; tables over the Basic Multilingual Plane.

    `words` are sorted hashes (their upper half) of words of two to six characters, with
    `kinds`, a small number each; `alone` is the kind of each character as a word of its own.
    `surname`, `given_first`, `given_last`, `given_alone` and `common` are log probabilities
    of a character in that place of a name and anywhere; `pairs` are sorted hashes of surnames
    of two characters. `sound` marks the characters that foreign names are written with.
    `endings` are sorted hashes of how organisations end. `simple` maps traditional
    characters to simplified ones.
    """

    words: Codes
    kinds: Small
    alone: Small
    pairs: Keys
    endings: Keys
    surname: Odds
    given_first: Odds
    given_last: Odds
    given_alone: Odds
    common: Odds
    sound: Small
    simple: npt.NDArray[np.uint16]


def normalised(text: str, lexicon: Lexicon) -> Codes:
    """The code points of a text as the tagger reads them, one for each character.

    Digits are one, Latin letters another; full-width forms are narrow, traditional
    characters simplified, what lies beyond the Basic Multilingual Plane is one sign.
    """
    codes = np.frombuffer(text.encode("utf-32-le", errors="replace"), dtype=np.uint32)
    codes = np.where(codes >= _PLANE, np.uint32(0x2605), codes)
    wide = ((codes - np.uint32(0xFF01)) <= 0x5D) & ~np.isin(codes, _KEPT)
    codes = np.where(wide, codes - np.uint32(0xFEE0), codes)
    codes = lexicon.simple.take(codes).astype(np.uint32)
    codes = np.where((codes - np.uint32(48)) <= 9, np.uint32(48), codes)
    letter = ((codes | np.uint32(32)) - np.uint32(97)) <= 25
    codes = np.where(letter, np.uint32(97), codes)
    blank = (codes == 9) | (codes == 0xA0) | (codes == 0x3000) | (codes == 13)
    return np.where(blank, np.uint32(32), codes)


_KEPT = np.array([ord(mark) for mark in "！，：；？（）"], dtype=np.uint32)


def hashes_of(codes: Codes, size: int) -> Keys:
    """A hash of the `size` characters from each place on; past the end counts as empty."""
    found: Keys = np.zeros(len(codes), dtype=np.uint64)
    for step in range(size):
        found = (found ^ _ahead(codes, step).astype(np.uint64)) * _MIX
        found ^= found >> np.uint64(29)
    return found


def words_at(codes: Codes, lexicon: Lexicon, size: int, keys: Keys) -> Small:
    """The kind of the word of this many characters at each place, 0 where there is none."""
    half = (keys >> np.uint64(32)).astype(np.uint32)
    place = np.searchsorted(lexicon.words, half)
    place[place == len(lexicon.words)] = 0
    found = np.where(lexicon.words[place] == half, lexicon.kinds[place], np.uint8(0))
    if size > 1:
        # No word runs over the end of its sentence.
        found[_ahead(codes, size - 1) == 0] = 0
    return found


def features_of(codes: Codes, lexicon: Lexicon, bits: int) -> npt.NDArray[np.int32]:
    """The features of each place, one row a template, each a number below 2 ** bits.

    `codes` holds sentences with GAP empty places before, between and after them.
    """
    rows = [
        _slot(parts, seed, bits) for seed, parts in enumerate(_templates(codes, lexicon), start=1)
    ]
    return np.stack(rows)


def _slot(parts: tuple[Keys, ...], seed: int, bits: int) -> npt.NDArray[np.int32]:
    mixed: Keys = np.full(len(parts[0]), seed * _SEED % (1 << 64), dtype=np.uint64)
    for part in parts:
        mixed = (mixed ^ part) * _MIX
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(64 - bits)).astype(np.int32)


def _templates(codes: Codes, lexicon: Lexicon) -> Iterator[tuple[Keys, ...]]:
    """The parts of each template's feature, for every place at once."""
    char = codes.astype(np.uint64)
    kind = _TYPES.take(codes).astype(np.uint64)
    words = _Words(codes, lexicon)
    names = _Names(codes, lexicon)
    yield from _beside(char, kind)
    yield from _of_words(words)
    yield from _of_names(names, words, char, kind)
    yield from _of_sounds(_Sounds(codes, lexicon), words, char, kind)
    ahead = _endings_ahead(codes, lexicon)
    yield (ahead, kind)
    yield (ahead, words.starting, words.ending)
    yield (_inside(codes, "《", "》"), names.both)


def _beside(char: Keys, kind: Keys) -> Iterator[tuple[Keys, ...]]:
    """The characters up to two places off, and of what kinds they are."""
    c = {step: _shift(char, step) for step in range(-2, 3)}
    k = {step: _shift(kind, step) for step in range(-2, 3)}
    for step in (0, -1, 1, -2, 2):
        yield (c[step],)
    for one, other in ((-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1)):
        yield (c[one], c[other])
    yield (k[-2], k[-1], k[0], k[1], k[2])
    yield (k[-1], k[0], k[1])


def _of_words(words: _Words) -> Iterator[tuple[Keys, ...]]:
    """Words of the lexicon here, before and after."""
    start, end, cover = words.starting, words.ending, words.covering
    before, after = _shift(end, -1), _shift(start, 1)
    yield (cover,)
    yield (_shift(cover, -1), cover)
    yield (cover, _shift(cover, 1))
    yield (start, end)
    yield (_shift(words.ending_key, -1),)
    yield (_shift(words.starting_key, 1),)
    yield (words.ending_key,)
    yield (words.starting_key,)
    yield (before, after)
    yield (before, start)
    yield (end, after)


def _of_names(names: _Names, words: _Words, char: Keys, kind: Keys) -> Iterator[tuple[Keys, ...]]:
    """How like a name it is, alone and with what stands around a name of that length."""
    two, three, alike = names.two, names.three, names.both
    back_one, back_two = _shift(alike, -1), _shift(three, -2)
    before, after = _shift(words.ending, -1), _shift(words.starting, 1)
    said, next_said = _shift(words.ending_key, -1), _shift(words.starting_key, 1)
    yield (alike,)
    yield (back_one, back_two)
    yield (alike, back_one, back_two)
    yield (alike, words.covering)
    yield (back_one, back_two, words.covering)
    yield (alike, before)
    yield (alike, said)
    # A name of two or three characters, and what comes after it.
    yield (two, _shift(words.starting, 2), _shift(kind, 2))
    yield (three, _shift(words.starting, 3), _shift(kind, 3))
    yield (two, _shift(words.starting_key, 2))
    yield (three, _shift(words.starting_key, 3))
    yield (back_two, next_said)
    yield (_shift(two, -1), next_said)
    yield (back_two, after, _shift(kind, 1))
    yield (alike, _shift(char, -1))
    yield (names.surname, _shift(char, 1))
    yield (names.surname, after)
    opening = (_shift(char, -1) == 0).astype(np.uint64)
    yield (opening, alike, _shift(kind, 2), _shift(kind, 3))
    yield (_shift(opening, -1) + np.uint64(2) * opening, back_one, back_two)


def _of_sounds(
    sounds: _Sounds, words: _Words, char: Keys, kind: Keys
) -> Iterator[tuple[Keys, ...]]:
    """Where in a run of foreign sounds it is, and what stands before and after the run."""
    yield (sounds.place,)
    yield (sounds.length, sounds.place, kind)
    yield (sounds.length, _at(words.ending, sounds.first - 1))
    yield (sounds.length, _at(words.ending_key, sounds.first - 1))
    yield (sounds.length, _at(char, sounds.last + 1), sounds.place)
    yield (sounds.length, words.covering)


class _Words:
    """The longest word of the lexicon that starts, ends, or covers each place, as numbers."""

    def __init__(self, codes: Codes, lexicon: Lexicon) -> None:
        single = lexicon.alone.take(codes).astype(np.uint64)
        self.starting = np.where(single > 0, single | np.uint64(1 << 8), 0).astype(np.uint64)
        self.ending = self.starting.copy()
        self.covering = self.starting.copy()
        # Where no longer word is, the character stands for itself.
        self.starting_key: Keys = codes.astype(np.uint64)
        self.ending_key: Keys = codes.astype(np.uint64)
        for size in range(2, LONGEST_WORD + 1):
            keys = hashes_of(codes, size)
            kinds = words_at(codes, lexicon, size, keys)
            places = np.flatnonzero(kinds)
            told = kinds[places].astype(np.uint64) | np.uint64(size << 8)
            self.starting[places] = told
            self.starting_key[places] = keys[places]
            self.ending[places + size - 1] = told
            self.ending_key[places + size - 1] = keys[places]
            for step in range(size):
                where = 0 if step == 0 else 2 if step == size - 1 else 1
                self.covering[places + step] = told | np.uint64((where + 1) << 16)


class _Names:
    """How like a Chinese name the characters from each place on are, in a few steps."""

    def __init__(self, codes: Codes, lexicon: Lexicon) -> None:
        first, second, third = (_ahead(codes, step) for step in range(3))
        common = lexicon.common
        family = lexicon.surname.take(codes) - common.take(codes)
        one = lexicon.given_first.take(second) - common.take(second)
        last = lexicon.given_last.take(third) - common.take(third)
        alone = lexicon.given_alone.take(second) - common.take(second)
        is_family = lexicon.surname.take(first) > _NEVER
        pair = np.isin(hashes_of(codes, 2), lexicon.pairs)
        lone = lexicon.given_alone.take(third) - common.take(third)
        self.two = _steps(family + alone, is_family)
        three = np.where(pair, 6.0 + lone, family + one + last)
        self.three = _steps(three, is_family | pair)
        self.both: Keys = (
            self.two | (self.three << np.uint64(4)) | (pair.astype(np.uint64) << np.uint64(8))
        )
        self.surname: Keys = np.where(is_family, np.clip(np.floor(family) + 8, 1, 15), 0).astype(
            np.uint64
        )


_NEVER = -90.0


def _steps(score: npt.NDArray[np.floating], possible: npt.NDArray[np.bool_]) -> Keys:
    stepped = np.clip(np.floor((score + 8.0) / 2.0), 1, 10)
    return np.where(possible, stepped, 0).astype(np.uint64)


class _Sounds:
    """Runs of characters that foreign names are written with."""

    def __init__(self, codes: Codes, lexicon: Lexicon) -> None:
        sound = lexicon.sound.take(codes) > 0
        count = len(codes)
        places = np.arange(count)
        opening = sound & ~np.concatenate(([False], sound[:-1]))
        closing = sound & ~np.concatenate((sound[1:], [False]))
        first = np.maximum.accumulate(np.where(opening, places, -1))
        last = np.minimum.accumulate(np.where(closing, places, count)[::-1])[::-1]
        self.first = np.where(sound, first, places)
        self.last = np.where(sound, last, places)
        length = np.where(sound, np.minimum(self.last - self.first + 1, 9), 0)
        offset = np.minimum(places - self.first, 6)
        left = np.minimum(self.last - places, 6)
        self.length: Keys = length.astype(np.uint64)
        self.place: Keys = np.where(sound, 1 + offset * 8 + left, 0).astype(np.uint64)


def _endings_ahead(codes: Codes, lexicon: Lexicon) -> Keys:
    """How far ahead, without a mark between, a name of an organisation may end; 0 nowhere."""
    count = len(codes)
    nearest = np.full(count, _AHEAD + 1, dtype=np.int64)
    plain = _TYPES.take(codes)
    open_way = ((plain == 1) | (plain == 3) | (plain == 2) | (plain == 14) | (codes == 0xFF08)
                | (codes == 0xFF09) | (plain == 8))  # fmt: skip
    for size in (2, 3, 4):
        places = np.flatnonzero(np.isin(hashes_of(codes, size), lexicon.endings))
        nearest[np.minimum(places + size - 1, count - 1)] = 0
    for _ in range(_AHEAD):
        following = np.concatenate((nearest[1:], [_AHEAD + 1]))
        nearest = np.where(open_way, np.minimum(nearest, following + 1), nearest)
    return np.where(nearest <= _AHEAD, 1 + np.minimum(nearest, 10), 0).astype(np.uint64)


def _inside(codes: Codes, opening: str, closing: str) -> Keys:
    """Whether each place is between these two marks, within its sentence."""
    depth = np.cumsum((codes == ord(opening)).astype(np.int64) - (codes == ord(closing)))
    base = np.maximum.accumulate(np.where(codes == 0, np.arange(len(codes)), 0))
    return (depth > depth[base]).astype(np.uint64)


def _ahead(codes: Codes, step: int) -> Codes:
    return _shift(codes, step) if step else codes


def _at(values: Keys, places: npt.NDArray[np.int64]) -> Keys:
    return values[np.clip(places, 0, len(values) - 1)]


def _shift(values: npt.NDArray[Unsigned], step: int) -> npt.NDArray[Unsigned]:
    """The values `step` places on (before, for a negative step), 0 past the ends."""
    moved = np.zeros_like(values)
    if step > 0:
        moved[:-step] = values[step:]
    elif step < 0:
        moved[-step:] = values[:step]
    else:
        return values
    return moved
