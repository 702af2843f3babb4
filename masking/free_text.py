# Texts in which values stand among words: each value that is recognised is covered in part, by the
# style of what it is, and the words around it stay. What finds the values is handed in, for
# finding is not masking's work; what it does not find stays readable.
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from schema import Span

from .mask import mask
from .parameters import Keys, Parameters
from .styles import style_of
from .texts import as_text, from_text, text_type

__all__ = ["Spans", "free_text", "needs_spans"]

Spans: TypeAlias = "Callable[[str], Sequence[Span]]"


def free_text(array: pa.Array[Any], spans: Spans) -> pa.Array[Any]:
    """Each text with the values in it masked; nulls and empty cells stay.

    >>> found = lambda text: [Span("cn.mobile", 2, 13, 1.0)]
    >>> free_text(pa.array(["电话13800138000转8"]), found).to_pylist()
    ['电话138****8000转8']
    """
    encoded = as_text(array).dictionary_encode()
    texts = [str(text or "") for text in encoded.dictionary.to_pylist()]
    places = [_apart(spans(text)) if text else [] for text in texts]
    covered = iter(_covered(texts, places))
    shown = []
    for text, found in zip(texts, places, strict=True):
        parts, at = [], 0
        for span in found:
            parts += [text[at : span.start], next(covered)]
            at = span.end
        shown.append("".join([*parts, text[at:]]))
    cells = pa.array(shown, encoded.dictionary.type).take(encoded.indices)
    return from_text(cells, text_type(array.type))


def needs_spans(_array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Never a column: without something that finds values nothing can be masked."""
    raise ValueError("needs something that finds values in texts (spans)")


def _apart(found: Sequence[Span]) -> list[Span]:
    """The spans in order, of two that overlap the wider; if alike, the first."""
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end > kept[-1].end:
            # Both ends are covered: nothing of either shows.
            last = kept[-1]
            kept[-1] = Span(last.label, last.start, span.end, last.score)
    return kept


def _covered(texts: Sequence[str], places: Sequence[Sequence[Span]]) -> list[str]:
    """The value of each span, masked; values of one style in one go."""
    values = [
        (style_of(span.label), text[span.start : span.end])
        for text, found in zip(texts, places, strict=True)
        for span in found
    ]
    shown = [""] * len(values)
    for style in dict.fromkeys(style for style, _ in values):
        rows = [row for row, (own, _) in enumerate(values) if own == style]
        masked = mask(pa.array([values[row][1] for row in rows], pa.string()), style).to_pylist()
        for row, value in zip(rows, masked, strict=True):
            shown[row] = str(value)
    return shown
