# What finds values in texts for masking: the recognisers and names of `classify`, made once for
# a copy, and only where its plan asks for them.
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from classify import Inspector, compile_recognisers
from masking import Plan
from policies import Policies
from schema import Span

__all__ = ["span_finder"]


def span_finder(
    plans: Iterable[Plan], policies: Policies
) -> Callable[[str], Sequence[Span]] | None:
    """What finds the spans of a text; None where no plan masks inside texts."""
    if not any(column.operator == "free_text" for plan in plans for column in plan.columns):
        return None
    inspector = Inspector(compile_recognisers(policies))

    def found(text: str) -> list[Span]:
        return [each.span for each in (*inspector.feed(text), *inspector.end())]

    return found
