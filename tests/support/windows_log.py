# A Windows event log written byte by byte, after the published description of its format: there is
# no Windows here to write one. One block of 64 KiB, events as binary XML without templates.
from __future__ import annotations

import datetime as dt
import struct
import zlib
from dataclasses import dataclass, field

_BLOCK = 65_536
_HEAD = 512
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


@dataclass
class Element:
    """An element of an event's XML."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inner: list[Element] = field(default_factory=list)


def event(
    code: int, at: dt.datetime, values: dict[str, str], channel: str = "Security",
    provider: str = "Microsoft-Windows-Security-Auditing",
) -> Element:  # fmt: skip
    """An event as Windows lays them out."""
    system = Element("System", inner=[
        Element("Provider", attributes={"Name": provider}),
        Element("EventID", str(code)),
        Element("TimeCreated", attributes={"SystemTime": at.isoformat().replace("+00:00", "Z")}),
        Element("Channel", channel),
        Element("Computer", "pc7.example.cn"),
    ])  # fmt: skip
    data = [Element("Data", value, {"Name": name}) for name, value in values.items()]
    return Element("Event", inner=[system, Element("EventData", inner=data)])


def windows_log(events: list[tuple[dt.datetime, Element]]) -> bytes:
    """The bytes of a log with these events."""
    block = bytearray(_HEAD)
    last = _HEAD
    for number, (at, element) in enumerate(events, 1):
        last = len(block)
        stamp = int((at - _EPOCH).total_seconds() * 10_000_000)
        block += b"**\0\0" + struct.pack("<IQQ", 0, number, stamp)
        block += b"\x0f\x01\x01\x00"
        _write(block, element)
        block += b"\0"
        size = len(block) - last + 4
        block += struct.pack("<I", size)
        struct.pack_into("<I", block, last + 4, size)
    free = len(block)
    count = len(events)
    struct.pack_into(
        "<8sQQQQIIII", block, 0, b"ElfChnk\0", 1, count, 1, count, 128, last, free,
        zlib.crc32(block[_HEAD:free]),
    )  # fmt: skip
    struct.pack_into("<I", block, 124, zlib.crc32(bytes(block[:120]) + bytes(block[128:_HEAD])))
    head = struct.pack("<8sQQQIHHHH", b"ElfFile\0", 0, 0, count + 1, 128, 1, 3, 4096, 1)
    head = head.ljust(120, b"\0")
    head += struct.pack("<II", 0, zlib.crc32(head))
    return head.ljust(4096, b"\0") + bytes(block).ljust(_BLOCK, b"\0")


def _write(block: bytearray, element: Element) -> None:
    has_attributes = bool(element.attributes)
    block += struct.pack("<BI", 0x41 if has_attributes else 0x01, 0)
    size_at = len(block) - 4
    _name(block, element.name)
    if has_attributes:
        block += struct.pack("<I", 0)
        list_at = len(block)
        for place, (name, value) in enumerate(element.attributes.items(), 1):
            block.append(0x46 if place < len(element.attributes) else 0x06)
            _name(block, name)
            _text(block, value)
        struct.pack_into("<I", block, list_at - 4, len(block) - list_at)
    if element.text or element.inner:
        block.append(0x02)
        if element.text:
            _text(block, element.text)
        for each in element.inner:
            _write(block, each)
        block.append(0x04)
    else:
        block.append(0x03)
    struct.pack_into("<I", block, size_at, len(block) - size_at - 4)


def _name(block: bytearray, name: str) -> None:
    block += struct.pack("<I", len(block) + 4)
    value = 0
    for character in name:
        value = (value * 65_599 + ord(character)) & 0xFFFFFFFF
    block += struct.pack("<IHH", 0, value & 0xFFFF, len(name))
    block += name.encode("utf-16-le") + b"\0\0"


def _text(block: bytearray, text: str) -> None:
    block += struct.pack("<BBH", 0x05, 0x01, len(text)) + text.encode("utf-16-le")
