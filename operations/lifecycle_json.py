# Changes, filings, resemblances and regrading as the stable JSON of the command line and the
# API: names never change meaning, new ones may be added.
from __future__ import annotations

from collections.abc import Iterable, Sequence

from classify import ColumnPair, DatasetChange, FieldChange, Occasion
from schema import DatasetFinding, FieldFinding, Filing, Lineage, Observation

from .diff import Changed, Difference
from .filing import Standing
from .finding_json import JSON
from .lifecycle import Life
from .revaluation import Revalued
from .similar import Alike, Similar

__all__ = [
    "difference_json",
    "filing_json",
    "life_json",
    "lineage_json",
    "revalued_json",
    "similar_json",
]

_FIGURES = ("rows", "persons", "sensitive_persons", "size_bytes")
_FIELD_CHANGES = ("type", "label", "level", "grade", "category", "personal", "sensitive")


def difference_json(difference: Difference) -> JSON:
    """What changed: `added`, `removed` and `changed` data sets, and how many did not."""
    found = (difference.added, difference.removed, difference.changed)
    return {
        "since": difference.since,
        "until": difference.until,
        "scan": difference.scan or None,
        "added": [_brief(each.change.finding) for each in difference.added],
        "removed": [_removed(each) for each in difference.removed],
        "changed": [_changed(each) for each in difference.changed],
        "unchanged": difference.looked_at - sum(map(len, found)),
    }


def life_json(life: Life) -> JSON:
    """Where a data set stands: `state`, the last decision about the whole, filing, lineage."""
    standing, review = life.standing, life.standing.review
    return {
        "state": standing.condition,
        "gone": standing.gone or None,
        "decision": None
        if review is None
        else {
            "decision": review.decision,
            "reviewer": review.reviewer,
            "time": review.time,
            "reason": review.reason,
        },
        "refiling": _refiling(standing),
        "lineage": lineage_json(life.lineage),
        "outdated": life.outdated,
        "scan_again": list(life.scan_again),
    }


def filing_json(filing: Filing) -> JSON:
    """A filing as recorded."""
    return {
        "id": filing.id,
        "dataset": filing.dataset,
        "state": filing.state,
        "number": filing.number,
        "filed": filing.filed,
        "authority": filing.authority,
        "person": filing.person,
        "reason": filing.reason,
        "level": filing.finding.level.value,
        "due": filing.due or None,
    }


def lineage_json(lineage: Lineage | None) -> JSON | None:
    """What a data set was made from, None where nothing is known."""
    if lineage is None:
        return None
    return {
        "origins": list(lineage.origins),
        "operation": lineage.operation,
        "base": lineage.base.value,
        "level": lineage.level.value,
        "person": lineage.person or None,
        "reason": lineage.reason,
        "evidence": lineage.evidence or None,
        "approver": lineage.approver or None,
        "share": lineage.share or None,
    }


def similar_json(found: Iterable[Similar]) -> JSON:
    """Data sets with all that resemble each, and by which columns."""
    return {
        "datasets": [
            {**_brief(each.finding), "similar": [_alike(one) for one in each.alike]}
            for each in found
        ]
    }


def revalued_json(found: Iterable[Revalued]) -> JSON:
    """Data sets graded anew: level and fields before and after, and what must be scanned."""
    return {
        "datasets": [
            {
                **_brief(each.after),
                "changed": each.changed,
                "level": _shift(each.before.level.value, each.after.level.value),
                "fields": [
                    {
                        "name": new.name,
                        "label": _shift(old.label, new.label),
                        "level": _shift(old.level.value, new.level.value),
                    }
                    for old, new in zip(each.before.fields, each.after.fields, strict=True)
                    if (old.label, old.level) != (new.label, new.level)
                ],
                "scan_again": list(each.scan_again),
            }
            for each in found
        ]
    }


def _brief(finding: DatasetFinding) -> JSON:
    return {
        "id": finding.id,
        "name": finding.name,
        "source": finding.source,
        "unit": finding.unit,
        "level": finding.level.value,
        "rows": finding.rows,
        "persons": finding.persons,
    }


