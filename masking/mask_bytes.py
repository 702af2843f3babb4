# Masks of the commonest shapes by looking at bytes: numbers of one length (identity numbers,
# telephones, cards), of which a stretch is covered, and Chinese names without a compound
# surname; what shows the ends of a cell is in `mask_ends`. A pattern costs a hundred nanoseconds a cell, this ten to thirty. Whatever is not
# certain to become what the patterns make of it is left to them.
from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from . import mask_compiled
from .mask_ends import both_ends
from .mask_heads import place_heads
from .mask_parts import Made, mail_domains, network_halves
from .row_groups import buffers, distinct
from .scripts import points_of
from .stretches import SPARE
from .styles import COMPOUND_SURNAMES, STYLES

__all__ = ["masked_by_bytes"]

# string or large_string.
Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Places: TypeAlias = "npt.NDArray[np.integer[Any]]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_PART = re.compile(r"(\\d|\[[^\]^]+\]|[0-9A-Za-z])(?:\{(\d+)\})?")
_RANGE = re.compile(r"(\\d)|([0-9A-Za-z])(?:-([0-9A-Za-z]))?")
_STAR = ord("*")
_AT_ONCE = 4_096
_CELLS_AT_ONCE = 16_384
# A Chinese character of the basic plane has three bytes, a name two to four of them.
_WIDE = 3
_SHORTEST, _LONGEST = 2 * _WIDE, 4 * _WIDE
_LEAST_SHARE = 0.5
_ENDS: Mapping[str, Callable[[Places, Rows], Made | None]] = {
    "generic": both_ends,
    "email": mail_domains,
    "ip": network_halves,
}


@dataclass(frozen=True)
class _Shape:
    """A form of one length: the bytes each place may have, and the places that are covered.

    Of a place whose bytes are one range, `low` and `span` say all; `tables` has the others.
    """

    length: int
    start: int
    stop: int
    low: Rows
    span: Rows
    tables: tuple[tuple[int, Marks], ...]

    def fit(self, rows: Rows) -> Marks:
        """Whether each row of bytes has this shape."""
        fits = np.ones(len(rows), bool)
        low, span = np.tile(self.low, _AT_ONCE), np.tile(self.span, _AT_ONCE)
        flat = rows.reshape(-1)
        step = _AT_ONCE * self.length
        for at in range(0, len(flat), step):
            part = flat[at : at + step]
            near = part - low[: len(part)] <= span[: len(part)]
            if not near.all():
                first = at // self.length
                fits[first : first + _AT_ONCE] = near.reshape(-1, self.length).all(axis=1)
        for place, table in self.tables:
            fits &= table[rows[:, place]]
        return fits


def masked_by_bytes(texts: Texts, style: str) -> tuple[Texts, Marks] | None:
    """The column masked in `style` as `mask` masks it, and a mark on cells that are not served
    and still to be masked; None where that is not worth it. Nulls stay.
    """
    if not len(texts):
        return None
    if style in _ENDS:
        served = _in_parts(texts, style)
    elif style == "address":
        served = place_heads(texts)
    else:
        served = _names(texts) if style == "name" else _numbers(texts, style)
    if served is None:
        return None
    column, left = served
    if texts.null_count:
        valid = pc.is_valid(texts)
        column = pc.if_else(valid, column, pa.scalar(None, column.type))
        left &= np.asarray(valid)
    return column, left


def _in_parts(texts: Texts, style: str) -> tuple[Texts, Marks] | None:
    """Compiled, or so many cells at a time that what is found on the way stays near the
    processor.
    """
    if len(texts) >= mask_compiled.WORTH_COMPILING and mask_compiled.available():
        shown = mask_compiled.compiled_parts(style, *buffers(texts, SPARE))
        return _worth_it(_column(*shown[:2], texts.type), shown[2])
    made_of = _ENDS[style]
    columns, marks = [], []
    for at in range(0, len(texts), _CELLS_AT_ONCE):
        part = texts.slice(at, _CELLS_AT_ONCE)
        made = made_of(*buffers(part, SPARE))
        columns.append(part if made is None else _column(*made[:2], texts.type))
        marks.append(np.ones(len(part), np.bool_) if made is None else made[2])
    left = np.concatenate(marks)
    return (pa.concat_arrays(columns), left) if _is_worth_it(left) else None


def _numbers(texts: Texts, style: str) -> tuple[Texts, Marks] | None:
    shapes = _shapes(style)
    if not shapes:
        return None
    offsets, data = buffers(texts)
    lengths = np.diff(offsets)
    left = np.ones(len(texts), bool)
    for length in distinct(lengths):
        shape = shapes.get(length)
        if shape is None:
            continue
        which: Any = slice(None)
        rows = data
        if (lengths == length).all():
            rows = data.reshape(-1, length)
        else:
            which = np.flatnonzero(lengths == length)
            rows = data[offsets[which, None] + np.arange(length)]
        fits = shape.fit(rows)
        left[which] = ~fits
        if rows.base is data and fits.all():
            rows[:, shape.start : shape.stop] = _STAR
        else:
            own = offsets[:-1][which][fits]
            for place in range(shape.start, shape.stop):
                data[own + place] = _STAR
    return _worth_it(_column(offsets, data, texts.type), left)


