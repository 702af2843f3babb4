# What a column's header says to whoever decides on its label: the recognisers it speaks
# for, or that it clearly names another thing, and which labels then need proof.
from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from schema import Column, Table

from .header import CLEAR, HeaderHit, read_header
from .recognise import Recognisers

__all__ = ["Heading", "heading_of"]


@dataclass(frozen=True, slots=True)
class Heading:
    """The hits of a header by recogniser, the strongest first, and the `other` thing it names.

    Labels in `against` do not count where the header names the other thing and no check
    digit stands behind them.
    """

    hits: Mapping[str, HeaderHit]
    other: HeaderHit | None = None
    against: frozenset[str] = frozenset()

    @property
    def clear(self) -> HeaderHit | None:
        """The header's own first choice, where it is clear."""
        first = next(iter(self.hits.values()), None)
        return first if first is not None and first.strength >= CLEAR else None

    def without(self, recognisers: Collection[str]) -> Heading:
        """The heading as if it did not speak for these."""
        if not recognisers:
            return self
        hits = {name: hit for name, hit in self.hits.items() if name not in recognisers}
        return dataclasses.replace(self, hits=hits)


def heading_of(column: Column, table: Table, recognisers: Recognisers) -> Heading:
    """What name, comment and table say of this column."""
    hits, other = read_header(recognisers.headers, column.name, column.comment, table.name)
    best: dict[str, HeaderHit] = {}
    for hit in hits:
        best.setdefault(hit.recogniser, hit)
    if other is None:
        return Heading(best)
    return Heading(best, other, frozenset(recognisers.others[other.recogniser].against))
