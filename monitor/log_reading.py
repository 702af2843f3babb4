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

from .event import with_columns

__all__ = ["About", "Lines", "Read", "Reading", "lines_of", "told_apart"]

Lines = npt.NDArray[np.int64]

_ID_BYTES: Final = 10


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
    stamps = batch.column("@timestamp").cast(pa.int64()).to_numpy()
    ids = []
    before, order = -1, 0
    for line, stamp in zip((reading.lines + first).tolist(), stamps.tolist(), strict=True):
        order = order + 1 if line == before else 0
        before = line
        digest = head.copy()
        digest.update(b"%d\0%d\0%d" % (line, stamp, order))
        ids.append(f"ev-{digest.hexdigest()}")
    return with_columns(batch, {"event.id": pa.array(ids, pa.string())})
