# Workbooks, one table a sheet, hidden sheets too. People put titles and remarks above a
# table: the header is the first row of mostly distinct, filled text cells whose followers are
# as wide. Cells become text as a reader sees them: whole numbers without ".0", dates as ISO
# 8601, empty cells null. A sheet is at most a million rows, and is held whole while read.
from __future__ import annotations

import datetime as dt
import os
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pyarrow as pa
import python_calamine as calamine

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded
from .header import is_header, unique_names
from .local import mark, plain_reason
from .pace import pace

__all__ = ["check", "discover", "read"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "is protected by a password"
_DAMAGED = "is damaged or cut off: it cannot be read as a workbook"
# A sheet of a few hundred kilobytes can unpack to all of a machine's memory.
_MAX_UNPACKED = 2 * 1024**3
_HEADER_WITHIN = 30
_TOP = 200
_ROWS = 16_384
_MAX_TITLE = 40

_Cell = bool | int | float | str | dt.date | dt.time | dt.timedelta | None


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """A table for each sheet that holds one, rows counted."""
    found = mark(location)
    pace(access)(found.size_bytes)
    book = _opened(location)
    empty = True
    for about in book.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        name = f"{os.path.basename(location)}#{about.name}"  # noqa: PTH119
        try:
            rows, top = _cells(book, about.name)
        except SourceError as error:
            empty = False
            yield Skipped(f"{location}#{about.name}", error.problem)
            continue
        if not rows:
            continue
        empty = False
        first, header, width = _layout(rows, top)
        names = unique_names(top[first] if header else (), width)
        yield Table(
            source=location,
            name=name,
            columns=tuple(Column(column, "text") for column in names),
            kind="workbook",
            comment=_title(top[:first]),
            rows=len(rows) - first - header,
            rows_exact=True,
            size_bytes=found.size_bytes,
            fingerprint=found.fingerprint,
            options={"sheet": about.name, "first": str(first + header)},
        )
    if empty:
        yield Skipped(location, "no sheet of it holds anything")


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The sheet's rows as text, empty ones left out."""
    pace(access)(mark(table.source).size_bytes)
    rows, _ = _cells(_opened(table.source), table.options["sheet"])
    first = int(table.options["first"])
    names = [column.name for column in table.columns]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    chosen = None if sample.rows is None else Reservoir(sample.rows, sample.seed)
    for start in range(first, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        columns = [
            pa.array([row[n] or None if n < len(row) else None for row in part], pa.string())
            for n in range(len(names))
        ]
        batch = pa.record_batch(columns, schema=schema)
        if chosen is None:
            yield from bounded(batch)
        else:
            chosen.add(batch)
    if chosen is not None:
        yield from chosen.batches()


def check(location: str, access: Access) -> None:
    """Nothing for a workbook that opens and holds a table; SourceError otherwise."""
    reason = "no sheet of it holds anything"
    for found in discover(location, access):
        if isinstance(found, Table):
            return
        reason = found.error
    raise SourceError(reason, source=location)


def _opened(path: str) -> calamine.CalamineWorkbook:
    """The open workbook; SourceError names a password, damage, or too much to unpack."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if file.read(8) == _OLE:
                _refuse_encrypted(path)
            elif sum(part.file_size for part in zipfile.ZipFile(file).infolist()) > _MAX_UNPACKED:
                raise SourceError("unpacks to more than 2 GiB", source=path)
            file.seek(0)
            return calamine.CalamineWorkbook.from_filelike(file)
    except calamine.PasswordError:
        raise SourceError(_LOCKED, source=path) from None
    except (calamine.CalamineError, zipfile.BadZipFile, ValueError):
        raise SourceError(_DAMAGED, source=path) from None
    except OSError as error:
        reason = plain_reason(error) if error.errno else _DAMAGED
        raise SourceError(reason, source=path) from None


def _refuse_encrypted(path: str) -> None:
    """A workbook under a password is an OLE file with a stream of this name (MS-OFFCRYPTO)."""
    tail = b""
    with open(path, "rb") as file:  # noqa: PTH123
        while chunk := file.read(1024 * 1024):
            if _ENCRYPTED in tail + chunk:
                raise SourceError(_LOCKED, source=path)
            tail = chunk[-len(_ENCRYPTED) :]


def _cells(book: calamine.CalamineWorkbook, sheet: str) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of a sheet without blank ones, and the topmost with merged cells filled."""
    try:
        found = book.get_sheet_by_name(sheet)
        rows = [[_text(cell) for cell in row] for row in found.to_python(skip_empty_area=True)]
        merged = found.merged_cell_ranges or []
    except (calamine.CalamineError, OSError, ValueError):
        raise SourceError("is a sheet that is damaged", source=sheet) from None
    top = [list(row) for row in rows[:_TOP]]
    down, right = found.start or (0, 0)
    for (first_row, first_column), (last_row, last_column) in merged:
        if first_row < down or first_column < right:
            continue  # merged and empty, above or left of everything
        for row in top[first_row - down : last_row - down + 1]:
            text = top[first_row - down][first_column - right]
            for place in range(first_column - right, min(last_column - right + 1, len(row))):
                row[place] = text
    filled = [any(row) for row in rows]
    return (
        [row for row, kept in zip(rows, filled, strict=True) if kept],
        [row for row, kept in zip(top, filled, strict=False) if kept],
    )


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


def _layout(rows: Sequence[Sequence[str]], top: Sequence[Sequence[str]]) -> tuple[int, bool, int]:
    """The place of the table's first row, whether it is a header, and the table's width."""
    widths = [_width(row) for row in rows]
    width = max(widths)
    # What most rows fill: a stray remark to the right of a table is none of its columns.
    usual = max(set(widths[:_TOP]), key=lambda width: (widths[:_TOP].count(width), width))
    for place, row in enumerate(top[:_HEADER_WITHIN]):
        distinct = len({cell for cell in row if cell})
        if distinct * 10 < usual * 7 or (usual > 1 and distinct < 2):
            continue
        header = is_header(row, top[place + 1 :])
        if header and _continues(row, top[place + 1 :]):
            place += 1  # noqa: PLW2901  the lower row of two names each column
        return place, header, width
    return 0, False, width


def _continues(upper: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True where the next row is the header's second: it shares cells and splits others."""
    if not below or len(set(below[0])) <= len(set(upper)):
        return False
    shared = any(cell and cell == under for cell, under in zip(upper, below[0], strict=False))
    return shared and is_header(below[0], below[1:])


def _width(row: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(row, start=1) if cell), default=0)


def _title(rows: Sequence[Sequence[str]]) -> str:
    """A short title above the table, unless it holds numbers, which may be somebody's."""
    for row in rows:
        filled = {cell for cell in row if cell}
        title = " ".join(next(iter(filled)).split()) if len(filled) == 1 else ""
        if title and len(title) <= _MAX_TITLE and sum(map(str.isdigit, title)) <= 4:
            return title
    return ""
