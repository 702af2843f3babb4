# CSV, TSV and their kin as Arrow batches, every column as text exactly as written: "NA" is
# not a null and an empty field is an empty string. Rows of another width and rows with bytes
# that are no text are left out and counted. Small files are streamed whole; of large ones a
# sample reads blocks at seeded places, aligned to line ends.
#
# The parser's messages quote the row they fail on; none of them leaves this file.
from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded, joined
from .dialect import Dialect, detect_dialect
from .encoding import DAMAGED, DecodedStream
from .local import mark, plain_reason
from .pace import pace
from .row_count import count_records

__all__ = ["Account", "check", "discover", "parsed", "read"]

_HEAD = 256 * 1024
_COUNT_WHOLE = 16 * 1024 * 1024
_STREAM_WHOLE = 64 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_PLACES = 64
_MIN_BLOCK = 64 * 1024
_MAX_BLOCK = 8 * 1024 * 1024
_CHUNK = 1024 * 1024


@dataclass(slots=True)
class Account:
    """What was left out of a reading, and how much was read."""

    rows: int = 0
    ragged: int = 0
    first_ragged: int | None = None
    damaged: int = 0
    notes: list[str] = field(default_factory=list)


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The one table of a delimited text, its columns named from the header or c1, c2, ….

    Rows are counted up to 16 MiB, of a source under a limit up to a second's worth of it, and
    estimated beyond: counting reads the file once more.
    """
    found = mark(location)
    spend = pace(access)
    try:
        with open(location, "rb") as file:  # noqa: PTH123
            head = file.read(_HEAD)
    except OSError as error:
        raise SourceError(plain_reason(error), source=location) from None
    spend(len(head))
    whole = found.size_bytes <= len(head)
    prefer = "\t" if location.lower().endswith(".tsv") else ","
    dialect = detect_dialect(head, whole=whole, prefer=prefer)
    if dialect is None:
        raise SourceError("is not text in UTF-8, GB18030 or UTF-16", source=location)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"):
        raise SourceError("is empty", source=location)
    counted = found.size_bytes <= min(_COUNT_WHOLE, access.max_bytes_per_s or _COUNT_WHOLE)
    rows, exact = _rows(location, dialect, head, found.size_bytes, spend, counted=counted)
    yield Table(
        source=location,
        name=os.path.basename(location),  # noqa: PTH119
        columns=tuple(Column(name, "text") for name in dialect.names),
        kind="delimited",
        rows=rows,
        rows_exact=exact,
        size_bytes=found.size_bytes,
        fingerprint=found.fingerprint,
        options={
            "encoding": dialect.encoding,
            "delimiter": dialect.delimiter,
            "quote": dialect.quote,
            "escape": dialect.escape,
            "start": str(dialect.start),
            "top": str(dialect.top),
        },
        named=dialect.header,
    )


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows as text columns; then, as a Skipped, what was left out and why."""
    found = mark(table.source)
    account = Account()
    try:
        if sample.rows is None:
            yield from _streamed(table, access, account)
        elif found.size_bytes <= _STREAM_WHOLE or table.options["encoding"].startswith("utf-16"):
            chosen = Reservoir(sample.rows, sample.seed)
            try:
                for batch in _streamed(table, access, account):
                    chosen.add(batch)
            except OSError:
                yield from chosen.batches()
                raise
            yield from chosen.batches()
        else:
            yield from _blocks(table, sample, access, account, found.size_bytes)
    except OSError as error:
        if not account.rows:
            raise SourceError(plain_reason(error), source=table.source) from None
        account.notes.append(f"{plain_reason(error)} after {account.rows} rows")
    if account.notes and account.rows == account.ragged == 0:
        raise SourceError(account.notes[0], source=table.source)
    for note in _notes(account):
        yield Skipped(table.source, note)


def check(location: str, access: Access) -> None:
    """Nothing for a delimited text that can be opened and understood; SourceError otherwise."""
    for _table in discover(location, access):
        return


def _streamed(table: Table, access: Access, account: Account) -> Iterator[pa.RecordBatch]:
    with open(table.source, "rb") as file:  # noqa: PTH123
        file.seek(int(table.options["start"]))
        stream = DecodedStream(file, table.options["encoding"], pace(access))
        yield from parsed(stream, table, account)
        if stream.first_damage is not None:
            account.notes.append(f"wrong encoding at byte {stream.first_damage}")


