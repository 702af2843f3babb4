# The scale every part of the suite speaks: GB/T 43697-2024, general data split in four
# (its annex H), important data first as a candidate. What a machine finds is a candidate
# until a named person confirms it.
from __future__ import annotations

import enum
from collections.abc import Iterable

__all__ = ["Level", "strictest"]


class Level(enum.StrEnum):
    """A grade, ordered from open to gravest by `rank`.

    >>> Level.GENERAL_4.rank < Level.IMPORTANT_CANDIDATE.rank
    True
    """

    GENERAL_1 = "general-1"
    GENERAL_2 = "general-2"
    GENERAL_3 = "general-3"
    GENERAL_4 = "general-4"
    IMPORTANT_CANDIDATE = "important-candidate"
    IMPORTANT = "important"
    CORE = "core"

    @property
    def rank(self) -> int:
        """Position on the scale, 0 for general-1."""
        return _RANK[self]


_RANK = {level: rank for rank, level in enumerate(Level)}


def strictest(levels: Iterable[Level]) -> Level:
    """The gravest of some levels; general-1 for none (就高从严: the strictest grade prevails).

    >>> strictest([Level.GENERAL_2, Level.GENERAL_4]).value
    'general-4'
    """
    return max(levels, key=lambda level: level.rank, default=Level.GENERAL_1)
