# What a client and a server of MySQL say to each other, made by hand.
from __future__ import annotations

import struct

CAPABILITIES = 0xFFFFF7DF & ~(1 << 5) & ~(1 << 26)


def packet(number: int, body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def greeting(version: str = "8.4.2", capabilities: int = CAPABILITIES) -> bytes:
    low, high = struct.pack("<H", capabilities & 0xFFFF), struct.pack("<H", capabilities >> 16)
    body = b"\x0a" + version.encode() + b"\0" + bytes(4) + b"12345678\0" + low + b"\xff\2\0" + high
    return packet(0, body + b"\x15" + bytes(10) + b"123456789012\0mysql_native_password\0")


def login(user: str = "li", *, capabilities: int = CAPABILITIES, more: bytes = b"\0") -> bytes:
    head = struct.pack("<IIB", capabilities, 1 << 24, 45) + bytes(23)
    said = user.encode() + b"\0" + b"\x14" + b"the secret digest...."[:20] + b"people\0plugin\0"
    return packet(1, head + said + more)


OK = b"\0\0\0\2\0\0\0"


def column(name: str, kind: int = 253) -> bytes:
    texts = [b"def", b"d", b"t", b"t", name.encode(), name.encode()]
    told = b"".join(bytes([len(each)]) + each for each in texts)
    return told + b"\x0c" + struct.pack("<HIBHBH", 45, 100, kind, 0, 0, 0)


def query(statement: bytes) -> bytes:
    # Attributes that newer clients put before a statement: none of them.
    return packet(0, b"\3\0\1" + statement)


def rows(*cells: bytes, status: int = 2, number: int = 1) -> bytes:
    told = packet(number, b"\1") + packet(number + 1, column("name"))
    for place, each in enumerate(cells):
        told += packet(number + 2 + place, bytes([len(each)]) + each)
    # The newer form of an end: as what is done, under the old one's mark.
    return told + packet(number + 2 + len(cells), b"\xfe\0\0" + struct.pack("<HH", status, 0))


BEGUN = [("back", 1, greeting()), ("forth", 2, login()), ("back", 3, packet(2, OK))]
