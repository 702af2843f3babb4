# Where the table in a sheet is. People put titles and remarks above a table and join cells
# over several columns: the header is the first row of mostly distinct, filled text cells, the
# lower of two where it splits the cells of the upper. Where the lower row alone does not
# tell its columns apart, or leaves some unnamed, the upper's words are joined to it.
from __future__ import annotations

from collections.abc import Sequence

from .header import is_clear_header, is_header

__all__ = ["find_table", "header_cells", "title_above"]

_HEADER_WITHIN = 30
_MAX_TITLE = 40
_MAX_DIGITS = 4


def find_table(top: Sequence[Sequence[str]]) -> tuple[int, bool]:
    """The place of the table's first row among a sheet's topmost, and whether it is a header.

    Of a header of two rows it is the lower.

    >>> find_table([["名单", ""], ["姓名", "电话"], ["张三", "13812345678"]])
    (1, True)
    """
    widths = [_width(row) for row in top]
    # What most rows fill: a stray remark to the right of a table says nothing about it.
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    for place, row in enumerate(top[:_HEADER_WITHIN]):
        if _joined(top, place + 1):
            return place + 1, True
        distinct = len({cell for cell in row if cell})
        if distinct * 10 < usual * 7 or (usual > 1 and distinct < 2):
            continue
        header = is_header(row, top[place + 1 :])
        if header and _continues(row, top[place + 1 :]):
            place += 1  # noqa: PLW2901  the lower row of two names each column
        return place, header
    return 0, False


def header_cells(top: Sequence[Sequence[str]], place: int) -> Sequence[str]:
    """The names in a header whose last row is at `place`: group and field where it takes both.

    >>> groups = [["户主", "户主", "配偶", "配偶"], ["姓名", "电话", "姓名", "电话"]]
    >>> header_cells([*groups, ["张三", "13812345678", "李四", "13912345678"]], 1)
    ['户主姓名', '户主电话', '配偶姓名', '配偶电话']
    """
    return _joined(top, place) or top[place]


def _joined(top: Sequence[Sequence[str]], place: int) -> list[str]:
    """The names that two rows make together, the lower at `place`; [] where they do not.

    They do where the upper has several texts, one of them over columns that the lower tells
    apart, and the lower needs it: it repeats itself or has gaps.
    """
    if not 0 < place < len(top) - 1:
        return []
    width = max(_width(top[place - 1]), _width(top[place]))
    upper, lower = (_padded(row, width) for row in (top[place - 1], top[place]))
    groups = _carried_on(upper, lower)
    needed = [not name or lower.count(name) > 1 for name in lower]
    if not any(needed) or len(set(upper) - {""}) < 2 or not _splits(groups, lower):
        return []
    names = [
        _in_one(group, name) if need else name
        for group, name, need in zip(groups, lower, needed, strict=True)
    ]
    # A value in either row would end up as a name that every report shows.
    clear = is_header(lower, top[place + 1 :]) and is_clear_header(names, top[place + 1 :])
    return names if clear and len(set(names)) == len(names) and "" not in names else []


def _padded(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def _carried_on(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The upper row with each text carried on over the gaps beside it, if names stand below.

    Joined cells came filled already; many a group is written in the first of its columns only.
    """
    carried: list[str] = []
    for text, below in zip(upper, lower, strict=True):
        carried.append(text or (carried[-1] if carried and below else ""))
    return carried


def _splits(groups: Sequence[str], lower: Sequence[str]) -> bool:
    """True where each text over several columns has names below it, and no name twice."""
    split = False
    for group in set(groups) - {""}:
        below = [name for text, name in zip(groups, lower, strict=True) if text == group]
        if len(below) > 1:
            if "" in below or len(set(below)) < len(below):
                return False
            split = True
    return split


def _in_one(group: str, name: str) -> str:
    """Group and field as one name; Chinese words need no blank between them."""
    if not group or not name or group == name:
        return group or name
    plain = group[-1].isascii() and name[0].isascii()
    return f"{group} {name}" if plain else f"{group}{name}"


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
