# What the monitor raises an alert for, as data: which events, added up over whom and how long,
# from how much on, and at what hours or against which habit. And what is expected of whom, with
# a reason and an end, so that it raises none.
from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schema import Level

from .pack import Header, Model, Title

__all__ = ["Condition", "Detection", "DetectionPack", "Event", "Expected", "RiskType", "Step"]

RiskType = Literal[
    "leak", "tamper", "abuse", "illegal_transfer", "illegal_access", "abnormal_flow", "other"
]
Scalar = bool | int | str
# A value, or several of which one will do; in a text * stands for anything.
Condition = dict[str, Scalar | tuple[Scalar, ...]]
# An event of an example: columns by name, `times` how often and `every_s` how far apart.
Event = dict[str, Scalar | dt.datetime | tuple[str, ...]]
_HOURS = r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"


class Step(Model):
    """A step of a sequence: so many events that fit, all of them after the step before."""

    where: Condition
    at_least: int = Field(default=1, ge=1)


class Detection(Model):
    """Events that together are worth an alert; every condition that is given must hold.

    Events that fit `where` and none of `unless`, of data from `level` on, are gathered by the
    columns `by` over `window_s`; the sum of `sum`, the number of different `distinct`, or else
    their number must reach `at_least`. `hours` are those of the local day, by `utc_offset`, and
    may pass midnight. `ratio` asks for so many times what the same group usually has in a
    window on earlier days; a group without earlier days has no habit and meets it.
    An alert is at least of `severity_at_least`, however little data it touched.
    `sequence` asks that the group's events take these steps in this order within two neighbouring
    half windows; an event counts for the first step that it fits.
    `first_seen` asks that these columns' values were never seen for the group before, and the group
    itself for `known_days` or longer.
    `unless_told` names detections that see more of the same: what one of them tells of the same
    group, over all of the same time, is not told again.
    Of an example what counts is the day of its last event; those before it are the habit.
    """

    id: str
    title: Title
    risk_type: RiskType
    technique: tuple[str, ...] = ()
    confidence: float = Field(gt=0, le=1)
    severity_at_least: Literal["low", "medium", "high", "critical"] = "low"
    where: Condition
    unless: tuple[Condition, ...] = ()
    level: Level | None = None
    by: tuple[str, ...] = Field(min_length=1)
    sum: str | None = None
    distinct: str | None = None
    at_least: int = Field(default=1, ge=1)
    window_s: int = Field(default=600, ge=1, le=7 * 86_400)
    hours: Annotated[str, Field(pattern=_HOURS)] | None = None
    utc_offset: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+08:00"
    ratio: float | None = Field(default=None, gt=1)
    first_seen: tuple[str, ...] = ()
    known_days: int = Field(default=0, ge=0, le=400)
    sequence: tuple[Step, ...] = ()
    unless_told: tuple[str, ...] = ()
    fires: tuple[tuple[Event, ...], ...] = Field(min_length=1)
    quiet: tuple[tuple[Event, ...], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_measure(self) -> Detection:
        if self.sum is not None and self.distinct is not None:
            raise ValueError("give `sum` or `distinct`, not both")
        if len(self.sequence) == 1:
            raise ValueError("a `sequence` has two steps or more")
        return self


class Expected(Model):
    """Events that are as they should be until a day, for a reason a person gave.

    Of all detections, or of those named; `hours` as there.
    """

    id: str
    where: Condition
    reason: str = Field(min_length=1)
    until: dt.date
    detections: tuple[str, ...] = ()
    hours: Annotated[str, Field(pattern=_HOURS)] | None = None
    utc_offset: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+08:00"


class DetectionPack(Model):
    """A file of detections, of what is expected, or of both."""

    header: Header
    detections: tuple[Detection, ...] = ()
    expected: tuple[Expected, ...] = ()