def _blocks(
    table: Table, sample: Sample, access: Access, account: Account, size: int
) -> Iterator[pa.RecordBatch]:
    """A sample from blocks at random places, one in each stretch of equal length."""
    assert sample.rows is not None
    start = int(table.options["start"])
    random = np.random.default_rng(sample.seed)
    places = max(1, min(_PLACES, sample.rows))
    stretch = (size - start) // places
    rows = max(table.rows or 1, 1)
    wanted = -(-sample.rows // places)
    length = min(stretch, _MAX_BLOCK, max(_MIN_BLOCK, int(4 * wanted * (size - start) / rows)))
    spend = pace(access)
    kept: list[pa.RecordBatch] = []
    seen = Account()
    with open(table.source, "rb") as file:  # noqa: PTH123
        for place in range(places):
            at = start + place * stretch + int(random.integers(max(1, stretch - length)))
            file.seek(max(at - 1, 0))
            raw = file.read(length + 1)
            begin, end = raw.find(b"\n") + 1, raw.rfind(b"\n") + 1
            if place == 0 and at == start:
                begin = 1
            spend(len(raw))
            if begin == 0 or end <= begin:
                continue
            stream = DecodedStream(io.BytesIO(raw[begin:end]), table.options["encoding"], _free)
            share = sample.rows * (place + 1) // places - sample.rows * place // places
            chosen = Reservoir(share, int(random.integers(1 << 62)))
            for batch in parsed(stream, table, seen):
                chosen.add(batch)
            for batch in chosen.batches():
                account.rows += batch.num_rows
                kept.append(batch)
    # A block may begin inside a quoted line break; what that spoils is no fault of the file.
    total = seen.rows + seen.ragged + seen.damaged
    for count, fault in (
        (seen.ragged, "another number of fields"),
        (seen.damaged, "wrong encoding"),
    ):
        if count > 2 * places:
            account.notes.append(f"about {100 * count / total:.0f} % of the rows have {fault}")
    if not total:
        account.notes.append("holds no row in any of the blocks that were looked at")
    yield from joined(kept)


def parsed(stream: DecodedStream, table: Table, account: Account) -> Iterator[pa.RecordBatch]:
    """Good rows of a stream of UTF-8, in bounded batches; the account takes the rest."""
    names = [column.name for column in table.columns]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])

    def leave_out(row: pa_csv.InvalidRow) -> Literal["skip"]:
        account.ragged += 1
        if account.first_ragged is None:
            account.first_ragged = row.number
        return "skip"

    try:
        reader = pa_csv.open_csv(
            cast("IO[Any]", stream),  # a raw stream does; the stubs ask for more
            # One thread: a process reads one file, and rows keep their numbers.
            read_options=pa_csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=names
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=table.options["delimiter"],
                quote_char=table.options["quote"] or False,
                double_quote=not table.options["escape"],
                escape_char=table.options["escape"] or False,
                newlines_in_values=True,
                invalid_row_handler=leave_out,
            ),
            convert_options=pa_csv.ConvertOptions(
                check_utf8=False,  # the stream hands on UTF-8 only
                strings_can_be_null=False,
                column_types=schema,
            ),
        )
        for batch in reader:
            good = batch if stream.first_damage is None else _undamaged(batch, account)
            account.rows += good.num_rows
            yield from bounded(good)
    except pa.ArrowInvalid as error:
        reason = _parser_reason(str(error))
        if reason:
            account.notes.append(f"{reason} after {account.rows} rows")


def _undamaged(batch: pa.RecordBatch, account: Account) -> pa.RecordBatch:
    damaged = np.zeros(batch.num_rows, dtype=bool)
    for column in batch.columns:
        damaged |= pc.match_substring(column, DAMAGED).to_numpy(zero_copy_only=False)
    count = int(damaged.sum())
    account.damaged += count
    return batch.filter(pa.array(~damaged)) if count else batch


def _parser_reason(message: str) -> str:
    """The plain reason for a parser's message, "" for a text without rows."""
    if "Empty CSV" in message:
        return ""
    if "straddl" in message:
        return f"holds a record longer than {_BLOCK >> 20} MiB, or a quote that is never closed,"
    return "cannot be understood as delimited text"


def _notes(account: Account) -> Iterator[str]:
    total = account.rows + account.ragged + account.damaged
    for note in account.notes:
        if account.damaged and note.startswith("wrong encoding"):
            yield f"{note}: {account.damaged} of {total} rows are left out"
        else:
            yield note
    if account.ragged:
        yield (
            f"{account.ragged} of {total} rows have another number of fields, "
            f"first at data row {account.first_ragged}"
        )


def _rows(
    location: str,
    dialect: Dialect,
    head: bytes,
    size: int,
    spend: Callable[[int], None],
    *,
    counted: bool,
) -> tuple[int, bool]:
    """The number of data rows, and whether it was counted."""
    if dialect.records is not None:
        return dialect.records, True
    if not counted or dialect.encoding.startswith("utf-16"):
        kept = head[dialect.start :]
        newlines = max(1, kept.count(b"\n"))
        return round((size - dialect.start) * newlines / max(1, len(kept))), False
    text = bytearray()
    with open(location, "rb") as file:  # noqa: PTH123
        file.seek(dialect.start)
        while chunk := file.read(_CHUNK):
            spend(len(chunk))
            text += chunk
    return count_records(
        bytes(text), delimiter=dialect.delimiter, quote=dialect.quote, escape=dialect.escape
    )


def _free(_size: int) -> None:
    """No limit: the bytes were paid for already."""
