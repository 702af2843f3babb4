# Names of persons in a list: what stands between two of them, parted from both by the same mark,
# is one as well, though it be a word of every day (齐鸣、尚可、乔一).
from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

__all__ = ["listed_between"]

Span = tuple[int, int]

_BETWEEN = re.compile("([、/／]|[ \u3000]{1,3})([\u3400-\u9fff]{2,4})\\1")
# One who is named with what they are (副县长王芳) is none of the names alone.
_LONGEST = {True: 4, False: 3}


def listed_between(
    text: str, persons: list[Span], is_surname: Callable[[str], bool]
) -> Iterator[Span]:
    """The places between two of `persons` (in order) that hold a name and nothing else.

    >>> list(listed_between("齐鸣、尚可、乔一", [(0, 2), (6, 8)], lambda one: one in "尚"))
    [(3, 5)]
    """
    for (_, start), (end, _) in itertools.pairwise(persons):
        if end - start > 8:
            continue
        found = _BETWEEN.fullmatch(text, start, end)
        if found is None:
            continue
        name = found[2]
        double = len(name) > 2 and is_surname(name[:2])
        if len(name) <= _LONGEST[double] and (double or is_surname(name[0])):
            yield found.span(2)
