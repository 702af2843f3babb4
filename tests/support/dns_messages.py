# Questions and answers of the domain name system as they go over TCP, behind their length.
from __future__ import annotations

import struct


def message(number: int, name: str, *, answer: bool = False) -> bytes:
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    body = (
        struct.pack(">6H", number, 0x8183 if answer else 0x0100, 1, 0, 0, 0)
        + labels
        + b"\0\0\1\0\1"
    )
    return struct.pack(">H", len(body)) + body
