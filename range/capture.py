# What passes a zone's bridge, written as a capture file that any tool reads (pcap, link type
# Ethernet) and handed to a detector as it comes. Times are the drill's own, so that a frame is found by
# when a step was played.
from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from .alert import Captured
from .ground import NetworkGround
from .sockets import SocketWire
from .world import World

__all__ = ["Capture", "pcap_header", "pcap_record", "start_captures"]

_ALL = 0x0003
_IPV4 = b"\x08\x00"
_PACKET, _ADD_MEMBERSHIP, _PROMISCUOUS = 263, 1, 1
_BUFFER = 8 * 1024 * 1024
_RCVBUFFORCE = 33
_MOST = 65_535
_AT_ONCE = 512


def pcap_header() -> bytes:
    """How a capture file begins.

    >>> len(pcap_header())
    24
    """
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, _MOST, 1)


def pcap_record(time: float, frame: bytes) -> bytes:
    """One frame, at seconds since 1970."""
    microseconds = round(time * 1_000_000)
    head = struct.pack(
        "<IIII", microseconds // 1_000_000, microseconds % 1_000_000, len(frame), len(frame)
    )
    return head + frame


class Capture:
    """Captures a bridge from `start` to `stop`; made in the network that the bridge is in.

    `began` is when the drill began (seconds since 1970) and `now` its time since; `hears` is told of
    every frame too.
    """

    def __init__(
        self,
        bridge: str,
        path: Path,
        began: float,
        now: Callable[[], float],
        hears: Callable[[Captured], None],
    ) -> None:
        self.path, self.frames = path, 0
        self._began, self._hears = began, hears
        self._now = now
        self._file = path.open("wb")
        self._file.write(pcap_header())
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL))
        self._socket.setblocking(False)
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, _RCVBUFFORCE, _BUFFER)
        self._socket.bind((bridge, _ALL))
        joined = struct.pack("iHH8s", socket.if_nametoindex(bridge), _PROMISCUOUS, 0, b"")
        self._socket.setsockopt(_PACKET, _ADD_MEMBERSHIP, joined)

    def start(self) -> None:
        """Frames written as they come, beside whatever else the loop does."""
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def stop(self) -> None:
        """All that came is in the file, and the file is whole."""
        asyncio.get_running_loop().remove_reader(self._socket)
        self._read(until_empty=True)
        self._socket.close()
        self._file.close()

    def _read(self, *, until_empty: bool = False) -> None:
        left = _AT_ONCE
        while left or until_empty:
            try:
                frame = self._socket.recv(_MOST)
            except BlockingIOError:
                break
            now = self._now()
            self._file.write(pcap_record(self._began + now, frame))
            self._hears(Captured(now, frame))
            self.frames += 1
            left = max(left - 1, 0)
        self._file.flush()


def start_captures(
    world: World, folder: Path | None, heard: list[Captured] | None = None
) -> list[Capture]:
    """A capture begun for each zone that has a bridge, as files of the zones' names in a folder.

    What passes between zones passes two bridges: `heard` has each packet once, as it passed that of
    the zone it came from.
    """
    ground = world.wire.ground if isinstance(world.wire, SocketWire) else None
    if folder is None or not isinstance(ground, NetworkGround):
        return []
    began = world.drill.clock.start.timestamp()
    found = [
        Capture(
            bridge, folder / f"{zone}.pcap", began, world.clock.now,
            _ignored if heard is None else _from_zone(world.drill.lab.zones[zone], heard),
        )
        for zone, bridge in ground.network.bridges.items()
    ]  # fmt: skip
    for each in found:
        each.start()
    return found


def _from_zone(zone: ipaddress.IPv4Network, heard: list[Captured]) -> Callable[[Captured], None]:
    def hears(captured: Captured) -> None:
        packet = captured.packet
        if packet[12:14] == _IPV4 and ipaddress.IPv4Address(packet[26:30]) in zone:
            heard.append(captured)

    return hears


def _ignored(_captured: Captured) -> None:
    """Nobody is told."""
