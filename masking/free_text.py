# Texts in which values stand among words: each value that is recognised is covered in part, by the
# style of what it is, and the words around it stay. What finds the values is handed in, for
# finding is not masking's work; what it does not find stays readable.
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pyarrow as pa

from schema import Span

from .in_text import apart, set_back
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
    places = [apart(spans(text)) if text else [] for text in texts]
    shown = set_back(texts, places, style_of, _masked)
    cells = pa.array(shown, encoded.dictionary.type).take(encoded.indices)
    return from_text(cells, text_type(array.type))


def needs_spans(_array: pa.Array[Any], _parameters: Parameters, _keys: Keys) -> pa.Array[Any]:
    """Never a column: without something that finds values nothing can be masked."""
    raise ValueError("needs something that finds values in texts (spans)")


def _masked(style: str, values: list[str]) -> list[str]:
    return list(map(str, mask(pa.array(values, pa.string()), style).to_pylist()))
