# What is known of a batch's columns: small, mergeable, the same for any cut of the rows.
# summarise(whole) equals merge of the summaries of its parts, so a scan may run in any
# number of processes and resume where it stopped. No cell is kept, only counts, hashes of
# distinct values and a few shapes.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schema import Table

from . import compiled
from .byte_class import CLASS_TABLE, NON_ASCII, OTHER, SEPARATOR, classes_of
from .cells import Cells, Index, Texts
from .claim import claims_of
from .code_point import code_points, decoded_texts
from .cue import speaking
from .mask import Claims, bit_counts, weighted_counts
from .profile import LONGEST
from .prose import Prose, is_prose, joined_prose, read_prose
from .recognise import Recognisers
from .run import Inside, runs_of
from .sketch import Hashes, Shapes, hashes, join, joined_shapes, shapes_of, smallest
from .spelling import trimmed
from .text import text_of
from .within import Within, held_within, joined_within

__all__ = ["ColumnSummary", "Summary", "extend", "merge", "nothing_of", "summarise"]

# Large enough that numpy's calls do not show, small enough that memory stays bounded.
_CHUNK_ROWS = 65_536
_CHUNK_BYTES = 2 << 20
# Classes in which ASCII blanks are; wide ones are seen to after decoding.
_BLANKS = SEPARATOR | OTHER

_Key = TypeVar("_Key", int, tuple[int, int])
# Recognisers that match a cell, and those that also pass their check, as bits.
ClaimCounts = Mapping[tuple[int, int], int]
# Classes of characters in a cell, and its length in characters (255: that or more).
LookCounts = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """One column: every non-empty cell stands in `claims` exactly once.

    `opaque` are the cells without plain text (bytes, structures), which are claimed by
    none and stand in neither `looks` nor `sketch`. `inside` are the numbers within longer
    texts.
    """

    name: str
    rows: int = 0
    empty: int = 0
    opaque: int = 0
    claims: ClaimCounts = field(default_factory=dict)
    looks: LookCounts = field(default_factory=dict)
    sketch: bytes = b""
    shapes: Shapes = ()
    inside: Inside = field(default_factory=Inside)
    within: Within = field(default_factory=Within)
    prose: Prose = field(default_factory=Prose)


@dataclass(frozen=True, slots=True)
class Summary:
    """All columns of some rows."""

    rows: int
    columns: tuple[ColumnSummary, ...]


def extend(
    summary: Summary | None,
    batch: pa.RecordBatch,
    recognisers: Recognisers,
    table: Table | None = None,
) -> Summary:
    """The summary with a batch more: merge(summary, summarise(batch)), and sooner.

    A sample of the texts in a column is read closely; those that the summary's own sample
    shuts out need no reading.
    """
    if summary is None:
        return summarise(batch, recognisers, table)
    known = {column.name: column.within for column in summary.columns}
    return merge(summary, _summary(batch, recognisers, table, known))


def summarise(
    batch: pa.RecordBatch, recognisers: Recognisers, table: Table | None = None
) -> Summary:
    """What the recognisers find in every cell of a batch, column by column.

    Cells are trimmed first; nulls and blank cells are empty. Any Arrow type is taken:
    numbers and dates as their text, bytes and nested values counted but not looked into.
    With the `table` whose columns these are, recognisers that count only beside a header are
    left out where no name or comment speaks for them: the decision is the same, and sooner.
    A column that is told to hold prose is read as running text too, every one of its cells.
    """
    return _summary(batch, recognisers, table, {})


def _summary(
    batch: pa.RecordBatch,
    recognisers: Recognisers,
    table: Table | None,
    known: Mapping[str, Within],
) -> Summary:
    columns = []
    for declared, cells in zip(batch.schema, batch.columns, strict=True):
        wanted = speaking(declared.name, table, recognisers)
        read = known.get(declared.name, Within())
        column = _column(declared.name, cells, recognisers, wanted, read)
        if is_prose(declared):
            column = replace(
                column, prose=read_prose([text for text in cells.to_pylist() if text], recognisers)
            )
        columns.append(column)
    return Summary(batch.num_rows, tuple(columns))


def nothing_of(names: Iterable[str]) -> Summary:
    """The summary of no rows of these columns."""
    return Summary(0, tuple(ColumnSummary(name) for name in names))


