# Times and links as tshark has them: several interfaces with clocks of their own in one file, blocks
# of the older form, nanoseconds in pcap, in either order of bytes.
from __future__ import annotations

import struct
from pathlib import Path

import pyarrow as pa
import pytest
from made_packets import ethernet, ip
from tshark import TSHARK, fields

from connectors import read_capture

START = 1_795_800_000
PACKET = ip("10.0.0.1", "10.0.0.2", 17, struct.pack(">HHHH", 1, 2, 8, 0))
FRAME = ethernet(PACKET)


def block(order: str, kind: int, body: bytes) -> bytes:
    body += b"\0" * (-len(body) % 4)
    size = struct.pack(f"{order}I", len(body) + 12)
    return struct.pack(f"{order}I", kind) + size + body + size


def interface(order: str, link: int, resolution: int | None, offset: int = 0) -> bytes:
    options = b""
    if resolution is not None:
        options += struct.pack(f"{order}HHB3x", 9, 1, resolution)
    if offset:
        options += struct.pack(f"{order}HHq", 14, 8, offset)
    return block(
        order, 1, struct.pack(f"{order}HHI", link, 0, 0) + options + struct.pack(f"{order}HH", 0, 0)
    )


def packet(order: str, number: int, ticks: int, frame: bytes) -> bytes:
    head = struct.pack(
        f"{order}5I", number, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame)
    )
    return block(order, 6, head + frame)


def old_packet(order: str, number: int, ticks: int, frame: bytes) -> bytes:
    head = struct.pack(
        f"{order}HHIIII", number, 5, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame)
    )
    return block(order, 2, head + frame)


def several(order: str) -> bytes:
    section = block(order, 0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1))
    return b"".join([
        section,
        interface(order, 1, None), interface(order, 1, 9), interface(order, 101, 0x80 | 20),
        interface(order, 1, 6, offset=1_000),
        packet(order, 0, START * 10**6 + 5, FRAME), packet(order, 1, START * 10**9 + 7, FRAME),
        packet(order, 2, (START << 20) + 512, PACKET), packet(order, 3, (START - 1_000) * 10**6, FRAME),
        old_packet(order, 1, START * 10**9 + 11, FRAME),
        # Another section has interfaces of its own.
        section, interface(order, 1, 3), packet(order, 0, START * 10**3 + 9, FRAME),
    ])  # fmt: skip


def nanoseconds(order: str) -> bytes:
    head = struct.pack(f"{order}IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 1 << 18, 1)
    frames = [
        struct.pack(f"{order}IIII", START, n, len(FRAME), len(FRAME)) + FRAME
        for n in (0, 7, 999_999_999)
    ]
    return head + b"".join(frames)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("make", [several, nanoseconds])
def test_times_and_links(tmp_path: Path, make, order: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(make(order))
    (batch,) = read_capture(path)
    assert isinstance(batch, pa.RecordBatch)
    times = batch.column("time").cast(pa.int64()).to_pylist()
    if make is several:
        assert batch.column("link").to_pylist() == [1, 1, 101, 1, 1, 1]
        assert [each - START * 10**9 for each in times] == [5_000, 7, 488_281, 0, 11, 9_000_000]
    if TSHARK is not None:
        shown = [row[0] for row in fields(path, "frame", "frame.time_epoch")]
        assert [f"{each // 10**9}.{each % 10**9:09}" for each in times] == shown
