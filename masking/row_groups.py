# Columns of text as rows of bytes of one length at a time, and back: what works on rows needs
# no loop over cells.
from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Group", "assembled", "buffers", "distinct", "groups"]

# string or large_string.
Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
# Which cells, and their bytes.
Group: TypeAlias = "tuple[Places, Rows]"


def groups(texts: Texts) -> list[Group]:
    """The cells by their length in bytes, without nulls and empty ones."""
    offsets, data = buffers(
        pc.fill_null(texts, pa.scalar("", texts.type)) if texts.null_count else texts
    )
    lengths = np.diff(offsets)
    found: list[Group] = []
    for length in distinct(lengths):
        if length:
            which = np.flatnonzero(lengths == length)
            if len(data) == length * len(which):
                found.append((which, data.reshape(-1, length)))
            else:
                found.append((which, data[offsets[which, None] + np.arange(length)]))
    return found


def assembled(texts: Texts, made: Iterable[Group]) -> Texts:
    """The column with these rows as its cells; other cells stay empty or null, as in `texts`."""
    made = list(made)
    lengths = np.zeros(len(texts), np.int64)
    for which, rows in made:
        lengths[which] = rows.shape[1]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    data = np.empty(int(offsets[-1]), np.uint8)
    for which, rows in made:
        if rows.size == len(data):
            data = np.ascontiguousarray(rows).ravel()
        else:
            data[offsets[which, None] + np.arange(rows.shape[1])] = rows
    held = [None, pa.py_buffer(offsets.data), pa.py_buffer(data.data)]
    column = pa.Array.from_buffers(pa.large_string(), len(texts), held).cast(texts.type)
    if texts.null_count:
        column = pc.if_else(pc.is_valid(texts), column, pa.scalar(None, column.type))
    return column


def buffers(cells: Texts, spare: int = 0) -> tuple[Places, Rows]:
    """Offsets from zero, as wide as the array has them, and a copy of the bytes of an array
    without nulls, with so many spare ones behind them.
    """
    if not len(cells):
        return np.zeros(1, np.int64), np.zeros(spare, np.uint8)
    places: Any
    held: Any
    _, places, held = cells.buffers()
    kind: Any = np.dtype(np.int64 if pa.types.is_large_string(cells.type) else np.int32)
    offsets = np.frombuffer(places, kind, len(cells) + 1, cells.offset * kind.itemsize)
    first, last = int(offsets[0]), int(offsets[-1])
    data = np.empty(last - first + spare, np.uint8)
    data[: last - first] = np.frombuffer(held or b"", np.uint8)[first:last]
    data[last - first :] = 0
    return (offsets - offsets[0] if first else offsets), data


def distinct(lengths: Places) -> list[int]:
    """The lengths there are, shortest first."""
    if not len(lengths):
        return []
    low = int(lengths.min())
    if low == int(lengths.max()):
        return [low]
    return np.unique(lengths).tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any
