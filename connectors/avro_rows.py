# The program that takes Avro files apart (Apache Avro 1.12, object container files), run for
# records_file.py behind guard.py. Records become lines of text (nested.py) under the columns
# their schema declares; rows are counted by the blocks' own word. Messages are arrow_rows.py's.
from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import fastavro

from .batch_frame import packed
from .declared_names import of_avro
from .guard_frame import Fault, Message
from .nested import OTHERS, Nested, events_of

__all__ = ["run"]

_COUNT_WHOLE = 64 * 1024 * 1024
_MAX_WAITING = 8_192
# What a block that is damaged makes the library and its codecs raise.
_BROKEN = (
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    lzma.LZMAError,
    zlib.error,
)
_LISTS = ("[]", "{key}", OTHERS)


def run(file: BinaryIO, act: str) -> Iterator[Message]:
    """What the file holds ("look"), or its rows ("read"): of a damaged one those before."""
    if act == "look":
        yield _table(file)
        return
    reader = fastavro.reader(file)
    nested = Nested(of_avro(reader.writer_schema))
    fault = None
    try:
        for record in reader:
            nested.feed(events_of(record))
            if nested.lines >= _MAX_WAITING:
                yield "rows", packed(nested.take())
    except _BROKEN:
        fault = Fault("damaged")
    if nested.lines:
        yield "rows", packed(nested.take())
    if fault is not None:
        raise fault


def _table(file: BinaryIO) -> Message:
    size = file.seek(0, 2)
    file.seek(0)
    blocks = fastavro.block_reader(file)
    schema: Any = blocks.writer_schema
    names = of_avro(schema)
    rows = None
    # A record with a list in it makes more lines than one.
    if size <= _COUNT_WHOLE and not any(sign in name for name in names for sign in _LISTS):
        rows = sum(block.num_records for block in blocks)
    comments = dict.fromkeys(names, "")
    if isinstance(schema, dict):
        for each in schema.get("fields", ()):
            if each["name"] in comments:
                comments[each["name"]] = str(each.get("doc", ""))
    return "table", names, ["text"] * len(names), list(comments.values()), rows
