# Values inside texts: which stretches stand apart, and the texts with others in their places.
from __future__ import annotations

from collections.abc import Callable, Sequence

from schema import Span

__all__ = ["apart", "set_back"]


def apart(found: Sequence[Span]) -> list[Span]:
    """The spans in order, those that overlap as one: nothing of either may show.

    >>> [(each.label, each.start, each.end) for each in apart(
    ...     [Span("b", 3, 5, 1.0), Span("a", 0, 4, 1.0), Span("c", 5, 6, 1.0)])]
    [('a', 0, 5), ('c', 5, 6)]
    """
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end > kept[-1].end:
            last = kept[-1]
            kept[-1] = Span(last.label, last.start, span.end, last.score)
    return kept


def set_back(
    texts: Sequence[str],
    places: Sequence[Sequence[Span]],
    kind_of: Callable[[str], str],
    shown: Callable[[str, list[str]], Sequence[str]],
) -> list[str]:
    """Each text with what is shown for the values at its places, which are apart and in order.

    Values of one kind (by their label) are shown in one go: `shown` takes a kind and its values.
    """
    values: dict[str, list[str]] = {}
    for text, those in zip(texts, places, strict=True):
        for span in those:
            values.setdefault(kind_of(span.label), []).append(text[span.start : span.end])
    told = {kind: iter(shown(kind, found)) for kind, found in values.items()}
    whole = []
    for text, those in zip(texts, places, strict=True):
        parts, at = [], 0
        for span in those:
            parts += [text[at : span.start], next(told[kind_of(span.label)])]
            at = span.end
        whole.append("".join((*parts, text[at:])))
    return whole
