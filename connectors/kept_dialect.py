# A delimited text written again with other values in some of its cells and all else as it was:
# byte order mark, encoding, delimiter, line ends, and every byte of the cells that stay. A
# changed cell is quoted where it was, or has to be. What stands above the table, titles and
# remarks, is no cell of it and is left out.
from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schema import Access, Sample, Skipped, SourceError, Table

from .cell_bounds import Bounds, Signs, cell_bounds
from .delimited import Account, parsed, read
from .encoding import DecodedStream, mark_length
from .formats import suffix_of
from .local import plain_reason
from .pace import pace

__all__ = ["Stretch", "keeps_dialect", "opening", "rewritten", "stretches"]

_BLOCK = 4 * 1024 * 1024
_MOST = 8 * 1024 * 1024
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole records of a text: their bytes, where their cells lie, and what the cells say."""

    raw: bytes
    bounds: Bounds
    batch: pa.RecordBatch


def keeps_dialect(table: Table, destination: str) -> bool:
    """Whether a copy of the table under this name is the same text with some cells changed."""
    return table.kind == "delimited" and suffix_of(destination) == suffix_of(table.source)


def stretches(table: Table, access: Access) -> Iterator[Stretch | Skipped]:
    """The data of a delimited text from its first record to its last.

    What cannot be read as the table is told as a Skipped, and ends it.
    """
    signs, width = _signs(table), len(table.columns)
    spend = pace(access)
    held = b""
    try:
        with open(table.source, "rb") as file:  # noqa: PTH123
            file.seek(int(table.options["start"]))
            more = file.read(_BLOCK)
            while more:
                spend(len(more))
                held += more
                more = file.read(_BLOCK)
                bounds = cell_bounds(held, signs, width, last=not more)
                if bounds is not None and more and not bounds.end and len(held) < _MOST:
                    continue
                stretch = None if bounds is None else _stretch(held, bounds, table)
                if stretch is None:
                    yield from _told(table, access)
                    return
                yield stretch
                held = held[stretch.bounds.end :]
    except OSError as error:
        raise SourceError(plain_reason(error), source=table.source) from None


def opening(table: Table, names: Collection[str]) -> bytes:
    """What stands before the data: the byte order mark, and the header where there is one, with
    these columns.
    """
    top, start = int(table.options["top"]), int(table.options["start"])
    try:
        with open(table.source, "rb") as file:  # noqa: PTH123
            head = file.read(max(start, _HEAD))
    except OSError as error:
        raise SourceError(plain_reason(error), source=table.source) from None
    mark = head[: mark_length(head)]
    if not table.named or start <= top:
        return mark
    raw = head[top:start]
    bounds = cell_bounds(raw, _signs(table), len(table.columns), last=True)
    if bounds is None or len(bounds.starts) != 1:
        raise SourceError("has a header that is not as wide as its rows", source=table.source)
    dropped = [column.name not in names for column in table.columns]
    nothing: pa.Array[Any] = pa.array([b""], pa.binary())
    changes = {place: nothing for place, is_dropped in enumerate(dropped) if is_dropped}
    return mark + _joined(raw, bounds, changes, set(changes))


def rewritten(
    table: Table, stretch: Stretch, shown: pa.RecordBatch, changed: Collection[str]
) -> bytes:
    """The stretch with the cells that `shown` has in columns that `changed`; columns that it does
    not have are left out.

    Raises ValueError where a cell cannot be written: the text has no quotes, and the value
    has a delimiter or line end, or is all of an empty line.
    """
    signs = _signs(table)
    changes: dict[int, pa.Array[Any]] = {}
    dropped: set[int] = set()
    alone = shown.num_columns == 1
    nothing = pa.array([b""] * shown.num_rows, pa.binary())
    for place, column in enumerate(table.columns):
        if column.name not in shown.schema.names:
            changes[place] = nothing
            dropped.add(place)
        elif column.name in changed:
            try:
                was = _quoted(stretch, signs, place)
                changes[place] = _written(shown.column(column.name), signs, was, alone=alone)
            except ValueError as error:
                raise ValueError(f"column {column.name}: {error}") from None
    return _joined(stretch.raw, stretch.bounds, changes, dropped)


def _signs(table: Table) -> Signs:
    options = table.options
    return Signs(options["encoding"], options["delimiter"], options["quote"], options["escape"])


def _stretch(held: bytes, bounds: Bounds, table: Table) -> Stretch | None:
    """The records with what a parser reads in them; None where the two do not agree."""
    raw = held[: bounds.end]
    account = Account()
    stream = DecodedStream(io.BytesIO(raw), table.options["encoding"], lambda _size: None)
    batches = list(parsed(stream, table, account))
    if stream.first_damage is not None or account.notes or account.ragged:
        return None
    if account.rows != len(bounds.starts) or not raw:
        return None
    schema = pa.schema([(column.name, pa.string()) for column in table.columns])
    whole = pa.Table.from_batches(batches, schema).combine_chunks().to_batches()
    batch = whole[0] if whole else pa.RecordBatch.from_pylist([], schema)
    return Stretch(raw, bounds, batch)


def _told(table: Table, access: Access) -> Iterator[Skipped]:
    """What the table's reader says is left out."""
    told = False
    for part in read(table, Sample(rows=None), access):
        if isinstance(part, Skipped):
            told = True
            yield part
    if not told:
        yield Skipped(table.source, "cannot be understood as delimited text")


