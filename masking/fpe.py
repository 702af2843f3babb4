# Format-preserving encryption of a column of text: FF1 over cells of one length at a time,
# each cell in its own alphabet and length again, so that the column still fits its type,
# its checks and its joins. Undone by whoever has the key.
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .alphabet import Alphabet
from .byte_numbers import ByteNumbers
from .ff1 import Ff1
from .ff1_compiled import WORTH_COMPILING, available, compiled_rows
from .row_groups import buffers, distinct

__all__ = ["encrypted_rows", "fpe_form", "fpe_texts"]

# string or large_string, alike for every function here.
Texts: TypeAlias = "pa.Array[Any]"
Rows: TypeAlias = "npt.NDArray[np.uint8]"
Marks: TypeAlias = "npt.NDArray[np.bool_]"

_CHUNK = 1 << 13


def fpe_texts(texts: Texts, alphabet: Alphabet, ff1: Ff1, *, reverse: bool) -> tuple[Texts, Marks]:
    """The cells encrypted or, `reverse`, decrypted, and a mark on those that could not be.

    A marked cell is null: it holds a character that is not of the alphabet, or has so few
    that its domain is smaller than FF1 takes. Nulls and empty cells stay as they are.
    """
    cells = _filled(texts)
    if alphabet.one_byte:

        def work(rows: Rows) -> Marks:
            return encrypted_rows(rows, alphabet, ff1, reverse=reverse)

        return _emptied(texts, *_by_bytes(cells, work))
    return _emptied(texts, *_by_characters(cells, alphabet, ff1, reverse=reverse))


def fpe_form(
    texts: Texts, lengths: tuple[int, ...], work: Callable[[Rows], Marks]
) -> tuple[Texts, Marks]:
    """As `fpe_texts`, for cells of certain lengths in bytes, whose rows `work` writes over."""

    def only(rows: Rows) -> Marks:
        return work(rows) if rows.shape[1] in lengths else np.ones(len(rows), np.bool_)

    return _emptied(texts, *_by_bytes(_filled(texts), only))


def encrypted_rows(rows: Rows, alphabet: Alphabet, ff1: Ff1, *, reverse: bool) -> Marks:
    """Rows of one-byte characters, written over; marks those that stay what they were.

    The path is chosen by the count of rows; every path gives the same.
    """
    length = rows.shape[1]
    if not ff1.takes(length):
        return np.ones(len(rows), np.bool_)
    if ff1.permutes(length) or not ff1.fits_words(length):
        return _long(rows, alphabet, ff1, reverse=reverse)
    if len(rows) >= WORTH_COMPILING and available():
        return compiled_rows(ff1.cipher, ff1.layout(length), alphabet, rows, reverse=reverse)
    marks = np.empty(len(rows), np.bool_)
    numbers = ByteNumbers(alphabet)
    for start in range(0, len(rows), _CHUNK):
        part = slice(start, start + _CHUNK)
        marks[part] = _words(rows[part], numbers, ff1, reverse=reverse)
    return marks


def _filled(texts: Texts) -> Texts:
    # What lies under a null is nobody's business, and must not come out elsewhere.
    return pc.fill_null(texts, pa.scalar("", texts.type)) if texts.null_count else texts


def _emptied(texts: Texts, shown: Texts, marks: Marks) -> tuple[Texts, Marks]:
    """Null where a cell was null or is marked."""
    if marks.any() or texts.null_count:
        lost = np.logical_or(marks, pc.is_null(texts).to_numpy(zero_copy_only=False))
        shown = pc.if_else(pa.array(lost), pa.scalar(None, shown.type), shown)
    return shown, marks


def _by_bytes(cells: Texts, work: Callable[[Rows], Marks]) -> tuple[Texts, Marks]:
    """Where a character is a byte: what comes out lies where what went in lay."""
    wide = pa.types.is_large_string(cells.type)
    offsets, data = buffers(cells)
    marks = np.zeros(len(cells), np.bool_)
    lengths = np.diff(offsets)
    for length in distinct(lengths):
        if length == 0:
            continue
        which = np.flatnonzero(lengths == length)
        if len(data) == length * len(which):
            marks[which] = work(data.reshape(-1, length))
            break
        places = offsets[which, None] + np.arange(length)
        rows = data[places]
        marks[which] = work(rows)
        data[places] = rows
    kept = offsets.astype(np.int64 if wide else np.int32, copy=False)
    if marks.any():
        # A cell that cannot be encrypted may be cut anywhere: its bytes need not be UTF-8.
        data[np.repeat(marks, lengths)] = ord("?")
    held = [None, pa.py_buffer(kept.data), pa.py_buffer(data.data)]
    return pa.Array.from_buffers(cells.type, len(cells), held), marks


def _long(rows: Rows, alphabet: Alphabet, ff1: Ff1, *, reverse: bool) -> Marks:
    positions = np.full(256, -1, np.int16)
    characters = alphabet.codes.astype(np.uint8)
    positions[characters] = np.arange(alphabet.radix)
    numerals = positions[rows]
    marks: Marks = np.any(numerals < 0, axis=1)
    worked = ff1.decrypt if reverse else ff1.encrypt
    rows[~marks] = characters[worked(numerals[~marks])]
    return marks


def _words(rows: Rows, numbers: ByteNumbers, ff1: Ff1, *, reverse: bool) -> Marks:
    length = rows.shape[1]
    middle = length // 2
    left, no_left = numbers.read(rows, 0, middle)
    right, no_right = numbers.read(rows, middle, length)
    marks = no_left | no_right
    if marks.any():
        left[marks] = right[marks] = 0
    left, right = ff1.halves(left, right, length, reverse=reverse)
    numbers.write(left, rows, 0, middle)
    numbers.write(right, rows, middle, length)
    return marks


def _by_characters(
    cells: Texts, alphabet: Alphabet, ff1: Ff1, *, reverse: bool
) -> tuple[Texts, Marks]:
    """Where characters have several bytes, perhaps differently many."""
    counted: Any = pc.utf8_length(cells)  # type: ignore[call-overload]  # any string
    lengths = counted.to_numpy(zero_copy_only=False).astype(np.int64)
    starts = np.cumsum(lengths) - lengths
    wide = pa.types.is_large_string(cells.type)
    _, data = buffers(cells)
    numerals = alphabet.numerals(data.tobytes().decode())
    marks = np.zeros(len(cells), np.bool_)
    worked = ff1.decrypt if reverse else ff1.encrypt
    for length in distinct(lengths):
        if length == 0:
            continue
        which = np.flatnonzero(lengths == length)
        places = starts[which, None] + np.arange(length)
        rows = numerals[places]
        lost = (rows < 0).any(axis=1) if ff1.takes(length) else np.ones(len(which), np.bool_)
        marks[which] = lost
        rows[lost] = 0
        if not lost.all():
            rows[~lost] = worked(rows[~lost])
        numerals[places] = rows
    widths = _utf8_widths(alphabet)[numerals]
    ends = np.concatenate([[0], np.cumsum(widths)])
    offsets = ends[np.concatenate([[0], np.cumsum(lengths)])]
    held = [
        None,
        pa.py_buffer(offsets.astype(np.int64 if wide else np.int32)),
        pa.py_buffer(alphabet.text(numerals).encode()),
    ]
    return pa.Array.from_buffers(cells.type, len(cells), held), marks


def _utf8_widths(alphabet: Alphabet) -> npt.NDArray[np.int64]:
    codes = alphabet.codes
    return 1 + (codes > 0x7F) + (codes > 0x7FF) + (codes > 0xFFFF).astype(np.int64)
