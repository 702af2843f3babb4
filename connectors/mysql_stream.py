# The ways to the rows of one table. A table with a key is read in its order, each page a short
# statement of its own that begins where the last one ended, so that the brakes act between
# statements, no snapshot is held and the time limit never ends a long scan; rows written
# meanwhile may be seen or not. A view, and a table without a key, has no place to go on from:
# it comes as one statement that is read slowly, and ends when the server gives nothing for
# the length of the limit. A sample of a small table is drawn row by row, of a large one from
# many places of its key; of a view, and of a large table without a key, it is the first rows.
from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pymysql

from schema.table import Access, Sample, Skipped, Table

from .batches import Reservoir
from .cells import Collected
from .keyrange import NUMBER, places
from .mysql_catalogue import Key, key_of
from .mysql_errors import TIMED_OUT, number, timed_out
from .mysql_rows import Decoder, answer, quoted, select_list
from .mysql_session import Session
from .throttle import Throttle

__all__ = ["Reading", "stream"]

# A page is sized so that its statement brings or takes about this much.
_PAGE_BYTES = 1_000_000
_PAGE_S = 0.05
_FIRST_ROWS = 500
_MOST_ROWS = 50_000
# Up to here every row is visited and drawn by itself, which is fairer than drawing places.
_VISITED_BYTES = 32_000_000
_PLACES = 64
_ROWS_A_PLACE = 5_000
_ROUNDS = 4
# One statement that runs on though nobody reads it any more must end by itself, if it could
# not be ended from outside: the server lets nobody kill what runs in a function of another's.
_LONGEST_STREAM_S = 3600.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One table being read: the session, where rows are collected, and the brakes."""

    session: Session
    table: Table
    rows: Collected
    decoder: Decoder
    brake: Throttle
    access: Access

    @property
    def relation(self) -> str:
        """What a query reads from, quoted as its name needs."""
        database = quoted(self.session.location.database)
        return f"{database}.{quoted(self.table.options['relation'])}"


def stream(reading: Reading, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows wanted, as batches; what a failure leaves unsent stays in `reading.rows`.

    Raises pymysql.Error where the server fails.
    """
    wanted, key = sample.rows, key_of(reading.table)
    if wanted is not None and wanted < 1:
        return
    if wanted is not None and _is_small(reading.table):
        yield from _visited(reading, wanted, sample.seed)
    elif key is None:
        yield from _streamed(reading, wanted)
    elif wanted is None:
        yield from _pages(reading, key)
    else:
        yield from _placed(reading, key, wanted, sample.seed)
    if reading.rows.seen > reading.rows.read:
        yield reading.rows.batch()


def _is_small(table: Table) -> bool:
    size = table.size_bytes
    return not table.options["is_view"] and size is not None and size <= _VISITED_BYTES


