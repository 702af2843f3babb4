# A content stream of a PDF written again without some of its glyphs. What stands in their stead
# is drawn in a font that every reader has, squeezed into the room they had; that room is
# rounded, since how wide letters are tells which they were.
from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pypdf.generic import ArrayObject, ByteStringObject, ContentStream, FloatObject, NameObject

from .pdf_content import Operation, Shown, State, advance, elements
from .pdf_font import Font

__all__ = ["FONTS", "without"]

FONTS = ("/TgLatin", "/TgHan")
"""What the fonts of words in others' stead are called: Courier for ASCII, and a Chinese one."""

# How wide every letter of these two fonts is.
_NARROW, _WIDE = 600.0, 1000.0
_STEP = 0.5
_HAN_PART = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


def without(found: Shown, taken: Mapping[int, str], fonts: Callable[[str], Font | None]) -> bytes:
    """The stream without these glyphs; what is drawn in the room of each may be nothing."""
    operations: list[Operation] = []
    for place, (operands, name) in enumerate(found.operations):
        owner = found.owners.get(place)
        if owner is None:
            operations.append((operands, name))
            continue
        first, state = owner
        sign = name.decode("latin-1")
        font = fonts(state.font)
        strings = elements(operands, sign)
        count = (
            sum(len(font.codes(each)) for each in strings if isinstance(each, bytes)) if font else 0
        )
        if not any(at in taken for at in range(first, first + count)):
            operations.append((operands, name))
            continue
        if sign == '"':
            operations += [_one("Tw", operands[0]), _one("Tc", operands[1])]
        if sign in {"'", '"'}:
            operations.append(([], b"T*"))
        assert font is not None
        operations += _Redrawn(state, font, first, taken).of(strings)
    content = ContentStream(None, None)
    content.operations = operations
    return bytes(content.get_data())


class _Redrawn:
    """An instruction that shows text, cut up around the glyphs that are taken out."""

    def __init__(self, state: State, font: Font, first: int, taken: Mapping[int, str]) -> None:
        self._state = state
        self._font = font
        self._at = first
        self._taken = taken
        self._made: list[Operation] = []
        self._array = ArrayObject()
        self._string = b""
        self._room = 0.0
        self._words = ""
        self._open = False

    def of(self, strings: Sequence[bytes | float]) -> list[Operation]:
        """The instructions in its stead."""
        size = self._state.size or 1.0
        for element in strings:
            if not isinstance(element, bytes):
                if self._open:
                    self._room -= element / 1000 * size
                else:
                    self._number(element)
                continue
            for code in self._font.codes(element):
                words = self._taken.get(self._at)
                self._at += 1
                if words is None:
                    self._close()
                    self._string += code.raw
                else:
                    self._open = True
                    self._words += words
                    self._room += advance(code.width, code.is_space, self._state, self._font)
        self._close()
        self._flush()
        return self._made

    def _close(self) -> None:
        """The room of what was taken out, with what is drawn there."""
        if not self._open:
            return
        state, size = self._state, self._state.size or 1.0
        step = abs(size) * _STEP
        room = math.copysign(math.ceil(abs(self._room) / step - 1e-6) * step, self._room)
        self._open = False
        if self._words and not self._font.is_vertical:
            self._flush()
            parts = [part[0] for part in _HAN_PART.finditer(self._words)]
            natural = sum(_natural(part) for part in parts) / 1000 * abs(size)
            squeeze = min(1.0, abs(room) / natural) if natural else 1.0
            self._made += [
                _one("Tc", FloatObject(0)),
                _one("Tw", FloatObject(0)),
                _one("Tz", FloatObject(state.scale * squeeze * 100)),
            ]
            for part in parts:
                self._draw(part)
                room -= math.copysign(_natural(part) / 1000 * abs(size) * squeeze, self._room)
            self._made += [
                ([NameObject(state.font), FloatObject(state.size)], b"Tf"),
                _one("Tc", FloatObject(state.spacing)),
                _one("Tw", FloatObject(state.words)),
                _one("Tz", FloatObject(state.scale * 100)),
            ]
        # A millionth of an em is what the arithmetic leaves.
        if moved := round(-room / size * 1000, 3):
            self._number(moved)
        self._room, self._words = 0.0, ""

    def _draw(self, part: str) -> None:
        latin = part.isascii()
        raw = part.encode("ascii" if latin else "utf-16-be", "replace")
        name = NameObject(FONTS[0] if latin else FONTS[1])
        self._made.append(([name, FloatObject(self._state.size)], b"Tf"))
        self._made.append(([ByteStringObject(raw)], b"Tj"))

    def _flush(self) -> None:
        self._text()
        if self._array:
            self._made.append(([self._array], b"TJ"))
            self._array = ArrayObject()

    def _number(self, moved: float) -> None:
        self._text()
        self._array.append(FloatObject(moved))

    def _text(self) -> None:
        if self._string:
            self._array.append(ByteStringObject(self._string))
            self._string = b""


def _natural(part: str) -> float:
    return sum(_NARROW if " " <= each <= "~" else _WIDE for each in part)


def _one(sign: str, operand: Any) -> Operation:
    return [operand], sign.encode()
