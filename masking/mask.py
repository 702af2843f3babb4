# Field-aware masking of a column of text. Cells that do not look like what their column
# holds (an address among telephone numbers) are where masks by position leak: here they
# show nothing. No cell keeps its own value, one that looks masked already included.
from __future__ import annotations

from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from .mask_bytes import masked_by_bytes
from .styles import HIDDEN, STYLES, Form

__all__ = ["mask"]

# string or large_string, alike for every function here.
Texts: TypeAlias = "pa.Array[Any]"

# A cell that is exactly HIDDEN must change too, so that "changed" can be told cell by cell.
_HIDDEN_OTHERWISE = HIDDEN + "*"
_MARK = "\x01"


def mask(texts: Texts, style: str) -> Texts:
    """The column with each cell masked in `style`, one of STYLES; ValueError otherwise.

    Takes and gives string (or large_string) of equal length; nulls stay. Cells are trimmed
    first: what is blank becomes the empty string.

    >>> mask(pa.array(["13800138000", "科技路1号", "", None]), "mobile").to_pylist()
    ['138****8000', '***', '', None]
    """
    if style not in STYLES:
        raise ValueError(f"no style of masking is called {style!r}; there are: {sorted(STYLES)}")
    served = masked_by_bytes(texts, style)
    if served is None:
        return _by_patterns(texts, style)
    column, left = served
    if not left.any():
        return column
    rest: Any = pa.array(left)
    masked: Texts = pc.replace_with_mask(column, rest, _by_patterns(texts.filter(rest), style))
    return masked


def _by_patterns(texts: Texts, style: str) -> Texts:
    trimmed: Texts = pc.utf8_trim_whitespace(texts)
    blank = pc.equal(trimmed, _like(trimmed, ""))
    cells: Texts = pc.if_else(blank, pa.scalar(None, trimmed.type), trimmed)
    shown = _changed(cells, _by_forms(cells, STYLES[style]))
    masked: Texts = pc.if_else(blank, trimmed, shown)
    return masked


def _by_forms(texts: Texts, forms: tuple[Form, ...]) -> Texts:
    """Each cell as the first form that fits shows it; HIDDEN where none fits."""
    if not forms:
        hidden: Texts = pc.if_else(pc.is_valid(texts), _like(texts, HIDDEN), texts)
        return hidden
    form, others = forms[0], forms[1:]
    if form.begins and not others:
        return _begun(texts, form)
    # Null cells count as fitting: they pass every form untouched.
    matched: Any = pc.match_substring_regex(texts, form.pattern)
    fits: pa.BooleanArray = matched.fill_null(True)
    if pc.all(fits).as_py():
        return _shown(texts, form)
    if not pc.any(fits).as_py():
        return _by_forms(texts, others)
    # The usual column is clean but for a few cells: only those see the next form.
    rest = pc.invert(fits)
    by_others = _by_forms(pc.filter(texts, rest), others)
    shown: Texts = pc.replace_with_mask(_shown(texts, form), rest, by_others)
    return shown


def _begun(texts: Texts, form: Form) -> Texts:
    """How each cell begins by the form; HIDDEN where it does not begin so."""
    # Two passes without groups are faster than one with them: RE2 needs no backtracking.
    # A mark that stood in the cell before only hides more.
    marked: Texts = pc.replace_substring_regex(texts, form.pattern, rf"\0{_MARK}")
    lengths: Any = pc.binary_length
    longer = pc.greater(lengths(marked), lengths(texts))
    shown: Any = pc.list_element(pc.split_pattern(marked, _MARK, max_splits=1), 0)
    hidden: Any = pc.binary_join_element_wise(shown, _like(texts, HIDDEN), _like(texts, ""))
    fits: Texts = pc.if_else(longer, hidden, _like(texts, HIDDEN))
    return fits


def _shown(texts: Texts, form: Form) -> Texts:
    if form.hidden is None:
        return pc.replace_substring_regex(texts, form.pattern, form.shown)
    start, stop = form.hidden
    return pc.binary_replace_slice(texts, start, stop, "*" * (stop - start))


def _changed(before: Texts, after: Texts) -> Texts:
    """`after`, with nothing shown where it would equal `before`."""
    same = pc.equal(before, after)
    if not pc.any(same).as_py():
        return after
    other = pc.if_else(
        pc.equal(before, _like(before, HIDDEN)),
        _like(before, _HIDDEN_OTHERWISE),
        _like(before, HIDDEN),
    )
    changed: Texts = pc.if_else(same, other, after)
    return changed


def _like(texts: Texts, value: str) -> pa.Scalar[Any]:
    """The value as a scalar of the column's own string type."""
    alike: pa.Scalar[Any] = pa.scalar(value, type=texts.type)
    return alike
