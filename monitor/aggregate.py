# Detections put to batches of events: which of them count, added up by group and half window,
# and which windows are worth an alert. The only state is what `window` holds.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from policies import Detection, Expected
from schema import Level

from .column import Column, as_numbers, column, taken
from .day_before import DayBefore
from .describe import described
from .expectation import expected_by, unexpected
from .past import Past, forgettable
from .predicate import fitting, from_level, in_hours, minutes_of
from .window import Group, Half, Halves, merged

__all__ = ["Counter", "Raised", "told_once"]

_US: Final = 1_000_000
_US_PER_DAY: Final = 86_400 * _US
# Windows are counted on for so long and so many halves; before is habits, for so many days.
_KEPT_US: Final = 2 * 3_600 * _US
_KEPT_HALVES: Final = 8
_REMEMBERED_DAYS: Final = 15
_ENTITIES: Final = (
    "user.name",
    "source.ip",
    "destination.ip",
    "destination.domain",
    "db.name",
    "tongguan.recipient",
)
# More different values than this of an entity in half a window say nothing any more.
_MOST_VALUES: Final = 20
# Fewer events than this are grouped by one thread: to begin others takes longer.
_ALONE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Raised:
    """Neighbouring windows of a group in which a detection's conditions held, as one."""

    detection: Detection
    group: Group
    begins: int
    half: Half


