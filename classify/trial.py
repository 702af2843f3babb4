# One value tried against every recogniser, by the same kernel that scans columns: what a
# pack's examples are held to, and what `policies try` shows.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .byte_class import classes_of
from .cells import from_strings
from .claim import claims_of
from .recognise import Recognisers
from .spelling import trimmed

__all__ = ["Trial", "try_value"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A recogniser that matches a value; `validated` its check passes or it has none.

    `claimed` is set for the one recogniser whose precedence gives it the value.
    """

    recogniser: str
    matched: bool
    validated: bool
    claimed: bool


def try_value(value: str, recognisers: Recognisers) -> tuple[Trial, ...]:
    """Every recogniser that matches this value, highest precedence first; none for a blank."""
    cells, _ = trimmed(from_strings([value]))
    if not cells.lengths[0]:
        return ()
    claims = claims_of(cells, classes_of(cells), recognisers)
    matched, validated = (
        sum(int(row[0]) << 64 * word for word, row in enumerate(np.asarray(side)))
        for side in (claims.matched, claims.validated)
    )
    found = [each for each in recognisers.ranked if matched >> each.bit & 1]
    owner = next((each for each in found if validated >> each.bit & 1), None)
    return tuple(
        Trial(
            each.recogniser.id,
            matched=True,
            validated=bool(validated >> each.bit & 1),
            claimed=each is owner,
        )
        for each in found
    )
