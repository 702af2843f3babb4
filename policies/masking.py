# What may be shown for a purpose, as data: the first rule that fits a field says what is
# done to it. A field that no rule fits is refused, never passed.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from schema import Level

from .pack import Header, Model, Title
from .recogniser import Subject

__all__ = ["Domain", "MaskingPack", "OperatorName", "Purpose", "Rule"]

OperatorName = Literal[
    "keep",
    "presidio",
    "free_text",
    "clip",
    "round",
    "noise",
    "date_shift",
    "date_precision",
    "bins",
    "region",
    "groups",
    "truncate",
    "mask",
    "shuffle",
    "replace",
    "fpe",
    "tokenise",
    "encrypt",
    "keyed_hash",
    "constant",
    "redact",
]


class Rule(Model):
    """What is done to fields with one of these labels, categories (`pi.*` allowed) and levels.

    An empty list fits all. `subjects` fits by whose identifier the label is, so that a rule
    holds for identifiers of packs its writer never saw. `parameters` are the operator's own; `domain` in them names the
    values that must join (`person_id`), whatever table or column they stand in.
    """

    id: str
    labels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    levels: tuple[Level, ...] = ()
    operator: OperatorName
    parameters: dict[str, str] = Field(default_factory=dict)
    reason: Title


class Purpose(Model):
    """A purpose for which data is shared, with its rules in order of first fit.

    `abroad` says that copies for it may go to recipients out of the country.
    """

    id: str
    title: Title
    abroad: bool = False
    rules: tuple[Rule, ...]


class Domain(Model):
    """What values are one of (`person_id`), and so what joins: rules name it, keys are made for
    it. `circles` are the recipients whose copies may be joined with one another, by a name for
    each circle; whoever is in none has keys of their own.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_.-]*$")
    title: Title
    circles: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_circle_each(self) -> Self:
        names = [name for members in self.circles.values() for name in members]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"in more than one circle: {', '.join(twice)}")
        return self


class MaskingPack(Model):
    """A file of purposes, and of the domains that rules of any file may name."""

    header: Header
    domains: tuple[Domain, ...] = ()
    purposes: tuple[Purpose, ...] = ()
