# A drill's frames as the packets that a capture of them would hold, for the monitor's sensor to read: a
# connection's hands shaken, what each side sent in segments, its end; what was refused or never answered as a
# SYN with its RST or with nothing. Names, which a drill asks over a connection, are told as the datagrams
# that they are elsewhere. Nothing of it is sent anywhere.
from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from connectors import CAPTURED
from range.journal import Frame

__all__ = ["DrillPackets"]

_SYN, _ACK, _FIN, _RST, _PSH = 2, 16, 1, 4, 8
_SEGMENT: Final = 1400
_ETHERNET: Final = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\x00"
_NS: Final = 1_000_000_000
# Packets of one frame follow each other by so much.
_APART_NS: Final = 1_000
_FIRST_PORT, _PORTS = 20_000, 40_000
_DNS: Final = 53
_UDP: Final = 17
_TCP: Final = 6


@dataclass
class _Connection:
    """Where each side of a connection has come to."""

    port: int
    client: int = 1000
    server: int = 5000


class DrillPackets:
    """Turns frames into packets, call after call; `start` is the drill's beginning, ns since 1970."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._connections: dict[int, _Connection] = {}
        self._last = 0

    def batch(self, frames: Sequence[Frame]) -> pa.RecordBatch:
        """The frames as a batch of captured packets."""
        times, packets = [], []
        for frame in frames:
            for packet in self._packets(frame):
                # The order of packets is that of their times.
                at = self._start + round(frame.time * _NS)
                self._last = max(at, self._last + _APART_NS)
                times.append(self._last)
                packets.append(packet)
        sizes = [len(each) for each in packets]
        return pa.RecordBatch.from_arrays(
            [
                pa.array(times, pa.timestamp("ns", tz="UTC")),
                pa.array([1] * len(packets), pa.uint16()),
                pa.array(sizes, pa.int64()),
                pa.array(sizes, pa.int64()),
                pa.array(packets, pa.large_binary()),
            ],
            schema=CAPTURED,
        )

    def _packets(self, frame: Frame) -> Iterator[bytes]:
        if frame.port == _DNS:
            if frame.payload and frame.kind in {"request", "reply", "dropped"}:
                yield self._datagram(frame)
            return
        if frame.kind == "refused":
            port = _port(frame.session)
            yield _tcp(frame, port, _SYN, (1000, 0), b"", forth=True)
            yield _tcp(frame, port, _RST | _ACK, (0, 1001), b"", forth=False)
        elif frame.kind == "dropped" and not frame.payload:
            yield _tcp(frame, _port(frame.session), _SYN, (1000, 0), b"", forth=True)
        elif frame.kind == "close":
            if (known := self._connections.pop(frame.session, None)) is not None:
                yield self._sent(frame, known, _FIN | _ACK, b"", forth=True)
                yield self._sent(frame, known, _FIN | _ACK, b"", forth=False)
        else:
            yield from self._said(frame)

    def _said(self, frame: Frame) -> Iterator[bytes]:
        known = self._connections.get(frame.session)
        if known is None or frame.kind == "open":
            known = self._connections[frame.session] = _Connection(_port(frame.session))
            yield self._sent(frame, known, _SYN, b"", forth=True)
            yield self._sent(frame, known, _SYN | _ACK, b"", forth=False)
            yield self._sent(frame, known, _ACK, b"", forth=True)
        forth = frame.kind != "reply"
        for begin in range(0, len(frame.payload), _SEGMENT):
            piece = frame.payload[begin : begin + _SEGMENT]
            yield self._sent(frame, known, _PSH | _ACK, piece, forth=forth)

    def _sent(
        self, frame: Frame, known: _Connection, flags: int, payload: bytes, *, forth: bool
    ) -> bytes:
        sequence, acknowledged = (
            (known.client, known.server) if forth else (known.server, known.client)
        )
        size = len(payload) + bool(flags & (_SYN | _FIN))
        if forth:
            known.client += size
        else:
            known.server += size
        if flags == _SYN:
            acknowledged = 0
        return _tcp(frame, known.port, flags, (sequence, acknowledged), payload, forth=forth)

    @staticmethod
    def _datagram(frame: Frame) -> bytes:
        # Over a connection a message says its length first (RFC 1035, 4.2.2).
        message = frame.payload[2:]
        forth = frame.kind != "reply"
        ports = (_port(frame.session), frame.port) if forth else (frame.port, _port(frame.session))
        head = struct.pack(">HHHH", *ports, 8 + len(message), 0)
        return _ip(frame, _UDP, head + message, forth=forth)


def _port(session: int) -> int:
    return _FIRST_PORT + session % _PORTS


def _tcp(
    frame: Frame, port: int, flags: int, at: tuple[int, int], payload: bytes, *, forth: bool
) -> bytes:
    """A segment; `at` is where its sender has come to, and what it has of the other."""
    sequence, acknowledged = at
    ports = (port, frame.port) if forth else (frame.port, port)
    head = struct.pack(
        ">HHIIBBHHH", *ports, sequence & 0xFFFFFFFF, acknowledged & 0xFFFFFFFF, 5 << 4, flags,
        65_535, 0, 0,
    )  # fmt: skip
    return _ip(frame, _TCP, head + payload, forth=forth)


def _ip(frame: Frame, protocol: int, payload: bytes, *, forth: bool) -> bytes:
    ends = (frame.source, frame.destination) if forth else (frame.destination, frame.source)
    addresses = b"".join(ipaddress.IPv4Address(each).packed for each in ends)
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return _ETHERNET + head + addresses + payload
