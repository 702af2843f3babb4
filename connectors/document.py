# Documents, source code and settings as tables of text: each row a line, paragraph or page,
# with the part of the document it is from. Finding one opens no more than its head; a guarded
# program for each format takes it apart when it is read.
from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence

import pyarrow as pa

from schema import HOLDS, Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded
from .encoding import detect_encoding
from .formats import format_of, suffix_of
from .guard import guarded
from .guard_frame import Message
from .local import FileMark, in_units, mark, plain_reason
from .pace import pace

__all__ = ["check", "discover", "faults_of", "read"]

_PEEK = 64 * 1024
# The program that reads a format.
_PROGRAMS = {
    "text": "text",
    "html": "html",
    "docx": "docx",
    "pptx": "pptx",
    "odf": "odf",
    "ofd": "ofd",
    "pdf": "pdf",
    "mail": "mail",
    "image": "image",
    "ole": "ole",
}
_OF_TEXT = frozenset({"text", "html"})
_COLUMNS = (
    Column("part", "locator", holds="place"),
    Column("text", "text", holds="prose"),
)
_SCHEMA = pa.schema(
    [
        pa.field(column.name, pa.string(), metadata={HOLDS: column.holds.encode()})
        for column in _COLUMNS
    ]
)
_FAULTS = {
    "locked": "is protected by a password",
    "damaged": "is damaged or cut off",
    "deep": "is nested too deep",
    "declared": "declares entities of its own, which no document needs and some use to do harm",
    "macro": "holds a macro, which is not looked into",
    "embedded": "holds {} embedded files, which are not looked into",
    "pictures": "holds no text but {} pictures, which are not looked into",
    "old": "is in the format of before 2007: save it as .docx or .pptx",
    "pages": "has {} pages that could not be read, the first is page {}",
    "doubtful": "has {} pages of which some text may not have been read, the first is page {}",
    "scanned": "has {} pages that are pictures, the first is page {}: pip install 'tongguan[ocr]' reads them",
    "ocr": "is a picture: pip install 'tongguan[ocr]' reads the text in it",
    "picture": "is no picture that can be read",
    "xfa": "holds a form that a program makes up (XFA), which is not looked into",
    "fields": "has filled fields that are not drawn: print it into a PDF first",
    "glyphs": "has {} pages whose fonts do not say what they show, the first is page {}: nobody can tell what stands there",
    "drawn": "has {} pages that are pictures or drawings without text, the first is page {}: what they show is not looked into",
    "encoding": "has wrong encoding at byte {}: what cannot be read there is marked",
    "part": "has a part that is damaged",
}


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The document as one table of parts and texts; rows are not counted."""
    head = _head(location)
    pace(access)(len(head))
    kind = format_of(head, suffix_of(location)) or "text"
    # An empty page of source code is no fault: packages are full of them.
    nothing = kind == "text" and not head
    found = FileMark(0, "0") if nothing else mark(location)
    if kind in _OF_TEXT and not nothing and not detect_encoding(head, whole=len(head) < _PEEK):
        raise SourceError("is not text in UTF-8, GB18030 or UTF-16", source=location)
    yield Table(
        source=location,
        name=os.path.basename(location),  # noqa: PTH119
        columns=_COLUMNS,
        kind="document",
        rows=0 if nothing else None,
        rows_exact=nothing,
        size_bytes=found.size_bytes,
        fingerprint=found.fingerprint,
        options={"format": kind},
    )


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Parts and texts in the document's order, pages that are pictures last; then, as a
    Skipped, what was left out.
    """
    if table.rows == 0:
        return
    pace(access)(mark(table.source).size_bytes)
    rows = 0
    notes: list[str] = []
    chosen = None if sample.rows is None else Reservoir(sample.rows, sample.seed)
    try:
        for message in _all_messages(table, access):
            if message[0] == "left":
                notes.append(_reason(message[1], message[2:], access))
                continue
            columns = [pa.array(each, pa.string()) for each in message[1:]]
            batch = pa.record_batch(columns, schema=_SCHEMA)
            rows += batch.num_rows
            if chosen is None:
                yield from bounded(batch)
            else:
                chosen.add(batch)
    except SourceError as error:
        notes.append(error.problem if not rows else f"{error.problem}, after {rows} texts")
    if chosen is not None:
        yield from chosen.batches()
    if notes and not rows:
        raise SourceError(notes[0], source=table.source)
    for note in notes:
        yield Skipped(table.source, note)


def check(location: str, access: Access) -> None:
    """Nothing for a document with text in it; SourceError otherwise."""
    for table in discover(location, access):
        if isinstance(table, Table):
            next(iter(read(table, Sample(rows=None), access)), None)


def _all_messages(table: Table, access: Access) -> Iterator[Message]:
    """What a document's program says; of pages that are pictures, another's, where it is there."""
    kind = table.options["format"]
    if kind == "image" and not _reads_pictures():
        raise SourceError(_FAULTS["ocr"], source=table.source)
    scanned = False
    for message in _messages(_PROGRAMS[kind], table, access):
        if message[:2] == ["left", "scanned"] and _reads_pictures():
            scanned = True
        else:
            yield message
    if scanned:
        yield from _messages("scanned", table, access)


def _reads_pictures() -> bool:
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def _messages(program: str, table: Table, access: Access) -> Iterator[Message]:
    limits = access.limits
    asked = (limits.max_unpacked_bytes, limits.max_ratio)
    faults = faults_of(access)
    return guarded(program, table.source, asked, source=table.source, limits=limits, faults=faults)


def faults_of(access: Access) -> dict[str, str]:
    """What a program may find wrong with a document, in plain words."""
    return _FAULTS | {code: _reason(code, (), access) for code in ("unpacked", "ratio")}


def _reason(code: str, numbers: Sequence[int], access: Access) -> str:
    if code == "unpacked":
        return f"unpacks to more than {in_units(access.limits.max_unpacked_bytes)}"
    if code == "ratio":
        return f"unpacks to more than {access.limits.max_ratio} times its size"
    return _FAULTS.get(code, _FAULTS["damaged"]).format(*numbers)


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(_PEEK)
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None
