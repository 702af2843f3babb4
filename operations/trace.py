# Whose copy a file was made from: the marks found in it, held against those of every share
# that was recorded with one.
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from classify import Recognisers
from connectors import shown
from masking import Found, Suspicion, collect, row_suspicions, suspicions
from schema import Access, RefusedError, Share, Table

from .counted import batches_of
from .lint import compiled
from .marking import mark_key, pseudo_rows_of, read_mark_id
from .recording import Book
from .settings import Settings, read_policies, read_site
from .shareable import find_tables
from .span_finder import spans_in

__all__ = ["TraceOutcome", "Traced", "trace_file"]

_TOKEN = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Traced:
    """A recipient named, on what evidence, and the shares that the copy may be."""

    recipient: str
    suspicion: Suspicion
    shares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TraceOutcome:
    """What a file tells: who is named, gravest first, of how many who could have been."""

    place: str
    recipients: int
    limit: float
    named: tuple[Traced, ...]


def trace_file(settings: Settings, target: str, *, limit: float = 1e-6) -> TraceOutcome:
    """Whoever's mark a file, a table or a whole database carries, with the probability of a false
    accusation.

    In a document the values that are found in its text are looked at. `limit` is the highest
    such probability with which anybody is named. Raises RefusedError where no share was ever
    marked, MisuseError and SourceError where the target cannot be read.
    """
    with Book(settings.home) as book:
        shares = [share for share in book.list(Share) if share.watermark]
        if not shares:
            raise RefusedError("no copy was ever shared with a watermark: there is none to find")
        tables = find_tables(book, target, read_site(settings).unit)
        key = mark_key(book)
    by_number: dict[int, list[Share]] = {}
    units: set[int] = set()
    for share in shares:
        number, own = read_mark_id(share.watermark)
        by_number.setdefault(number, []).append(share)
        units |= set(own)
    told = [rows for share in shares if (rows := pseudo_rows_of(share, key)) is not None]
    found: list[Found] = []
    columns: dict[str, pa.Array[Any]] = {}
    for number, (table, access) in enumerate(tables):
        own_columns = _columns(settings, table, access)
        found += collect(own_columns, sorted(units), key)
        if told:
            columns |= {f"{number} {name}": column for name, column in own_columns.items()}
    # Two ways of telling share the probability that anybody is named wrongly.
    suspected = suspicions(found, list(by_number), key, limit=limit / 2)
    by_rows = row_suspicions(columns, told, limit=limit / 2)
    named = tuple(
        Traced(
            by_number[one.number][0].recipient,
            one,
            tuple(share.id for share in by_number[one.number]),
        )
        for one in _gravest([*suspected, *by_rows])
    )
    place = tables[0][0].place if len(tables) == 1 else shown(target)
    return TraceOutcome(place, len(by_number), limit, named)


def _columns(settings: Settings, table: Table, access: Access) -> dict[str, pa.Array[Any]]:
    """What of a table may carry a mark: its columns, of a document the values in its text."""
    held = pa.Table.from_batches(list(batches_of(table, access)))
    if table.kind == "document":
        texts = [str(text) for text in held.column("text").to_pylist() if text]
        return _values(texts, compiled(read_policies(settings)))
    return {
        f"{place} {name}": column.combine_chunks()
        for place, (name, column) in enumerate(zip(held.column_names, held.columns, strict=True))
        if not pa.types.is_nested(column.type)
    }


def _values(texts: Sequence[str], recognisers: Recognisers) -> dict[str, pa.Array[Any]]:
    """The values that stand in texts, by label, and whatever looks like a pseudonym."""
    values: dict[str, list[str]] = {"": [one for text in texts for one in _TOKEN.findall(text)]}
    for text, spans in zip(texts, spans_in(texts, recognisers), strict=True):
        for span in spans:
            values.setdefault(span.label, []).append(text[span.start : span.end])
    return {label: pa.array(own, pa.string()) for label, own in values.items()}


def _gravest(suspected: Sequence[Suspicion]) -> list[Suspicion]:
    """Of each number what speaks loudest, the gravest first; either way may have been taken."""
    best: dict[int, Suspicion] = {}
    for one in sorted(suspected, key=lambda one: (one.false_accusation, one.number)):
        best.setdefault(
            one.number, replace(one, false_accusation=min(1.0, 2 * one.false_accusation))
        )
    return list(best.values())
