# The rows of a copy, masked on their way to where it is written: as the same text with some
# cells changed where source and copy are delimited texts of one suffix, else in the format
# that the copy's suffix tells. Rows that would be missing stop it, and so does a source that
# changed meanwhile.
from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from connectors import (
    Stretch,
    discover,
    keeps_dialect,
    opening,
    read,
    rewritten,
    stretches,
    write,
    write_bytes,
)
from masking import Plan, Spans, marked
from schema import RefusedError, Sample, Skipped, SourceError, Table

from .after_check import AfterCheck
from .beside_table import covered_remarks, name_of_copy, refuse_named_values
from .copy_check import KeptWatch
from .marking import Marking
from .preview import shared_rows, shared_schema
from .shareable import SCAN_AGAIN, Shareable

__all__ = ["Means", "table_name", "write_copy"]

Part = TypeVar("Part", pa.RecordBatch, Stretch)


@dataclass(frozen=True, slots=True)
class Means:
    """What a copy is made with: keys, what finds values in texts, what watches the columns that
    go out in clear, the recipient's mark, and what looks at the copy before it is handed out;
    for a workbook, what finds values in its remarks.
    """

    keys: Mapping[str, bytes] = field(repr=False)
    spans: Spans | None = None
    watch: KeptWatch | None = None
    marking: Marking | None = None
    after: AfterCheck | None = None
    remarks: Spans | None = None


def write_copy(chosen: Shareable, decided: Plan, means: Means, output: Path, staging: Path) -> int:
    """The number of rows of the copy, written under the name `staging`; `output` is the one that
    people know it by.

    Raises RefusedError where rows would be missing or the source changed, SourceError where
    reading or writing fails.
    """
    table = chosen.table
    try:
        # A text with some cells exchanged has no place for more rows.
        more = means.marking is not None and means.marking.nobodys is not None
        same = keeps_dialect(table, str(output)) and not more
        rows = (_same_text if same else _table)(chosen, decided, means, staging)
        if means.after is not None:
            means.after.refuse(staging, table if same else None)
    except SourceError as error:
        # People know the copy by the name it was to have.
        source = str(output) if error.source == str(staging) else error.source
        raise SourceError(error.problem, source=source) from None
    except (pa.ArrowException, sqlite3.Error):
        # These libraries' messages may quote a cell.
        raise SourceError(
            f"its columns cannot be written as {staging.suffix}", source=table.source
        ) from None
    for found in discover(chosen.location, chosen.access):
        if isinstance(found, Table) and found.name == table.name:
            if found.fingerprint == table.fingerprint:
                return rows
            break
    raise RefusedError(f"{table.place} changed while it was read: {SCAN_AGAIN}")


def _table(chosen: Shareable, decided: Plan, means: Means, staging: Path) -> int:
    """Batch by batch into the format of the copy's suffix."""
    table = chosen.table
    batches = _whole(table, read(table, Sample(rows=None), chosen.access))
    first = next(batches, None)
    names = [(column.name, pa.string()) for column in table.columns]
    before = pa.schema(names) if first is None else first.schema
    schema = shared_schema(table, before, decided)
    rest = batches if first is None else itertools.chain([first], batches)
    shown = (_shown(table, batch, decided, means) for batch in rest)
    name = table_name(table)
    if means.remarks is not None:
        refuse_named_values(table, decided, means.remarks)
        name = name_of_copy(name, means.remarks)
    return write(shown, schema, str(staging), table_name=name)


def _same_text(chosen: Shareable, decided: Plan, means: Means, staging: Path) -> int:
    """The text itself with its changed cells exchanged."""
    table = chosen.table
    kept = {column.name for column in decided.columns if column.operator == "keep"}
    if means.marking is not None:
        kept -= means.marking.mark.tolerances.keys()
    names = [column.name for column in decided.columns]
    changed = set(names) - kept
    rows = 0

    def chunks() -> Iterator[bytes]:
        nonlocal rows
        yield opening(table, names)
        for stretch in _whole(table, stretches(table, chosen.access)):
            shown = _shown(table, stretch.batch, decided, means)
            try:
                yield rewritten(table, stretch, shown, changed)
            except ValueError as error:
                raise RefusedError(f"{table.place}: {error}") from None
            rows += shown.num_rows

    write_bytes(chunks(), str(staging))
    return rows


def _shown(table: Table, batch: pa.RecordBatch, decided: Plan, means: Means) -> pa.RecordBatch:
    if means.watch is not None:
        means.watch.see(batch)
    mark = means.marking.mark if means.marking is not None else None
    shown = shared_rows(table, batch, decided, means.keys, means.spans, mark=mark)
    if means.remarks is not None:
        shown = covered_remarks(batch, shown, decided, means.remarks)
    out = shown
    if mark is not None and means.marking is not None and means.marking.nobodys is not None:
        # What was marked already stays as it is.
        out = marked(means.marking.nobodys.among(shown), mark)
    if means.after is not None:
        means.after.saw(batch, shown, out)
    return out


def _whole(table: Table, parts: Iterator[Part | Skipped]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Skipped):
            raise RefusedError(
                f"{table.place}: {part.error}. The copy would lack those rows without saying so; "
                "repair the source and scan it again"
            )
        yield part


def table_name(table: Table) -> str:
    """What a copy's table is called where its format has tables: as the source's is."""
    name = table.name.rpartition("#")[2]
    return name if "." not in name else Path(name).stem
