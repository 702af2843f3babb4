# Rows that are nobody's, among a copy's rows: who has the key can make them again and so knows
# them wherever they turn up, nobody else can tell them from others. What says who somebody is comes
# from the key, the recipient's number, the data set and the column, so that such a row joins
# nothing; all else is other rows', as masked, each cell another's, so that no row stands there twice.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .check_characters import resident_check
from .cmac import drawn
from .counties import FIRST_YEAR, counties
from .made_words import SEGMENTS, made_mobiles, made_names
from .operators import OPERATORS
from .parameters import Keys
from .planning import Plan
from .resident import births_of, days_of
from .texts import as_text

__all__ = [
    "SPACES",
    "TELLING",
    "PseudoRows",
    "carriers",
    "made_cells",
    "with_pseudo_rows",
    "without_pseudo_rows",
]

# What is made for columns of these labels.
_KINDS: Mapping[str, str] = {"cn.id18": "id18", "cn.mobile": "mobile", "person.name": "name"}
# Operators that show a value of the kind, or that are given one.
_SHOW = frozenset({"fpe", "replace"})
_GIVEN = frozenset({"mask", "tokenise", "encrypt"})
# Operators that may show who somebody is, for labels of which nothing can be made.
_TELLING = frozenset({*_SHOW, "tokenise", "encrypt", "keep", "presidio"})
_FORMS = frozenset({"id18", "mobile"})
_FIRST_BIRTH, _LAST_BIRTH = 19_400_101, 20_051_231
_DIGITS = 32
TELLING = 24
"""So many digits of a pseudonym are its own; those behind them may carry a mark."""
# Of so many rows it can be said that a column tells them apart.
_ENOUGH = 100
_PLACES = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)


SPACES: Mapping[str, float] = {
    "token": 16.0**24,
    # Days of birth, sequences, and counties in force in a year, of which there are more.
    "id18": 24_000.0 * 999 * 2_000,
    "mobile": len(SEGMENTS) * 10.0**8,
}
"""Of how many values at least each kind is drawn, none likelier than one in so many."""