def _quoted(stretch: Stretch, signs: Signs, place: int) -> pa.Array[Any]:
    """Which cells of a column stand in quotes."""
    starts, ends = stretch.bounds.starts[:, place], stretch.bounds.ends[:, place]
    if not signs.quote:
        return pa.array(np.zeros(len(starts), bool))
    sign = signs.quote.encode(signs.encoding)
    raw = np.frombuffer(stretch.raw, np.uint8)
    is_quote = ends - starts >= 2 * len(sign)
    for at, octet in enumerate(sign):
        is_quote &= raw[np.minimum(starts + at, len(raw) - 1)] == octet
    return pa.array(is_quote)


def _written(
    column: pa.Array[Any], signs: Signs, was_quoted: pa.Array[Any], *, alone: bool
) -> pa.Array[Any]:
    """The column's cells as bytes in the text's own spelling."""
    plain: Any = column.cast(pa.string())
    texts: Any = pc.fill_null(plain, "")
    special = f"{signs.delimiter}\r\n{signs.quote}{signs.escape}"
    pattern = "[" + "".join(f"\\x{ord(sign):02x}" for sign in special) + "]"
    needs: Any = pc.match_substring_regex(texts, pattern)
    if alone:
        needs = pc.or_(needs, pc.equal(texts, pa.scalar("")))
    if signs.quote:
        inside: Any = texts
        if signs.escape:
            for sign in (signs.escape, signs.quote):
                inside = pc.replace_substring(inside, sign, signs.escape + sign)
        else:
            inside = pc.replace_substring(inside, signs.quote, signs.quote * 2)
        quote = pa.scalar(signs.quote)
        enclosed = pc.binary_join_element_wise(quote, inside, quote, "")
        texts = pc.if_else(pc.or_(needs, was_quoted), enclosed, texts)
    elif pc.any(needs).as_py():
        raise ValueError("a masked value has the text's delimiter in it, and the text no quotes")
    if signs.encoding == "utf-8":
        encoded: pa.Array[Any] = texts.cast(pa.binary())
        return encoded
    return pa.array([text.encode(signs.encoding) for text in texts.to_pylist()], pa.binary())


def _joined(
    raw: bytes, bounds: Bounds, changes: dict[int, pa.Array[Any]], dropped: Collection[int]
) -> bytes:
    """The text with cells of the changed columns exchanged, those of dropped ones gone."""
    rows, width = bounds.starts.shape
    if not rows or not changes:
        return raw
    last = max((place for place in range(width) if place not in dropped), default=-1)
    cuts: list[Any] = []
    for place in sorted(changes):
        start, end = bounds.starts[:, place], bounds.ends[:, place]
        if place in dropped and place < last:
            # With the delimiter behind it; at the end of a record with that before it.
            end = bounds.starts[:, place + 1]
        elif place in dropped and place:
            start = bounds.ends[:, place - 1]
        cuts += [start, end]
    offsets = np.concatenate([[0], np.stack(cuts, axis=1).ravel(), [len(raw)]]).astype(np.int32)
    # Pieces of the text that stay and that go, in turns; then what comes in their place.
    pieces: pa.Array[Any] = pa.BinaryArray.from_buffers(
        pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(raw)]
    )
    values = [changes[place] for place in sorted(changes)]
    order = np.arange(len(pieces), dtype=np.int64)
    count = len(values)
    first = len(pieces) + np.arange(count, dtype=np.int64) * rows
    order[1::2] = (first[None, :] + np.arange(rows, dtype=np.int64)[:, None]).ravel()
    both: Sequence[Any] = [pieces, *values]
    taken: Any = pa.concat_arrays(list(both)).take(pa.array(order))
    _, places, content = taken.buffers()
    if content is None:
        return b""
    begin, end = np.frombuffer(places, np.int32)[[0, len(taken)]]
    joined: bytes = content.slice(int(begin), int(end - begin)).to_pybytes()
    return joined
