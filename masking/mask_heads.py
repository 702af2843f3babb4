# Addresses down to their county. Many people live in few counties: each way in which addresses
# begin is looked at once, and its cells are shown alike. What does not come down to a county
# within those first bytes is left to the patterns.
from __future__ import annotations

import re
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .row_groups import buffers
from .stretches import SPARE, words
from .styles import HIDDEN, PLACES

__all__ = ["place_heads"]

# string or large_string.
Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

# Ten characters reach behind most counties, twice as many behind those of prefectures and
# autonomous counties with long names.
_WIDTHS = (32, SPARE)
_MANY_LEFT = 0.1
_FEWEST = 64
# Looking at more beginnings than this would take as long as the patterns do.
_MOST_DISTINCT = 1 / 16


def place_heads(texts: Texts) -> tuple[Texts, Marks] | None:
    """The column with each address down to its county, and a mark on cells that are left; None
    where they begin in too many ways. What null cells show is not said.
    """
    if len(texts) < _FEWEST:
        return None
    offsets, data = buffers(texts, SPARE)
    served = None
    for width in _WIDTHS:
        served = _within(texts.type, offsets, data, width)
        if served is None or np.count_nonzero(served[1]) <= _MANY_LEFT * len(texts):
            break
    return served


def _within(
    type_: pa.DataType, offsets: Places, data: Rows, width: int
) -> tuple[Texts, Marks] | None:
    lengths = np.diff(offsets)
    begun = words(data, f"V{width}")[offsets[:-1]].view(np.uint8).reshape(-1, width)
    short = np.flatnonzero(lengths < width)
    if len(short):
        # What follows there is the next cell.
        begun[short] *= np.arange(width) < lengths[short, None]
    held = [None, pa.py_buffer(begun.data)]
    column: Any = pa.Array.from_buffers(pa.binary(width), len(lengths), held)
    ways: Any = column.dictionary_encode()
    if len(ways.dictionary) > _MOST_DISTINCT * len(lengths):
        return None
    heads = [_head(way) for way in ways.dictionary.to_pylist()]
    sizes = np.array([len(head.encode()) for head in heads], lengths.dtype)
    own = sizes[np.asarray(ways.indices)]
    # A cell that has the stars already would stay as it was.
    left = (own == 0) | (lengths == own + len(HIDDEN))
    shown = pa.array([head + HIDDEN for head in heads], type_)
    return shown.take(ways.indices), left


def _head(begun: bytes) -> str:
    """Down to the county, "" where it does not come to one."""
    # The last character may be cut through.
    found = re.match(PLACES, begun.decode("utf-8", "ignore"))
    return found[0] if found and found.lastindex else ""
