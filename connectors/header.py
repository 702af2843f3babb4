# Whether a first row is names or data, and names for columns. A row of data taken for names
# would put somebody's values where every report shows them, so a first row with anything in
# it that looks like a value is data, and the columns are called c1, c2, ….
from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_clear_header", "is_header", "looks_like_value", "unique_names"]

_MAX_NAME = 40
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|年度)?")
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?%?")
_VALUE = re.compile(
    r".*\d{5}.*"  # telephone, account and document numbers
    r"|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}.*)?"  # dates
    r"|\d{1,2}:\d\d.*"  # times
    r"|.*[^\s@]@[^\s@]+\.[^\s@]+.*"  # mail addresses
    r"|.*\d(?:号|室|楼|栋|弄|组).*"  # house numbers
    r"|\d+(?:\.\d+){3}"  # network addresses
    r"|[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}",
    re.DOTALL,
)

# Names may end in a number (col1, F1_NAME); a digit amid letters, or a sign, names nothing.
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:[_ .-]?[A-Za-z]+)*[_ .-]?\d{0,3}(?:[_ .-][A-Za-z]+)*")
_CODED = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9!@#$%^&*=+?~])[!-~]{6,}")


def is_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """True where the first row names the columns of the rows that follow.

    >>> is_header(["姓名", "电话"], [["张三", "13812345678"]])
    True
    >>> is_header(["张三", "13812345678"], [["李四", "13912345678"]])
    False
    """
    votes = _votes(first, body)
    return votes is not None and votes >= 0


def is_clear_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """True where something speaks for names, not only nothing against them.

    >>> is_clear_header(["姓名", "部门"], [["张三", "办公室"]])
    False
    """
    votes = _votes(first, body)
    return votes is not None and votes > 0


def _votes(first: Sequence[str], body: Sequence[Sequence[str]]) -> int | None:
    """How many columns speak for a header, less those against; None where a value is in it."""
    names = [cell.strip().lstrip("\ufeff") for cell in first]
    filled = [name for name in names if name]
    if not filled or any(len(name) > _MAX_NAME or _VALUE.fullmatch(name) for name in filled):
        return None
    if 2 * sum(1 for name in filled if _is_number(name)) > len(filled):
        return None
    votes = -1 if len(set(filled)) < len(filled) else 0
    # Files put together from parts repeat the header; that speaks for it, not against.
    rows = [row for row in body if list(row) != list(first)] or body
    for position, name in enumerate(names):
        if name:
            cells = [row[position].strip() for row in rows if position < len(row)]
            votes += _vote(name, [cell for cell in cells if cell])
    return votes


def looks_like_value(name: str) -> bool:
    """True for what is rather a value than the name of a field.

    >>> looks_like_value("13812345678"), looks_like_value("address_2")
    (True, False)
    """
    return bool(_VALUE.fullmatch(name)) or _is_number(name)


def unique_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """A name for each of `width` columns: as written, or its place where there is none.

    >>> unique_names(["姓名", "", "姓名"], 4)
    ('姓名', 'c2', '姓名_2', 'c4')
    """
    written = [" ".join(cell.replace("\0", "").lstrip("\ufeff").split()) for cell in cells]
    written = [*written[:width], *[""] * (width - len(written))]
    taken = {name for name in written if name}
    used: set[str] = set()
    names = []
    for place, name in enumerate(written, start=1):
        unique = name or f"c{place}"
        count = 1
        while unique in used or (unique != name and unique in taken):
            count += 1
            unique = f"{name or f'c{place}'}_{count}"
        used.add(unique)
        names.append(unique)
    return tuple(names)


def _vote(name: str, cells: Sequence[str]) -> int:
    """+1 where a column's first cell differs in kind from the rest, -1 where it is like it."""
    if not cells or _YEAR.fullmatch(name):
        return 0
    numbers = sum(1 for cell in cells if _NUMBER.fullmatch(cell))
    values = sum(1 for cell in cells if _VALUE.fullmatch(cell) or _NUMBER.fullmatch(cell))
    if _is_number(name):
        return -1 if 2 * numbers >= len(cells) else 0
    if name in cells:
        return -1
    if _CODED.fullmatch(name) and not _IDENTIFIER.fullmatch(name):
        # What passwords and codes look like, above more of them.
        return -1 if 2 * sum(1 for cell in cells if _CODED.fullmatch(cell)) > len(cells) else 0
    return 1 if 5 * values >= 4 * len(cells) else 0


def _is_number(name: str) -> bool:
    """True for a number that is no year: years do name columns."""
    return bool(_NUMBER.fullmatch(name)) and not _YEAR.fullmatch(name)