class Column(Protocol):
    """What a plan or the record of a share says of a column."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class PseudoRows:
    """Whose rows, of which data set, and how many of a thousand; under the key of marks."""

    number: int
    key: bytes = field(repr=False)
    dataset: str
    share: float = 0.0


def carriers(columns: Iterable[Column]) -> dict[str, str]:
    """The columns by which such rows are known again, each with what is made for it."""
    found = {}
    for column in columns:
        if column.operator == "keyed_hash":
            found[column.name] = "token"
        elif _shows(column) and _KINDS[column.label] in SPACES:
            found[column.name] = _KINDS[column.label]
    return found


def made_cells(kind: str, rows: PseudoRows, column: str, first: int, count: int) -> pa.Array[Any]:
    """What a column has in rows first, first + 1, …: `kind` is token, id18, mobile or name.

    >>> rows = PseudoRows(7, bytes(32), "ds")
    >>> made_cells("token", rows, "a", 0, 3).slice(2) == made_cells("token", rows, "a", 2, 1)
    True
    """
    places = pa.array([f"{column}\0{place}" for place in range(first, first + count)], pa.string())
    words = drawn(places, rows.key, f"pseudo {kind} {rows.number} {rows.dataset}")
    if kind == "name":
        return made_names(places, words)
    if kind == "mobile":
        return made_mobiles(places, words)
    if kind == "token":
        nibbles = np.stack([words.view(np.uint8) >> 4, words.view(np.uint8) & 15], axis=-1)
        return _texts(_HEX[nibbles.reshape(count, _DIGITS)])
    return _residents(words)


def with_pseudo_rows(
    shown: pa.RecordBatch, plan: Plan, rows: PseudoRows, keys: Keys, which: range
) -> pa.RecordBatch:
    """The rows as masked, and among them `which` that are nobody's, at places drawn by key.

    Raises ValueError, with the column, where nothing can stand for what says who somebody is.
    """
    if not which or not shown.num_rows:
        return shown
    numbers = pa.array([str(place) for place in which])
    columns = []
    for planned, column in zip(plan.columns, shown.columns, strict=True):
        words = drawn(numbers, rows.key, f"pseudo {rows.number} {rows.dataset} {planned.name}")
        donors = (words[:, 0] % np.uint64(len(column))).astype(np.int64)
        given = column.take(pa.array(donors, pa.int64()))
        made = _made(planned, rows, keys, which)
        if made is not None:
            # As many have none as among the others.
            given = pc.if_else(pc.is_valid(given), made.cast(column.type), given)
        elif _is_key(column):
            raise ValueError(f"column {planned.name}: nothing can be made for it that is nobody's")
        columns.append(pa.concat_arrays([column, given]))
    words = drawn(numbers, rows.key, f"pseudo places {rows.number} {rows.dataset}")
    places = np.sort((words[:, 1] % np.uint64(shown.num_rows + 1)).astype(np.int64))
    order = np.insert(
        np.arange(shown.num_rows), places, shown.num_rows + np.arange(len(which), dtype=np.int64)
    )
    both = pa.RecordBatch.from_arrays(columns, schema=shown.schema)
    taken: pa.RecordBatch = both.take(pa.array(order, pa.int64()))
    return taken


def without_pseudo_rows(
    batch: pa.RecordBatch, rows: PseudoRows, count: int, kinds: Mapping[str, str]
) -> pa.RecordBatch:
    """The rows of a copy that are somebody's, as far as its columns still tell; `kinds` as
    `carriers` gives them.
    """
    nobodys = np.zeros(batch.num_rows, np.bool_)
    for name, kind in kinds.items():
        if name in batch.schema.names:
            made, cells = made_cells(kind, rows, name, 0, count), as_text(batch.column(name))
            if kind == "token":
                # A mark in the pseudonym changes its end.
                made, cells = (pc.utf8_slice_codeunits(each, 0, TELLING) for each in (made, cells))
            nobodys |= np.asarray(pc.is_in(cells, value_set=made))
    kept: pa.RecordBatch = batch.filter(pa.array(~nobodys))
    return kept


def _is_key(column: pa.Array[Any]) -> bool:
    """Whether all cells differ and none is a fraction: one that stood there twice would stand out."""
    if len(column) < _ENOUGH or pc.count_distinct(column).as_py() < len(column):
        return False
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        return False
    fractions = pc.match_substring_regex(as_text(column), r"^-?[0-9]+\.[0-9]+$")
    return not pc.all(fractions).as_py()


def _shows(column: Column) -> bool:
    """Whether the column shows a whole value of a kind that can be made."""
    kind = _KINDS.get(column.label, "")
    if column.operator == "replace":
        return bool(kind) and column.parameters.get("kind") == kind
    return column.operator == "fpe" and kind in _FORMS and column.parameters.get("form", "") == kind


def _made(column: Column, rows: PseudoRows, keys: Keys, which: range) -> pa.Array[Any] | None:
    """The column's cells, None where another row's serve."""
    if column.operator == "keyed_hash":
        return made_cells("token", rows, column.name, which.start, len(which))
    kind = _KINDS.get(column.label, "")
    if _shows(column):
        return made_cells(kind, rows, column.name, which.start, len(which))
    if kind and column.operator in _GIVEN and "by" not in column.parameters:
        cells = made_cells(kind, rows, column.name, which.start, len(which))
        return as_text(OPERATORS[column.operator].cells(cells, column.parameters, keys))
    if column.operator in _TELLING and (kind or column.operator != "keep"):
        raise ValueError(f"column {column.name}: nothing can be made for it that is nobody's")
    return None


def _residents(words: Any) -> pa.Array[Any]:
    """Citizens' numbers, each of a county that was one in the year of birth."""
    first, last = days_of(np.array([_FIRST_BIRTH, _LAST_BIRTH]))[0].tolist()
    births = births_of(first + (words[:, 1] // 999 % np.uint64(last - first + 1)).astype(np.int64))
    known = counties()
    codes = np.zeros(len(words), np.int64)
    for year in np.unique(births // 10_000).tolist():
        which = births // 10_000 == year
        there = known.codes[known.in_force[:, year - FIRST_YEAR]]
        codes[which] = there[(words[which, 0] % np.uint64(len(there))).astype(np.int64)]
    sequences = (words[:, 1] % np.uint64(999)).astype(np.int64) + 1
    stems = codes * 10**11 + births * 1000 + sequences
    stem = (stems[:, None] // _PLACES % 10 + ord("0")).astype(np.uint8)
    return _texts(np.hstack([stem, resident_check(stem)[:, None]]))


def _texts(rows: Any) -> pa.Array[Any]:
    width = rows.shape[1]
    text = rows.tobytes().decode("ascii")
    return pa.array([text[at : at + width] for at in range(0, len(text), width)], pa.string())
