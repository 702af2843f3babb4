# What classification says about a field and a dataset, with the reason for each decision.
from __future__ import annotations

from dataclasses import dataclass

from .level import Level

__all__ = ["DatasetFinding", "FieldFinding", "LabelRate", "Reason", "Weighed"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: `kind` is a fixed word, `detail` a sentence without raw values.

    Kinds: values, check, dictionary, header, comment, chance, precedence (how the label
    came about); reading (what was not looked into, or is not as it was); floor, matrix,
    combination, scale, factor (how the level came about, each naming its rule id); review
    (a person decided), lowered (what that decision knowingly goes below), overtaken (a decision
    that what was found since does not bear out).
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class LabelRate:
    """How much of a column is one thing: shares of its non-empty cells, 0..1.

    `matched` fits the pattern; `validated` also passes the check, with what chance alone
    would pass taken away. Where a recogniser has no check it is `matched` less chance, and
    people are told so. Cells that hold such a value within a longer text count too.
    `always_counts` where the share says nothing about the weight: in a document of ten
    thousand lines one password is enough.
    """

    label: str
    matched: float
    validated: float
    always_counts: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """What spoke for and against one label a field might have, when it was weighed.

    `facts` are shares, counts as logarithms and strengths by name, without those that were 0;
    no value can be told from them. `read` where cells were looked at.
    """

    label: str
    facts: dict[str, float]
    read: bool


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """A graded field.

    `label` is the leading recogniser id or None; `labels` all that were found, by rate.
    `validated` is the leading label's validated rate; `sampled` the non-empty cells looked
    at; `distinct` an estimate of distinct non-empty values among them; `example` the shape
    of a value (digits as #, letters as a, Han as 某), never the value.
    `category` is the class path of the leading label (`pi.identity`). `grade` is the
    profile's own grade, which stands for `level`; "" where the profile has none of its own.
    """

    name: str
    type: str
    label: str | None
    level: Level
    confidence: float
    validated: float
    sampled: int
    reasons: tuple[Reason, ...]
    comment: str = ""
    labels: tuple[LabelRate, ...] = ()
    category: str = ""
    personal: bool = False
    sensitive: bool = False
    empty: int = 0
    distinct: int | None = None
    example: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class DatasetFinding:
    """A graded dataset; `id` depends on source and name alone, so that scans can be compared.

    `sampled` is the number of rows looked at; `persons` the number of distinct people, an
    estimate where the rows were sampled (`persons_exact`). `important_factors` are letters
    of GB/T 43697 annex G; with any of them the level is at least important-candidate.
    `grade` is that of the profile, as for fields.
    """

    id: str
    name: str
    source: str
    unit: str
    level: Level
    fields: tuple[FieldFinding, ...]
    rows: int | None
    sampled: int
    rows_exact: bool = False
    persons: int | None = None
    persons_exact: bool = False
    sensitive_persons: int | None = None
    important_factors: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    comment: str = ""
    size_bytes: int | None = None
    profile: str = ""
    policy_digest: str = ""
    grade: str = ""
