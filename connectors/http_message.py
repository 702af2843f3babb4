# Messages of HTTP and ICAP as they are read from a stream: the head whole, the body by its length
# or its chunks (RFC 9112 6 and 7), both within bounds. ValueError says that somebody does not
# speak by the rules.
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final

__all__ = ["Head", "chunks", "head_of", "read_head", "sized"]

MOST_HEAD: Final = 64 << 10
_PIECE: Final = 64 << 10
_LONGEST_SIZE: Final = 1_000
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*((?:;[^\r\n]*)?)\r?\n")
Head = tuple[str, Mapping[str, str]]


def read_head(stream: BinaryIO, most: int = MOST_HEAD) -> bytes:
    """The head of the next message with its empty line; b"" where the other side has ended."""
    held = b""
    while True:
        line = stream.readline(most - len(held) + 1)
        if not line and not held.strip():
            return b""
        if not line.endswith(b"\n"):
            raise ValueError("a head that is cut off or too long")
        if line in (b"\r\n", b"\n"):
            if held:
                return held + line
            # Empty lines before a message are passed over (RFC 9112 2.2).
            most -= len(line)
            continue
        held += line


def head_of(octets: bytes) -> Head:
    r"""The first line of a head, and its fields by their names in small letters.

    >>> head_of(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    ('GET / HTTP/1.1', {'host': 'a'})
    """
    lines = octets.decode("latin-1").replace("\r\n", "\n").split("\n")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, mark, value = line.partition(":")
        if mark:
            fields.setdefault(name.strip().lower(), value.strip())
    return lines[0].strip(), fields


def sized(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """So many bytes, in pieces."""
    while size:
        piece = stream.read(min(size, _PIECE))
        if not piece:
            raise ValueError("a body that is cut off")
        size -= len(piece)
        yield piece


def chunks(stream: BinaryIO, said: list[str] | None = None) -> Iterator[bytes]:
    """A body that comes in chunks, in pieces; `said` is told of what the last chunk says of itself.

    Fields behind the last chunk are passed over.
    """
    while True:
        found = _SIZE.fullmatch(stream.readline(_LONGEST_SIZE))
        if found is None:
            raise ValueError("a chunk without its size")
        size = int(found[1], 16)
        if not size:
            if said is not None:
                said.append(found[2].decode("latin-1").strip("; \t"))
            while stream.readline(MOST_HEAD) not in (b"\r\n", b"\n", b""):
                pass
            return
        yield from sized(stream, size)
        if stream.readline(3).strip():
            raise ValueError("a chunk that is longer than it says")
