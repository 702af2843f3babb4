# What a sensor sees below TCP on the bridges of a lab: who says which address is whose, and who asks
# for connections. The kernel picks these frames out, so that nothing else has to be looked at.
from __future__ import annotations

import asyncio
import contextlib
import ctypes
import socket
import struct
from collections.abc import Mapping

from . import raw
from .ground import NetworkGround
from .sockets import SocketWire
from .world import World

__all__ = ["Tap", "start_tap"]

_ALL = 0x0003
_ATTACH_FILTER = 26
_PACKET, _ADD_MEMBERSHIP, _PROMISCUOUS = 263, 1, 1
# ARP, or TCP that asks for a connection and does not grant one (classic BPF).
_PICKS = (
    (0x28, 0, 0, 12), (0x15, 7, 0, raw.ARP), (0x15, 0, 7, raw.IPV4), (0x30, 0, 0, 23),
    (0x15, 0, 5, 6), (0xB1, 0, 0, 14), (0x50, 0, 0, 27), (0x54, 0, 0, 0x12),
    (0x15, 0, 1, 0x02), (0x06, 0, 0, 65_535), (0x06, 0, 0, 0),
)  # fmt: skip


class Tap:
    """Frames of all bridges noted in the journal, by the hosts whose cables they came from."""

    def __init__(self, world: World, bridges: Mapping[str, str], macs: Mapping[str, str]) -> None:
        self._world = world
        self._hosts = {mac: address for address, mac in macs.items()}
        self._sockets = [_listening(each) for each in bridges.values()]

    def start(self) -> None:
        """From now on."""
        for each in self._sockets:
            asyncio.get_running_loop().add_reader(each, self._read, each)

    def stop(self) -> None:
        """No more."""
        for each in self._sockets:
            asyncio.get_running_loop().remove_reader(each)
            each.close()

    def _read(self, listening: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(256):
                self._note(listening.recv(2048))

    def _note(self, frame: bytes) -> None:
        sender = self._hosts.get(frame[6:12].hex(":"))
        if sender is None:
            return
        told, wire = raw.read_arp(frame), self._world.wire
        if told is not None:
            wire.note("arp", sender, told.target, 0, 0, frame[20:42])
            return
        segment = raw.read_segment(frame)
        if segment is not None and segment.source == sender:
            wire.note("syn", sender, segment.destination, segment.port, 0)


def start_tap(world: World) -> Tap | None:
    """A tap begun, where the lab has bridges."""
    ground = world.wire.ground if isinstance(world.wire, SocketWire) else None
    if not isinstance(ground, NetworkGround):
        return None
    made = Tap(world, ground.network.bridges, ground.network.macs)
    made.start()
    return made


def _listening(bridge: str) -> socket.socket:
    made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    code = b"".join(struct.pack("HBBI", *each) for each in _PICKS)
    kept = ctypes.create_string_buffer(code)
    made.setsockopt(
        socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HL", len(_PICKS), ctypes.addressof(kept))
    )
    made.setblocking(False)
    made.bind((bridge, _ALL))
    joined = struct.pack("iHH8s", socket.if_nametoindex(bridge), _PROMISCUOUS, 0, b"")
    made.setsockopt(_PACKET, _ADD_MEMBERSHIP, joined)
    return made
