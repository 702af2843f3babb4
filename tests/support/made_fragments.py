# Datagrams in fragments, and packets inside packets, made by hand.
from __future__ import annotations

import ipaddress
import struct

from made_packets import ethernet


def fragments(
    source: str,
    destination: str,
    protocol: int,
    payload: bytes,
    *,
    size: int = 400,
    number: int = 7,
) -> list[bytes]:
    """Frames with the parts of a datagram, each of so many octets."""
    one, other = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    return [
        part(source, destination, protocol, at, payload[at : at + size],
             more=at + size < len(payload), number=number)
        for at in range(0, len(payload), size)
        if one.version == other.version
    ]  # fmt: skip


def part(
    source: str,
    destination: str,
    protocol: int,
    at: int,
    data: bytes,
    *,
    more: bool,
    number: int = 7,
) -> bytes:
    """A frame with one part of a datagram."""
    one, other = ipaddress.ip_address(source), ipaddress.ip_address(destination)
    if one.version == 4:
        place = at // 8 | (0x2000 if more else 0)
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), number, place, 64, protocol, 0)
        return ethernet(head + one.packed + other.packed + data)
    fragment = struct.pack(">BBHI", protocol, 0, at | more, number)
    head = struct.pack(">IHBB", 6 << 28, len(data) + 8, 44, 64)
    return ethernet(head + one.packed + other.packed + fragment + data, version=6)


def udp_datagram(source_port: int, destination_port: int, payload: bytes) -> bytes:
    """A datagram of UDP without what carries it."""
    return struct.pack(">HHHH", source_port, destination_port, 8 + len(payload), 0) + payload