class Counter:
    """One detection's count over all events it was shown; batches may come in any order.

    `fits` tells which events count where the detection's own conditions cannot say it.
    """

    def __init__(
        self,
        detection: Detection,
        expected: Sequence[Expected] = (),
        *,
        fits: Callable[[pa.RecordBatch], npt.NDArray[np.bool_]] | None = None,
    ) -> None:
        self.detection = detection
        self._fits = fits
        self._expected = expected_by(detection.id, expected)
        self._halves: Halves = {}
        self._past: dict[Group, Past] = {}
        self._fresh: set[Group] = set()
        self._by = (*detection.by, *detection.first_seen)
        self._half_us = max(1, detection.window_s * _US // 2)
        self._by_day = DayBefore(_US_PER_DAY // self._half_us)

    def add(self, batch: pa.RecordBatch) -> None:
        """Counts the events of a batch that fit."""
        counted = self._counted(batch)
        wanted = self.detection
        if wanted.hours is not None and counted.any():
            inside = in_hours(batch, wanted.hours, wanted.utc_offset)
            if wanted.ratio is not None:
                self._note_by_day(batch, np.flatnonzero(counted & ~inside))
            counted &= inside
        places = np.flatnonzero(counted)
        if len(places):
            whole = len(places) == batch.num_rows
            fit = batch if whole else taken(batch, places)
            more = self._reduced(fit)
            self._fresh.update(more)
            self._halves = merged(self._halves, more)

    def forget(self, now: int) -> None:
        """Lets go of windows that are over by this time (microseconds) and were judged."""
        kept = max(_KEPT_US // self._half_us, _KEPT_HALVES)
        self._by_day.forget(now // self._half_us)
        hot = {group: self._hot(group, halves) for group, halves in self._halves.items()}
        gone = forgettable(self._halves, self._fresh, now // self._half_us, kept, hot)
        for group, places in gone.items():
            own = self._halves[group]
            may_go = self._without_first_day(group, places, now // self._half_us)
            if self._remembers:
                past = self._past.setdefault(group, Past())
                for place in may_go:
                    past.add(place, own[place], self._day(place), self._value(own, place))
            for place in may_go:
                del own[place]
            if not own:
                del self._halves[group]
        self._fresh.clear()
        oldest = (now - _REMEMBERED_DAYS * _US_PER_DAY) // self._half_us
        for group in [each for each, past in self._past.items() if past.last < oldest]:
            del self._past[group]

    @property
    def _remembers(self) -> bool:
        wanted = self.detection
        return bool(wanted.ratio is not None or wanted.first_seen or wanted.known_days)

    def _day_us(self, day: int) -> int:
        return day * _US_PER_DAY - minutes_of(self.detection.utc_offset) * 60 * _US

    def _day(self, place: int) -> int:
        offset = minutes_of(self.detection.utc_offset) * 60 * _US
        return (place * self._half_us + offset) // _US_PER_DAY

    def raised(self, since: int = 0) -> Iterator[Raised]:
        """The windows worth an alert, those whose last event is from `since` on (microseconds)."""
        known = self._known_since() if self.detection.known_days else {}
        known_us = self.detection.known_days * _US_PER_DAY
        for group, halves in self._halves.items():
            hot = self._hot(group, halves)
            if known:
                began = known[group[: len(self.detection.by)]]
                hot = [place for place in hot if place * self._half_us >= began + known_us]
            runs: list[list[int]] = []
            for place in sorted({near for each in hot for near in (each, each + 1)} & set(halves)):
                if not runs or place > runs[-1][-1] + 1:
                    runs.append([])
                runs[-1].append(place)
            day = self._first_day(group) if runs else 0
            first = [run for run in runs if self._day(run[0]) <= day]
            if first:
                # Whoever has no habits yet is told of once on the first night, not again and again.
                begins = self._day_us(self._day(first[0][0]))
                whole = [place for run in first for place in run]
                yield from self._as_one(group, halves, whole, since, begins)
            for run in runs[len(first) :]:
                yield from self._as_one(group, halves, run, since, run[0] * self._half_us)

    def _known_since(self) -> dict[Group, int]:
        """When each group was first seen, whatever else it was seen with."""
        found: dict[Group, int] = {}
        for group, halves in self._halves.items():
            by = group[: len(self.detection.by)]
            found[by] = min(found.get(by, 1 << 62), *(half.first for half in halves.values()))
        for group, past in self._past.items():
            by = group[: len(self.detection.by)]
            found[by] = min(found.get(by, 1 << 62), past.first)
        return found

    def _as_one(
        self, group: Group, halves: Mapping[int, Half], run: Sequence[int], since: int, begins: int
    ) -> Iterator[Raised]:
        whole = Half()
        for place in run:
            whole.add(halves[place])
        if whole.last >= since:
            yield Raised(self.detection, group, begins, whole)

    def _hot(self, group: Group, halves: Mapping[int, Half]) -> list[int]:
        """The half windows that with their next ones reach the threshold and break the habit."""
        wanted = self.detection
        values = {place: self._value(halves, place) for place in halves}
        high = [place for place, value in values.items() if value >= wanted.at_least]
        if not high or (wanted.ratio is None and not wanted.first_seen):
            return high
        past = self._past.get(group, Past())
        if wanted.first_seen:
            earliest = min(*halves, past.earliest)
            return [place for place in high if place <= earliest + 1]
        days = dict(past.days)
        for place, value in values.items():
            day = self._day(place)
            days[day] = max(days.get(day, 0), value)
        return [
            place
            for place in high
            if values[place] >= (wanted.ratio or 0) * self._habit(group, days, place)
        ]

    def _habit(self, group: Group, days: Mapping[int, int], place: int) -> float:
        """What the group usually has in its fullest window of a day, by the days before; of one
        without earlier days what it had within the day before, at other hours.
        """
        day = self._day(place)
        earlier = [value for each, value in days.items() if each < day]
        return median(earlier) if earlier else self._by_day.most(group, place)

    def _first_day(self, group: Group) -> int:
        """The first day on which a group was seen out of hours, if its habits count; else none."""
        if self.detection.ratio is None or self.detection.hours is None:
            return -_US_PER_DAY
        known = {self._day(each) for each in self._halves[group]}
        return min(known.union(self._past[group].days if group in self._past else ()))

    def _without_first_day(self, group: Group, gone: list[int], now: int) -> list[int]:
        """What may go of a group: what its first day brings is one alert, so it goes as a whole."""
        day = self._first_day(group)
        first = {each for each in self._halves[group] if self._day(each) <= day}
        if not first or (self._day(now) > day and first <= set(gone)):
            return gone
        return [place for place in gone if place not in first]

    def _note_by_day(self, batch: pa.RecordBatch, places: npt.NDArray[np.intp]) -> None:
        """Notes what fits but for the hour."""
        if len(places):
            part = taken(batch, places)
            stamps = part.column("@timestamp").cast(pa.int64()).to_numpy()
            by = [_texts(part, name) for name in self._by]
            self._by_day.add(by, stamps // self._half_us, self._values(part))

    def _value(self, halves: Mapping[int, Half], place: int) -> int:
        here, following = halves[place], halves.get(place + 1)
        if self.detection.sequence and not self._in_order(here, following):
            return 0
        if self.detection.distinct is None:
            return here.value + (following.value if following else 0)
        return len(here.distinct | following.distinct if following else here.distinct)

    def _in_order(self, here: Half, following: Half | None) -> bool:
        """Whether all steps were taken, each after the one before."""
        after = -1
        for number, step in enumerate(self.detection.sequence):
            times = [
                *here.steps.get(number, ()),
                *(following.steps.get(number, ()) if following else ()),
            ]
            later = [time for time in times if time > after]
            if len(later) < step.at_least:
                return False
            after = later[step.at_least - 1]
        return True

    def _counted(self, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
        wanted = self.detection
        counted = fitting(batch, wanted.where)
        if self._fits is not None:
            counted &= self._fits(batch)
        if wanted.sequence and counted.any():
            counted &= self._steps(batch) >= 0
        for each in wanted.unless:
            counted &= ~fitting(batch, each)
        if wanted.level is not None and counted.any():
            counted &= from_level(batch, wanted.level)
        return unexpected(batch, counted, self._expected)

    def _steps(self, batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
        """For each event the first step that it fits, -1 for none."""
        found = np.full(batch.num_rows, -1, np.int64)
        for number in reversed(range(len(self.detection.sequence))):
            found[fitting(batch, self.detection.sequence[number].where)] = number
        return found

    def _reduced(self, fit: pa.RecordBatch) -> Halves:
        """The events added up by group and half window."""
        stamps = fit.column("@timestamp").cast(pa.int64()).to_numpy()
        place = stamps // self._half_us
        records = _numbers(fit, "tongguan.records")
        value = self._values(fit)
        names = [f"by{at}" for at in range(len(self._by))]
        columns: dict[str, Column] = {
            name: _texts(fit, by) for name, by in zip(names, self._by, strict=True)
        }
        columns |= {
            "place": column(place),
            "time": column(stamps),
            "value": column(value),
            "records": column(records),
            "persons": column(_numbers(fit, "tongguan.persons")),
            "rank": column(_ranks(fit)),
            # Those with most records first, so that the first row of a group is the weightiest.
            "row": column(np.argsort(np.argsort(-records, kind="stable"), kind="stable")),
        }
        wanted: list[Any] = [
            ("value", "sum"), ("value", "count"), ("time", "min"), ("time", "max"),
            ("records", "sum"), ("persons", "sum"), ("rank", "max"), ("row", "min"), ("row", "max"),
        ]  # fmt: skip
        if self.detection.distinct is not None:
            columns["distinct"] = _texts(fit, self.detection.distinct)
            wanted.append(("distinct", "distinct"))
        grouped = _grouped(pa.table(columns), [*names, "place"]).aggregate(wanted)
        by_weight = np.argsort(-records, kind="stable")
        shown = np.stack(
            [by_weight[grouped.column(f"row_{end}").to_numpy()] for end in ("min", "max")], axis=1
        )
        told = described(taken(fit, shown.reshape(-1)))
        found: Halves = {}
        for at, row in enumerate(grouped.to_pylist()):
            half = Half(
                row["value_sum"], row["value_count"], row["time_min"], row["time_max"],
                row["records_sum"], row["persons_sum"], _LEVELS[row["rank_max"]],
            )  # fmt: skip
            half.distinct = set(row.get("distinct_distinct") or ())
            half.evidence = list(dict.fromkeys(told[2 * at : 2 * at + 2]))
            group = tuple(row[name] or "" for name in names)
            found.setdefault(group, {})[row["place"]] = half
        self._touched(fit, columns, names, found)
        if self.detection.sequence:
            groups = zip(*(columns[name].to_pylist() for name in names), strict=True)
            taken_at = zip(
                groups, place.tolist(), self._steps(fit).tolist(), stamps.tolist(), strict=True
            )
            for own, half_place, step, time in sorted(taken_at, key=lambda each: each[3]):
                half = found[tuple(each or "" for each in own)][half_place]
                half.add(Half(first=time, last=time, steps={step: [time]}))
        return found

    def _values(self, fit: pa.RecordBatch) -> npt.NDArray[np.int64]:
        """What each event counts."""
        if self.detection.sum is None:
            return np.ones(fit.num_rows, np.int64)
        return _numbers(fit, self.detection.sum)

    def _touched(
        self,
        fit: pa.RecordBatch,
        columns: Mapping[str, Column],
        names: Sequence[str],
        found: Halves,
    ) -> None:
        """Labels, data sets and entities of each half, from its events' columns."""
        place = as_numbers(columns["place"]).tolist()
        groups = list(zip(*(columns[name].to_pylist() for name in names), strict=True))
        graded = np.flatnonzero(_numbers(fit, "tongguan.records") > 0).tolist()
        records = as_numbers(columns["records"]).tolist()
        labels, datasets, shares = (
            fit.column(f"tongguan.{name}") for name in ("labels", "datasets", "shares")
        )
        for row in graded:
            half = found[tuple(each or "" for each in groups[row])][place[row]]
            for label in labels[row].as_py() or ():
                half.labels[label] = half.labels.get(label, 0) + records[row]
            half.datasets.update(datasets[row].as_py() or ())
            half.shares.update(shares[row].as_py() or ())
        for name in _ENTITIES:
            values = fit.column(name)
            if values.null_count == len(values):
                continue
            table = pa.table(
                {**{each: columns[each] for each in names}, "place": columns["place"],
                 "value": values}
            )  # fmt: skip
            told = _grouped(table, [*names, "place"]).aggregate([("value", "distinct")])
            for one in told.to_pylist():
                several = [each for each in one["value_distinct"] if each][:_MOST_VALUES]
                group = tuple(one[each] or "" for each in names)
                found[group][one["place"]].entities[name] = set(several)


def told_once(raised: Sequence[Raised]) -> list[Raised]:
    """Those of which no detection that they give way to tells all, of the same group."""
    by_group: dict[tuple[str, Group], list[Half]] = {}
    for each in raised:
        by_group.setdefault((each.detection.id, each.group), []).append(each.half)
    return [
        each
        for each in raised
        if not any(
            other.first <= each.half.first and each.half.last <= other.last
            for name in each.detection.unless_told
            for other in by_group.get((name, each.group), ())
        )
    ]


_LEVELS: Final = {-1: Level.GENERAL_1, **{level.rank: level for level in Level}}


def _grouped(table: pa.Table, by: list[str]) -> pa.TableGroupBy:
    return table.group_by(by, use_threads=table.num_rows >= _ALONE)


def _numbers(batch: pa.RecordBatch, name: str) -> npt.NDArray[np.int64]:
    return as_numbers(batch.column(name))


def _texts(batch: pa.RecordBatch, name: str) -> Column:
    return batch.column(name).cast(pa.string())


def _ranks(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    order = pa.array([level.value for level in Level])
    found: Column = pc.index_in(batch.column("tongguan.level"), order)
    return as_numbers(pc.call_function("coalesce", [found, pa.scalar(-1, pa.int32())]))
