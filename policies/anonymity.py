# What counts as making a table anonymous, as data: which columns name a person, which lead to
# one together and which must not be learnt (GB/T 42460-2023 annexes A to C), from which risk
# on a person counts as found again, and the levels of de-identification.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .pack import Header, Model, Title
from .recogniser import Subject

__all__ = ["AnonymityPack", "AnonymityRules", "DegreeTitle", "Role", "RoleRule"]

Role = Literal["direct", "quasi", "sensitive"]
Status = Literal["V", "R", "O"]


class RoleRule(Model):
    """The role of columns with one of these labels, categories (`pi.*` allowed) and subjects.

    An empty list fits all; the first rule that fits decides.
    """

    role: Role
    labels: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()


class DegreeTitle(Model):
    """A level of de-identification, 1 to 4, as people read it."""

    level: int = Field(ge=1, le=4)
    title: Title
    status: Status


class AnonymityRules(Model):
    """Rules by which a table's anonymity is judged.

    `threshold` is the highest risk, 0 to 1, with which level 3 is reached; 0.05 asks for
    classes of at least 20 rows.
    """

    id: str
    title: Title
    threshold: float = Field(gt=0, lt=1)
    rule: Title
    status: Status
    roles: tuple[RoleRule, ...] = Field(min_length=1)
    degrees: tuple[DegreeTitle, ...]

    @model_validator(mode="after")
    def _every_degree(self) -> Self:
        if [each.level for each in self.degrees] != [1, 2, 3, 4]:
            raise ValueError("the degrees are 1, 2, 3 and 4, each once and in this order")
        return self


class AnonymityPack(Model):
    """A file of rules."""

    header: Header
    anonymity: tuple[AnonymityRules, ...]
