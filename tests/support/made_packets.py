# Frames and captures made by hand for tests: what a wire would carry, and files that hold it.
from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

SYN, ACK, FIN, RST, PSH = 2, 16, 1, 4, 8
START = 1_795_800_000
Frame = tuple[float, bytes]


def ethernet(payload: bytes, *, tags: Sequence[int] = (), version: int = 4) -> bytes:
    head = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02"
    for tag in tags:
        head += struct.pack(">HH", 0x8100, tag)
    return head + struct.pack(">H", 0x0800 if version == 4 else 0x86DD) + payload


def ip(source: str, destination: str, protocol: int, payload: bytes) -> bytes:
    one, other = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    if one.version == 6:
        head = struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64)
        return head + one.packed + other.packed + payload
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return head + one.packed + other.packed + payload


def tcp(
    source: str, destination: str, payload: bytes = b"", *, flags: int = ACK, sequence: int = 0,
    acknowledged: int = 0, tags: Sequence[int] = (),
) -> bytes:  # fmt: skip
    """A frame; ends are written `10.0.0.1:1234` or `[fe80::1]:80`."""
    (one, one_port), (other, other_port) = _end(source), _end(destination)
    head = struct.pack(
        ">HHIIBBHHH", one_port, other_port, sequence & 0xFFFFFFFF, acknowledged, 5 << 4, flags,
        65535, 0, 0,
    )  # fmt: skip
    version = ipaddress.ip_address(one).version
    return ethernet(ip(one, other, 6, head + payload), tags=tags, version=version)


def udp(source: str, destination: str, payload: bytes) -> bytes:
    (one, one_port), (other, other_port) = _end(source), _end(destination)
    head = struct.pack(">HHHH", one_port, other_port, 8 + len(payload), 0)
    version = ipaddress.ip_address(one).version
    return ethernet(ip(one, other, 17, head + payload), version=version)


def talk(
    source: str,
    destination: str,
    said: Iterable[tuple[str, bytes]],
    *,
    at: float = 0,
    size: int = 1400,
) -> list[Frame]:
    """A whole connection: hands shaken, what each side said in segments, and ended."""
    mine, theirs, time = 1000, 5000, START + at
    frames: list[Frame] = []

    def send(forth: bool, flags: int, payload: bytes = b"") -> None:
        nonlocal mine, theirs, time
        one, other = (source, destination) if forth else (destination, source)
        sequence, acknowledged = (mine, theirs) if forth else (theirs, mine)
        frames.append((time, tcp(one, other, payload, flags=flags, sequence=sequence,
                                 acknowledged=acknowledged)))  # fmt: skip
        more = len(payload) + bool(flags & (SYN | FIN))
        mine, theirs = (mine + more, theirs) if forth else (mine, theirs + more)
        time += 0.001

    send(True, SYN)
    send(False, SYN | ACK)
    send(True, ACK)
    for way, octets in said:
        for begin in range(0, len(octets), size):
            send(way == "forth", PSH | ACK, octets[begin : begin + size])
    send(True, FIN | ACK)
    send(False, FIN | ACK)
    send(True, ACK)
    return frames


def pcap(path: Path, frames: Iterable[Frame], *, order: str = "<", cut: int | None = None) -> Path:
    """A pcap file; `cut` keeps so many bytes of each frame."""
    parts = [struct.pack(f"{order}IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, cut or 1 << 18, 1)]
    for time, frame in frames:
        kept = frame[:cut]
        micros = round(time % 1 * 1e6)
        parts.append(struct.pack(f"{order}IIII", int(time), micros, len(kept), len(frame)) + kept)
    path.write_bytes(b"".join(parts))
    return path


def pcapng(path: Path, frames: Iterable[Frame], *, order: str = "<") -> Path:
    """A pcapng file with a section, a link in nanoseconds and an unknown block in between."""

    def block(kind: int, body: bytes) -> bytes:
        body += b"\0" * (-len(body) % 4)
        size = len(body) + 12
        return struct.pack(f"{order}II", kind, size) + body + struct.pack(f"{order}I", size)

    ticks = struct.pack(f"{order}HHB3x", 9, 1, 9) + struct.pack(f"{order}HH", 0, 0)
    parts = [
        block(0x0A0D0D0A, struct.pack(f"{order}IHHq", 0x1A2B3C4D, 1, 0, -1)),
        block(1, struct.pack(f"{order}HHI", 1, 0, 0) + ticks),
        block(0x0BAD, b"whatever"),
    ]
    for time, frame in frames:
        nanos = int(time) * 10**9 + round(time % 1 * 1e6) * 1000
        head = struct.pack(f"{order}5I", 0, nanos >> 32, nanos & 0xFFFFFFFF, len(frame), len(frame))
        parts.append(block(6, head + frame))
    path.write_bytes(b"".join(parts))
    return path


def _end(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)
