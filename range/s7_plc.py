# A controller that speaks S7: its memory as blocks of bytes, lists of system state by which it says
# what it is, and a mode in which its program stands still and every output is off.
from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from policies import Host, Persona, Tag

from . import s7
from .plant import Plant
from .program import RUNNING, Program
from .s7 import Address, Item, Message

__all__ = ["S7", "S7Plc"]

S7 = 102
_LONGEST = 480
_OK, _NO_ACCESS, _OUT_OF_RANGE, _NO_TYPE, _NO_OBJECT = 0xFF, 0x03, 0x05, 0x06, 0x0A
_NOT_THERE, _TOO_LONG, _NO_LIST = 0x8104, 0x8500, 0xD401
# Bytes that an element of each kind of item takes (IEC types of S7); counters and timers are none.
_ELEMENTS = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 4, 8: 4}


class S7Plc(Program):
    """A controller's memory and program; `session` begins a connection."""

    port = S7

    def __init__(self, host: Host, persona: Persona | None, plant: Plant | None) -> None:
        settings = {each.setting: each.value for each in host.tags if each.setting}
        super().__init__({**settings, RUNNING: 1.0}, host.control, plant)
        self.tags: list[tuple[Address, Tag]] = [
            (s7.address_of(each.at), each) for each in host.tags
        ]
        self._persona = persona
        self._sizes: dict[tuple[int, int], int] = {}
        for address, _ in self.tags:
            key = (address.area, address.db)
            self._sizes[key] = max(self._sizes.get(key, 0), address.at + address.size)

    def session(self) -> _Session:
        """One connection."""
        return _Session(self)

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer of a connection that has just begun."""
        return self.session().reply(message, peer, now)

    def write_requests(self, setting: str, value: float) -> list[bytes]:
        """What an operator's screen sends to have a setting so."""
        begin = [s7.connect(), s7.setup(_LONGEST)]
        if setting == RUNNING:
            return [*begin, s7.set_mode(1, run=bool(value))]
        address = next(at for at, tag in self.tags if tag.setting == setting)
        bit = address.bit if address.kind == "X" else None
        item = Item(address.area, address.db, address.at, address.size, bit)
        return [*begin, s7.write_request(1, item, s7.packed(address, value))]

    def points(self) -> dict[str, str]:
        """The point of the plant behind each place."""
        return {tag.at: tag.point for _, tag in self.tags if tag.point}

    def read(self, item: Item) -> tuple[int, bytes]:
        """A code, and what lies there."""
        size = self._sizes.get((item.area, item.db))
        if size is None:
            return _NO_OBJECT, b""
        if item.at + item.size > size:
            return _OUT_OF_RANGE, b""
        image = self._image(item)
        held = bytes(image[item.at : item.at + item.size])
        return _OK, held if item.bit is None else bytes((held[0] >> item.bit & 1,))

    def write(self, item: Item, content: bytes, peer: str, now: float) -> int:
        """Settings that lie there written; what the program holds stays as it is."""
        code, _ = self.read(item)
        if code != _OK:
            return code
        image = self._image(item)
        if item.bit is None:
            image[item.at : item.at + item.size] = content
        else:
            mask = 1 << item.bit
            image[item.at] = image[item.at] & ~mask | mask * (content[0] & 1)
        for address, tag in self._in(item):
            if tag.setting and _touches(address, item):
                after = s7.unpacked(address, _part(address, image))
                self.put(tag.setting, after, peer, now)
        return _OK

    def lists(self, list_: int, index: int) -> tuple[int, list[bytes]]:
        """Records of a list of system state, and how long each is; none where there is no such list."""
        run = bool(self.settings[RUNNING])
        if list_ == 0x0011:
            return 28, [_record(number, text, 20) + rest for number, text, rest in self._modules()]
        if list_ == 0x001C:
            return 34, [_record(number, text, 32) for number, text in self._names()]
        if list_ == 0x0131 and index in {0, 1}:
            return 40, [struct.pack(">HHHII", 1, _LONGEST, 16, 187_500, 187_500) + bytes(24)]
        if list_ == 0x0232 and index in {0, 4}:
            # Level 1: whoever reaches it may read, write and stop it.
            return 40, [struct.pack(">HHHHHH", 4, 1, 0, 1, 2, 0) + bytes(28)]
        if list_ == 0x0424:
            return 20, [struct.pack(">BBBB", 0x51, 0x44, 0xFF, 8 if run else 4) + bytes(16)]
        return 0, []

    def _modules(self) -> Iterator[tuple[int, str, bytes]]:
        persona = self._persona
        product = persona.product if persona else ""
        numbers = [int(each) for each in re.findall(r"\d+", persona.revision if persona else "")]
        first, second, third = (*numbers, 0, 0, 0)[:3]
        hardware = struct.pack(">HHH", 0xC0, 1, 1)
        yield 1, product, hardware
        yield 6, product, hardware
        yield 7, "", struct.pack(">HBBBB", 0xC0, ord("V"), first & 255, second & 255, third & 255)

    def _names(self) -> Iterator[tuple[int, str]]:
        persona = self._persona
        vendor, product = (persona.vendor, persona.product) if persona else ("", "")
        name = persona.name if persona else ""
        yield 1, name or product
        yield 2, product
        yield 3, ""
        yield 4, vendor
        yield 5, f"S {zlib.crc32(f'{product} {name}'.encode()):08X}"
        yield 7, f"CPU {product}"

    def _in(self, item: Item) -> Iterator[tuple[Address, Tag]]:
        for address, tag in self.tags:
            if (address.area, address.db) == (item.area, item.db):
                yield address, tag

    def _image(self, item: Item) -> bytearray:
        image = bytearray(self._sizes[item.area, item.db])
        for address, tag in self._in(item):
            content = s7.packed(address, self.value(tag.setting, tag.point))
            if address.kind == "X":
                image[address.at] |= content[0] << address.bit
            else:
                image[address.at : address.at + address.size] = content
        return image