def merge(one: Summary, other: Summary) -> Summary:
    """Both summaries as one. Raises ValueError where their columns differ."""
    if [column.name for column in one.columns] != [column.name for column in other.columns]:
        raise ValueError("summaries of different columns cannot be merged")
    columns = tuple(map(_merged, one.columns, other.columns))
    return Summary(one.rows + other.rows, columns)


def _merged(one: ColumnSummary, other: ColumnSummary) -> ColumnSummary:
    return ColumnSummary(
        one.name,
        one.rows + other.rows,
        one.empty + other.empty,
        one.opaque + other.opaque,
        _added(one.claims, other.claims),
        _added(one.looks, other.looks),
        join(one.sketch, other.sketch),
        joined_shapes(one.shapes, other.shapes),
        _joined_inside(one.inside, other.inside),
        joined_within(one.within, other.within),
        joined_prose(one.prose, other.prose),
    )


def _joined_inside(one: Inside, other: Inside) -> Inside:
    return Inside(
        one.runs + other.runs,
        _added(one.claims, other.claims),
        _added(one.looks, other.looks),
        _added(one.cells, other.cells),
        join(one.sketch, other.sketch),
    )


def _added(one: Mapping[_Key, int], other: Mapping[_Key, int]) -> dict[_Key, int]:
    total = dict(one)
    for key, count in other.items():
        total[key] = total.get(key, 0) + count
    return total


def _column(
    name: str, array: Texts, recognisers: Recognisers, wanted: int, read: Within
) -> ColumnSummary:
    text = text_of(array)
    claims = {(0, 0): text.opaque} if text.opaque else {}
    counted = text.empty + text.opaque
    whole = ColumnSummary(name, counted, text.empty, text.opaque, claims, {})
    for start, stop in _chunks(text.values):
        weights = None if text.weights is None else text.weights[start:stop]
        part = _Chunk(text.values.slice(start, stop - start), weights, recognisers, wanted)
        whole = _merged(whole, part.summary(name, joined_within(read, whole.within)))
    return whole


def _chunks(values: Texts) -> Iterator[tuple[int, int]]:
    """Cuts of a bounded number of rows and bytes; a single huge cell is a cut of its own."""
    if not len(values):
        return
    offsets = _offsets(values)
    start = 0
    while start < len(values):
        stop = min(start + _CHUNK_ROWS, len(values))
        if offsets[stop] - offsets[start] > _CHUNK_BYTES:
            reach = int(np.searchsorted(offsets, offsets[start] + _CHUNK_BYTES, side="right")) - 1
            stop = max(start + 1, min(stop, reach))
        yield start, stop
        start = stop


def _offsets(values: Texts) -> Index:
    whole: Index = np.frombuffer(
        memoryview(values.buffers()[1] or b""),
        dtype=np.int64,
        count=values.offset + len(values) + 1,
    )
    return whole[values.offset :]


