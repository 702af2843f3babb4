# What stands in prose: the lines of a document, of source code, of a mail. Every text is read,
# not a draw, and whatever is found there is told, however long the document is: one
# password in ten thousand lines is a password.
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from schema import HOLDS, LabelRate

from .recognise import Recognisers
from .side_by_side import SideBySide
from .span import finder_of

__all__ = ["Prose", "is_prose", "joined_prose", "rates_of_prose", "read_prose"]

# About so many characters are looked through at a time.
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Prose:
    """How many texts were read, and by label how many of them hold such a value."""

    texts: int = 0
    holding: Mapping[str, int] = field(default_factory=dict)


def is_prose(declared: pa.Field[pa.DataType]) -> bool:
    """Whether a batch's column is told to hold running text."""
    return (declared.metadata or {}).get(HOLDS) == b"prose"


def read_prose(texts: Sequence[str], recognisers: Recognisers) -> Prose:
    """What the recognisers find in some texts."""
    holding: Counter[str] = Counter()
    for some in _portions(texts):
        holding.update(_held(some, recognisers))
    return Prose(len(texts), holding)


def joined_prose(one: Prose, other: Prose) -> Prose:
    """Two readings as one."""
    return Prose(one.texts + other.texts, Counter(one.holding) + Counter(other.holding))


def rates_of_prose(prose: Prose) -> list[tuple[LabelRate, int]]:
    """Labels with the share of the texts that hold them and how many do, the most first."""
    told = [
        (LabelRate(label, share, share, always_counts=True), count)
        for label, count in prose.holding.items()
        for share in [round(count / prose.texts, 6)]
    ]
    return sorted(told, key=lambda each: (-each[1], each[0].label))


def _portions(texts: Sequence[str]) -> Iterator[list[str]]:
    some: list[str] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size >= _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _held(texts: list[str], recognisers: Recognisers) -> Iterator[str]:
    """The labels of each text in turn, none twice for one text."""
    whole = SideBySide.of(texts)
    found = finder_of(recognisers).find(whole.text)
    owners = whole.owners(found.starts)
    inside = found.ends - whole.starts[owners] <= np.array([len(text) for text in texts])[owners]
    labels = [recognisers.by_id[label].label for label in found.labels]
    pairs = {
        (owner, label)
        for owner, label, is_whole in zip(owners.tolist(), labels, inside.tolist(), strict=True)
        if is_whole
    }
    return (label for _, label in sorted(pairs))
