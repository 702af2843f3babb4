# JSON as a table: each element of a list, or each line that is a value, is a row; nested
# paths are columns (nested.py), every cell as text. A guarded program (json_rows.py) does the
# parsing, in memory bounded whatever the length of a line. Small files teach their columns
# whole; of large ones the head does, and what later stands on other paths is kept in a column
# of its own. A sample of a large file of lines reads stretches at seeded places.
from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batch_frame import unpacked
from .batches import Reservoir, bounded, joined
from .encoding import detect_encoding, mark_length
from .guard import guarded
from .guard_frame import Message
from .local import mark, plain_reason
from .nested import MAX_DEPTH, OTHERS
from .pace import pace

__all__ = ["check", "discover", "read"]

_HEAD = 64 * 1024
_LEARN_WHOLE = 16 * 1024 * 1024
_LEARN_HEAD = 4 * 1024 * 1024
_STREAM_WHOLE = 64 * 1024 * 1024
_PLACES = 64
_STRETCH = 256 * 1024
_BLANKS = b"\xef\xbb\xbf\xff\xfe\0 \r\n\t"
_NOT_JSON = "is not JSON"


@dataclass(slots=True)
class _Account:
    """How many rows came, and what was left out."""

    rows: int = 0
    left: list[Message] = field(default_factory=list)


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The one table of a file, its columns the paths in it.

    Rows are counted up to 16 MiB and estimated beyond.
    """
    found = mark(location)
    head = _head(location)
    encoding = detect_encoding(head, whole=found.size_bytes <= len(head))
    if encoding is None:
        raise SourceError("is not text in UTF-8, GB18030 or UTF-16", source=location)
    if not head.strip(_BLANKS):
        raise SourceError("is empty", source=location)
    start = mark_length(head)
    whole = found.size_bytes <= _LEARN_WHOLE
    most = _LEARN_WHOLE if whole else _LEARN_HEAD
    names: Sequence[str] = ()
    rows = octets = 0
    by_line, left = False, False
    for message in _messages(location, access, (encoding, start), most):
        if message[0] == "learnt":
            _, names, rows, octets, by_line = message
        left = left or message[0] == "left"
    pace(access)(octets)
    if not names:
        raise SourceError(_NOT_JSON if left else "holds no value", source=location)
    if not whole:
        rows = rows * (found.size_bytes - start) // octets
        names = [*(name for name in names if name != OTHERS), OTHERS]
    yield Table(
        source=location,
        name=os.path.basename(location),  # noqa: PTH119
        columns=tuple(Column(name, "text") for name in names),
        kind="json",
        rows=rows,
        rows_exact=whole,
        size_bytes=found.size_bytes,
        fingerprint=found.fingerprint,
        options={"encoding": encoding, "start": str(start), "lines": "yes" if by_line else "no"},
    )


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows as text columns, null where a row has nothing there; then what was left out."""
    size = mark(table.source).size_bytes
    account = _Account()
    in_stretches = (
        size > _STREAM_WHOLE
        and table.options["lines"] == "yes"
        and not table.options["encoding"].startswith("utf-16")
    )
    if sample.rows is None:
        for _, batch in _batches(table, access, account):
            yield from bounded(batch)
    elif in_stretches:
        yield from _sampled(table, sample, access, account, size)
    else:
        chosen = Reservoir(sample.rows, sample.seed)
        for _, batch in _batches(table, access, account):
            chosen.add(batch)
        yield from chosen.batches()
    notes = [_note(message) for message in account.left]
    if notes and not account.rows:
        raise SourceError(notes[0], source=table.source)
    for note in notes:
        yield Skipped(table.source, note)


def check(location: str, access: Access) -> None:
    """Nothing for JSON that can be opened and begins as it should; SourceError otherwise."""
    for _table in discover(location, access):
        return


def _sampled(
    table: Table, sample: Sample, access: Access, account: _Account, size: int
) -> Iterator[pa.RecordBatch]:
    """A sample from stretches at random places, one in each part of equal length."""
    assert sample.rows is not None
    start = int(table.options["start"])
    random = np.random.default_rng(sample.seed)
    places = max(1, min(_PLACES, sample.rows))
    part = (size - start) // places
    per_row = (size - start) / max(table.rows or 1, 1)
    length = min(part, max(_STRETCH, int(4 * per_row * sample.rows / places)))
    stretches = [
        (start + n * part + int(random.integers(max(1, part - length))), length)
        for n in range(places)
    ]
    keep = [
        Reservoir(
            sample.rows * (n + 1) // places - sample.rows * n // places,
            int(random.integers(1 << 62)),
        )
        for n in range(places)
    ]
    for number, batch in _batches(table, access, account, stretches):
        keep[number].add(batch)
    yield from joined([batch for each in keep for batch in each.batches()])


def _batches(
    table: Table,
    access: Access,
    account: _Account,
    stretches: Sequence[tuple[int, int]] = (),
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Batches of the table's columns with the number of their stretch."""
    names = [column.name for column in table.columns]
    spend = pace(access)
    options = table.options
    text = (options["encoding"], int(options["start"]))
    reading = (names, options["lines"] == "yes", stretches)
    for message in _messages(table.source, access, text, 0, reading):
        if message[0] == "left":
            account.left.append(message)
            continue
        _, raw, octets, number = message
        spend(octets)
        batch = unpacked(raw, source=table.source)
        account.rows += batch.num_rows
        if OTHERS in batch.schema.names and OTHERS not in names:
            account.left.append(("left", "changed"))
        if batch.num_rows:
            yield number, batch.select(names)


def _messages(path: str, access: Access, *arguments: object) -> Iterator[Message]:
    return guarded("json", path, *arguments, source=path, limits=access.limits)


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(_HEAD)
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None


def _note(message: Message) -> str:
    """What was left out, in plain words."""
    code, numbers = message[1], message[2:]
    if code == "lines":
        bad, first, lines = numbers
        return f"{bad} of {lines} lines are not JSON, the first is line {first}"
    return _NOTES[code].format(*numbers)


_NOTES = {
    "changed": "holds what it did not when its columns were looked at: scan it again",
    "cut": "is cut off after {1} rows",
    "deep": f"nests more than {MAX_DEPTH} levels deep after {{1}} rows",
    "encoding": "has wrong encoding at byte {1}: what cannot be read there is marked",
    "syntax": "cannot be understood as JSON after {1} rows",
}
