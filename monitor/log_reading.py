# What reading a piece of a log gives: its events, the line that each begins in, and the lines
# that nobody here understands. An event's id follows from where it stands: the file it is in,
# whatever that is called by now, the line and the time. So two lines that say the same are two
# events, and a line read again is the same one.
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .column import Column, text_array
from .event import with_columns

__all__ = ["About", "Lines", "Read", "Reading", "lines_of", "told_apart"]

Lines = npt.NDArray[np.int64]

_ID_BYTES: Final = 10
_MARK: Final = b"ev-"
_FIGURES: Final = np.frombuffer(b"0123456789abcdef", np.uint8)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a log beside its text.

    `observer` is its name; `latest` says the time after which nothing of it can have been written,
    by which dates without a year are read; `zone` the offset of times without one; `fields` the operator's names for columns.
    """

    observer: str
    latest: Callable[[], dt.datetime] | None = None
    zone: str = "+0000"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The events of a piece; `lines` is where each begins, `unread` what fits nothing, from 0 on."""

    events: pa.RecordBatch
    lines: Lines
    unread: Lines


Read = Callable[[str], Reading]


def lines_of(text: str) -> list[str]:
    r"""The lines of a text; only line feeds end one, since other marks may stand within.

    >>> lines_of("a\\r\\nb\\x0bc\\n")
    ['a', 'b\\x0bc']
    """
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines] if "\r" in text else lines


def told_apart(reading: Reading, identity: str, first: int) -> pa.RecordBatch:
    """The events with their ids; `first` is the line of the file that the piece begins in."""
    batch = reading.events
    observers = batch.column("observer.name")
    observer = observers[0].as_py() if batch.num_rows else ""
    head = hashlib.blake2b(f"{observer}\0{identity}\0".encode(), digest_size=_ID_BYTES)
    stamps = batch.column("@timestamp").cast(pa.int64()).to_numpy().tolist()
    lines = (reading.lines + first).tolist()
    said = [b"%d\0%d\0%d" % each for each in zip(lines, stamps, _orders(lines), strict=True)]
    digests = []
    for each in said:
        digest = head.copy()
        digest.update(each)
        digests.append(digest.digest())
    return with_columns(batch, {"event.id": _ids(b"".join(digests), len(digests))})


def _orders(lines: list[int]) -> list[int]:
    """For each event how many of its line come before it."""
    if len(set(lines)) == len(lines):
        return [0] * len(lines)
    orders, before, order = [], -1, 0
    for line in lines:
        order = order + 1 if line == before else 0
        before = line
        orders.append(order)
    return orders


def _ids(digests: bytes, rows: int) -> Column:
    """An id for each digest: its octets in two figures each behind a mark."""
    mark, wide = np.frombuffer(_MARK, np.uint8), len(_MARK) + 2 * _ID_BYTES
    written = np.empty((rows, wide), np.uint8)
    written[:, : len(mark)] = mark
    octets = np.frombuffer(digests, np.uint8).reshape(rows, _ID_BYTES)
    written[:, len(mark) :: 2] = _FIGURES[octets >> 4]
    written[:, len(mark) + 1 :: 2] = _FIGURES[octets & 15]
    bounds = np.arange(0, (rows + 1) * wide, wide, dtype=np.int32)
    return text_array(rows, bounds, written)
