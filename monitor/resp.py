# The serialisation of Redis, versions 2 and 3 (redis.io/docs/latest/develop/reference/protocol-spec):
# values one after the other from octets in any pieces. Everything is bounded: what is longer or
# deeper than anybody needs breaks the stream, and what is large is counted and not kept.
from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

__all__ = ["Failure", "Pushed", "Reply", "Values"]

_LINE_END: Final = b"\r\n"
_LONGEST_LINE: Final = 64 << 10
_LONGEST: Final = 512 << 20
_MOST_PARTS: Final = 1 << 24
_DEEPEST: Final = 32
# A longer text's beginning is what is kept of it.
_MOST_KEPT: Final = 1 << 20
_TEXTS: Final = b"$!="
_LISTS: Final = b"*%~>|"


class Failure(str):
    """An error's text."""

    __slots__ = ()


class Pushed(list["Reply"]):
    """What the server sends unasked."""

    __slots__ = ()


Reply: TypeAlias = "bytes | int | Failure | list[Reply] | dict[bytes, Reply] | None"


class Values:
    """One direction: octets in, whole values out."""

    def __init__(self, *, inline: bool = False) -> None:
        # A client may write a command as a line of words.
        self._inline = inline
        self._held = b""
        self._at = 0
        self._skip = 0
        self._text: tuple[bytes, int] | None = None
        # Lists that are being filled: kind, values, how many are to come.
        self._lists: list[tuple[int, list[Reply], int]] = []
        self.size = 0
        self.broken = False

    def feed(self, data: bytes) -> Iterator[tuple[Reply, int]]:
        """The values that this completes, each with its size in octets."""
        if self._skip:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            self.size += skipped
            data = data[skipped:]
        self._held = self._held[self._at :] + data
        self._at = 0
        while not self.broken and not self._skip:
            step = self._step()
            if step is None:
                return
            for value in step:
                size, self.size = self.size, 0
                yield value, size

    def _step(self) -> list[Reply] | None:
        """The next line or text taken; a value where one is whole, None where more is needed."""
        if self._text is not None:
            return self._long()
        end = self._held.find(_LINE_END, self._at)
        if end < 0:
            self.broken = len(self._held) - self._at > _LONGEST_LINE
            return None
        line = self._held[self._at : end]
        self.size += end + 2 - self._at
        self._at = end + 2
        if not line:
            self.broken = not self._inline
            return []
        kind, rest = line[0], line[1:]
        if kind in _TEXTS or kind in _LISTS:
            return self._sized(kind, rest)
        return self._put(self._plain(kind, rest, line))

    def _sized(self, kind: int, rest: bytes) -> list[Reply]:
        if not rest.lstrip(b"-").isdigit() or len(rest) > 10:
            # Streams of unknown length ("?") were specified and never built.
            self.broken = True
            return []
        size = int(rest)
        if size < 0:
            return self._put(None)
        if kind in _TEXTS:
            self.broken = size > _LONGEST
            self._text = (bytes([kind]), size)
            return []
        count = size * (2 if kind in b"%|" else 1)
        if count > _MOST_PARTS or len(self._lists) >= _DEEPEST:
            self.broken = True
            return []
        if not count:
            return self._put(_whole(kind, []))
        self._lists.append((kind, [], count))
        return []

    def _long(self) -> list[Reply] | None:
        """A text of known length; of a long one its beginning is kept."""
        assert self._text is not None
        kind, size = self._text
        have = len(self._held) - self._at
        if have < min(size, _MOST_KEPT) + 2:
            return None
        value = self._held[self._at : self._at + min(size, _MOST_KEPT)]
        used = min(have, size + 2)
        self._skip = size + 2 - used
        self._at += used
        self.size += used
        self._text = None
        return self._put(Failure(value.decode("utf-8", "replace")) if kind == b"!" else value)

    def _plain(self, kind: int, rest: bytes, line: bytes) -> Reply:
        if kind == ord(":"):
            digits = rest.lstrip(b"+-")
            return int(rest) if digits.isdigit() and len(digits) < 20 else 0
        if kind == ord("-"):
            return Failure(rest.decode("utf-8", "replace"))
        if kind in b"+,#(":
            return rest
        if kind == ord("_"):
            return None
        if not self._inline:
            self.broken = True
            return None
        return list(line.split())

    def _put(self, value: Reply) -> list[Reply]:
        """A value into the list it belongs to, and that into its own; those that stand alone."""
        while self._lists and not self.broken:
            kind, inside, count = self._lists[-1]
            inside.append(value)
            if len(inside) < count:
                return []
            self._lists.pop()
            if kind == ord("|"):
                # Attributes come before the value they describe, which is what was asked for.
                return []
            value = _whole(kind, inside)
        return [] if self.broken else [value]


def _whole(kind: int, inside: list[Reply]) -> Reply:
    if kind == ord("%"):
        keys = [each if isinstance(each, bytes) else str(each).encode() for each in inside[::2]]
        return dict(zip(keys, inside[1::2], strict=True))
    return Pushed(inside) if kind == ord(">") else inside