class _Chunk:
    """Some values of a column, without nulls, on their way to a summary."""

    def __init__(
        self,
        values: Texts,
        weights: npt.NDArray[np.int64] | None,
        recognisers: Recognisers,
        wanted: int,
    ) -> None:
        self._weights = weights
        self._recognisers = recognisers
        self._wanted = wanted
        self._claims: dict[tuple[int, int], int] = {}
        self._looks: dict[tuple[int, int], int] = {}
        self._inside = Inside()
        offsets = _offsets(values)
        data = values.buffers()[2]
        units = np.frombuffer(memoryview(data or b""), dtype=np.uint8)
        self._cells = Cells(units, offsets[:-1], np.diff(offsets))

    def summary(self, name: str, read: Within) -> ColumnSummary:
        """The chunk's summary under this column name, without texts that `read` shuts out."""
        compiled.note(self._cells)
        total = self._total(None, len(self._cells))
        cells, places = _filled(self._cells, None)
        classes, values = _read(cells)
        if (classes & _BLANKS).any():
            cells, changed = trimmed(cells)
            if changed.any():
                cells, places = _filled(cells, places)
                classes, values = _read(cells)
        blank = self._recognisers.blanks.among(values, cells.lengths)
        if blank.any():
            left = np.flatnonzero(~blank)
            cells, places = cells.take(left), _at(places, left)
            values, classes = values[left], classes[left]
        kept = np.full(len(cells), fill_value=True)
        beyond = (classes & NON_ASCII) != 0
        if not beyond.any():
            self._count(cells, classes, places)
        else:
            wide = np.flatnonzero(beyond)
            plain = np.flatnonzero(~beyond)
            if len(plain):
                self._count(cells.take(plain), classes[plain], _at(places, plain))
            kept[wide] = self._count_wide(cells.take(wide), classes[wide], _at(places, wide))
        if not kept.all():
            values, left = values[kept], np.flatnonzero(kept)
            cells, places = cells.take(left), _at(places, left)
        filled = self._total(places, len(cells))
        least = smallest(values)
        return ColumnSummary(
            name,
            total,
            total - filled,
            0,
            self._claims,
            self._looks,
            least.tobytes(),
            shapes_of(values, least, lambda chosen: decoded_texts(cells.take(chosen))),
            self._inside,
            held_within(
                values,
                cells.lengths,
                lambda chosen: decoded_texts(cells.take(chosen)),
                self._recognisers,
                read,
            ),
        )

    def _count_wide(
        self, cells: Cells, classes: npt.NDArray[np.uint8], places: Index | None
    ) -> npt.NDArray[np.bool_]:
        """Count cells beyond ASCII; tells which of them are not blank."""
        decoded, changed = trimmed(code_points(cells))
        kept = decoded.lengths > 0
        if changed.any():
            decoded, left = _filled(decoded, None)
            classes = classes_of(decoded)
            places = _at(places, left) if left is not None else places
        self._count(decoded, classes, places)
        return kept

    def _count(self, cells: Cells, classes: npt.NDArray[np.uint8], places: Index | None) -> None:
        weights = None
        if self._weights is not None:
            weights = self._weights if places is None else self._weights[places]
        self._looks = _added(self._looks, _look_counts(cells, classes, weights))
        claims = claims_of(cells, classes, self._recognisers, self._wanted)
        self._claims = _added(self._claims, claims.counts(weights))
        runs, owners = runs_of(cells, classes)
        if len(runs):
            part = _inside(runs, owners, claims, weights, self._recognisers)
            self._inside = _joined_inside(self._inside, part)

    def _total(self, places: Index | None, count: int) -> int:
        if self._weights is None:
            return count
        return int((self._weights if places is None else self._weights[places]).sum())


def _read(cells: Cells) -> tuple[npt.NDArray[np.uint8], Hashes]:
    """The classes and the hash of each of these cells of bytes."""
    if compiled.pays(cells):
        return compiled.looks_of(cells, CLASS_TABLE)
    return classes_of(cells), hashes(cells) if len(cells) else np.zeros(0, dtype=np.uint64)


def _inside(
    runs: Cells,
    owners: Index,
    whole: Claims,
    weights: npt.NDArray[np.int64] | None,
    recognisers: Recognisers,
) -> Inside:
    """What runs of digits are, and the cells that hold them, given what the cells are."""
    classes = classes_of(runs)
    claims = claims_of(runs, classes, recognisers, recognisers.by_value)
    of_runs = None if weights is None else weights[owners]
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    holders = owners[first]
    found = np.bitwise_or.reduceat(claims.validated, first, axis=1) & ~whole.validated_at(holders)
    cells = bit_counts(found, None if weights is None else weights[holders])
    return Inside(
        len(runs) if of_runs is None else int(of_runs.sum()),
        claims.counts(of_runs),
        _look_counts(runs, classes, of_runs),
        {bits: count for bits, count in cells if bits},
        smallest(hashes(runs)).tobytes(),
    )


def _look_counts(
    cells: Cells, classes: npt.NDArray[np.uint8], weights: npt.NDArray[np.int64] | None
) -> dict[tuple[int, int], int]:
    """How many cells there are of each look."""
    counted = weighted_counts(np.minimum(cells.lengths, LONGEST) << 8 | classes, 0, weights)
    return {
        (look & 255, look >> 8): int(counted[look]) for look in np.flatnonzero(counted).tolist()
    }


def _filled(cells: Cells, places: Index | None) -> tuple[Cells, Index | None]:
    """The cells that are not empty, and where they stood."""
    if cells.lengths.all():
        return cells, places
    left = np.flatnonzero(cells.lengths)
    return cells.take(left), _at(places, left)


def _at(places: Index | None, chosen: Index) -> Index:
    return chosen if places is None else places[chosen]
