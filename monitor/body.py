# Content as it passed, made into tables and texts: packing taken off (gzip, deflate), forms and
# multipart taken apart, JSON and delimited text as rows. Everything is bounded, since whoever
# sends it may mean harm; what is left out is counted as missing.
from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.parser import BytesHeaderParser
from itertools import chain
from operator import itemgetter
from typing import Final, cast
from urllib.parse import parse_qsl

import msgspec
import pyarrow as pa

from .column import Column, column
from .noted import Body

__all__ = ["Piece", "pieces_of", "unpacked"]

_MOST_UNPACKED: Final = 64 << 20
_MOST_RATIO: Final = 200
_MOST_PARTS: Final = 1_000
_MOST_DEPTH: Final = 3
_MOST_NESTED: Final = 20
_MOST_COLUMNS: Final = 500
_MOST_ROWS: Final = 200_000
_SNIFFED: Final = 4_096
_LINES_MEAN_TABLE: Final = 3
_IMAGES: Final = ("image/", "video/", "audio/", "font/")
_CSV: Final = ("text/csv", "application/csv", "text/tab-separated-values")
_FORM: Final = re.compile(rb"[\x21-\x7e]*[\r\n]*")
_TAG: Final = re.compile(r"<[^<>]{1,2000}>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a body that can be looked into: rows, or a text where `rows` is None.

    `missing` counts bytes of it that were sent and could not be looked at. `octets` are those
    of the file that it is, where it is one.
    """

    rows: pa.RecordBatch | None = None
    text: str = ""
    rows_sent: int | None = None
    missing: int = 0
    name: str = ""
    octets: bytes = field(default=b"", repr=False)


def pieces_of(body: Body) -> Iterator[Piece]:
    """What a body holds that can be looked into; pictures and the like give nothing."""
    if body.rows is not None:
        yield Piece(rows=body.rows, rows_sent=body.rows_sent, missing=body.missing)
        return
    yield from _pieces(body, 0)


def _pieces(body: Body, depth: int) -> Iterator[Piece]:
    octets, left = unpacked(body.octets, body.coding)
    media, _, parameters = body.media.partition(";")
    media = media.strip().lower()
    missing = body.missing + left
    if media.startswith(_IMAGES):
        return
    if media.startswith("multipart/") and depth < _MOST_DEPTH:
        for part in _parts(octets, parameters):
            yield from _pieces(replace(part, way=body.way), depth + 1)
        return
    if octets[:2] == b"\x1f\x8b" and depth < _MOST_DEPTH:
        yield from _pieces(replace(body, octets=octets, coding="gzip", missing=missing), depth + 1)
        return
    # Much is sent under this name that is no form: it is what clients say unless told otherwise.
    if media == "application/x-www-form-urlencoded" and _FORM.fullmatch(octets[:_SNIFFED]):
        yield from _form(octets, missing)
        return
    json = media.endswith("json") and octets[:1] in (b"{", b"[")
    if json and "charset" not in parameters and (rows := _whole_json(octets)) is not None:
        for each in rows:
            yield Piece(rows=each, missing=missing, name=body.name, octets=octets)
        return
    text = _text(octets, parameters)
    if text is None:
        # It may still be a file that somebody knows.
        yield Piece(octets=octets, missing=missing, name=body.name)
        return
    head = text[:_SNIFFED].lstrip()
    if (media.endswith("json") or head[:1] in ("{", "[")) and (rows := _json(text)) is not None:
        for each in rows:
            yield Piece(rows=each, missing=missing, name=body.name, octets=octets)
    elif (media in _CSV or _looks_delimited(text)) and (table := _delimited(text)) is not None:
        yield Piece(rows=table, missing=missing, name=body.name, octets=octets)
    else:
        marked = media in ("text/html", "application/xhtml+xml", "text/xml", "application/xml")
        text = _TAG.sub(" ", text) if marked or head[:1] == "<" else text
        yield Piece(text=text, missing=missing, name=body.name, octets=octets)


def unpacked(octets: bytes, coding: str) -> tuple[bytes, int]:
    """Octets without their packings, the last put on first off; and how many stayed packed."""
    for each in reversed([one.strip().lower() for one in coding.split(",") if one.strip()]):
        if each in ("gzip", "x-gzip"):
            octets = _inflated(octets, 31)
        elif each == "deflate":
            # By the standard in zlib's frame, by some servers without one.
            octets = _inflated(octets, 15) or _inflated(octets, -15)
        elif each != "identity":
            return b"", len(octets)
    return octets, 0


def _inflated(octets: bytes, window: int) -> bytes:
    inflate = zlib.decompressobj(window)
    most = min(_MOST_UNPACKED, max(1 << 20, len(octets) * _MOST_RATIO))
    try:
        return inflate.decompress(octets, most)
    except zlib.error:
        return _as_far_as_it_goes(octets, window, most)


def _as_far_as_it_goes(octets: bytes, window: int, most: int) -> bytes:
    """What stands before the damage: a gap in a capture breaks what follows, not what was."""
    inflate, parts, size = zlib.decompressobj(window), [], 0
    for at in range(0, len(octets), 1_024):
        try:
            parts.append(inflate.decompress(octets[at : at + 1_024], most - size))
        except zlib.error:
            break
        size += len(parts[-1])
        if size >= most:
            break
    return b"".join(parts)


def _parts(octets: bytes, parameters: str) -> Iterator[Body]:
    found = re.search(r'boundary="?([^";]{1,200})', parameters)
    if found is None:
        return
    mark = b"--" + found[1].strip().encode("latin-1", "replace")
    for each in octets.split(mark)[1 : _MOST_PARTS + 1]:
        head, gap, content = each.lstrip(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = BytesHeaderParser().parsebytes(head)
        name = headers.get_filename() or str(headers.get_param("name", "", "content-disposition"))
        content = content.removesuffix(b"\r\n")
        said = headers.get_content_type() if "content-type" in headers else "text/plain"
        yield Body("forth", content, media=said, name=name)


def _form(octets: bytes, missing: int) -> Iterator[Piece]:
    pairs = parse_qsl(octets.decode("utf-8", "replace"), max_num_fields=None)[:_MOST_COLUMNS]
    if not pairs:
        return
    yield Piece(rows=_table([dict(pairs)])[0], missing=missing)
    # A field may carry a whole document of its own.
    for _, value in pairs:
        if value[:1] in ("{", "[") and (rows := _json(value)) is not None:
            yield from (Piece(rows=each, missing=missing) for each in rows)


def _text(octets: bytes, parameters: str) -> str | None:
    """The octets as text, None where they are none."""
    if b"\0" in octets[:_SNIFFED]:
        return None
    said = re.search(r"charset=\"?([\w-]+)", parameters)
    for coding in filter(None, (said and said[1], "utf-8", "gb18030")):
        try:
            return octets.decode(coding)
        except (UnicodeDecodeError, LookupError):
            continue
    return octets.decode("utf-8", "replace")


def _whole_json(octets: bytes) -> list[pa.RecordBatch] | None:
    """As `_json`, of a single document in UTF-8, which needs no text of its own; None for others."""
    try:
        document = msgspec.json.decode(octets)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    tables: list[pa.RecordBatch] = []
    _gather(document, tables, 0)
    return tables


def _json(text: str) -> list[pa.RecordBatch] | None:
    """Every list of records in a document, or its lines, as tables; None where it is no JSON."""
    documents: list[object] = []
    try:
        documents = [msgspec.json.decode(text)]
    except msgspec.DecodeError:
        for line in text.splitlines():
            try:
                documents.append(msgspec.json.decode(line))
            except (msgspec.DecodeError, RecursionError):
                break
        if not documents:
            return None
    except RecursionError:
        return None
    tables: list[pa.RecordBatch] = []
    _gather(documents[0] if len(documents) == 1 else documents, tables, 0)
    return tables


def _gather(value: object, tables: list[pa.RecordBatch], depth: int) -> None:
    """The lists of objects in a value, and objects that stand alone, as tables."""
    if depth > _MOST_NESTED or len(tables) > _MOST_PARTS:
        return
    if isinstance(value, dict):
        several: list[Sequence[Mapping[str, object]]] = [[value]]
    elif isinstance(value, list):
        several = list(_rows_of(value[:_MOST_ROWS]))
    else:
        return
    for records in several:
        if records:
            table, nested = _table(records)
            if table.num_columns:
                tables.append(table)
            for inner in nested:
                _gather(inner, tables, depth + 1)


def _rows_of(value: Sequence[object]) -> Iterator[Sequence[Mapping[str, object]]]:
    """A list's objects as rows, its lists as rows without names, what is neither as a column."""
    if set(map(type, value)) == {dict}:
        yield cast("Sequence[Mapping[str, object]]", value)
        return
    yield [each for each in value if isinstance(each, dict)]
    lists = [each for each in value if isinstance(each, list)]
    wide = min(max(map(len, lists), default=0), _MOST_COLUMNS)
    names = [f"c{place + 1}" for place in range(wide)]
    yield [dict(zip(names, each, strict=False)) for each in lists]
    yield [{"value": each} for each in value if not isinstance(each, dict | list)]


def _table(records: Sequence[Mapping[str, object]]) -> tuple[pa.RecordBatch, list[object]]:
    """Records as rows, their cells as text, and the lists and objects that stand in cells."""
    names = list(dict.fromkeys(chain.from_iterable(records)))[:_MOST_COLUMNS]
    columns: dict[str, Column] = {}
    nested: list[object] = []
    for name in names:
        try:
            values = list(map(itemgetter(name), records))
        except KeyError:
            values = [record.get(name) for record in records]
        found = _plain(values)
        if found is None:
            nested += [each for each in values if isinstance(each, list | dict)]
            found = column([_cell(each) for each in values], pa.string())
            if found.null_count == len(found):
                continue
        columns[name] = found
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns)), nested


