# What is usual here, learnt from the bureau's own history: each hour of an account is compared with
# the nearest hours of that history. Bulk reads, slow drips, new data, new places and odd hours all
# lie far from them. The threshold is where 99.9 % of the history's later part stays below.
from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from .history_window import Hour, Hours

__all__ = ["FEATURES", "LEAST_HOURS", "HistoryModel", "fit_history", "read_history", "weeks_of"]

FEATURES: Final = (
    "records", "events", "new_datasets", "new_places", "odd_hour", "times_usual", "week_times_usual",
)  # fmt: skip
LEAST_HOURS: Final = 50
_NEAREST: Final = 5
_MOST_KEPT: Final = 2_000
_LATER: Final = 0.3
_QUIET: Final = 0.999
# How far beyond the farthest of the history an hour must lie.
_MARGIN: Final = 1.1
_WEEK: Final = 168
_LOCAL: Final = 8
_SMALLEST_SCALE: Final = 0.5
# Nearer than this, about five times as much as ever, nothing is far, however even a history was.
_LEAST_FAR: Final = 1.0

Matrix = npt.NDArray[np.float64]


class Usual(msgspec.Struct, frozen=True):
    """What an account usually does in an hour and in a week; names are keyed by the caller."""

    records: float
    week: float
    hours: tuple[float, ...]
    datasets: tuple[str, ...]
    places: tuple[str, ...]


class HistoryModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model of one bureau's history.

    `first` and `last` are the hours it was learnt from, `digest` the SHA-256 of their figures,
    `seed` chose which hours are kept to compare with.
    """

    usual: dict[str, Usual]
    rows: tuple[tuple[float, ...], ...]
    scale: tuple[float, ...]
    threshold: float
    first: int
    last: int
    hours: int
    seed: int
    digest: str

    @property
    def version(self) -> str:
        """The beginning of the SHA-256 of all of it."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def figures(self, entity: str, hour: int, own: Hour, week: int) -> Matrix:
        """The figures of an hour; `week` are the records of the seven days up to it."""
        return np.array(_figures(self.usual.get(entity), hour, own, week))

    def scores(self, rows: Sequence[Matrix]) -> Matrix:
        """How far hours lie, by their figures, from those of the history nearest to them."""
        told = np.array(rows).reshape(len(rows), len(FEATURES))
        return _distances(told, np.array(self.rows), np.array(self.scale))

    def drivers(self, row: Matrix, most: int = 3) -> tuple[str, ...]:
        """The figures that lie farthest above what is usual, each with its value."""
        usual = np.median(np.array(self.rows), axis=0)
        apart = (row - usual) / np.array(self.scale)
        loudest = [place for place in np.argsort(-apart)[:most].tolist() if apart[place] > 0]
        return tuple(f"{FEATURES[place]}={row[place]:.2f}" for place in loudest)


def read_history(octets: bytes) -> HistoryModel:
    """A model from its JSON. Raises ValueError where it is none."""
    try:
        model = msgspec.json.decode(octets, type=HistoryModel)
    except msgspec.DecodeError:
        raise ValueError("this is no model of a history") from None
    if not model.rows or any(len(each) != len(FEATURES) for each in (*model.rows, model.scale)):
        raise ValueError("this is no model of a history")
    return model


