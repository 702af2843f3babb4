# One content stream of a PDF (ISO 32000-1, 8 and 9) as the glyphs that it shows, each with its
# place on the page, and the stream written again without some of them. What stands in their
# stead is drawn in a font that every reader has, squeezed into the room they had; that room is
# rounded, since how wide letters are tells which they were. Pictures, properties of marked
# content and instructions that nobody knows are left out.
from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    ContentStream,
    FloatObject,
    NameObject,
)

from .pdf_font import Font

__all__ = ["FONTS", "Glyph", "Shown", "shown", "without"]

Matrix = tuple[float, float, float, float, float, float]
_Operation = tuple[list[Any], bytes]

FONTS = ("/TgLatin", "/TgHan")
"""What the fonts of words in others' stead are called: Courier for ASCII, and a Chinese one."""

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_KEPT = frozenset(
    "b B b* B* BMC BT BX c cm CS cs d d0 d1 Do EMC ET EX f F f* G g gs h i J j K k l M m MP n q Q re "
    "RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf TJ Tj TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_PAINTS = frozenset("b B b* B* f F f* s S sh".split())
_INVISIBLE = frozenset({3, 7})
# How wide every letter of these two fonts is.
_NARROW, _WIDE = 600.0, 1000.0
_STEP = 0.5
_HAN_PART = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class _State:
    """What the instructions so far have set."""

    matrix: Matrix = _UNIT
    font: str = ""
    size: float = 0.0
    spacing: float = 0.0
    words: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


@dataclass(frozen=True, slots=True)
class Glyph:
    """What one code shows: characters ("" where nobody knows), origin and end, and its size."""

    text: str
    code: bytes
    font: str
    x: float
    y: float
    end_x: float
    end_y: float
    size: float
    advance: float


@dataclass(slots=True)
class Shown:
    """What a stream shows. `owners` says for instructions that show text where their glyphs begin,
    with the state they are shown in.
    """

    operations: list[_Operation]
    glyphs: list[Glyph] = field(default_factory=list)
    owners: dict[int, tuple[int, _State]] = field(default_factory=dict)
    hidden: int = 0
    painted: int = 0
    pictures: int = 0
    untold: int = 0


def shown(
    content: ContentStream, font: Callable[[str], Font | None], is_picture: Callable[[str], bool]
) -> Shown:
    """What the stream shows, by the fonts of its resources."""
    found = Shown([])
    state, held = _State(), list[_State]()
    text = line = _UNIT
    for operands, name in content.operations:
        operation = _kept(operands, name.decode("latin-1"), is_picture, found)
        if operation is None:
            continue
        operands, name = operation  # noqa: PLW2901  as it is kept
        sign = name.decode("latin-1")
        if sign == "q":
            held.append(state)
        elif sign == "Q":
            state = held.pop() if held else state
        elif sign == "cm":
            state = replace(state, matrix=_times(_matrix(operands), state.matrix))
        elif sign == "BT":
            text = line = _UNIT
        elif sign in {"Td", "TD"}:
            state = replace(state, leading=-float(operands[1])) if sign == "TD" else state
            text = line = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
        elif sign == "Tm":
            text = line = _matrix(operands)
        elif sign in {"T*", "'", '"'}:
            text = line = _times((1, 0, 0, 1, 0, -state.leading), line)
        else:
            state = _set(state, sign, operands)
        if sign == '"':
            state = replace(state, words=float(operands[0]), spacing=float(operands[1]))
        if sign in {"Tj", "TJ", "'", '"'}:
            found.owners[len(found.operations)] = len(found.glyphs), state
            text = _show(found, state, text, _elements(operands, sign), font(state.font))
        found.operations.append((list(operands), name))
    return found


def without(found: Shown, taken: Mapping[int, str], fonts: Callable[[str], Font | None]) -> bytes:
    """The stream without these glyphs; what is drawn in the room of each may be nothing."""
    operations: list[_Operation] = []
    for place, (operands, name) in enumerate(found.operations):
        owner = found.owners.get(place)
        if owner is None:
            operations.append((operands, name))
            continue
        first, state = owner
        sign = name.decode("latin-1")
        font = fonts(state.font)
        elements = _elements(operands, sign)
        count = sum(len(font.codes(each)) for each in elements if isinstance(each, bytes)) if font else 0
        if not any(at in taken for at in range(first, first + count)):
            operations.append((operands, name))
            continue
        if sign == '"':
            operations += [_one("Tw", operands[0]), _one("Tc", operands[1])]
        if sign in {"'", '"'}:
            operations.append(([], b"T*"))
        assert font is not None
        operations += _Redrawn(state, font, first, taken).of(elements)
    content = ContentStream(None, None)
    content.operations = operations
    return bytes(content.get_data())


class _Redrawn:
    """An instruction that shows text, cut up around the glyphs that are taken out."""

    def __init__(self, state: _State, font: Font, first: int, taken: Mapping[int, str]) -> None:
        self._state = state
        self._font = font
        self._at = first
        self._taken = taken
        self._made: list[_Operation] = []
        self._array = ArrayObject()
        self._string = b""
        self._room = 0.0
        self._words = ""
        self._open = False

    def of(self, elements: Sequence[bytes | float]) -> list[_Operation]:
        """The instructions in its stead."""
        size = self._state.size or 1.0
        for element in elements:
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
                    self._room += _advance(code.width, code.is_space, self._state, self._font)
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
        self._number(-room / size * 1000)
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


def _kept(
    operands: Any, sign: str, is_picture: Callable[[str], bool], found: Shown
) -> _Operation | None:
    """The instruction as it is kept, None where it is left out."""
    if sign == "INLINE IMAGE" or (sign == "Do" and is_picture(str(operands[0]))):
        found.pictures += 1
        return None
    if sign in {"BDC", "DP"}:
        # Properties may hold the words themselves (ActualText).
        return [operands[0]], b"BMC" if sign == "BDC" else b"MP"
    if sign in _PAINTS:
        found.painted += 1
    return (list(operands), sign.encode("latin-1")) if sign in _KEPT else None


def _set(state: _State, sign: str, operands: Sequence[Any]) -> _State:
    if sign == "Tf":
        return replace(state, font=str(operands[0]), size=float(operands[1]))
    if sign == "Tz":
        return replace(state, scale=float(operands[0]) / 100)
    if sign == "Tr":
        return replace(state, mode=int(operands[0]))
    names = {"Tc": "spacing", "Tw": "words", "TL": "leading", "Ts": "rise"}
    return replace(state, **{names[sign]: float(operands[0])}) if sign in names else state


def _elements(operands: Sequence[Any], sign: str) -> list[bytes | float]:
    listed = operands[0] if sign == "TJ" else [operands[2] if sign == '"' else operands[0]]
    return [bytes(each) if isinstance(each, bytes) else float(each) for each in listed]


def _show(
    found: Shown, state: _State, text: Matrix, elements: Sequence[bytes | float], font: Font | None
) -> Matrix:
    """Where text goes on once this is shown."""
    vertical = font is not None and font.is_vertical
    for element in elements:
        if not isinstance(element, bytes):
            moved = -element / 1000 * state.size * (1.0 if vertical else state.scale)
            text = _moved(text, moved, vertical=vertical)
            continue
        if font is None or not font.tells:
            found.untold += len(element)
        for code in font.codes(element) if font is not None else ():
            advance = _advance(code.width, code.is_space, state, font)
            ahead = _moved(
                text, advance * (1.0 if vertical else state.scale), vertical=vertical
            )
            whole = _times((1, 0, 0, 1, 0, state.rise), _times(text, state.matrix))
            end = _times((1, 0, 0, 1, 0, state.rise), _times(ahead, state.matrix))
            size = abs(state.size) * math.hypot(whole[2], whole[3])
            glyph = Glyph(
                code.text, code.raw, state.font, whole[4], whole[5], end[4], end[5], size, advance
            )
            found.glyphs.append(glyph)
            found.hidden += state.mode in _INVISIBLE
            text = ahead
    return text


def _advance(width: float, is_space: bool, state: _State, font: Font | None) -> float:  # noqa: FBT001
    if font is not None and font.is_vertical:
        return -state.size + state.spacing
    return width / 1000 * state.size + state.spacing + (state.words if is_space else 0.0)


def _moved(text: Matrix, by: float, *, vertical: bool) -> Matrix:
    return _times((1, 0, 0, 1, 0, by) if vertical else (1, 0, 0, 1, by, 0), text)


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _one(sign: str, operand: Any) -> _Operation:
    return [operand], sign.encode()