def _names(texts: Texts) -> tuple[Texts, Marks] | None:
    """Names of two to four Chinese characters: the first, and two stars."""
    offsets, data = buffers(texts)
    lengths = np.diff(offsets)
    whole = (lengths >= _SHORTEST) & (lengths <= _LONGEST) & (lengths % _WIDE == 0)
    if not _is_worth_it(~whole):
        return None
    if not whole.all():
        return _some_names(texts, whole)
    characters = data.reshape(-1, _WIDE)
    starts = offsets[:-1] // _WIDE
    points = (characters[:, 0] & 0x0F).astype(np.uint16) << 12
    points |= (characters[:, 1] & 0x3F).astype(np.uint16) << 6
    points |= characters[:, 2] & 0x3F
    known, begins, compound = _characters()
    han = known[points] & (characters[:, 0] >> 4 == 0x0E)
    left = begins[points[starts]]
    likely = np.flatnonzero(left)
    both = points[starts[likely]].astype(np.uint32) << 16 | points[starts[likely] + 1]
    left[likely] = np.isin(both, compound)
    if not han.all():
        left |= ~np.logical_and.reduceat(han, starts)
    rows = np.full((len(texts), _WIDE + 2), _STAR, np.uint8)
    rows[:, :_WIDE] = characters[starts]
    ends = np.arange(len(texts) + 1, dtype=offsets.dtype) * rows.shape[1]
    return _worth_it(_column(ends, rows.reshape(-1), texts.type), left)


def _some_names(texts: Texts, whole: Marks) -> tuple[Texts, Marks] | None:
    which: Any = pa.array(whole)
    served = _names(texts.filter(which))
    if served is None:
        return None
    column, left = served
    among = np.ones(len(texts), bool)
    among[whole] = left
    return pc.replace_with_mask(texts, which, column), among


def _worth_it(column: Texts, left: Marks) -> tuple[Texts, Marks] | None:
    return (column, left) if _is_worth_it(left) else None


def _is_worth_it(left: Marks) -> bool:
    return bool(np.count_nonzero(left) <= _LEAST_SHARE * len(left))


def _column(offsets: Places, data: Rows, type_: pa.DataType) -> Texts:
    held = [None, pa.py_buffer(np.ascontiguousarray(offsets).data), pa.py_buffer(data.data)]
    return pa.Array.from_buffers(type_, len(offsets) - 1, held)


@functools.cache
def _characters() -> tuple[Marks, Marks, Places]:
    """Which code points are Chinese characters, which of them begin a compound surname, and the
    first two of each such surname as one number.
    """
    known, begins = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
    points = points_of("Han")
    known[points[points < len(known)]] = True
    surnames = COMPOUND_SURNAMES.split("|")
    begins[[ord(name[0]) for name in surnames]] = True
    compound = np.array([ord(name[0]) << 16 | ord(name[1]) for name in surnames], np.uint32)
    return known, begins, compound


@functools.cache
def _shapes(style: str) -> dict[int, _Shape]:
    """By their length, the shapes that decide before any other form of the style does."""
    shapes: dict[int, _Shape] = {}
    for form in itertools.takewhile(lambda form: form.hidden is not None, STYLES[style]):
        assert form.hidden is not None
        places = _places(form.pattern)
        shape = _shape(places, *form.hidden)
        if shape is None:
            break
        shapes.setdefault(shape.length, shape)
    return shapes


def _shape(places: list[list[int]] | None, start: int, stop: int) -> _Shape | None:
    """The shape of these places, None where a covered cell could look as it did before."""
    if places is None or any(_STAR in each for each in places[start:stop]):
        return None
    tables = []
    for place, each in enumerate(places):
        if len(each) <= each[-1] - each[0]:
            table = np.zeros(256, bool)
            table[each] = True
            tables.append((place, table))
    low = np.array([each[0] for each in places], np.uint8)
    span = np.array([each[-1] - each[0] for each in places], np.uint8)
    return _Shape(len(places), start, stop, low, span, tuple(tables))


def _places(pattern: str) -> list[list[int]] | None:
    """The bytes that may stand at each place, in order; None for a pattern that is not a row of
    classes from beginning to end.
    """
    inner = pattern.removeprefix("^").removesuffix("$")
    if len(inner) != len(pattern) - 2 or _PART.sub("", inner):
        return None
    places = []
    for written, times in _PART.findall(inner):
        held: set[int] = set()
        for digit, first, last in _RANGE.findall(written.removeprefix("[").removesuffix("]")):
            bounds = ("0", "9") if digit else (first, last or first)
            held |= set(range(ord(bounds[0]), ord(bounds[1]) + 1))
        places += [sorted(held)] * int(times or 1)
    return places
