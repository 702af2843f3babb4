# ClickHouse as a source: what a server holds, and its rows as text in Arrow batches. A table
# is one query that is read slowly, on one core of the server, which costs it no snapshot to
# speak of; a sample is drawn from many places of its parts. No message of the server's is
# passed on (clickhouse_http.py): it may quote a cell.
from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv as pacsv

from schema.error import SourceError
from schema.table import Access, Column, Sample, Skipped, Table

from .address import Address
from .batches import Reservoir
from .broken_off import broken_off
from .cells import CELL_LIMIT, Collected, cell_limit, cut_remark, plain_text
from .clickhouse_catalogue import PARTS, parts_of, tables
from .clickhouse_http import ClickHouseError, Session, literal, locate, quoted, reason
from .throttle import Throttle, database_throttle

__all__ = ["check", "discover", "read"]

# A query that runs on though nobody reads it any more must end by itself.
_LONGEST_STREAM_S = 3600.0
# Up to this many times the rows wanted, all are read and drawn from.
_READ_ALL = 4
_PLACES = 64
# Old servers read the rows before a place in a part and throw them away: a place further in
# than this is looked for at the part's beginning.
_DEEPEST = 200_000


def check(location: str, access: Access) -> None:
    """Nothing, where the server can be signed in to; raises SourceError where it cannot."""
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        session.rows("select 1")


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables and views of a database, or of all that are open to the account.

    Queues and tables of other systems come as Skipped. Raises SourceError where nothing could
    be asked, MisuseError where `location` is no URL to ask at.
    """
    place = locate(location)
    with _plainly(place, access), Session(place, access) as session:
        yield from tables(session)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Rows of a table, every column as text, in batches of at most a few megabytes.

    NULL is null, the empty string is not. A cell longer than 65,536 characters is cut, and a
    Skipped at the end says how many were. Raises SourceError where no row could be read; a
    failure after that ends with a Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    brake = database_throttle(access)
    brake.wait_for_window()
    try:
        with Session(place, access) as session:
            reading = _Reading(session, table, Collected(), brake)
            yield from _guarded(reading, sample, where)
    finally:
        # What the last query cost is rested for before the next table is begun.
        brake.pay()


@dataclass(slots=True)
class _Reading:
    """One table being read: the session, where rows are collected, and the brakes."""

    session: Session
    table: Table
    rows: Collected
    brake: Throttle
    cut: int = 0


def _guarded(reading: _Reading, sample: Sample, where: str) -> Iterator[pa.RecordBatch | Skipped]:
    rows = reading.rows
    try:
        yield from _wanted(reading, sample)
    except ClickHouseError as error:
        yield from broken_off(rows, reason(error, reading.session.access), where)
        return
    if rows.seen > rows.read:
        yield rows.batch()
    if reading.cut:
        yield cut_remark(where, reading.table.columns, reading.cut)


def _wanted(reading: _Reading, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
    wanted, options = sample.rows, reading.table.options
    if wanted is None:
        yield from _streamed(reading, "", _LONGEST_STREAM_S)
        return
    if wanted < 1:
        return
    limit_s = reading.session.access.statement_timeout_s
    if options["way"] != PARTS:
        yield from _streamed(reading, f" limit {wanted}", limit_s)
        return
    with reading.brake.turn():
        parts = parts_of(reading.session, reading.session.location.database, options["relation"])
    total = sum(count for _, count in parts)
    if total <= _READ_ALL * wanted:
        chosen = Reservoir(wanted, sample.seed)
        for part in _streamed(reading, "", limit_s, keep=False):
            if isinstance(part, Skipped):
                yield part
            else:
                chosen.add(part)
        for batch in chosen.batches():
            reading.rows.add(batch)
        return
    for name, start, count in _places(parts, total, wanted, sample.seed):
        tail = f" where _part = {literal(name)}"
        if options["offsets"]:
            tail += f" and _part_offset >= {start} limit {count}"
        else:
            tail += f" limit {start if start < _DEEPEST else 0}, {count}"
        yield from _streamed(reading, tail, limit_s)


def _places(
    parts: list[tuple[str, int]], total: int, wanted: int, seed: int
) -> Iterator[tuple[str, int, int]]:
    """Part, first row and number of rows of each run: one in each stretch of equal length."""
    chance = random.Random(seed)  # noqa: S311  a sample, not a secret
    count = min(_PLACES, wanted)
    edges = [total * place // count for place in range(count + 1)]
    for place in range(count):
        share = wanted * (place + 1) // count - wanted * place // count
        at = chance.randrange(edges[place], max(edges[place] + 1, edges[place + 1] - share))
        for name, rows in parts:
            if at < rows:
                here = min(share, rows - at)
                yield name, at, here
                share -= here
                at = 0
                if not share:
                    break
            else:
                at -= rows


def _streamed(
    reading: _Reading, tail: str, longest_s: float, *, keep: bool = True
) -> Iterator[pa.RecordBatch | Skipped]:
    """A query's rows; batches come out where they are full, or each where they are not kept."""
    session, table, rows = reading.session, reading.table, reading.rows
    relation = f"{quoted(session.location.database)}.{quoted(table.options['relation'])}"
    wanted = ", ".join(_as_text(column, cell_limit(table.columns)) for column in table.columns)
    parts = session.stream(f"{wanted} from {relation}{tail}", longest_s=longest_s)
    while True:
        with reading.brake.turn():
            part = next(parts, None)
        if part is None:
            return
        batch = _batch(reading, part[1])
        reading.brake.charge(batch.nbytes)
        if not keep:
            yield batch
            continue
        rows.add(batch)
        if rows.full():
            yield rows.batch()
        if not reading.brake.open():
            # A query cannot be left and gone on with.
            where = f"{table.source}#{table.name}"
            yield Skipped(where, f"the window for reading closed after {rows.seen} rows")
            return


def _as_text(column: Column, limit: int) -> str:
    name = quoted(column.name)
    if column.type.startswith("FixedString("):
        return f"toStringCutToZero({name})"
    inner = column.type.replace("LowCardinality(", "").replace("Nullable(", "").rstrip(")")
    # What is longer than its bytes allow is cut at home; substringUTF8 needs whole characters.
    return (
        f"substringUTF8(toString({name}), 1, {limit + 1})"
        if inner == "String"
        else f"toString({name})"
    )


def _batch(reading: _Reading, text: bytes) -> pa.RecordBatch:
    columns = reading.table.columns
    names = ["", *(str(place) for place in range(len(columns)))]
    # A line of our own in front, skipped: the reader would take a byte order mark at the
    # beginning of the first cell for one of the file.
    block = b"\n" + text
    try:
        found = pacsv.read_csv(
            io.BytesIO(block),
            read_options=pacsv.ReadOptions(
                column_names=names, skip_rows=1, block_size=len(block) + 1, use_threads=False
            ),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                null_values=["\\N"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        # The reader's own message quotes the row.
        raise ClickHouseError(0) from None
    shown = []
    for column in found.columns[1:]:
        cells, cut = plain_text(column.combine_chunks(), min(cell_limit(columns), CELL_LIMIT))
        reading.cut += cut
        shown.append(cells)
    return pa.RecordBatch.from_arrays(shown, names=[column.name for column in columns])


@contextmanager
def _plainly(place: Address, access: Access) -> Iterator[None]:
    try:
        yield
    except ClickHouseError as error:
        raise SourceError(reason(error, access), source=place.source) from None
