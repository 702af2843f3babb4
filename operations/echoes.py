# Values that are covered in one place of a document, found wherever else they stand in it: a name
# that only its context told for one stands alone in a heading, a file's address or a list.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schema import Span

__all__ = ["is_telling", "with_echoes"]

_LONG = 6


def is_telling(value: str) -> bool:
    """Whether a value is told from other words by itself: long enough, or Chinese.

    >>> is_telling("张伟"), is_telling("13812345678"), is_telling("女"), is_telling("42")
    (True, True, False, False)
    """
    han = all("\u4e00" <= each <= "\u9fff" for each in value)
    return len(value) >= _LONG or (han and len(value) > 1)


def with_echoes(
    texts: Sequence[str], places: Sequence[Sequence[Span]], values: Mapping[str, str]
) -> list[list[Span]]:
    """The spans of each text, in order and apart, with those of `values` (label by value) added
    where they stand as well.

    >>> spans = [[], [Span("person.name", 0, 2, 1.0)]]
    >>> found = with_echoes(["张伟到", "张伟"], spans, {"张伟": "person.name"})
    >>> [[(span.start, span.end) for span in text] for text in found]
    [[(0, 2)], [(0, 2)]]
    """
    begun: dict[str, list[str]] = {}
    for value in sorted(filter(is_telling, values), key=len, reverse=True):
        begun.setdefault(value[:2], []).append(value)
    return [
        [*_added(text, list(spans), begun, values)]
        for text, spans in zip(texts, places, strict=True)
    ]


def _added(
    text: str, spans: list[Span], begun: Mapping[str, list[str]], values: Mapping[str, str]
) -> Iterable[Span]:
    taken = [(span.start, span.end) for span in spans]
    found, at = list(spans), 0
    while begun and at < len(text) - 1:
        for value in begun.get(text[at : at + 2], ()):
            end = at + len(value)
            if text.startswith(value, at) and not any(a < end and b > at for a, b in taken):
                found.append(Span(values[value], at, end, 1.0))
                at = end - 1
                break
        at += 1
    return sorted(found, key=lambda span: span.start)
