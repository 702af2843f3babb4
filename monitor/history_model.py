# What is usual here, learnt from the bureau's own history: each hour of an account is compared with
# the hours of that history (`history_score`). Bulk reads, slow drips, new data, new places and odd
# hours are unlike them. The threshold is where 99.9 % of the history's later part stays below.
from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from .history_score import LEAST_FAR, unlikeness
from .history_window import Hour, Hours

__all__ = [
    "FEATURES",
    "LEAST_HOURS",
    "HistoryModel",
    "Week",
    "fit_history",
    "read_history",
    "weeks_of",
]

FEATURES: Final = (
    "records", "events", "new_datasets", "new_places", "odd_hour", "odd_day", "times_usual",
    "week_times_usual", "place_times_usual",
)  # fmt: skip
LEAST_HOURS: Final = 50
_MOST_KEPT: Final = 2_000
_LATER: Final = 0.3
_QUIET: Final = 0.999
# How far beyond the farthest of the history an hour must lie.
_MARGIN: Final = 1.1
_WEEK: Final = 168
_LOCAL: Final = 8
_SATURDAY: Final = 5
_SMALLEST_SCALE: Final = 0.5
# Models that were learnt with another way to score say nothing under this one.
_SCORED: Final = "nearest five and rarest three"

Matrix = npt.NDArray[np.float64]


class Usual(msgspec.Struct, frozen=True):
    """What an account usually does in an hour and in a week, and which share of its hours lies on
    days off (`free_days`).
    """

    records: float
    week: float
    hours: tuple[float, ...]
    datasets: tuple[str, ...]
    places: tuple[str, ...]
    free_days: float
    to_one_place: float


class Week(NamedTuple):
    """The seven days up to an hour of an account: its records, and the most that went to one of the
    places that the hour sent to.
    """

    records: int = 0
    to_one_place: int = 0


class HistoryModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model of one bureau's history.

    `first` and `last` are the hours it was learnt from, `digest` the SHA-256 of their figures,
    `seed` chose which hours are kept to compare with, `scored` says how.
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
    scored: str

    @property
    def version(self) -> str:
        """The beginning of the SHA-256 of all of it."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:12]

    def figures(self, entity: str, hour: int, own: Hour, week: Week) -> Matrix:
        """The figures of an hour; `week` is that of the seven days up to it."""
        return np.array(_figures(self.usual.get(entity), hour, own, week))

    def scores(self, rows: Sequence[Matrix]) -> Matrix:
        """How unlike those of the history hours are by their figures."""
        told = np.array(rows).reshape(len(rows), len(FEATURES))
        return unlikeness(told, np.array(self.rows), np.array(self.scale))

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
    if model.scored != _SCORED:
        raise ValueError("this model of a history was learnt by another version: learn it anew")
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
    distances = unlikeness(rows_of(late), np.round(rows[kept], 4), scale)
    far = np.quantile(distances, _QUIET, method="higher")
    whole = _usual(hours, weeks, ordered)
    return HistoryModel(
        usual=whole,
        rows=tuple(tuple(round(float(one), 4) for one in each) for each in rows[kept]),
        scale=tuple(round(float(each), 4) for each in scale),
        threshold=round(max(float(far) * _MARGIN, LEAST_FAR), 4),
        first=ordered[0][1],
        last=ordered[-1][1],
        hours=len(ordered),
        seed=seed,
        digest=hashlib.sha256(np.ascontiguousarray(rows).tobytes()).hexdigest(),
        scored=_SCORED,
    )


def weeks_of(hours: Hours) -> dict[tuple[str, int], Week]:
    """For each hour the seven days of its account up to its end."""
    found: dict[tuple[str, int], Week] = {}
    for entity, own in _by_entity(hours, sorted(hours, key=lambda key: key[1])).items():
        total = start = 0
        sent: dict[str, int] = {}
        for hour, each in own:
            total += each.records
            for place, records in each.sent.items():
                sent[place] = sent.get(place, 0) + records
            while own[start][0] <= hour - _WEEK:
                gone = own[start][1]
                total -= gone.records
                for place, records in gone.sent.items():
                    sent[place] -= records
                start += 1
            found[entity, hour] = Week(total, max((sent[place] for place in each.sent), default=0))
    return found


def _by_entity(hours: Hours, keys: list[tuple[str, int]]) -> dict[str, list[tuple[int, Hour]]]:
    found: dict[str, list[tuple[int, Hour]]] = {}
    for entity, hour in keys:
        found.setdefault(entity, []).append((hour, hours[entity, hour]))
    return found


def _usual(
    hours: Hours, weeks: Mapping[tuple[str, int], Week], keys: list[tuple[str, int]]
) -> dict[str, Usual]:
    found = {}
    for entity, own in _by_entity(hours, keys).items():
        clock = np.zeros(24)
        for hour, _ in own:
            for near in (-1, 0, 1):
                clock[(hour + _LOCAL + near) % 24] += 1
        drips = [told for hour, _ in own if (told := weeks[entity, hour].to_one_place)]
        found[entity] = Usual(
            float(np.median([each.records for _, each in own])),
            float(np.median([weeks[entity, hour].records for hour, _ in own])),
            tuple(round(float(each), 4) for each in np.minimum(clock / len(own), 1)),
            tuple(sorted(set().union(*(each.datasets for _, each in own)))),
            tuple(sorted(set().union(*(each.places for _, each in own)))),
            round(float(np.mean([_is_free(hour, each) for hour, each in own])), 4),
            float(np.median(drips)) if drips else 0.0,
        )
    return found


def _is_free(hour: int, own: Hour) -> bool:
    """Whether an hour lies on a day off: by the calendar, holidays and days worked for them
    too; of events that it was not asked about by the week, 1 January 1970 being a Thursday.
    """
    if own.day:
        return own.day == "free"
    return ((hour + _LOCAL) // 24 + 3) % 7 >= _SATURDAY


def _figures(usual: Usual | None, hour: int, own: Hour, week: Week) -> list[float]:
    known = usual or _NOTHING
    odd_day = 1 - (known.free_days if _is_free(hour, own) else 1 - known.free_days)
    return [
        math.log10(1 + own.records),
        math.log10(1 + own.events),
        float(len(own.datasets - set(known.datasets))),
        float(len(own.places - set(known.places))),
        1 - known.hours[(hour + _LOCAL) % 24],
        odd_day,
        max(0.0, math.log10((1 + own.records) / (1 + known.records))),
        max(0.0, math.log10((1 + week.records) / (1 + known.week))),
        max(
            0.0, math.log10((1 + week.to_one_place) / (1 + max(known.to_one_place, known.records)))
        ),
    ]


_NOTHING: Final = Usual(0.0, 0.0, (0.0,) * 24, (), (), 0.0, 0.0)
