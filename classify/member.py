# A recogniser that is ready to run: its pattern read, with all that is known from it beforehand.
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from policies import Recogniser

from .byte_class import NON_ASCII
from .checks import Check
from .pattern import CharacterSet, Node
from .position import Programme, programme
from .profile import Profile

__all__ = ["Compiled"]


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A recogniser that looks at values.

    `bit` is its place in claim masks, the same for recognisers that match the same cells.
    `node` is its pattern read, None where only RE2 can read it; `alone` is set where the pattern is one set of characters repeated. `cores`
    are what a match contains one of, each with the branch it comes from, where that is much
    quicker to look for;
    `first` a table of the characters a match may begin with.
    """

    bit: int
    recogniser: Recogniser
    profile: Profile
    steps: int
    node: Node | None
    alone: CharacterSet | None
    expression: str | None
    cores: tuple[tuple[Node, Node], ...]
    first: npt.NDArray[np.bool_] | None
    words: tuple[str, ...]
    check: Check | None
    programmes: dict[tuple[int, int], Programme | None] = field(default_factory=dict, repr=False)

    def programme(self, length: int, classes: int) -> Programme | None:
        """How to test cells of this length position by position, if that can be."""
        if self.node is None or self.alone is not None or self.words:
            return None
        # Beyond ASCII the classes settle nothing.
        key = (length, min(NON_ASCII, classes))
        if key not in self.programmes:
            self.programmes[key] = programme(self.node, *key)
        return self.programmes[key]