class _Session:
    """A connection: first it is made, then how long messages may be, then the rest."""

    def __init__(self, plc: S7Plc) -> None:
        self._plc = plc
        self._connected = False
        self._longest = 0

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The message that answers one; None where the connection is to end."""
        try:
            frames, rest = s7.cut(message)
            if rest or len(frames) != 1:
                return None
            asked = s7.parse(frames[0])
        except s7.S7Error:
            return None
        if asked is None:
            first, self._connected = not self._connected, True
            is_request = frames[0][5] & 0xF0 == 0xE0 and frames[0][4] + 5 == len(frames[0])
            return s7.connect(confirms=frames[0]) if first and is_request else None
        if not self._connected:
            return None
        told = self._answer(asked, peer, now)
        return None if told is None else s7.whole(told)

    def _answer(self, asked: Message, peer: str, now: float) -> Message | None:
        parameters = asked.parameters
        if asked.rosctr == s7.JOB and parameters[:1] == bytes((s7.SETUP,)):
            if len(parameters) != 8:
                return _refused(asked, _NOT_THERE)
            (wanted,) = struct.unpack_from(">H", parameters, 6)
            self._longest = max(min(wanted, _LONGEST), 64)
            granted = parameters[:2] + struct.pack(">HHH", 1, 1, self._longest)
            return Message(s7.DATA, asked.reference, granted, b"")
        if not self._longest:
            return None
        if asked.rosctr == s7.USER_DATA:
            return self._state(asked)
        if asked.rosctr != s7.JOB or not parameters:
            return None
        return self._job(asked, peer, now)

    def _job(self, asked: Message, peer: str, now: float) -> Message:
        function = asked.parameters[0]
        if function in {s7.READ, s7.WRITE}:
            items = _items(asked.parameters)
            if items is None:
                return _refused(asked, _NOT_THERE)
            told = asked.parameters[:2]
            data = (
                self._read(items) if function == s7.READ
                else self._write(items, asked.data, peer, now)
            )  # fmt: skip
            if 12 + len(told) + len(data) > self._longest:
                return _refused(asked, _TOO_LONG)
            return Message(s7.DATA, asked.reference, told, data)
        if function in {s7.START, s7.STOP} and asked.parameters.endswith(b"P_PROGRAM"):
            self._plc.put(RUNNING, float(function == s7.START), peer, now)
            return Message(s7.DATA, asked.reference, bytes((function,)), b"")
        return _refused(asked, _NOT_THERE)

    def _read(self, items: list[Item | int]) -> bytes:
        data = b""
        for number, item in enumerate(items):
            code, held = (item, b"") if isinstance(item, int) else self._plc.read(item)
            if code != _OK or isinstance(item, int):
                data += bytes((code, 0, 0, 0))
                continue
            bits = item.bit is not None
            length = 1 if bits else 8 * len(held)
            data += struct.pack(">BBH", _OK, 3 if bits else 4, length) + held
            if number < len(items) - 1:
                data += bytes(len(held) % 2)
        return data

    def _write(self, items: list[Item | int], data: bytes, peer: str, now: float) -> bytes:
        codes = b""
        for item in items:
            if isinstance(item, int) or len(data) < 4:
                codes += bytes((item if isinstance(item, int) else _NO_TYPE,))
                continue
            kind, length = struct.unpack_from(">BH", data, 1)
            size = length if kind in {3, 7, 9} else length // 8
            content = data[4 : 4 + size]
            fits = len(content) == item.size and (item.bit is None) == (kind != 3)
            codes += bytes((self._plc.write(item, content, peer, now) if fits else _NO_TYPE,))
            data = data[4 + size + size % 2 :]
        return codes

    def _state(self, asked: Message) -> Message | None:
        parameters = asked.parameters
        if len(parameters) < 8 or parameters[:3] != b"\0\1\x12":
            return None
        list_ = index = 0
        is_list = parameters[5] == 0x44 and parameters[6] == 1 and len(asked.data) == 8
        if is_list:
            list_, index = struct.unpack_from(">HH", asked.data, 4)
        size, records = self._plc.lists(list_, index) if is_list else (0, [])
        # As many records as a message of this connection takes.
        records = records[: max(self._longest - 34, 0) // max(size, 1)]
        group = parameters[5] & 0x0F | 0x80
        told = b"\0\1\x12\x08\x12" + bytes((group, parameters[6], parameters[7], 0, 0))
        if not records:
            return Message(
                s7.USER_DATA, asked.reference, told + struct.pack(">H", _NO_LIST),
                bytes((_NO_OBJECT, 0, 0, 0)),
            )  # fmt: skip
        body = struct.pack(">HHHH", list_, index, size, len(records)) + b"".join(records)
        data = struct.pack(">BBH", _OK, 9, len(body)) + body
        return Message(s7.USER_DATA, asked.reference, told + b"\0\0", data)


def _items(parameters: bytes) -> list[Item | int] | None:
    """The places a request names, a code in place of one that is none; None where they do not fit."""
    if len(parameters) < 2 or len(parameters) != 2 + 12 * parameters[1] or not parameters[1]:
        return None
    found: list[Item | int] = []
    for at in range(2, len(parameters), 12):
        head, length, syntax, kind, count, db, area = struct.unpack_from(">BBBBHHB", parameters, at)
        place = int.from_bytes(parameters[at + 9 : at + 12], "big")
        element = _ELEMENTS.get(kind)
        if (head, length, syntax) != (0x12, 0x0A, 0x10) or element is None or not count:
            found.append(_NO_TYPE)
        elif kind == 1 and count != 1:
            found.append(_NO_ACCESS)
        else:
            bit = place & 7 if kind == 1 else None
            found.append(Item(area, db, place >> 3, count * element, bit))
    return found


def _refused(asked: Message, code: int) -> Message:
    return Message(s7.CONFIRMED, asked.reference, b"", b"", code)


def _record(number: int, text: str, size: int) -> bytes:
    content = text.encode("ascii", "replace")[: size - 1]
    return struct.pack(">H", number) + content + bytes(size - len(content))


def _part(address: Address, image: bytearray) -> bytes:
    if address.kind == "X":
        return bytes((image[address.at] >> address.bit & 1,))
    return bytes(image[address.at : address.at + address.size])


def _touches(address: Address, item: Item) -> bool:
    """Whether a place lies in what is written."""
    if item.bit is not None:
        if address.kind == "X":
            return (address.at, address.bit) == (item.at, item.bit)
        return address.at <= item.at < address.at + address.size
    return address.at < item.at + item.size and item.at < address.at + address.size
