# A client's hello as a browser sends it, in TLS records.
from __future__ import annotations

import struct


def vector(size: int, body: bytes) -> bytes:
    return len(body).to_bytes(size, "big") + body


def extension(kind: int, body: bytes) -> bytes:
    return struct.pack(">H", kind) + vector(2, body)


def hello(name: str = "example.com", alpn: tuple[bytes, ...] = (b"h2", b"http/1.1")) -> bytes:
    suites = b"".join(
        struct.pack(">H", each)
        for each in (0x1A1A, 0x1301, 0x1302, 0x1303, 0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9,
                     0xCCA8, 0xC013, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035)
    )  # fmt: skip
    extensions = extension(0x0A0A, b"")
    if name:
        extensions += extension(0, vector(2, b"\0" + vector(2, name.encode())))
    extensions += (
        extension(0x0017, b"") + extension(0xFF01, b"\0") + extension(0x000A, b"\0\2\0\x1d")
    )
    extensions += extension(0x000B, b"\1\0") + extension(0x0023, b"")
    if alpn:
        extensions += extension(16, vector(2, b"".join(vector(1, each) for each in alpn)))
    extensions += extension(0x0005, b"\1\0\0\0\0")
    extensions += extension(0x000D, vector(2, bytes.fromhex("04030804040105030805050108060601")))
    extensions += extension(0x0012, b"") + extension(0x0033, b"") + extension(0x002D, b"\1\1")
    extensions += extension(0x002B, vector(1, bytes.fromhex("2a2a03040303")))
    extensions += extension(0x001B, b"\2\0\2") + extension(0x4469, b"") + extension(0x0015, b"")
    body = b"\x03\x03" + bytes(32) + vector(1, bytes(32)) + vector(2, suites) + vector(1, b"\0")
    return b"\x01" + vector(3, body + vector(2, extensions))


def records(message: bytes, size: int = 16_000) -> bytes:
    return b"".join(
        b"\x16\x03\x01" + vector(2, message[at : at + size]) for at in range(0, len(message), size)
    )


HELLO = records(hello())


def server_hello(version: int = 0x0304, alpn: bytes = b"") -> bytes:
    extensions = extension(0x002B, struct.pack(">H", version)) if version >= 0x0304 else b""
    if alpn:
        extensions += extension(16, vector(2, vector(1, alpn)))
    legacy = struct.pack(">H", min(version, 0x0303))
    body = legacy + bytes(32) + vector(1, bytes(32)) + b"\x13\x01\0" + vector(2, extensions)
    return b"\x02" + vector(3, body)


SERVER_HELLO = records(server_hello())
