# The texts that the glyphs of a page make up, for who looks for values in them: lines in the order
# they are drawn in; lines as they stand on the page, where that is another order; paragraphs whose
# lines were broken at the margin, as if they were not; letters set far apart, as if they were not.
# A value may be in several of them, and none of them is written again: each says of which glyph
# a character is.
from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .pdf_content import Glyph

__all__ = ["Text", "texts_in"]

_GAP = 0.2
_GAP_OF_HAN = 0.6
_BACK = -0.6
_OTHER_LINE = 0.4
# How far from the margin a line still counts as full.
_FULL = 2.0
_SPREAD = 6


@dataclass(slots=True)
class Text:
    """Characters, and for each the number of the glyph that shows it, None between glyphs."""

    pieces: list[str] = field(default_factory=list)
    glyphs: list[int | None] = field(default_factory=list)

    def add(self, text: str, glyph: int | None) -> None:
        """More text of one glyph, or of none."""
        self.pieces.append(text)
        self.glyphs += [glyph] * len(text)

    def all(self, other: Text) -> None:
        """Another text behind this one."""
        self.pieces += other.pieces
        self.glyphs += other.glyphs

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self.pieces)


@dataclass(slots=True)
class _Line:
    """Glyphs side by side: where they begin and end along the line, and how high it stands."""

    across: float
    along: float
    end: float
    size: float
    turn: tuple[float, float]
    text: Text = field(default_factory=Text)
    apart: int = 0


def texts_in(glyphs: Sequence[Glyph]) -> list[Text]:
    """The texts, each once.

    >>> from connectors.pdf_content import Glyph
    >>> told = [Glyph(c, b"", "", x, 0, x + 6, 0, 10, 6) for x, c in ((0, "1"), (6, "3"), (40, "8"))]
    >>> [each.text for each in texts_in(told)]
    ['13 8']
    """
    lines = _lines(glyphs)
    if not lines:
        return []
    found = [_joined(lines)]
    standing = _standing(lines)
    if [id(line) for line in standing] != [id(line) for line in lines]:
        found.append(_beside(standing))
    for order in (lines, standing):
        found += _paragraphs(order)
    found += [_close(line) for line in lines if line.apart >= _SPREAD]
    # The same words of other glyphs are another text.
    return list({(text.text, tuple(text.glyphs)): text for text in found}.values())


def _lines(glyphs: Sequence[Glyph]) -> list[_Line]:
    lines: list[_Line] = []
    last = ""
    for number, glyph in enumerate(glyphs):
        if not glyph.text:
            continue
        turn = _turn(glyph)
        along = glyph.x * turn[0] + glyph.y * turn[1]
        across = glyph.y * turn[0] - glyph.x * turn[1]
        line = lines[-1] if lines else None
        size = glyph.size or 1.0
        gap = (along - line.end) / size if line is not None else 0.0
        if (
            line is None
            or abs(across - line.across) > _OTHER_LINE * max(size, line.size)
            or math.hypot(turn[0] - line.turn[0], turn[1] - line.turn[1]) > 0.1
            or gap < _BACK
        ):
            line = _Line(across, along, along, size, turn)
            lines.append(line)
        elif gap > (_GAP_OF_HAN if _is_han(last) and _is_han(glyph.text) else _GAP):
            line.text.add(" ", None)
            line.apart += 1
        line.text.add(glyph.text, number)
        line.end = glyph.end_x * turn[0] + glyph.end_y * turn[1]
        last = glyph.text[-1]
    return lines


def _turn(glyph: Glyph) -> tuple[float, float]:
    """The direction in which the text goes on."""
    x, y = glyph.end_x - glyph.x, glyph.end_y - glyph.y
    length = math.hypot(x, y)
    return (x / length, y / length) if length > 1e-9 else (1.0, 0.0)


def _is_han(text: str) -> bool:
    return bool(text) and "\u2e80" <= text[-1] <= "\uffef"


def _joined(lines: Iterable[_Line]) -> Text:
    text = Text()
    for line in lines:
        if text.pieces:
            text.add("\n", None)
        text.all(line.text)
    return text


def _standing(lines: Sequence[_Line]) -> list[_Line]:
    """Lines as they stand on the page: from its top, those at one height from the left."""
    ordered = sorted(lines, key=lambda line: (-line.across, line.along))
    rows: list[list[_Line]] = []
    for line in ordered:
        if rows and abs(rows[-1][0].across - line.across) <= _OTHER_LINE * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.along)]


def _beside(lines: Sequence[_Line]) -> Text:
    """Lines in the order given; what stands side by side is one line."""
    text = Text()
    for before, line in zip([None, *lines[:-1]], lines, strict=True):
        if before is not None:
            same = abs(before.across - line.across) <= _OTHER_LINE * line.size
            near = same and abs(line.along - before.end) <= _GAP * line.size
            if not near:
                text.add(" " if same else "\n", None)
        text.all(line.text)
    return text


def _paragraphs(lines: Sequence[_Line]) -> list[Text]:
    """Lines that go on in the next, joined to it."""
    margin = max(line.end for line in lines)
    found: list[Text] = []
    open_ = Text()
    for before, line in itertools.pairwise(lines):
        goes_on = (
            before.end >= margin - _FULL * before.size
            and line.across < before.across - _OTHER_LINE * line.size
            and before.across - line.across < 3 * line.size
            and math.isclose(before.size, line.size, rel_tol=0.05)
        )
        if not goes_on:
            if open_.pieces:
                found.append(open_)
            open_ = Text()
            continue
        if not open_.pieces:
            open_.all(before.text)
        if not _in_one(before.text.text, line.text.text):
            open_.add(" ", None)
        open_.all(line.text)
    return [*found, open_] if open_.pieces else found


def _in_one(before: str, after: str) -> bool:
    """Whether nothing stands between two lines: Chinese, or digits of one number."""
    return _is_han(before) or _is_han(after[0]) or (before[-1].isdigit() and after[0].isdigit())


def _close(line: _Line) -> Text:
    """A line without what stands between its letters."""
    text = Text()
    at = 0
    for piece in line.text.pieces:
        if line.text.glyphs[at] is not None:
            text.add(piece, line.text.glyphs[at])
        at += len(piece)
    return text
