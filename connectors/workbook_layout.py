# Where the table in a sheet is. People put titles and remarks above a table and join cells
# over several columns: the header is the first row of mostly distinct, filled text cells, the
# lower of two where it splits the cells of the upper.
from __future__ import annotations

from collections.abc import Sequence

from .header import is_header

__all__ = ["find_table", "title_above"]

_HEADER_WITHIN = 30
_MAX_TITLE = 40
_MAX_DIGITS = 4


def find_table(top: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """The place of the table's first row among a sheet's topmost, and whether it is a header.

    >>> find_table([["名单", ""], ["姓名", "电话"], ["张三", "13812345678"]])
    (1, True)
    """
    widths = [_width(row) for row in top]
    # What most rows fill: a stray remark to the right of a table says nothing about it.
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    for place, row in enumerate(top[:_HEADER_WITHIN]):
        distinct = len({cell for cell in row if cell})
        if distinct * 10 < usual * 7 or (usual > 1 and distinct < 2):
            continue
        header = is_header(row, top[place + 1 :])
        if header and _continues(row, top[place + 1 :]):
            place += 1  # noqa: PLW2901  the lower row of two names each column
        return place, header
    return 0, False


def _continues(upper: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True where the next row is the header's second: it shares cells and splits others."""
    if not below or len(set(below[0])) <= len(set(upper)):
        return False
    shared = any(cell and cell == under for cell, under in zip(upper, below[0], strict=False))
    return shared and is_header(below[0], below[1:])


def _width(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def title_above(rows: Sequence[Sequence[str]]) -> str:
    """A short title among the rows above a table, "" for one with numbers: somebody's, maybe."""
    for row in rows:
        filled = {cell for cell in row if cell}
        title = " ".join(next(iter(filled)).split()) if len(filled) == 1 else ""
        if title and len(title) <= _MAX_TITLE and sum(map(str.isdigit, title)) <= _MAX_DIGITS:
            return title
    return ""
