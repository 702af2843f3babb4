# From a graded dataset and a purpose to what is done with each column. The first rule that
# fits decides; a column that no rule fits, or of which nobody knows what it is, stops the
# whole share: a plan never passes what it does not know.
from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from policies import Purpose, Rule
from schema import DatasetFinding, FieldFinding, Level, RefusedError

from .fitting import fits
from .operators import OPERATORS
from .styles import style_of

__all__ = ["NOTABLE_RATE", "Plan", "PlannedColumn", "plan", "planned_column"]

NOTABLE_RATE = 0.005
"""Validated share of cells from which a column's second label has a say in its masking."""

_NONE_KNOWN: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """What is done to one column and why; `reason` names the rule. `label` "" for none."""

    name: str
    label: str
    level: Level
    operator: str
    parameters: Mapping[str, str]
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A masking plan: columns in their order, and those left out.

    `digest` is the SHA-256 (hex) of all the rest, the same for the same decisions.
    """

    purpose: str
    columns: tuple[PlannedColumn, ...]
    dropped: tuple[str, ...] = ()
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains whose keys the plan needs, sorted."""
        wanted = {c.parameters["domain"] for c in self.columns if "domain" in c.parameters}
        return tuple(sorted(wanted))


def plan(
    finding: DatasetFinding,
    purpose: Purpose,
    *,
    drop: Collection[str] = (),
    categories: Mapping[str, str] = _NONE_KNOWN,
    subjects: Mapping[str, str] = _NONE_KNOWN,
) -> Plan:
    """The plan for sharing a dataset for a purpose.

    `categories` are the categories of labels, for second labels of a column: where at
    least 0.5 % of its cells are validated as something else, that label's rule is looked
    up too, and the stricter operator of the two is taken (the order of OPERATORS).
    `subjects` are whose identifiers labels are, for rules that ask for it. A mask without `style` has the one of the column's label.

    Raises RefusedError, naming every column at fault and the way out, where a column is
    unrecognised and unreviewed, or no rule fits; ValueError where `drop` names no column.
    """
    unknown = sorted(set(drop) - {column.name for column in finding.fields})
    if unknown:
        raise ValueError(f"no column is called {', '.join(unknown)}: nothing to drop there")
    names = {column.name for column in finding.fields}
    planned: list[PlannedColumn] = []
    faults: list[str] = []
    for column in finding.fields:
        if column.name in drop:
            continue
        outcome = planned_column(column, purpose, categories, subjects)
        if isinstance(outcome, PlannedColumn):
            by = outcome.parameters.get("by")
            if by is None or by in names:
                planned.append(outcome)
            else:
                faults.append(
                    f"column {column.name}: {outcome.operator} goes by {by!r}, no column here"
                )
        else:
            faults.append(outcome)
    if faults:
        raise RefusedError(
            f"purpose {purpose.id} cannot share {finding.name}: {'; '.join(faults)}. Say what such "
            "a column is (tongguan classify catalogue review) or leave it out (--drop COLUMN)"
        )
    if not planned:
        raise RefusedError(f"nothing is left of {finding.name} to share: every column is dropped")
    dropped = tuple(column.name for column in finding.fields if column.name in drop)
    return Plan(purpose.id, tuple(planned), dropped)


def planned_column(
    column: FieldFinding,
    purpose: Purpose,
    categories: Mapping[str, str],
    subjects: Mapping[str, str],
) -> PlannedColumn | str:
    """The column's plan by the first rule that fits, or what stands in its way."""
    reviewed = any(reason.kind == "review" for reason in column.reasons)
    if column.label is None and not reviewed:
        return f"column {column.name} is unrecognised and nobody has reviewed it"
    level = column.level
    rule = _rule(purpose, column.label or "", column.category, level, subjects)
    if rule is None:
        what = column.label or "unlabelled"
        return f"column {column.name} ({what}, {column.level.value}) fits no rule"
    reason = f"{rule.id}: {rule.reason.en}"
    style_label = column.label or ""
    for label in _second_labels(column):
        other = _rule(purpose, label, categories.get(label, ""), level, subjects)
        if other is None:
            return f"column {column.name} also holds {label}, which fits no rule"
        if OPERATORS[other.operator].strictness > OPERATORS[rule.operator].strictness:
            rule, style_label = other, label
            reason = f"{other.id}: {other.reason.en} (some cells are {label})"
    parameters = dict(rule.parameters)
    if rule.operator == "mask":
        parameters.setdefault("style", style_of(style_label))
    fault = OPERATORS[rule.operator].fault(parameters)
    if fault:
        return f"column {column.name}: rule {rule.id} is wrong, {rule.operator} {fault}"
    return PlannedColumn(
        column.name, column.label or "", column.level, rule.operator, parameters, reason
    )


def _second_labels(column: FieldFinding) -> list[str]:
    return [
        rate.label
        for rate in column.labels
        if rate.label != column.label and rate.validated >= NOTABLE_RATE
    ]


def _rule(
    purpose: Purpose, label: str, category: str, level: Level, subjects: Mapping[str, str]
) -> Rule | None:
    """The first rule of the purpose that fits, None where none does."""
    subject = subjects.get(label, "none")
    for rule in purpose.rules:
        if fits(rule, label, category, subject) and (not rule.levels or level in rule.levels):
            return rule
    return None


def _digest(decided: Plan) -> str:
    content = {
        "purpose": decided.purpose,
        "dropped": decided.dropped,
        "columns": [
            [c.name, c.label, c.level.value, c.operator, dict(c.parameters), c.reason]
            for c in decided.columns
        ],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
