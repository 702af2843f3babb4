# The program that takes a workbook apart, run for workbook.py behind guard.py: a damaged file
# can end the library's process, and a single cell far below a table makes it ask for
# hundreds of gigabytes. Messages: a "sheet" with name, topmost rows, number of rows, width
# and the places of columns whose long numbers were rounded, for each that holds something;
# "damaged" with a sheet's name; "rows" with the rows of a sheet that was asked for. Faults:
# locked, damaged.
# Cells are text as a reader sees them: whole numbers without ".0", dates as ISO 8601.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import python_calamine as calamine

from .guard_frame import Fault, Message

__all__ = ["run"]

_TOP = 200
_PART = 8_192
# Spreadsheets keep 15 digits of a number that is typed in, the file 53 bits (IEEE 754).
_EXACT = 10**15
_EXACT_BINARY = 2**53

_Cell = bool | int | float | str | dt.date | dt.time | dt.timedelta | None


def run(file: BinaryIO, sheet: str | None = None, first: int = 0) -> Iterator[Message]:
    """What there is to say of the workbook, or the rows of one sheet from one on."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(file)
        yield from _described(book) if sheet is None else _rows(book, sheet, first)
    except calamine.PasswordError:
        raise Fault("locked") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise Fault("damaged") from None


def _described(book: calamine.CalamineWorkbook) -> Iterator[Message]:
    """A message for each sheet that holds something; the topmost rows with joined cells filled."""
    for about in book.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
            top, count, width, rounded = _summary(sheet)
        except (calamine.CalamineError, OSError, ValueError):
            yield "damaged", about.name
            continue
        if count:
            yield "sheet", about.name, top, count, width, rounded


def _rows(book: calamine.CalamineWorkbook, name: str, first: int) -> Iterator[Message]:
    """The rows of a sheet that are not blank, from one on, in parts."""
    part: list[list[str]] = []
    place = 0
    for cells in book.get_sheet_by_name(name).iter_rows():
        row = [_text(cell) for cell in cells]
        if not any(row):
            continue
        place += 1
        if place > first:
            part.append(row)
        if len(part) == _PART:
            yield "rows", part
            part = []
    if part:
        yield "rows", part


def _summary(
    sheet: calamine.CalamineSheet,
) -> tuple[list[list[str]], int, int, list[int]]:
    """The topmost rows that are not blank, the number of all, the greatest width, and the
    places of columns with rounded numbers.
    """
    top: list[tuple[int, list[str]]] = []
    count = width = 0
    # Long numbers of a column: how many, and how many of them end in 0.
    long: dict[int, tuple[int, int]] = {}
    rounded: set[int] = set()
    for place, cells in enumerate(sheet.iter_rows()):
        if len(top) < _TOP:
            row = [_text(cell) for cell in cells]
            if any(row):
                top.append((place, row))
        filled = [n for n, cell in enumerate(cells, start=1) if _text(cell)]
        if filled:
            count += 1
            width = max(width, filled[-1])
        for n, cell in enumerate(cells):
            if isinstance(cell, float) and abs(cell) >= _EXACT and cell.is_integer():
                many, round_ones = long.get(n, (0, 0))
                long[n] = (many + 1, round_ones + (cell % 10 == 0))
                if abs(cell) > _EXACT_BINARY:
                    rounded.add(n)
    _fill_joined(sheet, dict(top))
    # Below that a number may be whole; typed in by hand its 16th digit became a 0.
    rounded.update(n for n, (many, round_ones) in long.items() if many > 1 and many == round_ones)
    return [row for _, row in top], count, width, sorted(rounded)


def _fill_joined(sheet: calamine.CalamineSheet, rows: dict[int, list[str]]) -> None:
    """Writes the text of joined cells, which their first alone has, into all of them."""
    _, right = sheet.start or (0, 0)
    for (first, left), (last, end) in sheet.merged_cell_ranges or []:
        if first not in rows or left < right or left - right >= len(rows[first]):
            continue
        text = rows[first][left - right]
        for place in range(first, min(last, max(rows)) + 1):
            row = rows.get(place, [])
            for n in range(left - right, min(end - right + 1, len(row))):
                row[n] = text


def _text(cell: _Cell) -> str:
    if isinstance(cell, str):
        return cell if cell.strip() else ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Decimal keeps the digits that are shown: beyond 2**53 an int would invent others.
        return str(int(Decimal(repr(cell)))) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    # dates and times print as ISO 8601
    return "" if cell is None else str(cell)
