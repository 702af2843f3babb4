# The grade of a dataset: its highest field, then what raises it (GB/T 43697-2024 clause
# 6.6 d): labels that weigh more together, the number of persons, the factors of annex G.
# A machine proposes important data as a candidate; important and core are for people.
from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policies import Combination, Factor, GradingProfile, Policies, Scale
from schema import DatasetFinding, FieldFinding, Level, Reason, Table, strictest

from .factor import factors_of
from .floor import at_most_candidate, counted_labels, graded, stands_for, tells_persons
from .persons import count_persons
from .sentence import say

if TYPE_CHECKING:
    from .column import ColumnLabel

__all__ = ["OBJECTS", "dataset_id", "grade", "regraded", "settled"]

_NAMES_SHOWN = 6
# The objects of harm that table 1 names, as English reasons say them.
OBJECTS = {
    "国家安全": "national security",
    "经济运行": "the economy",
    "社会秩序": "social order",
    "公共利益": "the public interest",
    "组织权益": "the interests of organisations",
    "个人权益": "the interests of persons",
}


def dataset_id(source: str, name: str) -> str:
    """The id of a dataset, from its source and name alone, so that scans can be compared.

    >>> dataset_id("people.csv", "people")
    'ds-a10728a8ce57577e'
    """
    return "ds-" + hashlib.sha256(f"{source}\0{name}".encode()).hexdigest()[:16]


def grade(
    table: Table,
    columns: Sequence[ColumnLabel],
    *,
    rows: int | None,
    sampled: int,
    rows_exact: bool,
    complete: bool,
    policies: Policies,
    profile: GradingProfile,
    unit: str,
    dataset_id: str,
) -> DatasetFinding:
    """The finding about a table whose columns were labelled.

    `sampled` rows were looked at, all there are where `complete`; `rows` is None where
    their number is not known. Factors of important data are looked for in names and
    comments only, and not where there is no data.
    """
    if complete:
        rows, rows_exact = sampled, True
    elif rows is not None and rows < sampled:
        # A catalogue's estimate that the reading has overtaken.
        rows = sampled
    found = tuple(_field(column) for column in columns)
    persons = tells_persons(found, policies, profile)
    fields = tuple(graded(field, policies, profile, persons=persons) for field in found)
    letters: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    unnamed = () if table.named else (Reason("header", say("no-names")),)
    if not _is_empty(fields, rows, sampled):
        letters, reasons = _factors(table, fields, profile)
    finding = DatasetFinding(
        id=dataset_id,
        name=table.name,
        source=table.source,
        unit=unit,
        level=Level.GENERAL_1,
        fields=fields,
        rows=rows,
        sampled=sampled,
        rows_exact=rows_exact,
        important_factors=letters,
        reasons=(*unnamed, *reasons),
        comment=table.comment,
        size_bytes=table.size_bytes,
        profile=profile.header.id,
        policy_digest=policies.digest,
    )
    return settled(finding, policies, profile)


def regraded(
    finding: DatasetFinding, policies: Policies, profile: GradingProfile
) -> DatasetFinding:
    """The finding graded anew from its labels, names and comments; no value is looked at.

    Under the policies it was graded by it stays as it is. A label that no recogniser gives
    any more counts as of a class without a floor, until the values are looked at again.
    """
    persons = tells_persons(finding.fields, policies, profile)
    fields = tuple(graded(field, policies, profile, persons=persons) for field in finding.fields)
    letters: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if not _is_empty(fields, finding.rows, finding.sampled):
        table = Table(finding.source, finding.name, (), "", comment=finding.comment)
        letters, reasons = _factors(table, fields, profile)
    anew = dataclasses.replace(
        finding,
        level=Level.GENERAL_1,
        fields=fields,
        important_factors=letters,
        reasons=reasons,
        profile=profile.header.id,
        policy_digest=policies.digest,
    )
    return settled(anew, policies, profile)


