# Rows as a workbook of one sheet (ECMA-376). Text is written as text, so that no number loses
# its leading zeros and no cell becomes a formula or a link when it is opened; numbers beyond
# what a workbook holds exactly are text too. Rows go to disk as they come.
from __future__ import annotations

import math
import re
from collections.abc import Iterator

import pyarrow as pa

from schema import SourceError

from .scratch import scratch

__all__ = ["write_workbook"]

_ROWS = 4_096
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_MOST_TEXT = 32_767
_EXACT = 2**53
# What a sheet may not be called by.
_STRANGE = re.compile(r"[\[\]:*?/\\]")
_MOST_NAME = 31


def write_workbook(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, table: str
) -> int:
    """The number of rows written below a header. Raises SourceError for more than a sheet holds."""
    try:
        import xlsxwriter  # noqa: PLC0415  an extra, and only for this format
    except ModuleNotFoundError:
        raise SourceError(
            "cannot be written without a package: pip install 'tongguan[documents]'", source=path
        ) from None
    if len(schema) > _MOST_COLUMNS:
        raise SourceError("has more columns than a sheet of a workbook holds", source=path)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with scratch() as aside:
        book = xlsxwriter.Workbook(path, {**options, "tmpdir": str(aside)})
        sheet = None
        try:
            sheet = book.add_worksheet(_sheet_name(table))
            sheet.write_row(0, 0, schema.names)
            rows = _filled(sheet, batches, path)
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            (cause,) = error.args
            raise cause from None
        finally:
            # An unfinished one would write itself when it is forgotten.
            book.fileclosed = True
            if sheet is not None and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
    return rows


def _filled(sheet: object, batches: Iterator[pa.RecordBatch], path: str) -> int:
    rows = 0
    for batch in batches:
        if rows + batch.num_rows >= _MOST_ROWS:
            raise SourceError(
                "has more rows than a sheet of a workbook holds: write it as .csv or .parquet",
                source=path,
            )
        for start in range(0, batch.num_rows, _ROWS):
            columns = [column.to_pylist() for column in batch.slice(start, _ROWS).columns]
            for row in zip(*columns, strict=True):
                rows += 1
                for place, value in enumerate(row):
                    _put(sheet, rows, place, value, path)
    return rows


def _put(sheet: object, row: int, place: int, value: object, path: str) -> None:
    cell = _cell(value)
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)  # type: ignore[attr-defined]  # untyped library
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell)  # type: ignore[attr-defined]
    elif len(cell) > _MOST_TEXT:
        raise SourceError("has a text longer than a cell of a workbook holds", source=path)
    else:
        sheet.write_string(row, place, cell)  # type: ignore[attr-defined]


def _cell(value: object) -> str | int | float | bool | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) <= _EXACT:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _sheet_name(table: str) -> str:
    name = _STRANGE.sub("_", table).strip("'")[:_MOST_NAME]
    # The one name that workbooks keep for themselves.
    return name if name and name.casefold() != "history" else "data"
