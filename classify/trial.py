# One value tried against every recogniser, by the same kernel that scans columns: what a
# pack's examples are held to, and what `policies try` shows.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .byte_class import classes_of
from .cells import from_strings
from .checks import BY_WORDS
from .claim import claims_of
from .member import Compiled
from .recognise import Recognisers
from .spelling import trimmed

__all__ = ["Trial", "try_value"]


@dataclass(frozen=True, slots=True)
class Trial:
    """A recogniser that matches a value; `validated` its check passes or it has none.

    `alone` says that values alone can carry the label; without it the column's name must
    speak for it. `checked` says that it has a check to pass. `claimed` is set for the one of the former whose precedence gives it the
    value.
    """

    recogniser: str
    matched: bool
    validated: bool
    claimed: bool
    alone: bool
    checked: bool


def try_value(value: str, recognisers: Recognisers) -> tuple[Trial, ...]:
    """Every recogniser that matches this value, highest precedence first; none for a blank.

    One that goes by a word list is left out where the list refuses: its form is any text.
    """
    cells, _ = trimmed(from_strings([value]))
    if not cells.lengths[0]:
        return ()
    claims = claims_of(cells, classes_of(cells), recognisers)
    matched, validated = (
        sum(int(row[0]) << 64 * word for word, row in enumerate(np.asarray(side)))
        for side in (claims.matched, claims.validated)
    )
    found = [
        each
        for each in recognisers.ranked
        if validated >> each.bit & 1
        or (matched >> each.bit & 1 and each.recogniser.check not in BY_WORDS)
    ]
    owner = next((each for each in found if validated >> each.bit & 1 and _is_alone(each)), None)
    return tuple(
        Trial(
            each.recogniser.id,
            matched=True,
            validated=bool(validated >> each.bit & 1),
            claimed=each is owner,
            alone=_is_alone(each),
            checked=each.recogniser.check is not None,
        )
        for each in found
    )


def _is_alone(compiled: Compiled) -> bool:
    return compiled.recogniser.evidence == "value"