def _pages(reading: Reading, key: Key) -> Iterator[pa.RecordBatch]:
    """The table from its first key to its last."""
    rows = reading.rows
    step, last = _FIRST_ROWS, None
    while True:
        if not reading.brake.open():
            # No idle session is kept through the hours in which nothing may be read.
            reading.session.leave_while(reading.brake.wait_for_window)
        where = "" if last is None else f" where {_after(reading, key, last)}"
        mark, before, began = rows.mark, rows.bytes, time.monotonic()
        try:
            came, end = _page(reading, key, where, step)
        except pymysql.Error as error:
            if not timed_out(error) or step == 1 or not rows.drop(mark):
                raise
            if number(error) == TIMED_OUT:
                reading.session.kill()
                reading.session.leave_while(lambda: None)
            step = max(1, step // 8)
            continue
        if rows.full():
            yield rows.batch()
        if came < step:
            return
        last = end
        step = _next_step(step, rows.bytes - before, time.monotonic() - began)


def _placed(reading: Reading, key: Key, wanted: int, seed: int) -> Iterator[pa.RecordBatch]:
    """As many rows as wanted, from many places of the key's first column."""
    name, kind = key.columns[0]
    column = quoted(name)
    ends = _key_ends(reading, column)
    if ends is None:
        return
    count = max(_PLACES, wanted // _ROWS_A_PLACE)
    starts = places(*ends, kind, min(count, wanted), seed)
    # Each stretch is read from its start, and further on in later rounds if rows lack.
    stretches = [
        (f"{column} >= {_literal(reading, kind, start)}", _below(reading, column, kind, after))
        for start, after in zip(starts, [*starts[1:], ""], strict=True)
    ]
    for _ in range(_ROUNDS):
        lacking = wanted - reading.rows.seen
        if lacking <= 0 or not stretches:
            return
        onward = []
        for place, (begin, end) in enumerate(stretches):
            share = lacking * (place + 1) // len(stretches) - lacking * place // len(stretches)
            share = min(share, _MOST_ROWS)
            if not share:
                onward.append((begin, end))
                continue
            came, last = _page(reading, key, f" where ({begin}){end}", share)
            if reading.rows.full():
                yield reading.rows.batch()
            if came == share and last is not None:
                onward.append((_after(reading, key, last), end))
        stretches = onward


def _page(reading: Reading, key: Key, where: str, count: int) -> tuple[int, list[str] | None]:
    """Reads rows in the key's order: how many came, and the key of the last."""
    names = ", ".join(quoted(name) for name, _ in key.columns)
    statement = (
        f"select {select_list(reading.table)}, {names} from {reading.relation}"  # noqa: S608  names are quoted
        f" force index ({quoted(key.index)}){where} order by {names} limit {count}"
    )
    came, last, before = 0, None, reading.rows.bytes
    width = len(reading.table.columns)
    with reading.brake.turn():
        for arrays in answer(reading.session.connection, statement):
            reading.rows.add(reading.decoder.batch(arrays))
            came += len(arrays[0])
            last = [array[-1].as_py().decode() for array in arrays[width:]]
    reading.brake.charge(reading.rows.bytes - before)
    return came, last


def _visited(reading: Reading, wanted: int, seed: int) -> Iterator[pa.RecordBatch]:
    """A sample to which each row belongs with the same chance."""
    with reading.brake.turn():
        counted = reading.session.rows(f"select count(*) from {reading.relation}")  # noqa: S608
    count = int(str(counted[0][0]))
    # Four standard deviations more than wanted: chance hardly ever draws too few.
    share = wanted / max(count, 1) * (1 + 4 / wanted**0.5 + 10 / wanted)
    where = f" where rand({int(seed)}) < {share:.9f}" if share < 1 else ""
    statement = f"select {select_list(reading.table)} from {reading.relation}{where}"  # noqa: S608
    chosen, before = Reservoir(wanted, seed), 0
    with reading.brake.turn():
        for arrays in answer(reading.session.connection, statement):
            batch = reading.decoder.batch(arrays)
            before += batch.nbytes
            chosen.add(batch)
    reading.brake.charge(before)
    for batch in chosen.batches():
        reading.rows.add(batch)
        if reading.rows.full():
            yield reading.rows.batch()


def _streamed(reading: Reading, wanted: int | None) -> Iterator[pa.RecordBatch | Skipped]:
    """One statement, read about a megabyte at a time with rests in between."""
    session, limit_s = reading.session, reading.access.statement_timeout_s
    tail = "" if wanted is None else f" limit {int(wanted)}"
    if wanted is None:
        session.limit_statements(max(_LONGEST_STREAM_S, limit_s))
        session.wait_for_answers(limit_s)
    chunks = answer(
        session.connection,
        f"select {select_list(reading.table)} from {reading.relation}{tail}",  # noqa: S608
    )
    while True:
        with reading.brake.turn():
            arrays = next(chunks, None)
        if arrays is None:
            return
        before = reading.rows.bytes
        reading.rows.add(reading.decoder.batch(arrays))
        reading.brake.charge(reading.rows.bytes - before)
        if reading.rows.full():
            yield reading.rows.batch()
        if not reading.brake.open():
            # The statement cannot be left and gone on with.
            where = f"{reading.table.source}#{reading.table.name}"
            yield Skipped(where, f"the window for reading closed after {reading.rows.seen} rows")
            return


def _next_step(step: int, size: int, took_s: float) -> int:
    fit = min(_PAGE_BYTES / max(size, 1), _PAGE_S / max(took_s, 1e-6))
    return max(1, min(int(step * min(max(fit, 0.25), 4.0)), _MOST_ROWS))


def _key_ends(reading: Reading, column: str) -> tuple[str, str] | None:
    """The smallest and the largest key, None in an empty table."""
    statement = f"select min({column}), max({column}) from {reading.relation}"  # noqa: S608
    with reading.brake.turn():
        ((low, high),) = answer(reading.session.connection, statement)
    return (low[0].as_py().decode(), high[0].as_py().decode()) if low[0].is_valid else None


def _below(reading: Reading, column: str, kind: str, after: str) -> str:
    return f" and {column} < {_literal(reading, kind, after)}" if after else ""


def _after(reading: Reading, key: Key, last: Sequence[str]) -> str:
    """Keys behind one that was read; the order of an index of several columns, spelled out."""
    shown = [
        (quoted(name), _literal(reading, kind, value))
        for (name, kind), value in zip(key.columns, last, strict=True)
    ]
    ways = []
    for place, (name, value) in enumerate(shown):
        same = [f"{before} = {at}" for before, at in shown[:place]]
        ways.append("(" + " and ".join([*same, f"{name} > {value}"]) + ")")
    return " or ".join(ways) if len(ways) == 1 else "(" + " or ".join(ways) + ")"


def _literal(reading: Reading, kind: str, value: str) -> str:
    if kind == NUMBER:
        if not re.fullmatch(r"-?\d+(\.\d+)?", value):
            raise pymysql.DataError(0, "")
        return value
    return str(reading.session.connection.escape(value))
