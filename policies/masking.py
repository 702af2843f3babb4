# What may be shown for a purpose, as data: the first rule that fits a field says what is
# done to it. A field that no rule fits is refused, never passed.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from schema import Level

from .pack import Header, Model, Title
from .recogniser import Subject

__all__ = [
    "Channel",
    "Copies",
    "Domain",
    "MaskingPack",
    "OperatorName",
    "Purpose",
    "Rule",
    "Watermark",
]

Channel = Literal["pseudonyms", "numbers", "replacements", "rows"]

Copies = Literal["where-possible", "always", "asked"]

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


class Watermark(Model):
    """In what a copy may carry its recipient's mark, and at what cost.

    `copies`: those are marked in which something can carry a mark, all are or are refused, or
    those that it is asked for. `channels`: in pseudonyms, in numbers, in the choice among
    equivalent replacements, in rows that are nobody's. `tolerances` say by how much the numbers of
    a column may change, `rows` how many of the copy's rows may be nobody's, 0.001 for one in a
    thousand.
    """

    copies: Copies = "where-possible"
    channels: tuple[Channel, ...] = ("pseudonyms", "numbers", "replacements")
    tolerances: dict[str, float] = Field(default_factory=dict)
    rows: float = Field(default=0.0, ge=0.0, le=0.01)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if bool(self.rows) is not ("rows" in self.channels):
            raise ValueError("`rows` says how many rows where it is one of the channels")
        if self.tolerances and "numbers" not in self.channels:
            raise ValueError("`tolerances` are for the channel `numbers`")
        if not_above := sorted(name for name, most in self.tolerances.items() if not most > 0):
            raise ValueError(f"a tolerance is a number above zero: {', '.join(not_above)}")
        return self


class Purpose(Model):
    """A purpose for which data is shared, with its rules in order of first fit.

    `abroad` says that copies for it may go to recipients out of the country. Without `watermark`
    a copy is marked where something in it can carry a mark, and has no rows that are nobody's.
    """

    id: str
    title: Title
    abroad: bool = False
    watermark: Watermark | None = None
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
