# Plain tables for a terminal. Han characters take two columns, so width is counted as the
# terminal counts it (Unicode TR 11).
from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence

import click

__all__ = ["count", "line", "print_table", "width"]

_WIDEST = 48


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The rows under their headings, on stdout; long cells end in an ellipsis on a terminal."""
    cut = sys.stdout.isatty()
    cells = [[_clean(cell, cut) for cell in row] for row in rows]
    widths = [
        max([width(heading), *(width(row[at]) for row in cells)])
        for at, heading in enumerate(headings)
    ]
    click.secho(_row(headings, widths), bold=True)
    for row in cells:
        click.echo(_row(row, widths))


def count(number: int | None, *, exact: bool) -> str:
    """A figure with its doubt, nothing where there is none.

    >>> count(1200, exact=False)
    '≈1,200'
    """
    return "" if number is None else f"{'' if exact else '≈'}{number:,}"


def line(text: str) -> str:
    r"""The text as one line a terminal shows as it stands: names come from outside.

    Control characters and those that turn the writing direction around are shown as marks.

    >>> line("a\x1b[31m\u202eb")
    'a�[31m�b'
    """
    return "".join(each if each.isprintable() else "�" for each in text)


def width(text: str) -> int:
    """Columns that a terminal gives the text.

    >>> width("潼关ab")
    6
    """
    return sum(_columns(each) for each in text)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _clean(text: str, cut: bool) -> str:
    text = line(text)
    if not cut or width(text) <= _WIDEST:
        return text
    room = _WIDEST - 1
    for place, each in enumerate(text):
        room -= _columns(each)
        if room < 0:
            return text[:place] + "…"
    return text


def _columns(character: str) -> int:
    """Columns of one character: accents stand over the one before them."""
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
