# Several texts looked through as one, for a call costs as much as some hundred characters, and
# whose each find is. Between two of them stands what no value holds and no context word
# speaks across.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .cells import Index

__all__ = ["SideBySide"]

_BETWEEN = "\n。\n"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Texts as one `text`; `starts` tells where each of them begins in it, and last its end.

    >>> both = SideBySide.of(["甲", "乙丙"])
    >>> both.text[4:6], both.owners([0, 5]).tolist()
    ('乙丙', [0, 1])
    """

    text: str
    starts: Index

    @classmethod
    def of(cls, texts: Sequence[str]) -> SideBySide:
        """The texts in their order."""
        starts = np.cumsum([0, *(len(text) + len(_BETWEEN) for text in texts)])
        return cls(_BETWEEN.join(texts), starts)

    def owners(self, places: npt.ArrayLike) -> Index:
        """The number of the text that each place in the whole is in."""
        owners: Index = np.searchsorted(self.starts, places, side="right") - 1
        return owners
