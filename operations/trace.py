# Whose copy a file was made from: the marks found in it, held against those of every share
# that was recorded with one.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from masking import Suspicion, collect, row_suspicions, suspicions
from schema import RefusedError, Share

from .counted import batches_of
from .marking import mark_key, pseudo_rows_of, read_mark_id
from .recording import Book
from .settings import Settings, read_site
from .shareable import find_table

__all__ = ["TraceOutcome", "Traced", "trace_file"]


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
    """Whoever's mark the file or table carries, with the probability of a false accusation.

    `limit` is the highest such probability with which anybody is named. Raises RefusedError
    where no share was ever marked, MisuseError and SourceError where the file cannot be read.
    """
    with Book(settings.home) as book:
        shares = [share for share in book.list(Share) if share.watermark]
        if not shares:
            raise RefusedError("no copy was ever shared with a watermark: there is none to find")
        table, access = find_table(book, target, read_site(settings).unit)
        key = mark_key(book)
    held = pa.Table.from_batches(list(batches_of(table, access)))
    by_number: dict[int, list[Share]] = {}
    units: set[int] = set()
    for share in shares:
        number, own = read_mark_id(share.watermark)
        by_number.setdefault(number, []).append(share)
        units |= set(own)
    columns = {
        f"{place} {name}": column.combine_chunks()
        for place, (name, column) in enumerate(zip(held.column_names, held.columns, strict=True))
        if not pa.types.is_nested(column.type)
    }
    found = collect(columns, sorted(units), key)
    # Two ways of telling share the probability that anybody is named wrongly.
    suspected = suspicions(found, list(by_number), key, limit=limit / 2)
    told = [rows for share in shares if (rows := pseudo_rows_of(share, key)) is not None]
    by_rows = row_suspicions(columns, told, limit=limit / 2)
    named = tuple(
        Traced(
            by_number[one.number][0].recipient,
            one,
            tuple(share.id for share in by_number[one.number]),
        )
        for one in _gravest([*suspected, *by_rows])
    )
    return TraceOutcome(table.place, len(by_number), limit, named)


def _gravest(suspected: Sequence[Suspicion]) -> list[Suspicion]:
    """Of each number what speaks loudest, the gravest first; either way may have been taken."""
    best: dict[int, Suspicion] = {}
    for one in sorted(suspected, key=lambda one: (one.false_accusation, one.number)):
        best.setdefault(
            one.number, replace(one, false_accusation=min(1.0, 2 * one.false_accusation))
        )
    return list(best.values())
