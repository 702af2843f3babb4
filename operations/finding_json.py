# Findings and shares as the stable JSON of the command line and the API: names never change meaning,
# new ones may be added.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from masking import Plan
from schema import DatasetFinding, FieldFinding, Share, Skipped

from .decisions import decisions_in

__all__ = ["JSON", "dataset_json", "plan_json", "scan_json", "share_json", "skipped_json"]

JSON = dict[str, object]


def scan_json(datasets: Iterable[DatasetFinding], skipped: Iterable[Skipped]) -> JSON:
    """`{"datasets": […], "skipped": […]}` of a scan."""
    return {
        "datasets": [dataset_json(finding) for finding in datasets],
        "skipped": skipped_json(skipped),
    }


def skipped_json(skipped: Iterable[Skipped]) -> list[JSON]:
    """What was not read, and why."""
    return [{"source": each.source, "error": each.error} for each in skipped]


def dataset_json(finding: DatasetFinding) -> JSON:
    """A graded data set with its fields and the reasons for both."""
    return {
        "id": finding.id,
        "name": finding.name,
        "source": finding.source,
        "unit": finding.unit,
        "comment": finding.comment,
        "rows": finding.rows,
        "rows_exact": finding.rows_exact,
        "sampled": finding.sampled,
        "level": finding.level.value,
        "grade": finding.grade,
        "important_factors": list(finding.important_factors),
        "persons": finding.persons,
        "persons_exact": finding.persons_exact,
        "sensitive_persons": finding.sensitive_persons,
        "profile": finding.profile,
        "policy_digest": finding.policy_digest,
        "decisions": {
            state: decisions_in(finding)[state] for state in ("reviewed", "lowered", "overtaken")
        },
        "reasons": _reasons(finding),
        "fields": [_field_json(field) for field in finding.fields],
    }


def plan_json(plan: Plan) -> list[JSON]:
    """What a plan does to each column, and why."""
    return [
        {
            "name": column.name,
            "label": column.label,
            "level": column.level.value,
            "operator": column.operator,
            "reason": column.reason,
        }
        for column in plan.columns
    ]


def share_json(share: Share) -> JSON:
    """A share's record."""
    return asdict(share)


def _field_json(field: FieldFinding) -> JSON:
    return {
        "name": field.name,
        "type": field.type,
        "comment": field.comment,
        "label": field.label,
        "labels": [
            {
                "label": each.label,
                "matched": round(each.matched, 6),
                "validated": round(each.validated, 6),
            }
            for each in field.labels
        ],
        "category": field.category,
        "level": field.level.value,
        "grade": field.grade,
        "confidence": round(field.confidence, 4),
        "validated": round(field.validated, 6),
        "sampled": field.sampled,
        "empty": field.empty,
        "distinct": field.distinct,
        "example": field.example,
        "personal": field.personal,
        "sensitive": field.sensitive,
        "reasons": _reasons(field),
    }


def _reasons(finding: DatasetFinding | FieldFinding) -> list[JSON]:
    return [{"kind": reason.kind, "detail": reason.detail} for reason in finding.reasons]
