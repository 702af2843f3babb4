# A grading profile as data: which class of data gets which level, what raises it, and the
# rule id each decision cites. GB/T 43697-2024 is one; those of industries have grades of their
# own, each standing for a level on its scale, and are files that build on it.
from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from schema import Level

from .pack import Header, Model, Title

__all__ = [
    "Category",
    "Combination",
    "Factor",
    "Floor",
    "Grade",
    "GradingProfile",
    "MatrixRow",
    "Scale",
]


class Category(Model):
    """A class of data and its floor; `rule` is the clause cited, `path` the class path shown.

    `without_persons` names the class that counts instead where nothing in the data set says
    who somebody is: a pump's coordinates are no one's whereabouts. `grade` is the profile's
    own, where it has any.
    """

    id: str
    title: Title
    path: tuple[str, ...]
    personal: bool = False
    sensitive: bool = False
    level: Level
    rule: str
    without_persons: str | None = None
    grade: str = ""


class Grade(Model):
    """A grade of a profile's own, and the level it stands for on the scale of GB/T 43697.

    `rule` cites who says that it stands for that level.
    """

    id: str
    title: Title
    level: Level
    rule: str


class Floor(Model):
    """What a profile says otherwise than the one it builds on, of classes or of single labels.

    `grade` is one of the profile's own and brings its level; `level` stands in its place in a
    profile without grades. What is left out stays as it was.
    """

    categories: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    grade: str = ""
    level: Level | None = None
    personal: bool | None = None
    sensitive: bool | None = None
    rule: str


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
    what identifies a person does so anyway. `grades` are its own, least first, none for a
    profile that grades by levels alone; `floors` are those of single labels. `extends` names
    the profile it builds on; what it takes over from there stands here as well.
    """

    header: Header
    extends: str = ""
    unlabelled: Level
    unlabelled_rule: str
    matrix: tuple[MatrixRow, ...]
    categories: tuple[Category, ...]
    combinations: tuple[Combination, ...] = ()
    scales: tuple[Scale, ...] = ()
    factors: tuple[Factor, ...] = ()
    persons_told_by: tuple[str, ...] = ()
    grades: tuple[Grade, ...] = ()
    floors: tuple[Floor, ...] = ()

    def grade_of(self, level: Level) -> str:
        """The id of the least grade that stands for this level or a graver one, else the last.

        "" in a profile without grades of its own.
        """
        for grade in self.grades:
            if grade.level.rank >= level.rank:
                return grade.id
        return self.grades[-1].id if self.grades else ""

    def gravest(self, grades: Iterable[str]) -> str:
        """The last of some grades in the order of the profile; "" for none."""
        known = {grade.id: place for place, grade in enumerate(self.grades)}
        return max((each for each in grades if each in known), key=known.__getitem__, default="")

    def floored(self, category: Category, floor: Floor) -> Category:
        """The class as a floor leaves it."""
        changes: dict[str, object] = {"rule": floor.rule}
        if floor.level is not None:
            known = floor.grade in {grade.id for grade in self.grades}
            grade = floor.grade if known else self.grade_of(floor.level)
            changes |= {"level": floor.level, "grade": grade}
        if floor.personal is not None:
            changes["personal"] = floor.personal
        if floor.sensitive is not None:
            changes["sensitive"] = floor.sensitive
        return category.model_copy(update=changes)

    def for_label(self, label: str, category: Category) -> Category:
        """The label's class, as the floors of that label alone leave it."""
        for floor in self.floors:
            if label in floor.labels:
                category = self.floored(category, floor)
        return category
