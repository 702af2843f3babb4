# The wire of MySQL and MariaDB: packets of both directions, the compression around them, and the
# numbers and cells inside ("MySQL Client/Server Protocol" of MySQL's source documentation,
# "Protocol" in MariaDB's knowledge base).
from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import Struct
from typing import Final

__all__ = ["Packets", "binary_cells", "column_of", "lenenc", "lenenc_bytes", "text_cells"]

_LONGEST: Final = 0xFFFFFF
_MOST_MESSAGE: Final = 64 << 20
_COMPRESSED_HEAD: Final = 7
_NULL: Final = 0xFB
_FLOAT, _DOUBLE = Struct("<f"), Struct("<d")
_INTEGERS: Final = {1: 1, 2: 2, 3: 4, 8: 8, 9: 4, 13: 2}
_DATES: Final = (7, 10, 12)
_TIME: Final = 11
_UNSIGNED: Final = 0x20


class Packets:
    """One direction: octets in, whole packets out with their sequence numbers."""

    def __init__(self) -> None:
        self._held = b""
        self._at = 0
        self._packed = b""
        self._parts: list[bytes] = []
        self._size = 0
        self.compressed = False
        self.broken = False

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The packets that this completes, one at a time: what one says may compress the next."""
        if self.compressed:
            self._packed += data
        else:
            self._held = self._held[self._at :] + data
            self._at = 0
        while not self.broken:
            if self.compressed:
                self._unpack()
            at = self._at
            if len(self._held) < at + 4:
                return
            size = int.from_bytes(self._held[at : at + 3], "little")
            if len(self._held) < at + 4 + size:
                return
            number, body = self._held[at + 3], self._held[at + 4 : at + 4 + size]
            self._at = at + 4 + size
            self._size += size
            if self._size > _MOST_MESSAGE:
                self.broken = True
                return
            self._parts.append(body)
            if size < _LONGEST:
                whole = body if len(self._parts) == 1 else b"".join(self._parts)
                self._parts, self._size = [], 0
                yield number, whole

    def compress(self) -> None:
        """From here on it is compressed."""
        if not self.compressed:
            self.compressed = True
            self._packed, self._held, self._at = self._held[self._at :], b"", 0

    def _unpack(self) -> None:
        while len(self._packed) >= _COMPRESSED_HEAD:
            size = int.from_bytes(self._packed[:3], "little")
            whole = int.from_bytes(self._packed[4:7], "little")
            end = _COMPRESSED_HEAD + size
            if len(self._packed) < end:
                return
            body, self._packed = self._packed[_COMPRESSED_HEAD:end], self._packed[end:]
            if whole:
                try:
                    body = zlib.decompressobj().decompress(body, whole)
                except zlib.error:
                    self.broken = True
                    return
            self._held = self._held[self._at :] + body
            self._at = 0


def lenenc(body: bytes, at: int) -> tuple[int, int]:
    """A number of its own length and where what follows begins; -1 for NULL. Raises IndexError."""
    first = body[at]
    if first < _NULL:
        return first, at + 1
    if first == _NULL:
        return -1, at + 1
    size = {0xFC: 2, 0xFD: 3, 0xFE: 8}.get(first, 0)
    if not size or at + 1 + size > len(body):
        raise IndexError
    return int.from_bytes(body[at + 1 : at + 1 + size], "little"), at + 1 + size


def lenenc_bytes(body: bytes, at: int) -> tuple[bytes | None, int]:
    """Octets behind their length, None for NULL, and where what follows begins."""
    size, at = lenenc(body, at)
    if size < 0:
        return None, at
    if at + size > len(body):
        raise IndexError
    return body[at : at + size], at + size


def column_of(body: bytes) -> tuple[str, int, bool]:
    """Name, type and whether unsigned, of a column's definition."""
    at, name = 0, b""
    for place in range(5):
        found, at = lenenc_bytes(body, at)
        name = found or b"" if place == 4 else name
    # What stands before the last twelve octets differs between the servers.
    flags = int.from_bytes(body[-5:-3], "little")
    return name.decode("utf-8", "replace"), body[-6], bool(flags & _UNSIGNED)


def text_cells(body: bytes) -> list[str | None]:
    """The cells of a row in text form."""
    cells: list[str | None] = []
    at, end = 0, len(body)
    while at < end:
        size = body[at]
        if size < _NULL:
            at += 1 + size
            if at > end:
                raise IndexError
            cells.append(body[at - size : at].decode("utf-8", "replace"))
            continue
        found, at = lenenc_bytes(body, at)
        cells.append(None if found is None else found.decode("utf-8", "replace"))
    return cells


def binary_cells(body: bytes, kinds: list[tuple[int, bool]]) -> list[str | None]:
    """The cells of a row in binary form, as text."""
    at = 1 + (len(kinds) + 9) // 8
    cells: list[str | None] = []
    for place, (kind, unsigned) in enumerate(kinds):
        bit = place + 2
        if body[1 + bit // 8] >> bit % 8 & 1:
            cells.append(None)
            continue
        cell, at = value_of(body, at, kind, unsigned=unsigned)
        cells.append(cell)
    return cells


def value_of(body: bytes, at: int, kind: int, *, unsigned: bool) -> tuple[str | None, int]:
    """A value in binary form as text, and where the next begins."""
    if kind in _INTEGERS:
        end = at + _INTEGERS[kind]
        return str(int.from_bytes(body[at:end], "little", signed=not unsigned)), end
    if kind in (4, 5):
        form = _FLOAT if kind == 4 else _DOUBLE
        if at + form.size > len(body):
            raise IndexError
        return repr(form.unpack_from(body, at)[0]), at + form.size
    if kind == 6:
        return None, at
    if kind in _DATES or kind == _TIME:
        end = at + 1 + body[at]
        return _moment(body[at + 1 : end], kind), end
    found, at = lenenc_bytes(body, at)
    return None if found is None else found.decode("utf-8", "replace"), at


def _moment(value: bytes, kind: int) -> str:
    if kind == _TIME:
        clock = value[5:8].ljust(3, b"\0")
    elif len(value) < 4:
        return ""
    else:
        day = f"{int.from_bytes(value[:2], 'little'):04}-{value[2]:02}-{value[3]:02}"
        if len(value) < 7:
            return day
        clock = value[4:7]
    told = f"{clock[0]:02}:{clock[1]:02}:{clock[2]:02}"
    return told if kind == _TIME else f"{day} {told}"
