# How the workbook looks: formats of text, numbers and levels. Text carries the quote mark
# that keeps a cell text even when somebody edits it later.
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from schema import Level

from .wording import Wording

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

__all__ = ["LEVEL_COLOURS", "Style", "row_height", "styled"]

_LINE_POINTS: Final = 14.0
_ROW_POINTS: Final = (18.0, 409.0)  # the least that looks well, the most the format has

# Fill and ink of a level, dark enough on light enough to read (WCAG AA).
LEVEL_COLOURS: Final[Mapping[Level, tuple[str, str]]] = {
    Level.GENERAL_1: ("#E4F3EA", "#12613A"),
    Level.GENERAL_2: ("#E3EEFA", "#1B4F8A"),
    Level.GENERAL_3: ("#FFF3D1", "#7A5200"),
    Level.GENERAL_4: ("#FFE3CF", "#8F3A00"),
    Level.IMPORTANT_CANDIDATE: ("#FBDDE0", "#9B1C2E"),
    Level.IMPORTANT: ("#B3202C", "#FFFFFF"),
    Level.CORE: ("#5B1030", "#FFFFFF"),
}


def row_height(values: Sequence[object], widths: Sequence[float]) -> float:
    r"""The height in points that shows every cell of a row, its text wrapped in its column.

    >>> row_height(["one line", "three\nlines\nhere"], [20, 20])
    46.0
    """
    lines = max((_lines(str(value), width) for value, width in zip(values, widths, strict=True)))
    least, most = _ROW_POINTS
    return min(max(lines * _LINE_POINTS + 4.0, least), most)


def _lines(text: str, width: float) -> int:
    """Lines of a text in a column; Han characters are as wide as two others."""
    return sum(
        max(1, math.ceil(sum(2 if each > "\u2e7f" else 1 for each in line) / (width - 1)))
        for line in text.split("\n")
    )


@dataclass(frozen=True, slots=True)
class Style:
    """One workbook's formats; `levels` by the words a level goes by in its language."""

    text: Format
    number: Format
    share: Format
    header: Format
    plain: Format
    strong: Format
    levels: Mapping[str, Format]


def styled(book: Workbook, words: Wording) -> Style:
    """The formats, added to this workbook."""
    text = {
        "font_name": "微软雅黑" if words.language == "zh" else "Calibri",
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": "#D5DAE1",
    }
    header = {
        "bold": True,
        "valign": "vcenter",
        "align": "center",
        "bg_color": "#1F3A5F",
        "font_color": "#FFFFFF",
    }
    strong = {"border": 0, "bold": True, "font_size": 14, "text_wrap": False}
    levels = {
        words.level(level): {
            "bold": True,
            "align": "center",
            "bg_color": fill,
            "font_color": ink,
        }
        for level, (fill, ink) in LEVEL_COLOURS.items()
    }
    return Style(
        text=book.add_format({**text, "num_format": "@", "quote_prefix": True}),
        number=book.add_format({**text, "num_format": "#,##0"}),
        share=book.add_format({**text, "num_format": "0%"}),
        header=book.add_format({**text, **header}),
        plain=book.add_format({**text, "border": 0, "num_format": "@", "quote_prefix": True}),
        strong=book.add_format({**text, **strong}),
        levels={name: book.add_format({**text, **own}) for name, own in levels.items()},
    )
