# Events that stand in several files of a day: two processes that read the same log keep what each
# of them read. Which ids those are is found by words made of them, in bounded memory; who reads
# the day then takes the first of each.
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

__all__ = ["first_of_each", "repeated_ids"]

_ID: Final = "event.id"
# Words looked at together; a day with more is gone through several times.
_MOST: Final = 1 << 24
_WIDE: Final = 16
_ODD: Final = np.uint64(0x9E3779B97F4A7C15)

Words = npt.NDArray[np.uint64]


def repeated_ids(paths: Sequence[Path]) -> frozenset[str]:
    """The ids that stand in these files more than once. Raises OSError, pa.ArrowInvalid."""
    if len(paths) < 2:
        return frozenset()
    rows = sum(pq.read_metadata(path).num_rows for path in paths)
    parts = rows // _MOST + 1
    found: set[str] = set()
    for part in range(parts):
        words = [_part(words_of(_ids(path)), part, parts) for path in paths]
        every = np.sort(np.concatenate(words))
        again = np.unique(every[1:][every[1:] == every[:-1]])
        if len(again):
            found |= _named(paths, again)
    return frozenset(found)


def first_of_each(table: pa.Table, repeated: frozenset[str], seen: set[str]) -> pa.Table:
    """The table without events that were `seen`, of those that are repeated; notes those it has."""
    ids: Any = table.column(_ID).combine_chunks()
    some: Any = pc.is_in(ids, pa.array(sorted(repeated), pa.string()))
    places = np.flatnonzero(some.to_numpy(zero_copy_only=False))
    if not len(places):
        return table
    kept = np.ones(table.num_rows, np.bool_)
    for place in places.tolist():
        each = ids[place].as_py()
        kept[place] = each not in seen
        seen.add(each)
    mask: Any = pa.array(kept)
    return table.filter(mask)


def words_of(ids: Any) -> Words:
    """A word for each id, the same for the same one; others may have it too, which is rare."""
    lengths = np.unique(np.asarray(pc.call_function("binary_length", [ids])))
    if len(lengths) != 1 or lengths[0] < _WIDE:
        ends = b"".join(str(each).encode().rjust(_WIDE, b"\0")[-_WIDE:] for each in ids.to_pylist())
        return _mixed(np.frombuffer(ends, np.uint64).reshape(-1, 2))
    width = int(lengths[0])
    buffers = ids.buffers()
    begin = np.frombuffer(buffers[1], np.int32)[ids.offset]
    octets = np.frombuffer(buffers[2], np.uint8)[begin : begin + width * len(ids)]
    tails = np.ascontiguousarray(octets.reshape(len(ids), width)[:, -_WIDE:])
    return _mixed(tails.view(np.uint64))


def _mixed(tails: Words) -> Words:
    mixed: Words = tails[:, 0] * _ODD ^ tails[:, 1]
    return mixed


def _ids(path: Path) -> Any:
    column: Any = pq.read_table(path, columns=[_ID]).column(0)
    return column.drop_null().combine_chunks().cast(pa.string())


def _part(words: Words, part: int, parts: int) -> Words:
    return (
        words if parts == 1 else words[(words * _ODD >> np.uint64(40)) % np.uint64(parts) == part]
    )


def _named(paths: Sequence[Path], words: Words) -> set[str]:
    """The ids behind words that came twice, as far as they did themselves."""
    seen: set[str] = set()
    twice: set[str] = set()
    for path in paths:
        ids = _ids(path)
        some = np.flatnonzero(np.isin(words_of(ids), words))
        for each in ids.take(pa.array(some)).to_pylist():
            (twice if each in seen else seen).add(str(each))
    return twice