def _plain(values: Sequence[object]) -> Column | None:
    """A column of cells of one simple kind as text; None for any other, to be done cell by cell."""
    try:
        made = column(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return None
    if pa.types.is_nested(made.type) or pa.types.is_floating(made.type):
        return None
    return made.cast(pa.string())


def _cell(value: object) -> str | None:
    if value is None or isinstance(value, list | dict):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _looks_delimited(text: str) -> bool:
    lines = text[:_SNIFFED].splitlines()[:20]
    if len(lines) < _LINES_MEAN_TABLE:
        return False
    whole = lines[:-1]
    return any(
        (count := whole[0].count(mark)) and all(line.count(mark) == count for line in whole)
        for mark in (",", "\t", ";", "|")
    )


def _delimited(text: str) -> pa.RecordBatch | None:
    first = text.partition("\n")[0]
    mark = max((",", "\t", ";", "|"), key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if row]
    except csv.Error:
        return None
    if len(rows) < 2:
        return None
    width = min(len(rows[0]), _MOST_COLUMNS)
    # A first row that says what the columns are has no digits in it.
    headed = not any(re.search(r"\d{5}", cell) for cell in rows[0])
    names = rows[0][:width] if headed else [f"c{place + 1}" for place in range(width)]
    names = [
        name if name and names.index(name) == place else f"c{place + 1}"
        for place, name in enumerate(names)
    ]
    body = rows[1 if headed else 0 :][:_MOST_ROWS]
    columns = [
        pa.array([row[place] if place < len(row) else None for row in body], pa.string())
        for place in range(width)
    ]
    return pa.RecordBatch.from_arrays(columns, names=names)
