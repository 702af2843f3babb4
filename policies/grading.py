# A grading profile as data: which class of data gets which level, what raises it, and the
# rule id each decision cites. GB/T 43697-2024 is one such file.
from __future__ import annotations

from typing import Literal

from pydantic import Field

from schema import Level

from .pack import Header, Model, Title

__all__ = ["Category", "Combination", "Factor", "GradingProfile", "MatrixRow", "Scale"]


class Category(Model):
    """A class of data and its floor; `rule` is the clause cited, `path` the class path shown.

    `without_persons` names the class that counts instead where nothing in the data set says
    who somebody is: a pump's coordinates are no one's whereabouts.
    """

    id: str
    title: Title
    path: tuple[str, ...]
    personal: bool = False
    sensitive: bool = False
    level: Level
    rule: str
    without_persons: str | None = None


class Combination(Model):
    """Labels that together weigh more than each alone: one of each group must be present."""

    id: str
    title: Title
    groups: tuple[tuple[str, ...], ...]
    level: Level
    rule: str


class Scale(Model):
    """From `persons` people on (only sensitive personal information where `sensitive`)."""

    id: str
    title: Title
    persons: int = Field(gt=0)
    sensitive: bool = False
    level: Level
    rule: str


class Factor(Model):
    """A factor by which data may be important (annex G), found by cue words.

    Cues are looked for in names and comments of data set and fields; `also` are words of
    which one must stand there too, where a cue alone says too little; `excludes` refuse.
    """

    letter: str = Field(pattern=r"^[a-z]$")
    key: str
    title: Title
    cues: tuple[str, ...]
    also: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    fires: tuple[str, ...]
    quiet: tuple[str, ...]


class MatrixRow(Model):
    """Table 1: what harm of three degrees to one object makes of data."""

    object: str
    especially_serious: Literal["core", "important", "general"]
    serious: Literal["core", "important", "general"]
    ordinary: Literal["core", "important", "general"]


class GradingProfile(Model):
    """One profile; `unlabelled` is the level of a field in which nothing was recognised.

    `persons_told_by` are labels that tell who somebody is though they number nobody (a name);
    what identifies a person does so anyway.
    """

    header: Header
    unlabelled: Level
    unlabelled_rule: str
    matrix: tuple[MatrixRow, ...]
    categories: tuple[Category, ...]
    combinations: tuple[Combination, ...] = ()
    scales: tuple[Scale, ...] = ()
    factors: tuple[Factor, ...] = ()
    persons_told_by: tuple[str, ...] = ()
