# One content stream of a PDF (ISO 32000-1, 8 and 9) as the glyphs that it shows, each with its
# place on the page. Pictures, properties of marked content and instructions that nobody knows
# are left out.
from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pypdf.generic import ContentStream

from .pdf_font import Font

__all__ = ["Glyph", "Operation", "Shown", "State", "advance", "elements", "shown"]

Matrix = tuple[float, float, float, float, float, float]
Operation = tuple[list[Any], bytes]

_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_KEPT = frozenset(
    re.findall(
        r"\S+",
        """
        b B b* B* BMC BT BX c cm CS cs d d0 d1 Do EMC ET EX f F f* G g gs h i J j K k l M m MP n q
        Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf TJ Tj TL Tm Tr Ts Tw Tz v w W W* y ' "
        """,
    )
)
_PAINTS = frozenset({"b", "B", "b*", "B*", "f", "F", "f*", "s", "S", "sh"})
_INVISIBLE = frozenset({3, 7})


@dataclass(frozen=True, slots=True)
class State:
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

    operations: list[Operation]
    glyphs: list[Glyph] = field(default_factory=list)
    owners: dict[int, tuple[int, State]] = field(default_factory=dict)
    hidden: int = 0
    painted: int = 0
    pictures: int = 0
    untold: int = 0


def shown(
    content: ContentStream, font: Callable[[str], Font | None], is_picture: Callable[[str], bool]
) -> Shown:
    """What the stream shows, by the fonts of its resources."""
    found = Shown([])
    state, held = State(), list[State]()
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
            text = _show(found, state, text, elements(operands, sign), font(state.font))
        found.operations.append((list(operands), name))
    return found


def _kept(
    operands: Any, sign: str, is_picture: Callable[[str], bool], found: Shown
) -> Operation | None:
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


def _set(state: State, sign: str, operands: Sequence[Any]) -> State:
    if sign == "Tf":
        return replace(state, font=str(operands[0]), size=float(operands[1]))
    if sign == "Tz":
        return replace(state, scale=float(operands[0]) / 100)
    if sign == "Tr":
        return replace(state, mode=int(operands[0]))
    if sign in {"Tc", "Tw"}:
        number = float(operands[0])
        return replace(state, spacing=number) if sign == "Tc" else replace(state, words=number)
    if sign in {"TL", "Ts"}:
        number = float(operands[0])
        return replace(state, leading=number) if sign == "TL" else replace(state, rise=number)
    return state


def elements(operands: Sequence[Any], sign: str) -> list[bytes | float]:
    """Strings that an instruction shows, and by how much it moves between them."""
    listed = operands[0] if sign == "TJ" else [operands[2] if sign == '"' else operands[0]]
    return [bytes(each) if isinstance(each, bytes) else float(each) for each in listed]


def _show(
    found: Shown, state: State, text: Matrix, strings: Sequence[bytes | float], font: Font | None
) -> Matrix:
    """Where text goes on once this is shown."""
    vertical = font is not None and font.is_vertical
    for element in strings:
        if not isinstance(element, bytes):
            moved = -element / 1000 * state.size * (1.0 if vertical else state.scale)
            text = _moved(text, moved, vertical=vertical)
            continue
        if font is None or not font.tells:
            found.untold += len(element)
        for code in font.codes(element) if font is not None else ():
            ahead_by = advance(code.width, code.is_space, state, font)
            ahead = _moved(text, ahead_by * (1.0 if vertical else state.scale), vertical=vertical)
            whole = _times((1, 0, 0, 1, 0, state.rise), _times(text, state.matrix))
            end = _times((1, 0, 0, 1, 0, state.rise), _times(ahead, state.matrix))
            size = abs(state.size) * math.hypot(whole[2], whole[3])
            glyph = Glyph(
                code.text, code.raw, state.font, whole[4], whole[5], end[4], end[5], size, ahead_by
            )
            found.glyphs.append(glyph)
            found.hidden += state.mode in _INVISIBLE
            text = ahead
    return text


def advance(width: float, is_space: bool, state: State, font: Font | None) -> float:
    """How far text moves on behind a code, across in a font of lines that run down."""
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
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
