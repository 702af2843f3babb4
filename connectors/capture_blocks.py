# Where packets lie in a piece of a capture file. Each length leads to the next, so this is a
# loop, with as little in it as can be; everything else of a packet's header is read for all
# packets of a piece at once. Where numba is installed and many packets came, the loop is compiled.
from __future__ import annotations

from struct import Struct
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from .capture_compiled import compiled_ng, compiled_plain, pays

__all__ = ["Fault", "Ng", "Plain", "Taken", "Walk"]

Taken = tuple[
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.int64],
    npt.NDArray[np.uint16],
]

# libpcap's own limit for a frame is 256 KiB, for some devices 128 MiB; a length beyond is noise.
_LONGEST: Final = 1 << 24
_SECTION: Final = 0x0A0D0D0A
_INTERFACE, _SIMPLE, _PACKET = 1, 3, 6
_ORDER_MARK: Final = 0x1A2B3C4D
_NANOSECONDS: Final = 1_000_000_000
_MICROSECONDS: Final = 1_000_000
_TICKS_OPTION: Final = 9
# An offset of more seconds than this is noise.
_FAR: Final = 1 << 32


class Fault(Exception):  # noqa: N818  a state of the file, caught next door
    """A length that cannot be: nothing after it can be told apart."""


class Walk(Protocol):
    """Goes through a file piece by piece."""

    def through(self, held: memoryview) -> int:
        """Notes the packets that lie whole in this piece; where the first other one begins.

        Raises Fault where it cannot go on; packets before are noted.
        """

    def taken(self) -> Taken:
        """Starts, captured and wire lengths, times and link types noted since last asked."""


