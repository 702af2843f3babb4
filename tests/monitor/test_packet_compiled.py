# Packets read compiled: every column as read by numpy, of every kind of frame and of broken ones.
import dataclasses
import random
import struct
from pathlib import Path

import numpy as np
import pytest
from made_fragments import fragments
from made_packets import START, ethernet, ip, pcap, tcp, udp

from connectors import read_capture
from monitor import packet_compiled, read_packets
from monitor.packet import Packets

pytest.importorskip("numba")

EXTENDED = ip("fe80::1", "fe80::2", 0, bytes([44, 0]) + b"\0" * 6 + struct.pack(">BBHI", 17, 0, 1, 7)
              + struct.pack(">HHHH", 1, 2, 12, 0) + b"body")  # fmt: skip
PLAIN = tcp("10.0.0.1:1000", "10.0.0.2:80", b"x" * 30)
FRAMES = [
    tcp("10.0.0.1:1000", "10.0.0.2:80", b"x" * 30),
    tcp("[fe80::1]:1000", "[fe80::2]:80", b"x" * 30, tags=[5, 6]),
    udp("10.0.0.1:1000", "10.0.0.2:53", b"q"),
    udp("[fe80::1]:53", "[fe80::2]:4000", b"q" * 9),
    tcp("10.0.0.1:1000", "10.0.0.2:80", tags=[7]),
    ethernet(EXTENDED, version=6),
    ethernet(ip("10.0.0.1", "10.0.0.2", 1, b"ping")),
    ethernet(ip("10.0.0.1", "10.0.0.2", 1, b"\x08\0ping")),
    ethernet(ip("fe80::1", "fe80::2", 58, b"\x88\0ping"), version=6),
    ethernet(ip("10.0.0.1", "10.0.0.2", 132, b"\0\7\0\x09" + bytes(8))),
    b"\2" * 12 + b"\0\x4a\xaa\xaa\3\0\0\0\x08\0" + PLAIN[14:],
    b"\2" * 12 + b"\x89\x26\0\0\0\0\x08\0" + PLAIN[14:],
    b"\2" * 12 + b"\x89\x03\0\1" + PLAIN,
    b"\2" * 12 + b"\x88\xe7\0\0\0\1" + PLAIN,
    *fragments("10.0.0.1", "10.0.0.2", 17, bytes(90), size=40),
    *fragments("fe80::1", "fe80::2", 17, bytes(90), size=40),
    b"\2" * 12 + b"\x88\x47\0\1\0\x40\0\2\1\x40" + PLAIN[14:],
    b"\2" * 12 + b"\x88\x64\x11\0\0\1\0\x40\0\x21" + PLAIN[14:],
    b"\2" * 12 + b"\x08\x06" + b"\0" * 46,
    b"\2" * 9,
]


def columns(path: Path, monkeypatch: pytest.MonkeyPatch, *, compiled: bool) -> list[Packets]:
    monkeypatch.setattr(packet_compiled.WORTH_COMPILING, "left", 0 if compiled else 1 << 60)
    return [read_packets(batch) for batch in read_capture(path)]


def alike(one: Packets, other: Packets) -> None:
    for each in dataclasses.fields(Packets):
        mine, theirs = getattr(one, each.name), getattr(other, each.name)
        if isinstance(mine, tuple):
            assert all(np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True)), each.name
        else:
            assert np.array_equal(mine, theirs), each.name


def test_all_columns_of_whole_and_broken_frames(tmp_path: Path, monkeypatch) -> None:
    chance = random.Random(7)
    frames = list(FRAMES)
    for _ in range(1_000):
        frame = bytearray(chance.choice(FRAMES))
        for _ in range(chance.choice([0, 1, 3])):
            frame[chance.randrange(len(frame))] = chance.choice([0, 6, 17, 44, 0x45, 0x60, 255])
        frames.append(bytes(frame[: chance.choice([len(frame), chance.randrange(len(frame) + 1)])]))
    path = pcap(tmp_path / "a", [(START + n / 100, frame) for n, frame in enumerate(frames)])
    plain = columns(path, monkeypatch, compiled=False)
    assert 400 < sum(map(len, plain)) < 1_007
    for one, other in zip(plain, columns(path, monkeypatch, compiled=True), strict=True):
        alike(one, other)
