# Frames below TCP as bytes: Ethernet, ARP (RFC 826), IPv4 and TCP with their checksums, made and read
# as far as an attacker in the same zone and a tap on its bridge need them.
from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

__all__ = [
    "ACKNOWLEDGED",
    "ARP",
    "IPV4",
    "REPLY",
    "REQUEST",
    "RESET",
    "SYN",
    "Arp",
    "Segment",
    "arp_frame",
    "checksum",
    "mended",
    "read_arp",
    "read_segment",
    "syn",
]

ARP, IPV4 = 0x0806, 0x0800
SYN, RESET, ACKNOWLEDGED = 0x02, 0x04, 0x10
REQUEST, REPLY = 1, 2
_EVERYONE = b"\xff" * 6


@dataclass(frozen=True, slots=True)
class Arp:
    """Who says which address is whose: `operation` 1 asks, 2 tells."""

    operation: int
    mac: bytes
    address: str
    target: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A TCP segment, and where in its frame the headers of IP and TCP and the payload begin."""

    source: str
    destination: str
    source_port: int
    port: int
    flags: int
    ip_at: int
    tcp_at: int
    payload_at: int
    end: int


def checksum(content: bytes) -> int:
    """The checksum of IP and TCP (RFC 1071); 0 over what carries a right one."""
    content += b"\0" * (len(content) % 2)
    total = sum(struct.unpack(f"!{len(content) // 2}H", content))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(total) ^ 0xFFFF


def arp_frame(operation: int, mac: bytes, address: str, to_mac: bytes, to: str) -> bytes:
    """An ARP frame: that an address is at a MAC, told to one or asked of everyone."""
    ends = mac + socket.inet_aton(address) + (bytes(6) if operation == REQUEST else to_mac)
    body = struct.pack("!HHBBH", 1, IPV4, 6, 4, operation) + ends + socket.inet_aton(to)
    outer = _EVERYONE if operation == REQUEST else to_mac
    return outer + mac + struct.pack("!H", ARP) + body


def read_arp(frame: bytes) -> Arp | None:
    """What an ARP frame says; None where it is none."""
    if len(frame) < 42 or frame[12:14] != b"\x08\x06" or frame[14:20] != b"\0\1\x08\0\6\4":
        return None
    (operation,) = struct.unpack_from("!H", frame, 20)
    address, target = (socket.inet_ntoa(frame[at : at + 4]) for at in (28, 38))
    return Arp(operation, frame[22:28], address, target)


def read_segment(frame: bytes) -> Segment | None:
    """The TCP segment in a frame; None where there is none whole."""
    if len(frame) < 54 or frame[12:14] != b"\x08\0" or frame[23] != socket.IPPROTO_TCP:
        return None
    tcp_at = 14 + 4 * (frame[14] & 15)
    end = 14 + int.from_bytes(frame[16:18], "big")
    if len(frame) < end or tcp_at + 20 > end:
        return None
    source_port, port = struct.unpack_from("!HH", frame, tcp_at)
    payload_at = tcp_at + 4 * (frame[tcp_at + 12] >> 4)
    return Segment(
        socket.inet_ntoa(frame[26:30]), socket.inet_ntoa(frame[30:34]), source_port, port,
        frame[tcp_at + 13], 14, tcp_at, payload_at, end,
    )  # fmt: skip


def mended(frame: bytearray, segment: Segment) -> None:
    """The TCP checksum of a frame that was changed, made right again."""
    at = segment.tcp_at
    frame[at + 16 : at + 18] = b"\0\0"
    body = bytes(frame[at : segment.end])
    pseudo = bytes(frame[26:34]) + struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(body))
    frame[at + 16 : at + 18] = struct.pack("!H", checksum(pseudo + body))


def syn(source: str, source_port: int, target: str, port: int, number: int) -> bytes:
    """A TCP segment that asks for a connection, for a raw socket that makes the rest."""
    head = struct.pack("!HHIIBBHHH", source_port, port, number, 0, 5 << 4, SYN, 1024, 0, 0)
    pseudo = socket.inet_aton(source) + socket.inet_aton(target)
    pseudo += struct.pack("!BBH", 0, socket.IPPROTO_TCP, len(head))
    return head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