def settled(finding: DatasetFinding, policies: Policies, profile: GradingProfile) -> DatasetFinding:
    """The finding with persons, level and reasons drawn anew from its fields and factors."""
    factors = tuple(reason for reason in finding.reasons if reason.kind == "factor")
    no_names = say("no-names")
    unnamed = tuple(reason for reason in finding.reasons if reason.detail == no_names)
    every_row = finding.rows_exact and finding.rows is not None
    persons = count_persons(
        finding.fields,
        rows=finding.rows,
        sampled=finding.sampled,
        complete=every_row and finding.sampled >= (finding.rows or 0),
        policies=policies,
        profile=profile,
    )
    level = strictest(field.level for field in finding.fields)
    reasons = [_highest(finding.fields, level)] if finding.fields else []
    if finding.fields and _is_empty(finding.fields, finding.rows, finding.sampled):
        reasons.append(Reason("header", say("no-values" if finding.sampled else "no-rows")))
    raised: list[Level] = []
    for combination in profile.combinations:
        if together := _together(combination, finding.fields):
            raised.append(combination.level)
            reasons.append(_combined(combination, together))
    if persons.detail:
        reasons.append(Reason("scale", persons.detail))
    for scale in profile.scales:
        count = persons.sensitive if scale.sensitive else persons.count
        if count is not None and count >= scale.persons:
            raised.append(scale.level)
            reasons.append(_scaled(scale, count))
    # People may have decided a field is important or core; rules alone reach candidate.
    proposed, capped = at_most_candidate(strictest(raised), "matrix")
    if finding.important_factors:
        proposed = Level.IMPORTANT_CANDIDATE
    grades = [field.grade for field in finding.fields]
    if proposed.rank > level.rank or not grades:
        grades.append(profile.grade_of(strictest((level, proposed))))
    level = strictest((level, proposed))
    own = profile.gravest(grades)
    standing = (stands_for(own, level, profile),) if own else ()
    if level is Level.IMPORTANT_CANDIDATE:
        factors = (*factors, *_matrix(profile))
    return dataclasses.replace(
        finding,
        level=level,
        grade=own,
        persons=persons.count,
        persons_exact=persons.exact,
        sensitive_persons=persons.sensitive,
        reasons=(*unnamed, *reasons, *capped, *standing, *factors),
    )


def _field(column: ColumnLabel) -> FieldFinding:
    return FieldFinding(
        name=column.name,
        type=column.type,
        label=column.label,
        level=Level.GENERAL_1,
        confidence=column.confidence,
        validated=column.validated,
        sampled=column.sampled,
        reasons=tuple(column.reasons),
        comment=column.comment,
        labels=tuple(column.labels),
        empty=column.empty,
        distinct=column.distinct,
        example=column.example,
    )


def _is_empty(fields: Sequence[FieldFinding], rows: int | None, sampled: int) -> bool:
    """Whether there is no data to be important: no rows, or rows with nothing in them."""
    if sampled == 0:
        return rows == 0
    return not any(field.sampled for field in fields)


def _factors(
    table: Table, fields: Sequence[FieldFinding], profile: GradingProfile
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """The letters of annex G that names and comments speak of, with the words that do."""
    texts = [table.name, table.comment]
    for field in fields:
        texts += (field.name, field.comment)
    found = factors_of(texts, profile.factors)
    factors = {factor.letter: factor for factor in profile.factors}
    reasons = tuple(
        Reason("factor", _spoken(table, fields, factors[letter], cue)) for letter, cue in found
    )
    return tuple(letter for letter, _ in found), reasons


def _spoken(table: Table, fields: Sequence[FieldFinding], factor: Factor, cue: str) -> str:
    """Where the cue stands, so that a person can look."""
    alone = (factor.model_copy(update={"also": ()}),)
    values = {"letter": factor.letter, "key": factor.key, "words": cue}
    if not factors_of([table.name, table.comment], alone):
        for field in fields:
            if factors_of([field.name, field.comment], alone):
                return say("factor-field", field=field.name, **values)
    return say("factor", **values)


def _highest(fields: Sequence[FieldFinding], level: Level) -> Reason:
    names = [field.name for field in fields if field.level == level]
    return Reason("floor", say("highest-field", level=level.value, fields=_listed(names)))


def _together(combination: Combination, fields: Sequence[FieldFinding]) -> list[str]:
    """The fields that bring one label of each group; empty where a group has none."""
    names: list[str] = []
    for group in combination.groups:
        found = [
            field.name for field in fields if any(label in group for label in counted_labels(field))
        ]
        if not found:
            return []
        names.extend(name for name in found if name not in names)
    return names


def _combined(combination: Combination, names: Sequence[str]) -> Reason:
    detail = say(
        "combination",
        id=combination.id,
        fields=_listed(names),
        level=combination.level.value,
        rule=combination.rule,
    )
    return Reason("combination", detail)


def _scaled(scale: Scale, persons: int) -> Reason:
    detail = say(
        "scale-sensitive" if scale.sensitive else "scale",
        id=scale.id,
        persons=f"{persons:,}",
        threshold=f"{scale.persons:,}",
        level=scale.level.value,
        rule=scale.rule,
    )
    return Reason("scale", detail)


def _matrix(profile: GradingProfile) -> tuple[Reason, ...]:
    """What a person has to judge before a candidate is more: the objects of table 1."""
    objects = [
        OBJECTS.get(row.object, row.object)
        for row in profile.matrix
        if {row.especially_serious, row.serious, row.ordinary} != {"general"}
    ]
    if not objects:
        return ()
    return (Reason("matrix", say("matrix", objects=", ".join(objects))),)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} … (+{more})" if more > 0 else shown
