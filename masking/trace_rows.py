# Whose rows stand in a file that are nobody's: those of every share are made again and looked for
# in every column. Each was drawn from so many values that the chance of meeting one of them in any
# given data is known, and the binomial tail is exact (bounded by all ways to choose so many).
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .pseudo_rows import SPACES, TELLING, PseudoRows, made_cells
from .texts import as_text
from .trace import Suspicion

__all__ = ["row_suspicions"]

_LEAST_LOG = -700.0


def row_suspicions(
    columns: Mapping[str, pa.Array[Any]],
    told: Sequence[tuple[PseudoRows, int, Mapping[str, str]]],
    *,
    limit: float = 1e-6,
) -> list[Suspicion]:
    """Whoever's rows are found, with a probability of false accusation of at most `limit`.

    `told` are rows, how many there are, and the columns they are known by with the kind of each.
    """
    values = {name: pc.unique(as_text(array)).drop_null() for name, array in columns.items()}
    tests = max(len(values) * sum(len(kinds) for _, _, kinds in told), 1)
    best: dict[int, Suspicion] = {}
    for kind in SPACES:
        made, owners, counts = _made(told, kind)
        if not len(made):
            continue
        for column in values.values():
            if kind == "token":
                of_form: Any = pc.match_substring_regex(column, "^[0-9a-f]{32}$")
                held = pc.utf8_slice_codeunits(pc.filter(column, of_form), 0, TELLING)
            else:
                held = column
            chance = min(len(held) / SPACES[kind], 1.0)
            if not chance:
                continue
            found = np.asarray(pc.is_in(made, value_set=held))
            hits = np.bincount(owners[found], minlength=len(counts))
            for place in np.flatnonzero(hits).tolist():
                rows, count = counts[place]
                log = _log_choose(count, int(hits[place])) + hits[place] * math.log(chance)
                bound = min(1.0, math.exp(max(log + math.log(tests), _LEAST_LOG)))
                one = Suspicion(rows.number, int(hits[place]), count, bound)
                known = best.get(rows.number)
                if bound <= limit and (known is None or bound < known.false_accusation):
                    best[rows.number] = one
    return sorted(best.values(), key=lambda one: (one.false_accusation, one.number))


def _made(
    told: Sequence[tuple[PseudoRows, int, Mapping[str, str]]], kind: str
) -> tuple[pa.Array[Any], Any, list[tuple[PseudoRows, int]]]:
    """All cells of a kind, whose each is, and who they are."""
    cells, owners = [], []
    counts: list[tuple[PseudoRows, int]] = []
    for rows, count, kinds in told:
        for column, own in kinds.items():
            if own == kind and count:
                made = made_cells(kind, rows, column, 0, count)
                if kind == "token":
                    made = pc.utf8_slice_codeunits(made, 0, TELLING)
                cells.append(made)
                owners.append(np.full(count, len(counts), np.int64))
                counts.append((rows, count))
    if not cells:
        return pa.array([], pa.string()), np.zeros(0, np.int64), []
    return pa.concat_arrays(cells), np.concatenate(owners), counts


def _log_choose(total: int, part: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(part + 1) - math.lgamma(total - part + 1)
