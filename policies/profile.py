# A grading profile as its file has it, and how it becomes whole: what it leaves out is the
# profile's it builds on, and classes that packs of recognisers bring along join the first.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Self, TypeVar

from pydantic import Field, model_validator

from schema import Level, PolicyError

from .grading import (
    Category,
    Combination,
    Factor,
    Floor,
    Grade,
    GradingProfile,
    MatrixRow,
    Scale,
)
from .pack import Header, Model

__all__ = ["ProfileFile", "whole_profiles"]

E = TypeVar("E", bound=Category | Combination | Scale)


class ProfileFile(Model):
    """A file of `grading/`. Without `extends` it says everything itself.

    With it: categories, combinations and scales of an id that the other has replace the
    other's, and floors change classes or single labels; all else is taken over.
    """

    header: Header
    extends: str = ""
    grades: tuple[Grade, ...] = ()
    floors: tuple[Floor, ...] = ()
    unlabelled: Level | None = None
    unlabelled_rule: str = ""
    matrix: tuple[MatrixRow, ...] = ()
    categories: tuple[Category, ...] = ()
    combinations: tuple[Combination, ...] = ()
    scales: tuple[Scale, ...] = ()
    factors: tuple[Factor, ...] = ()
    persons_told_by: tuple[str, ...] = Field(default=())

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.extends and (self.unlabelled is None or not self.categories):
            raise ValueError("a profile that extends none has `unlabelled` and `categories`")
        levels = [grade.level.rank for grade in self.grades]
        if levels != sorted(levels):
            raise ValueError("grades stand in order, the least first")
        known = {grade.id for grade in self.grades}
        for floor in self.floors:
            if floor.grade and floor.grade not in known:
                raise ValueError(f"there is no grade {floor.grade!r}")
            if floor.grade and floor.level is not None:
                raise ValueError("a floor has a grade or a level, a grade brings its own")
        return self


def whole_profiles(
    files: Mapping[str, ProfileFile],
    brought: Iterable[Category],
    places: Mapping[str, str],
) -> dict[str, GradingProfile]:
    """The profiles by id, each with all it says and takes over, in the order of `files`.

    `brought` are classes that packs bring along: a profile that names such a class itself
    keeps its own. Raises PolicyError where a profile extends one that is not there, or itself.
    """
    whole: dict[str, GradingProfile] = {}
    bringing = tuple(brought)

    def made(identifier: str, waiting: tuple[str, ...]) -> GradingProfile:
        if identifier not in whole:
            file = files[identifier]
            base = None
            if file.extends:
                if file.extends not in files:
                    raise _wrong(f"there is no profile {file.extends!r}", identifier, places)
                if file.extends in (*waiting, identifier):
                    raise _wrong("profiles extend each other in a ring", identifier, places)
                base = made(file.extends, (*waiting, identifier))
            joined = _joined(file, base, bringing)
            known = {category.id for category in joined.categories}
            for floor in file.floors:
                for lost in (each for each in floor.categories if each not in known):
                    raise _wrong(
                        f"a floor names class {lost!r}, which is not there", identifier, places
                    )
            whole[identifier] = joined
        return whole[identifier]

    return {identifier: made(identifier, ()) for identifier in files}


def _joined(
    file: ProfileFile, base: GradingProfile | None, brought: tuple[Category, ...]
) -> GradingProfile:
    """A file's profile over the one it extends, or over nothing but what packs bring."""
    own = GradingProfile(
        header=file.header,
        extends=file.extends,
        unlabelled=file.unlabelled or (base.unlabelled if base else Level.GENERAL_2),
        unlabelled_rule=file.unlabelled_rule or (base.unlabelled_rule if base else ""),
        matrix=file.matrix or (base.matrix if base else ()),
        categories=(),
        combinations=_over(base.combinations if base else (), file.combinations),
        scales=_over(base.scales if base else (), file.scales),
        factors=file.factors or (base.factors if base else ()),
        persons_told_by=file.persons_told_by or (base.persons_told_by if base else ()),
        grades=file.grades or (base.grades if base else ()),
    )
    levels = {grade.id: grade for grade in own.grades}
    floors = tuple(
        floor.model_copy(update={"level": levels[floor.grade].level}) if floor.grade else floor
        for floor in file.floors
    )
    inherited = base.categories if base else _missing(brought, file.categories)
    categories = [_floored(category, floors, own) for category in _over(inherited, file.categories)]
    return own.model_copy(
        update={
            "categories": tuple(categories),
            "floors": (*(base.floors if base else ()), *(each for each in floors if each.labels)),
        }
    )


def _floored(category: Category, floors: Iterable[Floor], profile: GradingProfile) -> Category:
    """A class with its grade, after the floors that name it."""
    category = category.model_copy(update={"grade": profile.grade_of(category.level)})
    for floor in floors:
        if category.id in floor.categories:
            category = profile.floored(category, floor)
    return category


def _over(base: Iterable[E], own: Iterable[E]) -> tuple[E, ...]:
    """The base's entries with one's own in place of those of the same id, then the rest."""
    mine: dict[str, E] = {each.id: each for each in own}
    kept: list[E] = [mine.pop(each.id, each) for each in base]
    return (*kept, *mine.values())


def _missing(brought: Iterable[Category], own: Iterable[Category]) -> tuple[Category, ...]:
    known = {category.id for category in own}
    return tuple(category for category in brought if category.id not in known)


def _wrong(problem: str, identifier: str, places: Mapping[str, str]) -> PolicyError:
    return PolicyError(f"profile {identifier}: {problem}", file=places.get(identifier, ""))
