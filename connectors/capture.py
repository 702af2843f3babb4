# Captures of network traffic as Arrow batches: pcap and pcapng files, packed by gzip or not, in
# bounded memory. Frames are not copied: a value of `frame` begins with the `captured` bytes of
# a packet, and what follows it in the file up to the next packet may stand behind them.
#
# Formats: draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng.
from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa

from schema import Skipped, SourceError

from .capture_blocks import Fault, Ng, Plain, Taken, Walk
from .local import plain_reason

__all__ = ["CAPTURED", "captured_batch", "is_capture", "read_capture"]

_FIELDS: list[pa.Field[pa.DataType]] = [
    pa.field("time", pa.timestamp("ns", tz="UTC"), nullable=False),
    pa.field("link", pa.uint16(), nullable=False),
    pa.field("wire", pa.int64(), nullable=False),
    pa.field("captured", pa.int64(), nullable=False),
    pa.field("frame", pa.large_binary(), nullable=False),
]
CAPTURED: pa.Schema = pa.schema(_FIELDS)
_BLOCK = 8 << 20
_GZIP = b"\x1f\x8b"
_SECTION = 0x0A0D0D0A
_MAGICS = {
    0xA1B2C3D4: ("<", 1_000),
    0xD4C3B2A1: (">", 1_000),
    0xA1B23C4D: ("<", 1),
    0x4D3CB2A1: (">", 1),
}
_NO_CAPTURE = "is not a capture in the formats pcap or pcapng"


def is_capture(path: Path) -> bool:
    """Whether the file begins as a capture does."""
    try:
        with _opened(path) as file:
            head = file.read(4)
    except (OSError, EOFError, zlib.error):
        return False
    return len(head) == 4 and int.from_bytes(head, "little") in (*_MAGICS, _SECTION)


def read_capture(path: Path) -> Iterator[pa.RecordBatch | Skipped]:
    """The packets of a capture in the file's order, as batches of `CAPTURED`.

    A Skipped says what is wrong with the file and how far it was read: a tail cut off, a
    length that cannot be. Raises SourceError where the file is no capture or cannot be opened.
    """
    try:
        with _opened(path) as file:
            walk, rest = _begun(file.read(24), str(path))
            yield from _batches(file, rest, walk, str(path))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise SourceError(_NO_CAPTURE, source=str(path)) from None
    except OSError as error:
        raise SourceError(plain_reason(error), source=str(path)) from None


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path)) if packed else path.open("rb")


def _begun(head: bytes, source: str) -> tuple[Walk, memoryview]:
    """How this file is walked through, and what of its head is still to be walked."""
    magic = int.from_bytes(head[:4], "little")
    if magic == _SECTION:
        return Ng(), memoryview(head)
    if magic not in _MAGICS or len(head) < 24:
        raise SourceError(_NO_CAPTURE, source=source)
    order, tick = _MAGICS[magic]
    (link,) = Struct(f"{order}I").unpack_from(head, 20)
    return Plain(order, tick, link & 0xFFFF), memoryview(b"")


def _batches(
    file: BinaryIO, rest: memoryview, walk: Walk, source: str
) -> Iterator[pa.RecordBatch | Skipped]:
    packets, whole, more = 0, True, True
    while more and whole:
        held, more, whole = _read(file, rest)
        fault = False
        try:
            end = walk.through(held)
        except Fault:
            fault, end = True, len(held)
        found = walk.taken()
        if len(found[0]):
            packets += len(found[0])
            yield captured_batch(held, found)
        if fault:
            yield Skipped(source, f"is damaged after {packets:,} packets: the rest was not read")
            return
        rest = held[end:]
    if len(rest) or not whole:
        yield Skipped(source, f"ends within a packet, after {packets:,} whole ones")


def _read(file: BinaryIO, rest: memoryview) -> tuple[memoryview, bool, bool]:
    """What was left and a block behind it, whether there may be more, and whether it is whole.

    A packed file that breaks off is not whole; what was unpacked before counts.
    """
    held = np.empty(len(rest) + _BLOCK, np.uint8).data
    held[: len(rest)] = rest
    at = len(rest)
    try:
        while at < len(held):
            size = file.readinto1(held[at:])  # type: ignore[attr-defined]
            if not size:
                return held[:at], False, True
            at += size
    except (EOFError, zlib.error):
        return held[:at], False, False
    return held, True, True


def captured_batch(held: memoryview, found: Taken) -> pa.RecordBatch:
    """A batch of `CAPTURED`, of one packet at least, whose frames are where `found` says."""
    starts, captured, wire, time, link = found
    offsets = np.append(starts, starts[-1] + captured[-1])
    frames = pa.Array.from_buffers(
        pa.large_binary(), len(starts), [None, pa.py_buffer(offsets.data), pa.py_buffer(held)]
    )
    return pa.RecordBatch.from_arrays(
        [
            pa.array(time).view(pa.timestamp("ns", tz="UTC")),
            pa.array(link),
            pa.array(wire),
            pa.array(captured),
            frames,
        ],
        schema=CAPTURED,
    )
