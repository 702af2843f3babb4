# Names in a text as spans with labels: what the tagger found, the same names where it missed
# them (one who was named surely once is named again), and places told apart into addresses
# at which someone can be found and mere names of places.
from __future__ import annotations

from collections.abc import Collection

import numpy as np

from .cells import from_strings
from .check_text import address_zh
from .checks import Lexicons
from .feature import Lexicon, hashes_of, normalised, words_at
from .span import Found
from .tagger import Model, Tagged, tagged

__all__ = ["PLACE", "Mentions", "joined"]

PLACE = "geo.place"
_LABELS = {"P": "person.name", "O": "org.name", "L": PLACE}
# From here on a name counts as surely found, and is looked for again; by its length.
_SURE = {2: 0.9, 3: 0.75, 4: 0.75, 5: 0.75, 6: 0.75}
_AGAIN = 0.75
# An address leads to a door or a village, not only to a region.
_DOORS = frozenset("路街巷道弄号栋幢楼室户组村屯")
_MOST_KNOWN = 20_000
# The kinds of words that are names of persons (training/lexicon.py).
_NAMES = frozenset({8, 16, 23})


class Mentions:
    """Finds names; remembers persons who were surely named, for what follows in the text."""

    def __init__(self, model: Model, lexicons: Lexicons) -> None:
        self._model = model
        self._is_address = address_zh(lexicons)
        self._known: dict[str, None] = {}

    def find(self, text: str) -> Found:
        """The names in a text, in order, none overlapping another."""
        names = tagged(text, self._model)
        for name in names:
            size = name.end - name.start
            if name.kind == "P" and name.score >= _SURE.get(size, 2.0):
                self._known[text[name.start : name.end]] = None
            if name.kind == "P" and name.score >= _AGAIN:
                # Who was named in full is then named by a part.
                parts = text[name.start : name.end].split("·")
                self._known |= dict.fromkeys(part for part in parts[1:] if len(part) in _SURE)
        while len(self._known) > _MOST_KNOWN:
            del self._known[next(iter(self._known))]
        names += self._again(text, names)
        names.sort(key=lambda one: one.start)
        return self._labelled(text, names)

    def _again(self, text: str, names: list[Tagged]) -> list[Tagged]:
        """Places of known names that nothing was found at and no longer word covers."""
        if not self._known:
            return []
        lexicon = self._model.lexicon
        codes = normalised(text, lexicon)
        taken = np.zeros(len(codes), dtype=np.bool_)
        for name in names:
            taken[name.start : name.end] = True
        told = []
        for size in _SURE:
            known = [name for name in self._known if len(name) == size]
            if not known:
                continue
            keys = hashes_of(codes, size)
            wanted = hashes_of(normalised("".join(known), lexicon), size)[::size]
            for start in np.flatnonzero(np.isin(keys, wanted)).tolist():
                end = start + size
                # The hash of what runs over the end is that of no name.
                if text[start:end] in self._known and not taken[start:end].any():
                    if size == 2 and self._is_within_a_word(text, start, end, lexicon):
                        continue
                    taken[start:end] = True
                    told.append(Tagged("P", start, end, _AGAIN))
        return told

    @staticmethod
    def _is_within_a_word(text: str, start: int, end: int, lexicon: Lexicon) -> bool:
        """Whether a word reaches beyond the two characters on either side, or is just them."""
        first = max(0, start - 2)
        codes = normalised(text[first : end + 2], lexicon)
        here, there = start - first, end - first
        for size in (2, 3, 4):
            found = words_at(codes, lexicon, size, hashes_of(codes, size))
            for place in np.flatnonzero(found).tolist():
                covers = place < there and place + size > here
                is_name = found[place] & 31 in _NAMES
                if covers and not is_name:
                    return True
        return False

    def _labelled(self, text: str, names: list[Tagged]) -> Found:
        labels = [_LABELS[name.kind] for name in names]
        places = [number for number, name in enumerate(names) if name.kind == "L"]
        likely = [
            number
            for number in places
            if any(
                character in _DOORS for character in text[names[number].start : names[number].end]
            )
        ]
        if likely:
            cells = from_strings([text[names[n].start : names[n].end] for n in likely])
            for number, passed in zip(likely, self._is_address(cells).tolist(), strict=True):
                if passed:
                    labels[number] = "person.address"
        return Found(
            tuple(labels),
            np.array([name.start for name in names], dtype=np.int64),
            np.array([name.end for name in names], dtype=np.int64),
            np.array([name.score for name in names], dtype=np.float64),
        )


def joined(values: Found, names: Found, weak: Collection[str] = ()) -> Found:
    """Both in one order; a name that overlaps a value goes, unless the value is in an address.

    `weak` are labels whose values give way to an address around them (a postcode, an age).
    """
    if not len(names):
        return values
    keep_values = np.ones(len(values), dtype=np.bool_)
    keep_names = np.ones(len(names), dtype=np.bool_)
    left = np.searchsorted(values.ends, names.starts, side="right")
    right = np.searchsorted(values.starts, names.ends, side="left")
    for name in np.flatnonzero(right > left).tolist():
        inside = range(int(left[name]), int(right[name]))
        is_address = names.labels[name] == "person.address"
        if is_address and all(values.labels[value] in weak for value in inside):
            keep_values[list(inside)] = False
        else:
            keep_names[name] = False
    starts = np.concatenate((values.starts[keep_values], names.starts[keep_names]))
    order = np.argsort(starts, kind="stable")
    labels = [label for label, kept in zip(values.labels, keep_values, strict=True) if kept]
    labels += [label for label, kept in zip(names.labels, keep_names, strict=True) if kept]
    return Found(
        tuple(labels[place] for place in order.tolist()),
        starts[order],
        np.concatenate((values.ends[keep_values], names.ends[keep_names]))[order],
        np.concatenate((values.scores[keep_values], names.scores[keep_names]))[order],
    )
