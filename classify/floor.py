# The level of one field: the floor of its leading label's class, and the floor of every
# other label that is really there. The strictest prevails (就高从严, GB/T 43697-2024
# clause 4 and annex H); each reason cites the clause its profile names.
from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from policies import Category, GradingProfile, Policies
from schema import FieldFinding, Level, Reason, strictest

from .evidence import tell
from .sentence import say

__all__ = [
    "COUNTS_FROM",
    "at_most_candidate",
    "category_of",
    "counted_labels",
    "graded",
    "stands_for",
    "tells_persons",
]

# From this validated share of a column's cells on, a label that does not lead counts too:
# one identity card number in two hundred cells is no accident, and it is there to be leaked.
COUNTS_FROM = 0.005
# Something known of a class that the profile does not have: the strictest general level.
_UNKNOWN_CLASS = Level.GENERAL_4


def graded(
    field: FieldFinding, policies: Policies, profile: GradingProfile, *, persons: bool = True
) -> FieldFinding:
    """The field with level, class and floor reasons set from its labels alone.

    `persons` says whether the data set tells who somebody is (`tells_persons`). What the
    field said before of its level (reasons of kind floor) is replaced.
    """
    reasons = [reason for reason in field.reasons if reason.kind != "floor"]
    counted = counted_labels(field)
    categories = {
        label: category_of(label, policies, profile, persons=persons) for label in counted
    }
    levels: list[Level] = []
    for label, share in counted.items():
        level, reason = _floor(label, share, field, categories[label], profile)
        levels.append(level)
        reasons.append(reason)
    if field.label is None:
        # The unlabelled rest of a mixed column keeps its own floor under the strictest.
        levels.append(profile.unlabelled)
        if not counted:
            reasons.append(_unlabelled(field, profile))
    level = strictest(levels)
    if len(counted) > 1 and levels[0] != level:
        cause = next(label for label, its in zip(counted, levels, strict=False) if its == level)
        reasons.append(
            Reason("floor", say("floor-prevails", level=level.value, label=cause)),
        )
    level, capped = at_most_candidate(level, "floor")
    leading = categories[field.label] if field.label is not None else None
    known = [category for category in categories.values() if category is not None]
    grade = _grade(field, categories.values(), profile)
    if grade:
        reasons.extend((*capped, stands_for(grade, level, profile)))
        capped = ()
    return dataclasses.replace(
        field,
        level=level,
        grade=grade,
        category=leading.id if leading else "",
        personal=any(category.personal for category in known),
        sensitive=any(category.sensitive for category in known),
        reasons=(*reasons, *capped),
    )


def stands_for(grade: str, level: Level, profile: GradingProfile) -> Reason:
    """The reason that tells what a profile's own grade is on the scale of GB/T 43697.

    Never more than the `level` given: what a machine finds is a candidate at most.
    """
    own = next(each for each in profile.grades if each.id == grade)
    shown = min(own.level, level, key=lambda each: each.rank)
    values = {"profile": profile.header.id, "grade": grade, "level": shown.value, "rule": own.rule}
    return Reason("floor", say("grade", **values))


def counted_labels(field: FieldFinding) -> dict[str, float]:
    """The labels that count for the level with their validated shares, the leading one first."""
    counted = {} if field.label is None else {field.label: field.validated}
    for rate in field.labels:
        if rate.always_counts or rate.validated >= COUNTS_FROM:
            counted.setdefault(rate.label, rate.validated)
    return counted


def tells_persons(
    fields: Iterable[FieldFinding], policies: Policies, profile: GradingProfile
) -> bool:
    """Whether any of a data set's fields tells who somebody is."""
    labels = {label for field in fields for label in counted_labels(field)}
    return not labels.isdisjoint(profile.persons_told_by) or any(
        (recogniser := policies.recognisers.get(label)) and recogniser.subject == "person"
        for label in labels
    )


def category_of(
    label: str, policies: Policies, profile: GradingProfile, *, persons: bool = True
) -> Category | None:
    """The class of data this label belongs to in this profile, or None if it has none.

    `persons` False takes the class that counts where nobody is told (`without_persons`).
    """
    recogniser = policies.recognisers.get(label)
    if recogniser is None:
        return None
    classes = {category.id: category for category in profile.categories}
    category = classes.get(recogniser.category)
    if category is None:
        return None
    if persons or category.without_persons is None:
        return profile.for_label(label, category)
    return classes.get(category.without_persons)


def at_most_candidate(level: Level, kind: str) -> tuple[Level, tuple[Reason, ...]]:
    """The level a machine may give: beyond candidate it proposes, with the reason added."""
    if level.rank <= Level.IMPORTANT_CANDIDATE.rank:
        return level, ()
    candidate = Level.IMPORTANT_CANDIDATE
    return candidate, (
        Reason(kind, say("candidate-only", asked=level.value, level=candidate.value)),
    )


def _grade(
    field: FieldFinding, categories: Iterable[Category | None], profile: GradingProfile
) -> str:
    """The gravest of the profile's own grades that anything in the field has."""
    grades = [
        category.grade if category else profile.grade_of(_UNKNOWN_CLASS) for category in categories
    ]
    if field.label is None:
        grades.append(profile.grade_of(profile.unlabelled))
    return profile.gravest(grades)


def _floor(
    label: str,
    share: float,
    field: FieldFinding,
    category: Category | None,
    profile: GradingProfile,
) -> tuple[Level, Reason]:
    if category is None:
        # Something known was found and the profile is silent: the safe side, said aloud.
        level = _UNKNOWN_CLASS
        detail = say("floor-missing", profile=profile.header.id, label=label, level=level.value)
        return level, Reason("floor", detail)
    values = {
        "label": label,
        "category": category.id,
        "level": category.level.value,
        "rule": category.rule,
    }
    if label == field.label:
        return category.level, Reason("floor", say("floor", **values))
    return category.level, Reason("floor", say("floor-minor", share=f"{share:.1%}", **values))


def _unlabelled(field: FieldFinding, profile: GradingProfile) -> Reason:
    """Why nothing speaks for a label: looked at in vain, or not looked at."""
    if Reason("reading", tell("opaque")) in field.reasons:
        key = "floor-unread"
    elif field.sampled:
        key = "floor-unlabelled"
    else:
        key = "floor-empty" if field.empty else "floor-unseen"
    detail = say(key, level=profile.unlabelled.value, rule=profile.unlabelled_rule)
    return Reason("floor", detail)
