# How likely a person is found again in a table, from how many rows look alike. The three
# attackers are El Emam's (Guide to the De-Identification of Personal Health Information,
# 2013): a prosecutor knows that somebody is in the table, a journalist that somebody is in
# the population it was drawn from, a marketer links as many as go. k-anonymity: Sweeney,
# 2002; l and t: see `sensitive`; delta-presence: Nergiz, Atzori, Clifton, SIGMOD 2007.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .domain import Integers
from .row_keys import row_keys
from .scale import in_order
from .sensitive import distance
from .tally import Tally, merge, narrowed

__all__ = ["Attack", "Concealment", "Presence", "Risk", "measure"]

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attack:
    """An attacker's chances with a row: at most, on average, and the share of rows at risk.

    At risk is a row whose chance is above the threshold. A marketer has the average alone.
    """

    highest: float
    average: float
    at_risk: float


@dataclass(frozen=True, slots=True)
class Concealment:
    """How well classes hide one sensitive column.

    `distinct` is l as the least number of values in a class, `entropy` l as the least
    exponential of a class's entropy; `closeness` is t, the greatest distance of a class
    from the table, and `ordered` says that it counts steps between values.
    """

    distinct: int
    entropy: float
    closeness: float
    ordered: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """The least and the greatest chance that somebody of the population is in the table."""

    least: float
    greatest: float


@dataclass(frozen=True, slots=True)
class Risk:
    """The risks of a table of `rows` rows in `classes` classes, the smallest of `k` rows.

    `uniques` are rows alone in their class. `sizes` counts classes by their size.
    Journalist and presence are known where the population is.
    """

    rows: int
    classes: int
    k: int
    uniques: int
    threshold: float
    prosecutor: Attack
    journalist: Attack | None
    marketer: float
    presence: Presence | None
    sensitive: Mapping[str, Concealment] = field(default_factory=dict)
    sizes: Mapping[int, int] = field(default_factory=dict)


def measure(
    found: Tally,
    quasi: Sequence[str],
    *,
    sensitive: Sequence[str] = (),
    population: Tally | None = None,
    threshold: float = 0.05,
) -> Risk:
    """The risks of a table by its tally over `quasi` and `sensitive`.

    `population` is a tally over `quasi` of the table that this one was drawn from, told in
    the same words. Numbers among sensitive columns are ordered. Raises ValueError for a
    table without rows, and where the population lacks rows that the table has.

    >>> import pyarrow as pa
    >>> from .tally import summarise
    >>> people = pa.record_batch({"age": ["30~39", "30~39", "40~49"]})
    >>> measure(summarise(people, ["age"]), ["age"]).uniques
    1
    """
    if not quasi:
        raise ValueError("without quasi-identifiers there are no classes to measure")
    if not found.rows:
        raise ValueError("a table without rows has no risk to measure")
    classes = narrowed(found, quasi)
    sizes = classes.counts
    rows = int(sizes.sum())
    presence, journalist = None, None
    prosecutor = _attack(1 / sizes, sizes, len(sizes) / rows, threshold)
    marketer = len(sizes) / rows
    if population is not None:
        there, wide = _in_population(classes, narrowed(population, quasi))
        marketer = float((there / wide)[there > 0].sum()) / rows
        held = there > 0
        average = max(int(held.sum()) / int(wide[held].sum()), marketer)
        journalist = _attack(1 / wide[held], there[held], average, threshold)
        presence = Presence(float((there / wide).min()), float((there / wide).max()))
    amounts, times = np.unique(sizes, return_counts=True)
    return Risk(
        rows,
        len(sizes),
        int(sizes.min()),
        int((sizes == 1).sum()),
        threshold,
        prosecutor,
        journalist,
        marketer,
        presence,
        {name: _concealment(found, quasi, name) for name in sensitive},
        dict(zip(amounts.tolist(), times.tolist(), strict=True)),
    )


def _attack(chances: Shares, rows: Integers, average: float, threshold: float) -> Attack:
    at_risk = int(rows[chances > threshold].sum()) / int(rows.sum())
    return Attack(float(chances.max()), average, at_risk)


def _in_population(classes: Tally, population: Tally) -> tuple[Integers, Integers]:
    """Rows here and rows there of each class of the population."""
    try:
        # Nothing added: the same rows, so that both stand in one order.
        both = merge(population, classes)
    except ValueError:
        problem = "the population's quasi-identifiers are of other types than the table's"
        raise ValueError(problem) from None
    joined = {tuple(row): place for place, row in enumerate(_rows(both))}
    here = np.zeros(len(joined), np.int64)
    there = np.zeros(len(joined), np.int64)
    for tally, counts in ((classes, here), (population, there)):
        places = [joined[tuple(row)] for row in _rows(tally)]
        counts[places] = tally.counts
    if (here > there).any():
        raise ValueError("the table has rows that the population does not have")
    return here, there


def _rows(tally: Tally) -> zip[tuple[object, ...]]:
    return zip(*(tally.table.column(name).to_pylist() for name in tally.columns), strict=True)


def _concealment(found: Tally, quasi: Sequence[str], name: str) -> Concealment:
    own = narrowed(found, [*quasi, name] if name not in quasi else list(quasi))
    values, numbers = in_order(own.table.column(name).combine_chunks().unique())
    slots = np.asarray(pc.index_in(own.table.column(name).combine_chunks(), value_set=values))
    codes = np.stack([_codes(own.table.column(column)) for column in quasi], axis=1)
    keys = row_keys(codes, [int(column.max()) + 1 for column in codes.T]).of(codes)
    _, classes = np.unique(keys, return_inverse=True)
    ordered = numbers is not None
    whole = np.bincount(slots, own.counts, len(values))
    shares = whole / whole.sum()
    order = np.argsort(classes, kind="stable")
    bounds = np.searchsorted(classes[order], np.arange(int(classes.max()) + 2))
    distinct, entropy, closeness = len(values), float("inf"), 0.0
    for start, stop in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        part = order[start:stop]
        counts = np.bincount(slots[part], own.counts[part], len(values))
        distinct = min(distinct, int(np.count_nonzero(counts)))
        some = counts[counts > 0] / counts.sum()
        entropy = min(entropy, float(np.exp(-(some * np.log(some)).sum())))
        closeness = max(closeness, distance(counts.astype(np.int64), shares, ordered=ordered))
    return Concealment(distinct, entropy, closeness, ordered)


def _codes(column: pa.ChunkedArray[Any]) -> Integers:
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(zero_copy_only=False), np.int64)
