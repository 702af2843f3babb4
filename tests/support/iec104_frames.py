# APDUs of IEC 60870-5-104 made by hand, and a short talk between a control centre and a station.
from __future__ import annotations

import struct

STARTDT, STARTDT_CON = b"\x68\x04\x07\0\0\0", b"\x68\x04\x0b\0\0\0"
CONFIRM = b"\x68\x04\x01\0\x02\0"


def information(
    kind: int, cause: int, station: int, objects: list[tuple[int, bytes]], *, refused: bool = False
) -> bytes:
    """An APDU with these objects, each behind its address."""
    body = b"".join(struct.pack("<I", address)[:3] + element for address, element in objects)
    head = bytes([kind, len(objects), cause | 0x40 * refused, 0]) + struct.pack("<H", station)
    return bytes([0x68, 4 + len(head) + len(body)]) + b"\0\0\0\0" + head + body


def sequence(kind: int, cause: int, station: int, first: int, elements: list[bytes]) -> bytes:
    """An APDU with elements of consecutive objects behind the first one's address."""
    body = struct.pack("<I", first)[:3] + b"".join(elements)
    head = bytes([kind, 0x80 | len(elements), cause, 0]) + struct.pack("<H", station)
    return bytes([0x68, 4 + len(head) + len(body)]) + b"\0\0\0\0" + head + body


def station_talk() -> list[tuple[str, bytes]]:
    """An interrogation, reports, a command selected and executed, one refused, one unanswered."""
    select, execute = [(6001, b"\x81")], [(6001, b"\x01")]
    point = [(6200, struct.pack("<f", 1.5) + b"\0")]
    return [
        ("forth", STARTDT),
        ("back", STARTDT_CON),
        ("forth", information(100, 6, 3, [(0, b"\x14")])),
        ("back", information(100, 7, 3, [(0, b"\x14")])),
        ("back", sequence(1, 20, 3, 100, [b"\1"] * 30)),
        ("back", information(100, 10, 3, [(0, b"\x14")])),
        ("back", information(13, 3, 3, [(9, b"\0\0\x80\x3f\0"), (11, b"\0\0\0\x40\0")])),
        ("forth", CONFIRM),
        ("forth", information(45, 6, 3, select)),
        ("back", information(45, 7, 3, select)),
        ("forth", information(45, 6, 3, execute)),
        ("back", information(45, 7, 3, execute) + information(45, 10, 3, execute)),
        ("forth", information(50, 6, 3, point)),
        ("back", information(50, 47, 3, point, refused=True)),
        ("forth", information(50, 6, 3, [(6300, struct.pack("<f", 2.5) + b"\0")])),
    ]