class Plain:
    """The records of a pcap file behind its header."""

    def __init__(self, order: str, tick: int, link: int) -> None:
        self._words = np.dtype(f"{order}u4")
        self._tick = tick
        self._link = link
        self._held = memoryview(b"")
        self._heads: list[int] | npt.NDArray[np.int64] = []
        self._walked = 0

    def through(self, held: memoryview) -> int:
        """See `Walk`."""
        self._held = held
        if pays(self._walked):
            swap = self._words.byteorder == ">"
            self._heads, at = compiled_plain(held, swap=swap, longest=_LONGEST)
        else:
            self._heads, at = self._found(held)
        self._walked = len(self._heads)
        if at < 0:
            raise Fault
        return at

    def _found(self, held: memoryview) -> tuple[list[int], int]:
        """Where records begin, and the end of the last whole one; -1 where a length is noise."""
        heads: list[int] = []
        note, end = heads.append, len(held)
        at, last = 0, end - 16
        # A word at any byte, from four views of aligned words: half the time of unpacking it.
        words = [held[by : by + (end - by) // 4 * 4].cast("I") for by in range(4)]
        swap = self._words.byteorder == ">"
        while at <= last:
            size = words[at & 3][(at >> 2) + 2]
            if swap:
                size = int.from_bytes(size.to_bytes(4, "little"), "big")
            after = at + 16 + size
            if after > end:
                return heads, -1 if size > _LONGEST else at
            note(at)
            at = after
        return heads, at

    def taken(self) -> Taken:
        """See `Walk`."""
        heads = np.asarray(self._heads, dtype=np.int64)
        self._heads = []
        fields = _words(self._held, heads, 4, self._words)
        seconds, fraction, captured, wire = (fields[:, place] for place in range(4))
        time = seconds * _NANOSECONDS + fraction * self._tick
        link = np.full(len(heads), self._link, dtype=np.uint16)
        return heads + 16, captured, wire, time, link


class Ng:
    """The blocks of a pcapng file: sections, interfaces and packets; others are passed over."""

    def __init__(self) -> None:
        self._order = "<"
        self._length = Struct("<I")
        # By interface: link type, ticks in a second, seconds to add, bytes kept of a frame.
        self._interfaces: list[tuple[int, int, int, int]] = []
        self._packets: list[tuple[int, int, int, int, int]] = []
        self._tables: list[npt.NDArray[np.int64]] = []
        self._walked = 0

    def through(self, held: memoryview) -> int:
        """See `Walk`."""
        self._packets, self._tables = [], []
        compiled = pays(self._walked)
        at, end = 0, len(held)
        while at + 12 <= end:
            if compiled:
                at = self._several(held, at)
                if at + 12 > end:
                    break
            (kind,) = self._length.unpack_from(held, at)
            if kind == _SECTION:
                self._begin_section(held, at)
            (size,) = self._length.unpack_from(held, at + 4)
            if size < 12 or size % 4 or size > 2 * _LONGEST:
                raise Fault
            if at + size > end:
                break
            if kind == _PACKET and size >= 32:
                self._packet(held, at, size)
            elif kind == _INTERFACE and size >= 20:
                self._interface(held, at, size)
            elif kind == _SIMPLE and size >= 16:
                self._simple(held, at, size)
            at += size
        return at

    def taken(self) -> Taken:
        """See `Walk`."""
        self._note()
        table = np.concatenate([np.zeros((0, 5), np.int64), *self._tables])
        self._tables = []
        self._walked = len(table)
        starts, captured, wire, time, link = (table[:, place] for place in range(5))
        return starts.copy(), captured.copy(), wire.copy(), time.copy(), link.astype(np.uint16)

    def _note(self) -> None:
        """What was found packet by packet becomes a table."""
        if self._packets:
            self._tables.append(np.array(self._packets, np.int64))
            self._packets = []

    def _several(self, held: memoryview, at: int) -> int:
        """Past the packets that follow one another from here on."""
        rows = []
        for link, ticks, offset, _ in self._interfaces:
            served = ticks and not _NANOSECONDS % ticks and abs(offset) < _FAR
            rows.append(
                (link, _NANOSECONDS // ticks, offset * _NANOSECONDS) if served else (link, 0, 0)
            )
        table = np.array(rows, np.int64).reshape(-1, 3)
        found, end = compiled_ng(held, at, table, swap=self._order == ">", longest=_LONGEST)
        if len(found):
            self._note()
            self._tables.append(found)
        return end

    def _begin_section(self, held: memoryview, at: int) -> None:
        for order in "<>":
            if Struct(f"{order}I").unpack_from(held, at + 8)[0] == _ORDER_MARK:
                self._order, self._length = order, Struct(f"{order}I")
                self._interfaces = []
                return
        raise Fault

    def _interface(self, held: memoryview, at: int, size: int) -> None:
        link, _, kept = Struct(f"{self._order}HHI").unpack_from(held, at + 8)
        ticks, offset = _MICROSECONDS, 0
        option, end = at + 16, at + size - 4
        while option + 4 <= end:
            code, length = Struct(f"{self._order}HH").unpack_from(held, option)
            value = held[option + 4 : min(option + 4 + length, end)]
            if code == _TICKS_OPTION and value:
                power = value[0] & 0x7F
                ticks = 1 << power if value[0] & 0x80 else 10 ** min(power, 18)
            elif code == 14 and len(value) == 8:
                (offset,) = Struct(f"{self._order}q").unpack(value)
            elif code == 0:
                break
            option += 4 + (length + 3) // 4 * 4
        self._interfaces.append((link, ticks, offset, kept or _LONGEST))

    def _packet(self, held: memoryview, at: int, size: int) -> None:
        number, high, low, captured, wire = Struct(f"{self._order}5I").unpack_from(held, at + 8)
        if captured > size - 32 or number >= len(self._interfaces):
            raise Fault
        link, ticks, offset, _ = self._interfaces[number]
        time = ((high << 32 | low) * _NANOSECONDS) // ticks + offset * _NANOSECONDS
        # A time beyond 2262 is noise, and more than the column holds.
        time = time if -(1 << 63) <= time < 1 << 63 else 0
        self._packets.append((at + 28, captured, wire, time, link))

    def _simple(self, held: memoryview, at: int, size: int) -> None:
        if not self._interfaces:
            raise Fault
        (wire,) = self._length.unpack_from(held, at + 8)
        link, _, _, kept = self._interfaces[0]
        # These have no time of their own.
        self._packets.append((at + 12, min(wire, kept, size - 16), wire, 0, link))


def _words(
    held: memoryview, heads: npt.NDArray[np.int64], count: int, kind: np.dtype[np.uint32]
) -> npt.NDArray[np.int64]:
    """So many words from each head on, read for all at once."""
    if not len(heads):
        return np.zeros((0, count), dtype=np.int64)
    every = np.ndarray((len(held) - 4 * count + 1, count), kind, held, 0, (1, 4))
    return every[heads].astype(np.int64)