def fit_history(hours: Hours, *, seed: int) -> HistoryModel:
    """The model of these hours: the earlier part is compared with, the later sets the threshold.

    Raises ValueError where there are fewer than `LEAST_HOURS`.
    """
    if len(hours) < LEAST_HOURS:
        raise ValueError(f"{len(hours)} hours with graded data are too few to learn from")
    ordered = sorted(hours, key=lambda key: (key[1], key[0]))
    cut = int(len(ordered) * (1 - _LATER))
    early, late = ordered[:cut], ordered[cut:]
    weeks = weeks_of(hours)
    usual = _usual(hours, weeks, early)

    def rows_of(keys: list[tuple[str, int]]) -> Matrix:
        told = [_figures(usual.get(key[0]), key[1], hours[key], weeks[key]) for key in keys]
        return np.array(told)

    rows = rows_of(early)
    scale = np.maximum(
        np.percentile(rows, 90, axis=0) - np.percentile(rows, 10, axis=0), _SMALLEST_SCALE
    )
    draw = np.random.default_rng(seed)
    kept = np.sort(draw.permutation(len(rows))[:_MOST_KEPT])
    distances = _distances(rows_of(late), rows[kept], scale)
    far = np.quantile(distances, _QUIET, method="higher")
    whole = _usual(hours, weeks, ordered)
    return HistoryModel(
        usual=whole,
        rows=tuple(tuple(round(float(one), 4) for one in each) for each in rows[kept]),
        scale=tuple(round(float(each), 4) for each in scale),
        threshold=round(max(float(far) * _MARGIN, _LEAST_FAR), 4),
        first=ordered[0][1],
        last=ordered[-1][1],
        hours=len(ordered),
        seed=seed,
        digest=hashlib.sha256(np.ascontiguousarray(rows).tobytes()).hexdigest(),
    )


def weeks_of(hours: Hours) -> dict[tuple[str, int], int]:
    """For each hour the records of its account in the seven days up to its end."""
    found: dict[tuple[str, int], int] = {}
    for entity, own in _by_entity(hours, sorted(hours, key=lambda key: key[1])).items():
        total = start = 0
        for hour, each in own:
            total += each.records
            while own[start][0] <= hour - _WEEK:
                total -= own[start][1].records
                start += 1
            found[entity, hour] = total
    return found


def _by_entity(hours: Hours, keys: list[tuple[str, int]]) -> dict[str, list[tuple[int, Hour]]]:
    found: dict[str, list[tuple[int, Hour]]] = {}
    for entity, hour in keys:
        found.setdefault(entity, []).append((hour, hours[entity, hour]))
    return found


def _usual(
    hours: Hours, weeks: Mapping[tuple[str, int], int], keys: list[tuple[str, int]]
) -> dict[str, Usual]:
    found = {}
    for entity, own in _by_entity(hours, keys).items():
        clock = np.zeros(24)
        for hour, _ in own:
            for near in (-1, 0, 1):
                clock[(hour + _LOCAL + near) % 24] += 1
        found[entity] = Usual(
            float(np.median([each.records for _, each in own])),
            float(np.median([weeks[entity, hour] for hour, _ in own])),
            tuple(round(float(each), 4) for each in np.minimum(clock / len(own), 1)),
            tuple(sorted(set().union(*(each.datasets for _, each in own)))),
            tuple(sorted(set().union(*(each.places for _, each in own)))),
        )
    return found


def _figures(usual: Usual | None, hour: int, own: Hour, week: int) -> list[float]:
    known = usual or Usual(0.0, 0.0, (0.0,) * 24, (), ())
    return [
        math.log10(1 + own.records),
        math.log10(1 + own.events),
        float(len(own.datasets - set(known.datasets))),
        float(len(own.places - set(known.places))),
        1 - known.hours[(hour + _LOCAL) % 24],
        max(0.0, math.log10((1 + own.records) / (1 + known.records))),
        max(0.0, math.log10((1 + week) / (1 + known.week))),
    ]


def _distances(rows: Matrix, known: Matrix, scale: Matrix) -> Matrix:
    """How far each row lies from the nearest of the known, as the mean over a few of them."""
    found = np.empty(len(rows))
    for place, row in enumerate(rows):
        # Less than usual is no risk: only what lies above counts.
        apart = np.maximum(row - known, 0) / scale
        near = np.partition(np.sqrt((apart**2).sum(axis=1)), min(_NEAREST, len(known)) - 1)
        found[place] = near[: min(_NEAREST, len(known))].mean()
    return found
