# What stands inside the longer texts of a column: a number in a remark, a name in a complaint.
# A draw of its different texts is read as running text, those with the smallest hashes, so
# that any cut of the rows gives the same draw and the same answer. Only which recognisers
# found something in a text is kept. Numbers are what is looked for most, so every drawn text
# with a run of digits is read; of the others one in four, which counts for four.
from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from schema import LabelRate

from .cells import Index
from .recognise import Recognisers
from .side_by_side import SideBySide
from .sketch import Hashes
from .span import finder_of
from .tagger import load_model, tagged

__all__ = ["Within", "held_within", "joined_within", "rates_within"]

# What is shorter is a value, no text: twelve Han characters, in bytes.
_SHORTEST_TEXT = 36
# Of so many different texts the values are looked for; of so many the names, which take longer.
_TEXTS, _NAMED = 1_024, 48
_DIGITS = re.compile(r"[0-9０-９]{5}")
_ONE_IN = 4
# Only the head of a very long text is read.
_HEAD = 2_000
_NAMES = {"P": "person.name", "O": "org.name"}
# The least share of the texts, and the least number of them, that is told; the tagger errs
# now and then in any text, a check hardly ever.
_LEAST, _LEAST_TEXTS = 0.01, 2
_LEAST_NAMED, _LEAST_NAMED_TEXTS = 0.1, 3

# By the hash of a text, the recognisers that found something in it, as bits by their order; the
# bit after theirs says that the text has a run of digits.
Draw = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The draws: of texts that were looked into for values, and for names."""

    values: Draw = ()
    names: Draw = ()


_NOTHING = Within()


def held_within(
    hashes: Hashes,
    lengths: Index,
    text: Callable[[Index], list[str]],
    recognisers: Recognisers,
    read: Within = _NOTHING,
) -> Within:
    """What the texts among some cells hold; `text` gives the cells at places.

    Texts that have no place in a draw beside those `read` before are left out of it.
    """
    places = np.flatnonzero(lengths >= _SHORTEST_TEXT)
    if len(read.values) == _TEXTS:
        places = places[hashes[places] < np.uint64(read.values[-1][0])]
    if not len(places):
        return Within()
    drawn, first = np.unique(hashes[places], return_index=True)
    drawn, places = drawn[:_TEXTS], places[first[:_TEXTS]]
    known = np.fromiter((key for key, _ in read.values), dtype=np.uint64)
    new = np.flatnonzero(~np.isin(drawn, known))
    keys = drawn[new].tolist()
    texts = [each[:_HEAD] for each in text(places[new])]
    values = _values(keys, texts, recognisers)
    # The draw of names has the first of those of values.
    last = read.names[-1][0] if len(read.names) == _NAMED else None
    named = sum(last is None or key < last for key in keys[:_NAMED])
    names = _names(texts[:named], recognisers)
    return Within(
        tuple(zip(keys, values, strict=True)), tuple(zip(keys[:named], names, strict=True))
    )


def joined_within(one: Within, other: Within) -> Within:
    """Two draws as one."""
    if not one.values or not other.values:
        return one if one.values else other
    return Within(
        tuple(sorted(set(one.values) | set(other.values))[:_TEXTS]),
        tuple(sorted(set(one.names) | set(other.names))[:_NAMED]),
    )


def rates_within(
    within: Within, recognisers: Recognisers, *, names: bool
) -> list[tuple[LabelRate, int]]:
    """Labels with the share of the texts that hold them, and how many texts were read.

    Without `names` only what patterns found: a column of addresses holds what looks like
    names, and is no text.
    """
    told: dict[str, tuple[LabelRate, int]] = {}
    digits = len(recognisers.compiled)
    draws = [(within.values, _LEAST, _LEAST_TEXTS)]
    if names:
        draws.append((within.names, _LEAST_NAMED, _LEAST_NAMED_TEXTS))
    for draw, least, fewest in draws:
        # Most labels are in no text at all, which is seen of all texts at once.
        any_of_it = functools.reduce(operator.or_, (found for _, found in draw), 0)
        for label, bits in _forms(recognisers).items():
            if not any_of_it & bits:
                continue
            holding = [found for _, found in draw if found & bits]
            count = len(holding)
            if draw is within.values:
                # Those without digits stand for all that were not read.
                count += (_ONE_IN - 1) * sum(not found >> digits & 1 for found in holding)
            if len(holding) >= fewest and count >= least * len(draw):
                share = round(min(1.0, count / len(draw)), 6)
                told.setdefault(label, (LabelRate(label, share, share), len(draw)))
    return sorted(told.values(), key=lambda each: (-each[0].validated, each[0].label))


def _values(keys: list[int], every: list[str], recognisers: Recognisers) -> list[int]:
    """What each text holds. Whether it is read follows from the text and its hash alone."""
    bits = _bits(recognisers)
    digits = 1 << len(recognisers.compiled)
    told = [digits if _DIGITS.search(text) else 0 for text in every]
    read = [n for n, key in enumerate(keys) if told[n] or key % _ONE_IN == 0]
    texts = [every[n] for n in read]
    whole = SideBySide.of(texts)
    found = finder_of(recognisers).find(whole.text)
    owners = whole.owners(found.starts)
    offsets = whole.starts.tolist()
    spans = zip(
        found.labels, owners.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True
    )
    for label, owner, start, end in spans:
        size = len(texts[owner])
        # A value that is all of a cell is the cell's own claim.
        if end - offsets[owner] <= size and end - start < size:
            told[read[owner]] |= 1 << bits[label]
    return told


def _names(texts: list[str], recognisers: Recognisers) -> list[int]:
    bits = _bits(recognisers)
    told = [0] * len(texts)
    if all(text.isascii() for text in texts):
        return told
    # The tagger reads each sentence by itself.
    whole = SideBySide.of(texts)
    names = tagged(whole.text, load_model())
    owners = whole.owners([name.start for name in names])
    for name, owner in zip(names, owners.tolist(), strict=True):
        label = _NAMES.get(name.kind)
        if label in bits and name.end - name.start < len(texts[owner]):
            told[owner] |= 1 << bits[label]
    return told


@functools.lru_cache(maxsize=4)
def _bits(recognisers: Recognisers) -> dict[str, int]:
    return {member.recogniser.id: place for place, member in enumerate(recognisers.compiled)}


@functools.lru_cache(maxsize=4)
def _forms(recognisers: Recognisers) -> dict[str, int]:
    """The bits of all forms that are called by a label."""
    forms: dict[str, int] = {}
    for member in recognisers.compiled:
        label = member.recogniser.label
        forms[label] = forms.get(label, 0) | 1 << _bits(recognisers)[member.recogniser.id]
    return forms
