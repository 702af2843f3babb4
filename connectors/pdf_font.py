# What the codes of a PDF's font stand for (ISO 32000-1, 9.6 to 9.10): for each its bytes, the
# characters it shows and how wide it is. Characters are told by ToUnicode, else by the names or
# numbers of an encoding that everybody knows; where neither does, nobody can tell what is shown.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fontTools import agl
from fontTools.encodings.StandardEncoding import StandardEncoding

__all__ = ["Code", "Font", "font_of", "map_of", "under"]

_HEX = rb"<([0-9A-Fa-f\s]*)>"
_SECTION = re.compile(
    rb"begin(bfchar|bfrange|codespacerange|cidrange|cidchar)(.*?)end\1", re.DOTALL
)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|(\d+)")
_OWN_NAME = re.compile(rb"dup\s+(\d{1,3})\s*/(\S+)\s+put")
_UNKNOWN = frozenset({"", "\0", "\ufffd"})
_MOST_CODES = 70_000
# Encodings of composite fonts by what their names hold: how text is encoded in them.
_CODECS = (
    ("UTF16", "utf-16-be"),
    ("UCS2", "utf-16-be"),
    ("GBK", "gb18030"),
    ("GB-", "gb18030"),
    ("B5", "big5"),
    ("HKscs", "big5hkscs"),
    ("RKSJ", "cp932"),
    ("KSC", "cp949"),
)
_DINGBAT = "■"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of a string: its bytes, the characters, the width in thousandths of the size, and
    whether it is the single byte 32, which word spacing is for.
    """

    raw: bytes
    text: str
    width: float
    is_space: bool


@dataclass(slots=True)
class Font:
    """`codes` of a string; `tells` whether it says of anything what it shows."""

    lengths: tuple[tuple[int, int, int], ...]
    texts: Mapping[int, str]
    codec: str
    widths: Mapping[int, float]
    default_width: float
    is_simple: bool
    is_vertical: bool
    cids: Mapping[int, int] = field(default_factory=dict)
    ascii_cid: int = 0

    @property
    def tells(self) -> bool:
        """Whether there is anything to tell characters by."""
        return bool(self.texts or self.codec)

    def codes(self, string: bytes) -> list[Code]:
        """What the string shows, code by code."""
        found, at = [], 0
        while at < len(string):
            length = 1 if self.is_simple else self._length(string, at)
            raw = string[at : at + length]
            at += length
            number = int.from_bytes(raw, "big")
            found.append(Code(raw, self._text(number, raw), self._width(number, raw), raw == b" "))
        return found

    def _length(self, string: bytes, at: int) -> int:
        if self.codec and self.codec != "utf-16-be":
            if string[at] < 0x80:
                return 1
            four = self.codec == "gb18030" and string[at + 1 : at + 2] < b"\x40"
            return 4 if four and at + 4 <= len(string) else 2
        if self.codec and 0xD8 <= string[at] < 0xDC:
            return 4
        for length, low, high in self.lengths:
            if low <= int.from_bytes(string[at : at + length], "big") <= high:
                return length
        return self.lengths[0][0] if self.lengths else 2

    def _text(self, number: int, raw: bytes) -> str:
        text = self.texts.get(number, "")
        if not text and self.codec:
            text = raw.decode(self.codec, "replace")
        return "" if text in _UNKNOWN else text

    def _width(self, number: int, raw: bytes) -> float:
        if self.is_simple:
            return self.widths.get(number, self.default_width)
        cid = self.cids.get(number, number)
        if self.ascii_cid:
            # The tables of these encodings are not at hand; what is no ASCII is one em wide.
            plain = 0x20 <= number < 0x7F
            cid = number - 0x20 + self.ascii_cid if plain else -1
        width = self.widths.get(cid, self.default_width)
        return width if raw else 0.0


def under(held: Mapping[str, Any], name: str) -> Any:
    """What a dictionary has under a name, itself and not a reference to it; None for nothing."""
    found = held.get(name)
    return found.get_object() if found is not None else None


def font_of(font: Mapping[str, Any]) -> Font:
    """The font that a dictionary of the file describes."""
    kind = str(font.get("/Subtype", ""))
    told = under(font, "/ToUnicode")
    texts = map_of(told.get_data()) if hasattr(told, "get_data") else {}
    if kind == "/Type0":
        return _composite(font, texts)
    return _simple(font, kind, texts)


def map_of(cmap: bytes) -> dict[int, str]:
    """The characters of each code by a ToUnicode map.

    >>> map_of(b"1 beginbfchar <01> <5F20> endbfchar 1 beginbfrange <02> <03> <0041> endbfrange")
    {1: '张', 2: 'A', 3: 'B'}
    """
    texts: dict[int, str] = {}
    for section in _SECTION.finditer(cmap):
        tokens = list(_TOKEN.finditer(section[2]))
        if section[1] == b"bfchar":
            for code, text in zip(tokens[::2], tokens[1::2], strict=False):
                texts[_number(code)] = _characters(text)
        elif section[1] == b"bfrange":
            _ranges(tokens, texts)
    return texts


def _ranges(tokens: list[re.Match[bytes]], texts: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(tokens) and len(texts) < _MOST_CODES:
        low, high = _number(tokens[at]), _number(tokens[at + 1])
        at += 2
        if tokens[at][2]:
            at += 1
            code = low
            while at < len(tokens) and not tokens[at][3]:
                texts[code] = _characters(tokens[at])
                code, at = code + 1, at + 1
        else:
            first = _characters(tokens[at])
            for code in range(low, min(high, low + 0xFFFF) + 1):
                last = ord(first[-1]) + code - low if first else 0x110000
                texts[code] = first[:-1] + chr(last) if last < 0x110000 else ""
        at += 1


def _number(token: re.Match[bytes]) -> int:
    return int(_digits(token) or b"0", 16)


def _digits(token: re.Match[bytes]) -> bytes:
    return b"".join((token[1] or b"").split())


def _characters(token: re.Match[bytes]) -> str:
    digits = _digits(token)
    raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return raw.decode("utf-16-be", "replace") if len(raw) > 1 else raw.decode("latin-1")


def _composite(font: Mapping[str, Any], texts: dict[int, str]) -> Font:
    below = font["/DescendantFonts"].get_object()[0].get_object()
    encoding = under(font, "/Encoding")
    name = str(encoding) if isinstance(encoding, str) else ""
    lengths: tuple[tuple[int, int, int], ...] = ((2, 0, 0xFFFF),)
    cids: dict[int, int] = {}
    vertical = name.endswith("-V")
    if not name and hasattr(encoding, "get_data"):
        vertical = encoding.get("/WMode", 0) == 1
        lengths, cids = _spaces(encoding.get_data())
    codec = next((codec for part, codec in _CODECS if part in name), "")
    return Font(
        lengths,
        texts,
        codec,
        _cid_widths(below.get("/W")),
        float(below.get("/DW", 1000)),
        is_simple=False,
        is_vertical=vertical,
        cids=cids,
        ascii_cid=(814 if name.startswith("/GB") else 1) if codec else 0,
    )


def _spaces(cmap: bytes) -> tuple[tuple[tuple[int, int, int], ...], dict[int, int]]:
    """How long codes are, and the glyph of each."""
    lengths: list[tuple[int, int, int]] = []
    cids: dict[int, int] = {}
    for section in _SECTION.finditer(cmap):
        tokens = list(_TOKEN.finditer(section[2]))
        if section[1] == b"codespacerange":
            lengths += [
                (len(_digits(low)) // 2, _number(low), _number(high))
                for low, high in zip(tokens[::2], tokens[1::2], strict=False)
                if 0 < len(_digits(low)) <= 8
            ]
        elif section[1] == b"cidrange":
            for low, high, cid in zip(tokens[::3], tokens[1::3], tokens[2::3], strict=False):
                first = int(cid[4] or 0)
                for code in range(_number(low), min(_number(high), _number(low) + 0xFFFF) + 1):
                    cids[code] = first + code - _number(low)
        elif section[1] == b"cidchar":
            for code_token, cid in zip(tokens[::2], tokens[1::2], strict=False):
                cids[_number(code_token)] = int(cid[4] or 0)
    return tuple(sorted(lengths)) or ((2, 0, 0xFFFF),), cids


def _cid_widths(listed: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    items = [each.get_object() for each in listed.get_object()] if listed is not None else []
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], list):
            widths |= {first + n: float(each) for n, each in enumerate(items[at + 1])}
            at += 2
        elif at + 2 < len(items):
            last = min(int(items[at + 1]), first + _MOST_CODES)
            widths |= dict.fromkeys(range(first, last + 1), float(items[at + 2]))
            at += 3
        else:
            break
    return widths


def _simple(font: Mapping[str, Any], kind: str, texts: dict[int, str]) -> Font:
    first = int(font.get("/FirstChar", 0))
    listed = under(font, "/Widths")
    scale = 1.0
    if kind == "/Type3":
        matrix = font.get("/FontMatrix", [0.001])
        scale = float(matrix[0]) * 1000
    numbers = [float(each.get_object()) for each in listed or ()]
    widths = {first + n: each * scale for n, each in enumerate(numbers)}
    about = under(font, "/FontDescriptor")
    missing = float(about.get("/MissingWidth", 0)) if about is not None else 556.0
    named = _named(font, kind)
    return Font(
        ((1, 0, 255),), {**named, **texts}, "", widths, missing, is_simple=True, is_vertical=False
    )


def _named(font: Mapping[str, Any], kind: str) -> dict[int, str]:
    """Characters by the encoding, and the names that differ from it."""
    base = str(font.get("/BaseFont", "")).lstrip("/")
    encoding = under(font, "/Encoding")
    name = str(encoding) if isinstance(encoding, str) else ""
    differences: Any = []
    if encoding is not None and not name:
        name = str(encoding.get("/BaseEncoding", ""))
        differences = encoding.get("/Differences", [])
    texts = _by_name(name)
    about = under(font, "/FontDescriptor")
    flags = int(about.get("/Flags", 0)) if about is not None else 32
    if not name and about is not None:
        texts = _of_program(about)
    if not texts and base.endswith("ZapfDingbats"):
        texts = dict.fromkeys(range(33, 256), _DINGBAT)
    elif not texts and (base.endswith("Symbol") or (kind != "/Type3" and not flags & 4)):
        texts = {code: agl.toUnicode(each) for code, each in enumerate(StandardEncoding)}
    code = 0
    for each in differences:
        if isinstance(each, int):
            code = int(each)
        else:
            texts[code] = agl.toUnicode(str(each).lstrip("/"))
            code += 1
    return {code: text for code, text in texts.items() if text}


def _of_program(about: Mapping[str, Any]) -> dict[int, str]:
    """Characters by the encoding that a Type 1 program has of its own."""
    program = under(about, "/FontFile")
    if program is None:
        return {}
    head = program.get_data().partition(b"eexec")[0]
    if b"/Encoding StandardEncoding" in head:
        return _by_name("/StandardEncoding")
    return {
        int(found[1]): agl.toUnicode(found[2].decode("latin-1"))
        for found in _OWN_NAME.finditer(head)
        if int(found[1]) < 256
    }


def _by_name(name: str) -> dict[int, str]:
    codec = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman"}.get(name)
    if codec is not None:
        return {code: bytes([code]).decode(codec, "replace") for code in range(32, 256)}
    if name == "/StandardEncoding":
        return {code: agl.toUnicode(each) for code, each in enumerate(StandardEncoding)}
    return {}
