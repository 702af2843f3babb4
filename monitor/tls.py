# What TLS tells before it hides everything: the name a client asks for, and its fingerprint by
# JA4 (FoxIO, BSD 3-clause part of the JA4+ family; technical_details/JA4.md), and which version
# the server chose. Only the first message of each side is looked at (RFC 8446 4.1.2 and 4.1.3),
# over as many records as it takes. A client's first may have the form that SSL 2 had (RFC 5246, E.2).
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ClientHello", "ServerHello", "behind_warnings", "read_client_hello", "read_server_hello",
]  # fmt: skip

_HANDSHAKE: Final = 22
_CLIENT_HELLO, _SERVER_HELLO = 1, 2
_SERVER_NAME, _GROUPS_END, _SIGNATURES, _ALPN, _VERSIONS = 0, 10, 13, 16, 43
_NAMES: Final = {
    0x0304: "13", 0x0303: "12", 0x0302: "11", 0x0301: "10", 0x0300: "s3", 0x0002: "s2",
}  # fmt: skip
_VERSION_NAMES: Final = {
    0x0304: "1.3", 0x0303: "1.2", 0x0302: "1.1", 0x0301: "1.0", 0x0300: "3.0", 0x0002: "2.0",
}  # fmt: skip
# Reserved values that clients mix in to keep servers tolerant (RFC 8701).
_GREASE: Final = frozenset(each << 8 | each for each in range(0x0A, 0x100, 0x10))
_DRAFTS: Final = 0x7F
_ALERT, _WARNS = b"\x15", b"\0\2\1"
_DIGEST: Final = 12


@dataclass(frozen=True, slots=True)
class ClientHello:
    """`server_name` is "" where the client named none, `ja4` where it has the form that SSL 2 had."""

    server_name: str
    ja4: str
    alpn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerHello:
    """What the server chose; `protocol` is "" where it says so only under encryption (1.3)."""

    version: str
    protocol: str = ""


def read_client_hello(data: bytes) -> ClientHello | None:
    """The hello at the beginning of a client's stream; None where it is none, or is not whole."""
    message = _message(data, _CLIENT_HELLO)
    if message is None:
        old = len(data) > 4 and data[0] >= 0x80 and data[2:4] == b"\1\3"
        size = (data[0] & 0x7F) << 8 | data[1] if old else 0
        return ClientHello("", "") if old and len(data) >= 2 + size else None
    try:
        return _hello(message)
    except IndexError:
        return None


def read_server_hello(data: bytes) -> ServerHello | None:
    """The hello at the beginning of a server's stream; None where it is none, or is not whole."""
    message = _message(data, _SERVER_HELLO)
    if message is None:
        return None
    reader, by_kind = _Reader(message), dict[int, bytes]()
    try:
        version = reader.number(2)
        reader.take(32)
        reader.vector(1)
        reader.take(3)
        if reader.left():
            by_kind = dict(_extensions(reader))
        alpn = _protocols(by_kind.get(_ALPN, b""))
    except IndexError:
        return None
    chosen = int.from_bytes(by_kind.get(_VERSIONS, b""), "big") or version
    draft = f"1.3-draft{chosen & 0xFF}" if chosen >> 8 == _DRAFTS else f"0x{chosen:04x}"
    return ServerHello(_VERSION_NAMES.get(chosen, draft), alpn[0] if alpn else "")


def behind_warnings(data: bytes) -> int:
    """Where a stream begins that warnings may stand before, as of a name that a server does not know.

    >>> behind_warnings(bytes.fromhex("1503030002017016"))
    7
    """
    at = 0
    while data[at : at + 1] == _ALERT and data[at + 3 : at + 6] == _WARNS:
        at += 7
    return at


def _message(data: bytes, kind: int) -> bytes | None:
    """The body of the first handshake message, from its records."""
    parts, at, have = [], behind_warnings(data), 0
    while at + 5 <= len(data):
        if data[at] != _HANDSHAKE or data[at + 1] != 3:
            return None
        size = int.from_bytes(data[at + 3 : at + 5], "big")
        parts.append(data[at + 5 : at + 5 + size])
        have += len(parts[-1])
        at += 5 + size
        whole = b"".join(parts) if have >= 4 else b""
        if whole and whole[0] != kind:
            return None
        if whole and have >= 4 + int.from_bytes(whole[1:4], "big"):
            return whole[4 : 4 + int.from_bytes(whole[1:4], "big")]
    return None


class _Reader:
    """Numbers and vectors one after the other; IndexError beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise IndexError
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        return self.take(self.number(size))

    def left(self) -> bool:
        return self._at < len(self._data)


def _hello(message: bytes) -> ClientHello:
    reader = _Reader(message)
    version = reader.number(2)
    reader.take(32)
    reader.vector(1)
    suites = [each for each in _numbers(reader.vector(2)) if each not in _GREASE]
    reader.vector(1)
    extensions = _extensions(reader) if reader.left() else []
    extensions = [(kind, body) for kind, body in extensions if kind not in _GREASE]
    by_kind = dict(extensions)
    name = _server_name(by_kind.get(_SERVER_NAME, b""))
    alpn = _protocols(by_kind.get(_ALPN, b""))
    if offered := by_kind.get(_VERSIONS, b""):
        version = max((one for one in _numbers(offered[1:]) if one not in _GREASE), default=version)
    kinds = [kind for kind, _ in extensions]
    signatures = _numbers(by_kind.get(_SIGNATURES, b"")[2:])
    first = (
        f"t{_NAMES.get(version, '00')}{'d' if _SERVER_NAME in by_kind else 'i'}"
        f"{min(len(suites), 99):02d}{min(len(kinds), 99):02d}{_ends(alpn)}"
    )
    hidden = sorted(kind for kind in kinds if kind not in (_SERVER_NAME, _ALPN))
    second = _digest(_joined(sorted(suites)))
    told = _joined(hidden) + (f"_{_joined(signatures)}" if signatures else "")
    return ClientHello(name, f"{first}_{second}_{_digest(told if hidden else '')}", alpn)


def _extensions(reader: _Reader) -> list[tuple[int, bytes]]:
    inside, found = _Reader(reader.vector(2)), list[tuple[int, bytes]]()
    while inside.left():
        found.append((inside.number(2), inside.vector(2)))
    return found


def _server_name(body: bytes) -> str:
    if len(body) < 5 or body[2] != 0:
        return ""
    size = int.from_bytes(body[3:5], "big")
    return body[5 : 5 + size].decode("ascii", "backslashreplace")


def _protocols(body: bytes) -> tuple[str, ...]:
    if len(body) < 2:
        return ()
    inside, found = _Reader(body[2:]), []
    while inside.left():
        found.append(inside.vector(1).decode("latin-1"))
    return tuple(found)


def _ends(alpn: tuple[str, ...]) -> str:
    """First and last character of the first protocol, by its bytes in hex where they are no words."""
    if not alpn or not alpn[0]:
        return "00"
    first, last = alpn[0][0], alpn[0][-1]
    if first.isascii() and first.isalnum() and last.isascii() and last.isalnum():
        return first + last
    digits = alpn[0].encode("latin-1").hex()
    return digits[0] + digits[-1]


def _numbers(body: bytes) -> list[int]:
    return [int.from_bytes(body[at : at + 2], "big") for at in range(0, len(body) - 1, 2)]


def _joined(numbers: list[int]) -> str:
    return ",".join(f"{each:04x}" for each in numbers)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST] if text else "0" * _DIGEST