def _removed(changed: Changed) -> JSON:
    return {
        **_brief(changed.change.finding),
        "triggers": _triggers(changed.occasions),
        "state": changed.standing.condition,
        "refiling": _refiling(changed.standing),
    }


def _changed(changed: Changed) -> JSON:
    change, standing = changed.change, changed.standing
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    then, now = set(before.important_factors), set(after.important_factors)
    return {
        "id": after.id,
        "name": after.name,
        "source": after.source,
        "unit": after.unit,
        "level": _shift(before.level.value, after.level.value),
        "grade": _shift(before.grade or None, after.grade or None),
        **{name: _figures(getattr(before, name), getattr(after, name)) for name in _FIGURES},
        "factors": {"added": sorted(now - then), "removed": sorted(then - now)},
        "kept": {name: round(share, 4) for name, share in change.kept.items()},
        "fields": _fields(change),
        "triggers": _triggers(changed.occasions),
        "state": standing.condition,
        "refiling": _refiling(standing),
    }


def _fields(change: DatasetChange) -> JSON:
    return {
        "added": [_field(each) for each in change.fields_added],
        "removed": [_field(each) for each in change.fields_removed],
        "renamed": [
            {"before": each.before.name, "after": each.after.name}
            for each in change.fields_changed
            if each.renamed
        ],
        "changed": [
            {"name": each.after.name, **differing}
            for each in change.fields_changed
            if (differing := _differing(each))
        ],
    }


def _field(field: FieldFinding) -> JSON:
    return {"name": field.name, "label": field.label, "level": field.level.value}


def _differing(change: FieldChange) -> JSON:
    return {
        name: _shift(then, now)
        for name in _FIELD_CHANGES
        if (then := getattr(change.before, name)) != (now := getattr(change.after, name))
    }


def _triggers(occasions: Sequence[Occasion]) -> list[JSON]:
    return [
        {
            "letter": each.trigger.letter,
            "key": each.trigger.key,
            "rule": each.trigger.rule.en,
            "stated": each.stated,
            "observed": _observations(each.observations),
        }
        for each in occasions
    ]


def _refiling(standing: Standing) -> JSON | None:
    """The filing in force and whether it is due again; None where nothing is filed."""
    filing = standing.filing
    if filing is None:
        return None
    return {
        "number": filing.number,
        "filed": filing.filed,
        "due": bool(standing.rules),
        "until": standing.due or None,
        "rules": [
            {"id": each.id, "rule": each.rule.en, "status": each.status} for each in standing.rules
        ],
        "triggers": _triggers(standing.occasions),
    }


def _observations(observations: Sequence[Observation]) -> list[JSON]:
    return [{"kind": each.kind, **each.values} for each in observations]


def _alike(alike: Alike) -> JSON:
    return {
        **_brief(alike.finding),
        "kind": alike.resemblance.kind,
        "whole": alike.whole,
        "graded_lower": alike.graded_lower,
        "lineage": alike.lineage,
        "columns": [_pair(each) for each in alike.resemblance.pairs],
    }


def _pair(pair: ColumnPair) -> JSON:
    alike = pair.likeness
    return {
        "field": pair.field,
        "other": pair.other,
        "telling": pair.telling,
        "shared": alike.shared,
        "contained": _share(alike.contained, alike.bounds),
        "contains": _share(alike.contains, alike.bounds_back),
        "jaccard": round(alike.jaccard, 4),
    }


def _share(share: float, bounds: tuple[float, float]) -> JSON:
    return {"share": round(share, 4), "low": round(bounds[0], 4), "high": round(bounds[1], 4)}


def _figures(before: int | None, after: int | None) -> JSON:
    ratio = None
    if before and after is not None:
        ratio = round((after - before) / before, 4)
    return {"before": before, "after": after, "ratio": ratio}


def _shift(before: object, after: object) -> JSON:
    return {"before": before, "after": after}
