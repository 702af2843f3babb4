# The ring that the kernel writes an interface's packets into (TPACKET_V3): blocks that are handed
# over whole, so that nothing is asked for packet by packet. What the kernel has no room for it
# counts as dropped.
#
# Layout: Documentation/networking/packet_mmap.rst of the kernel, include/uapi/linux/if_packet.h.
from __future__ import annotations

import ctypes
import mmap
import socket
from struct import Struct
from typing import Final

import numpy as np
import numpy.typing as npt

from .capture_blocks import Taken

__all__ = ["Ring", "frames_of"]

_SOL_PACKET, _VERSION, _RX_RING, _STATISTICS = 263, 10, 5, 6
_MEMBERSHIP, _PROMISCUOUS, _IGNORE_OUTGOING = 1, 1, 23
_V3: Final = 2
_ATTACH_FILTER: Final = 26
_BLOCK: Final = 1 << 20
_FRAME: Final = 1 << 11
# A block that is not full is handed over after so many milliseconds.
_RETIRED_MS: Final = 50
_REQUEST: Final = Struct("=7I")
_COUNTS: Final = Struct("=3I")
_MEMBER: Final = Struct("=iHH8s")
_STATUS, _NUMBER, _FIRST, _LENGTH = 8, 12, 16, 20
_USER: Final = 1
_HEAD: Final = 48
_NANOSECONDS: Final = 1_000_000_000


class Ring:
    """An interface's packets in blocks. Raises OSError where the kernel will have none of it."""

    def __init__(self, interface: str, *, program: bytes, size: int, promiscuous: bool) -> None:
        number = socket.if_nametoindex(interface)
        # Bound to no protocol until the filter stands, so that nothing comes past it.
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        try:
            self._attach(program)
            self._socket.setsockopt(_SOL_PACKET, _VERSION, _V3)
            self._blocks = max(2, size // _BLOCK)
            self._socket.setsockopt(_SOL_PACKET, _RX_RING, self._request())
            self._map = mmap.mmap(self._socket.fileno(), self._blocks * _BLOCK)
            self._socket.bind((interface, 3))
            self.hardware: int = self._socket.getsockname()[3]
            if promiscuous:
                wanted = _MEMBER.pack(number, _PROMISCUOUS, 0, b"")
                self._socket.setsockopt(_SOL_PACKET, _MEMBERSHIP, wanted)
        except OSError:
            self._socket.close()
            raise
        self._next = 0
        self.received = self.dropped = 0

    def fileno(self) -> int:
        """For waiting until there is something."""
        return self._socket.fileno()

    def taken(self, most: int) -> list[bytes]:
        """The blocks that are full by now, up to so many; the kernel has them back."""
        found: list[bytes] = []
        while len(found) < most:
            at = self._next * _BLOCK
            if not int.from_bytes(self._map[at + _STATUS : at + _STATUS + 4], "little") & _USER:
                break
            length = int.from_bytes(self._map[at + _LENGTH : at + _LENGTH + 4], "little")
            found.append(self._map[at : at + length])
            self._map[at + _STATUS : at + _STATUS + 4] = b"\0\0\0\0"
            self._next = (self._next + 1) % self._blocks
        return found

    def count(self) -> None:
        """Adds up what the kernel counted since it was last asked."""
        octets = self._socket.getsockopt(_SOL_PACKET, _STATISTICS, _COUNTS.size)
        received, dropped, _ = _COUNTS.unpack(octets)
        self.received += received
        self.dropped += dropped

    def fault(self) -> int:
        """The number of what is wrong with the interface, 0 where nothing is; told once."""
        return self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def close(self) -> None:
        """The ring given back."""
        self._map.close()
        self._socket.close()

    def _request(self) -> bytes:
        frames = self._blocks * (_BLOCK // _FRAME)
        return _REQUEST.pack(_BLOCK, self._blocks, _FRAME, frames, _RETIRED_MS, 0, 0)

    def _attach(self, program: bytes) -> None:
        held = ctypes.create_string_buffer(program)
        told = Struct("@HP").pack(len(program) // 8, ctypes.addressof(held))
        self._socket.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, told)


def frames_of(block: memoryview, link: int, *, twice: bool) -> Taken:
    """Where packets lie in a block, as `capture_blocks` says it of a file.

    `twice` says that the interface shows each packet going out and coming in, as loopback does:
    then the former are left out.
    """
    heads = _heads(block)
    if not len(heads):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing, nothing, np.zeros(0, np.uint16)
    fields = np.ndarray((len(block) - _HEAD + 1, 7), "<u4", block, 0, (1, 4))[heads]
    if twice:
        octets = np.frombuffer(block, np.uint8)
        # The sender's address stands behind the head, in it what became of the packet.
        kept = octets[heads + _HEAD + 10] != socket.PACKET_OUTGOING
        heads, fields = heads[kept], fields[kept]
    wide = fields.astype(np.int64)
    starts = heads + (wide[:, 6] & 0xFFFF)
    time = wide[:, 1] * _NANOSECONDS + wide[:, 2]
    return starts, wide[:, 3], wide[:, 4], time, np.full(len(heads), link, np.uint16)


def _heads(block: memoryview) -> npt.NDArray[np.int64]:
    words = block[: len(block) // 4 * 4].cast("I")
    count, at = words[_NUMBER >> 2], words[_FIRST >> 2]
    heads = []
    for _ in range(count):
        heads.append(at)
        at += words[at >> 2]
    return np.array(heads, np.int64)
