# Rows as JSON (RFC 8259): a list of objects, or a line for each. Numbers and truth values stay
# what they are, dates and times are text in ISO form, bytes hexadecimal digits; a number that
# JSON has no form for (not a number, infinite) is its name as text. Nothing but UTF-8.
from __future__ import annotations

import json
import math
from collections.abc import Iterator

import pyarrow as pa

__all__ = ["write_json", "write_json_lines"]

_ROWS = 4_096


def write_json(
    batches: Iterator[pa.RecordBatch], _schema: pa.Schema, path: str, _table: str
) -> int:
    """The number of rows written as one list, each on a line of its own."""
    rows = 0
    with open(path, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        file.write("[")
        for line in _lines(batches):
            file.write(f"{',' if rows else ''}\n{line}")
            rows += 1
        file.write("\n]\n")
    return rows


def write_json_lines(
    batches: Iterator[pa.RecordBatch], _schema: pa.Schema, path: str, _table: str
) -> int:
    """The number of rows written, an object a line."""
    rows = 0
    with open(path, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123
        for line in _lines(batches):
            file.write(f"{line}\n")
            rows += 1
    return rows


def _lines(batches: Iterator[pa.RecordBatch]) -> Iterator[str]:
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            for row in batch.slice(start, _ROWS).to_pylist():
                yield json.dumps(
                    {name: _plain(value) for name, value in row.items()},
                    ensure_ascii=False,
                    default=_told,
                )


def _plain(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _told(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    text = getattr(value, "isoformat", None)
    return str(text()) if text is not None else str(value)
