# What finds values in texts for masking: the recognisers and names of `classify`, made once for
# a copy or a server, and only where a plan asks for them.
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from classify import Inspector, Recognisers, SideBySide
from masking import Plan, apart
from policies import Policies
from schema import Span

from .lint import compiled

__all__ = ["span_finder", "spans_in", "value_finder"]


def span_finder(
    plans: Iterable[Plan], policies: Policies
) -> Callable[[str], Sequence[Span]] | None:
    """What finds the spans of a text; None where no plan masks inside texts."""
    if not any(column.operator == "free_text" for plan in plans for column in plan.columns):
        return None
    inspector = Inspector(compiled(policies))
    return lambda text: _found(inspector, text)


def value_finder(policies: Policies) -> Callable[[str], Sequence[Span]]:
    """What finds the spans of any text."""
    inspector = Inspector(compiled(policies))
    return lambda text: _found(inspector, text)


def spans_in(texts: Sequence[str], recognisers: Recognisers) -> list[list[Span]]:
    """For each text the spans in it, apart and in order.

    Many short texts are looked into as one, which costs as much as a few.
    """
    whole = SideBySide.of(texts)
    spans = _found(Inspector(recognisers), whole.text)
    starts = whole.starts.tolist()
    found: list[list[Span]] = [[] for _ in texts]
    owners = whole.owners([span.start for span in spans]).tolist()
    for span, owner in zip(spans, owners, strict=True):
        start, end = span.start - starts[owner], span.end - starts[owner]
        if end <= len(texts[owner]):
            found[owner].append(replace(span, start=start, end=end))
    return [apart(those) for those in found]


def _found(inspector: Inspector, text: str) -> list[Span]:
    return [each.span for each in (*inspector.feed(text), *inspector.end())]
