# What stands in running texts, as passages to be masked: many short texts are looked into as
# one, which costs as much as a few.
from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence

from classify import Inspector
from masking import Passage, apart
from policies import Policies

from .lint import compiled

__all__ = ["passages_in"]

# No value goes on across it.
_BETWEEN = "\n\n"


def passages_in(texts: Sequence[str], policies: Policies) -> list[list[Passage]]:
    """For each text the passages in it, apart and in order."""
    starts = [0, *itertools.accumulate(len(text) + len(_BETWEEN) for text in texts)]
    inspector = Inspector(compiled(policies))
    found: list[list[Passage]] = [[] for _ in texts]
    for each in [*inspector.feed(_BETWEEN.join(texts)), *inspector.end()]:
        owner = bisect.bisect_right(starts, each.start) - 1
        start, end = each.start - starts[owner], each.end - starts[owner]
        if end <= len(texts[owner]):
            found[owner].append(Passage(start, end, each.label))
    return [apart(those) for those in found]
