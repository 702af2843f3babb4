# People's decisions laid over what machines found. Reviews are records of their own, so a
# new scan never loses one; here they are applied, the last one about each field or the
# dataset counting. Only this makes a candidate important or core.
#
# A decision goes below validated evidence only if it says that it does: else a mistaken
# review would hand identity numbers out as free text, and one made of an empty column would
# cover for whatever is filled in later.
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from policies import GradingProfile, Policies
from schema import DatasetFinding, FieldFinding, Level, Reason, Review, strictest

from .floor import graded, tells_persons
from .grade import settled
from .objection import (
    Objection,
    against_dataset,
    against_earlier,
    against_field,
    joined,
    proved,
)
from .sentence import say

__all__ = ["NO_LABEL", "objection_to", "with_reviews"]

# What a reviewer writes for a label where the field is nothing that is recognised.
NO_LABEL = "none"

# The kinds of reasons that come from here.
_OURS = frozenset({"review", "lowered", "overtaken"})


def with_reviews(
    finding: DatasetFinding,
    reviews: Sequence[Review],
    policies: Policies,
    profile: GradingProfile,
) -> DatasetFinding:
    """A machine's finding after people's decisions; the same finding where none applies.

    A reviewed label regrades its field and a reviewed level stands as given; the dataset is
    drawn anew from its fields unless it was reviewed itself. "confirmed" on a candidate
    makes it important; "overruled" on one without a level takes its factors away. A decision
    that lowers stands while it knows of all that speaks against it; any other that is below
    the evidence is set aside, and a reason of kind `overtaken` says so. Reviews of other
    datasets and of fields that are gone change nothing.
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


def objection_to(
    finding: DatasetFinding,
    review: Review,
    earlier: Sequence[Review],
    policies: Policies,
    profile: GradingProfile,
) -> Objection | None:
    """What stands against a decision that is about to be made, None where nothing does.

    `finding` is the machine's, `earlier` are the decisions about it so far. An earlier
    decision about the same field or dataset stands against one that gives less.
    """
    before = with_reviews(finding, earlier, policies, profile)
    in_force = _latest(finding, earlier).get(review.field)
    if not review.field:
        fields = [each for each in earlier if each.field]
        drawn = with_reviews(finding, fields, policies, profile)
        after = _level_of(drawn, review)
        evidence = against_dataset(drawn, after)
        if in_force is None:
            return evidence
        return joined(evidence, against_earlier(in_force, before.level, after))
    against: list[Objection | None] = []
    persons = tells_persons(finding.fields, policies, profile)
    for found, was in zip(finding.fields, before.fields, strict=True):
        if found.name != review.field:
            continue
        decided = _as_decided(found, review, policies, profile, persons=persons)
        against.append(against_field(found, decided, policies, profile, persons=persons))
        if in_force is not None:
            against.append(against_earlier(in_force, was.level, decided.level))
    return joined(*against)


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
    found: FieldFinding,
    review: Review,
    policies: Policies,
    profile: GradingProfile,
    *,
    persons: bool,
) -> FieldFinding:
    """A field as its reviewer left it, or as it was found where evidence has overtaken that."""
    decided = _as_decided(found, review, policies, profile, persons=persons)
    against = against_field(found, decided, policies, profile, persons=persons)
    if against is None:
        return decided
    if against.is_known_to(review):
        return dataclasses.replace(decided, reasons=(*decided.reasons, *_lowered(against)))
    kept = tuple(reason for reason in found.reasons if reason.kind not in _OURS)
    return dataclasses.replace(
        found,
        level=strictest((found.level, decided.level)),
        reasons=(*kept, *_overtaken(review, against)),
    )


def _as_decided(
    field: FieldFinding,
    review: Review,
    policies: Policies,
    profile: GradingProfile,
    *,
    persons: bool,
) -> FieldFinding:
    """A field as its reviewer would have it."""
    kept = tuple(reason for reason in field.reasons if reason.kind not in _OURS)
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
    """A dataset as its reviewer left it, but not below what its fields have come to give."""
    level = _level_of(finding, review)
    reasons: tuple[Reason, ...] = (_reason(review),)
    if against := against_dataset(finding, level):
        if against.is_known_to(review):
            reasons = (*reasons, *_lowered(against))
        else:
            level, reasons = against.level, _overtaken(review, against)
    if level.rank < Level.IMPORTANT_CANDIDATE.rank and finding.important_factors:
        kept = tuple(reason for reason in finding.reasons if reason.kind != "factor")
        finding = settled(
            dataclasses.replace(finding, important_factors=(), reasons=kept), policies, profile
        )
    grade = finding.grade if level is finding.level else profile.grade_of(level)
    return dataclasses.replace(
        finding, level=level, grade=grade, reasons=(*finding.reasons, *reasons)
    )


def _level_of(finding: DatasetFinding, review: Review) -> Level:
    """The level a reviewer gives a dataset, drawn anew from its fields as they stand."""
    if review.level is not None:
        return review.level
    if finding.level is not Level.IMPORTANT_CANDIDATE:
        return finding.level
    return Level.IMPORTANT if review.decision == "confirmed" else proved(finding)


def _lowered(against: Objection) -> tuple[Reason, ...]:
    return tuple(Reason("lowered", detail) for detail in against.details)


def _overtaken(review: Review, against: Objection) -> tuple[Reason, ...]:
    values = {"reviewer": review.reviewer, "date": review.time[:10], "reason": review.reason}
    said = (say("overtaken", **values), *against.details)
    return tuple(Reason("overtaken", detail) for detail in said)


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
