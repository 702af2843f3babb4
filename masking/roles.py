# Which part each column of a graded table plays when somebody looks for a person in it, by
# its label and the rules of the anonymity pack: it names the person, it leads to one together
# with others, or it is what must not be learnt. What no rule fits plays none.
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from policies import AnonymityRules, Role
from schema import FieldFinding

from .fitting import fits

__all__ = ["Roles", "degree_of", "propose"]

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Roles:
    """Columns by the part they play, each in one list, in the table's order."""

    direct: tuple[str, ...] = ()
    quasi: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def given(
        self,
        *,
        direct: Collection[str] = (),
        quasi: Collection[str] = (),
        sensitive: Collection[str] = (),
        others: Collection[str] = (),
    ) -> Roles:
        """The same with these columns in the parts that a person gave them.

        Quasi-identifiers or sensitive columns that were named are all there are of them;
        those proposed besides play no part any more.

        >>> Roles(quasi=("sex", "age")).given(quasi=["age"], sensitive=["sex"]).sensitive
        ('sex',)
        """
        columns = [*self.direct, *self.quasi, *self.sensitive, *self.others]
        columns += [name for name in (*direct, *quasi, *sensitive, *others) if name not in columns]
        parts: dict[str, list[str]] = {"direct": [], "quasi": [], "sensitive": [], "others": []}
        wanted = {"direct": direct, "quasi": quasi, "sensitive": sensitive, "others": others}
        proposed = {
            "direct": self.direct,
            "quasi": () if quasi else self.quasi,
            "sensitive": () if sensitive else self.sensitive,
        }
        for name in dict.fromkeys(columns):
            told = [part for part, names in wanted.items() if name in names]
            if len(told) > 1:
                raise ValueError(f"column {name} was given two parts: {' and '.join(told)}")
            guessed = [part for part, names in proposed.items() if name in names]
            parts[(told or guessed or ["others"])[0]].append(name)
        return Roles(*(tuple(names) for names in parts.values()))


def propose(
    fields: Sequence[FieldFinding],
    rules: AnonymityRules,
    *,
    categories: Mapping[str, str] = _NONE,
    subjects: Mapping[str, str] = _NONE,
) -> Roles:
    """The parts that a table's columns play by their labels.

    `categories` and `subjects` are those of labels. A column whose label is written in
    another form (`person.gender` as codes) goes by the label it carries.
    """
    parts: dict[str, list[str]] = {"direct": [], "quasi": [], "sensitive": [], "others": []}
    for field in fields:
        role = _role(field.label or "", rules, categories, subjects)
        parts[role or "others"].append(field.name)
    return Roles(*(tuple(names) for names in parts.values()))


def degree_of(*, direct: bool, quasi: bool, highest: float, threshold: float) -> int:
    """The level of de-identification of a table of records, 1 to 3 (GB/T 42460-2023).

    `highest` is the greatest risk of a row. Level 4 is for aggregates, which no table of
    records is.

    >>> degree_of(direct=False, quasi=True, highest=0.2, threshold=0.05)
    2
    """
    if direct:
        return 1
    return 2 if quasi and highest > threshold else 3


def _role(
    label: str,
    rules: AnonymityRules,
    categories: Mapping[str, str],
    subjects: Mapping[str, str],
) -> Role | None:
    if not label:
        return None
    category, subject = categories.get(label, ""), subjects.get(label, "none")
    return next((rule.role for rule in rules.roles if fits(rule, label, category, subject)), None)
