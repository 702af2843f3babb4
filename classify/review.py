# People's decisions laid over what machines found. Reviews are records of their own, so a
# new scan never loses one; here they are applied, the last one about each field or the
# dataset counting. Only this makes a candidate important or core.
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from policies import GradingProfile, Policies
from schema import DatasetFinding, FieldFinding, Level, Reason, Review, strictest

from .floor import graded, tells_persons
from .grade import settled
from .sentence import say

__all__ = ["NO_LABEL", "with_reviews"]

# What a reviewer writes for a label where the field is nothing that is recognised.
NO_LABEL = "none"


def with_reviews(
    finding: DatasetFinding,
    reviews: Sequence[Review],
    policies: Policies,
    profile: GradingProfile,
) -> DatasetFinding:
    """The finding after people's decisions; the same finding where none applies.

    A reviewed label regrades its field and a reviewed level stands as given; the dataset is
    drawn anew from its fields unless it was reviewed itself. "confirmed" on a candidate
    makes it important; "overruled" on one without a level takes its factors away. Reviews
    of other datasets and of fields that are gone change nothing.
    """
    latest = _latest(finding, reviews)
    if not latest:
        return finding
    persons = tells_persons(finding.fields, policies, profile)
    fields = tuple(
        _reviewed(field, latest[field.name], policies, profile, persons=persons)
        if field.name and field.name in latest
        else field
        for field in finding.fields
    )
    result = settled(dataclasses.replace(finding, fields=fields), policies, profile)
    if (review := latest.get("")) is None:
        return result
    return _decided(result, review, policies, profile)


def _latest(finding: DatasetFinding, reviews: Sequence[Review]) -> dict[str, Review]:
    """The review in force for each field that exists, and under "" for the dataset."""
    names = {"", *(field.name for field in finding.fields)}
    latest: dict[str, Review] = {}
    for review in reviews:
        if review.dataset != finding.id or review.field not in names:
            continue
        before = latest.get(review.field)
        if before is None or review.time >= before.time:
            latest[review.field] = review
    return latest


def _reviewed(
    field: FieldFinding,
    review: Review,
    policies: Policies,
    profile: GradingProfile,
    *,
    persons: bool,
) -> FieldFinding:
    """A field as its reviewer left it."""
    kept = tuple(reason for reason in field.reasons if reason.kind != "review")
    field = dataclasses.replace(field, reasons=kept)
    if review.label:
        label = None if review.label == NO_LABEL else review.label
        # The reviewer has said what the column is: the machine's other guesses go with it.
        labels = tuple(rate for rate in field.labels if rate.label == label)
        field = dataclasses.replace(
            field,
            label=label,
            labels=labels,
            validated=labels[0].validated if labels else 0.0,
            confidence=1.0,
        )
    elif review.decision == "confirmed":
        field = dataclasses.replace(field, confidence=1.0)
    field = graded(field, policies, profile, persons=persons)
    return dataclasses.replace(
        field,
        level=review.level or field.level,
        grade=profile.grade_of(review.level) if review.level else field.grade,
        reasons=(*field.reasons, _reason(review)),
    )


def _decided(
    finding: DatasetFinding, review: Review, policies: Policies, profile: GradingProfile
) -> DatasetFinding:
    """A dataset as its reviewer left it."""
    candidate = finding.level is Level.IMPORTANT_CANDIDATE
    level = review.level
    if level is None and candidate:
        level = Level.IMPORTANT if review.decision == "confirmed" else _without_candidacy(finding)
    level = level or finding.level
    if level.rank < Level.IMPORTANT_CANDIDATE.rank and finding.important_factors:
        kept = tuple(reason for reason in finding.reasons if reason.kind != "factor")
        finding = settled(
            dataclasses.replace(finding, important_factors=(), reasons=kept), policies, profile
        )
    grade = finding.grade if level is finding.level else profile.grade_of(level)
    return dataclasses.replace(
        finding, level=level, grade=grade, reasons=(*finding.reasons, _reason(review))
    )


def _without_candidacy(finding: DatasetFinding) -> Level:
    """The level left when a person says that the data is not important."""
    level = strictest(field.level for field in finding.fields)
    return min(level, Level.GENERAL_4, key=lambda each: each.rank)


def _reason(review: Review) -> Reason:
    values = {
        "reviewer": review.reviewer,
        "date": review.time[:10],
        "decision": review.decision,
        "reason": review.reason,
        "label": review.label,
        "level": review.level.value if review.level else "",
    }
    key = {
        (False, False): "reviewed",
        (True, False): "reviewed-label",
        (False, True): "reviewed-level",
        (True, True): "reviewed-both",
    }[bool(review.label), review.level is not None]
    return Reason("review", say(key, **values))
