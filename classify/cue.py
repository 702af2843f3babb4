# Which recognisers count in a column at all: those whose values speak for themselves, and of
# the others those for which its name or comment speaks. What cannot count is not looked for:
# of some hundred kinds of numbers that are numbers only by name, a column is one or none.
from __future__ import annotations

import functools

from schema import Column, Table

from .header import SPEAKS, HeaderHit, match_header
from .mask import EVERY
from .recognise import Recognisers

__all__ = ["headers_of", "speaking"]


def headers_of(column: Column, table: Table, recognisers: Recognisers) -> dict[str, HeaderHit]:
    """The recognisers that a column's header says something for, the strongest first."""
    return _headers(column.name, column.comment, table.name, recognisers)


def _headers(
    name: str, comment: str, table_name: str, recognisers: Recognisers
) -> dict[str, HeaderHit]:
    hits = match_header(recognisers.headers, name, comment, table_name)
    best: dict[str, HeaderHit] = {}
    for hit in hits:
        best.setdefault(hit.recogniser, hit)
    return best


def speaking(name: str, table: Table | None, recognisers: Recognisers) -> int:
    """The recognisers that may count in a column of this name, as bits; EVERY for no table."""
    if table is None:
        return EVERY
    column = next((each for each in table.columns if each.name == name), Column(name, ""))
    return _speaking(column.name, column.comment, table.name, recognisers)


@functools.lru_cache(maxsize=1024)
def _speaking(name: str, comment: str, table_name: str, recognisers: Recognisers) -> int:
    headers = _headers(name, comment, table_name, recognisers)
    bits = 0
    for compiled in recognisers.compiled:
        hit = headers.get(compiled.recogniser.id)
        if compiled.recogniser.evidence == "value" or (hit and hit.strength >= SPEAKS):
            bits |= 1 << compiled.bit
    return bits
