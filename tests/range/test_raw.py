# Frames below TCP: made, read, and their checksums right.
from __future__ import annotations

import struct

import pytest

from range import raw

MAC, OTHER = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")


def tcp(payload: bytes) -> bytearray:
    """A frame of Modbus, its TCP checksum not made yet."""
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 1, 0, 64, 6, 0, bytes((10, 77, 3, 11)), bytes((10, 77, 3, 10)))  # fmt: skip
    segment = struct.pack("!HHIIBBHHH", 40_001, 502, 7, 9, 5 << 4, 0x18, 1024, 0, 0) + payload
    return bytearray(OTHER + MAC + b"\x08\0" + head + segment)


@pytest.mark.parametrize("operation", [raw.REQUEST, raw.REPLY])
def test_arp_is_read_as_it_was_made(operation: int) -> None:
    frame = raw.arp_frame(operation, MAC, "10.77.3.11", OTHER, "10.77.3.10")
    assert raw.read_arp(frame) == raw.Arp(operation, MAC, "10.77.3.11", "10.77.3.10")
    assert frame[:6] == (b"\xff" * 6 if operation == raw.REQUEST else OTHER)
    assert raw.read_arp(frame[:30]) is None


def test_a_segment_is_found_in_its_frame_and_mended() -> None:
    frame = tcp(b"abc")
    segment = raw.read_segment(bytes(frame))
    assert segment
    assert (segment.source, segment.port, segment.source_port) == ("10.77.3.11", 502, 40_001)
    assert bytes(frame[segment.payload_at : segment.end]) == b"abc"
    raw.mended(frame, segment)
    body = bytes(frame[34:])
    assert raw.checksum(bytes(frame[26:34]) + b"\0\6" + struct.pack("!H", len(body)) + body) == 0
    assert raw.read_segment(bytes(frame[:40])) is None
    assert (
        raw.read_segment(raw.arp_frame(1, MAC, "10.77.3.1", b"", "10.77.3.2") + bytes(20)) is None
    )


def test_a_knock_carries_a_right_checksum() -> None:
    knock = raw.syn("10.77.3.11", 40_000, "10.77.3.10", 502, 5)
    pseudo = bytes((10, 77, 3, 11, 10, 77, 3, 10, 0, 6, 0, 20))
    assert raw.checksum(pseudo + knock) == 0
    assert knock[13] == raw.SYN
