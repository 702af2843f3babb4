# What stands against a person's decision: validated cells, fields and the rules on them, an
# earlier person's word. Who goes below it must know that they do; GB/T 43697-2024 asks for
# the strictest grade, and a grade that falls for its ground.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policies import GradingProfile, Policies
from schema import DatasetFinding, FieldFinding, Level, Review, strictest

from .floor import COUNTS_FROM, category_of, counted_labels
from .sentence import say, values_of

__all__ = ["Objection", "against_dataset", "against_earlier", "against_field", "joined", "proved"]

_DRAWN = frozenset({"floor", "combination", "scale"})


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a decision: up to which level, which validated labels, how.

    `details` are sentences in English that can be read back in other languages.
    """

    level: Level
    labels: tuple[str, ...]
    details: tuple[str, ...]

    def is_known_to(self, review: Review) -> bool:
        """Whether the decision was made with all of this in view."""
        return (
            review.lowered_from is not None
            and self.level.rank <= review.lowered_from.rank
            and set(self.labels) <= set(review.set_aside)
        )


def against_field(
    found: FieldFinding,
    decided: FieldFinding,
    policies: Policies,
    profile: GradingProfile,
    *,
    persons: bool,
) -> Objection | None:
    """What a field's cells say against the field as decided, None where nothing does.

    A label speaks from the validated share on from which it counts for the level. It is
    gone below where the decided level is less than its floor; and where it has a check, as
    an identity number has, and the decision takes the label itself away, since it is the
    label that says how a copy is masked.
    """
    levels: list[Level] = []
    labels: list[str] = []
    details: list[str] = []
    kept = counted_labels(decided)
    for label, share in counted_labels(found).items():
        if share < COUNTS_FROM:
            continue
        category = category_of(label, policies, profile, persons=persons)
        level = _general(category.level) if category is not None else Level.GENERAL_4
        recogniser = policies.recognisers.get(label)
        is_taken = label not in kept and recogniser is not None and recogniser.check is not None
        if decided.level.rank < level.rank or (is_taken and level is not Level.GENERAL_1):
            levels.append(level)
            labels.append(label)
            values = {"label": label, "share": f"{share:.1%}", "cells": f"{found.sampled:,}"}
            details.append(say("against-label", level=level.value, **values))
    return Objection(strictest(levels), tuple(labels), tuple(details)) if levels else None


def against_dataset(drawn: DatasetFinding, level: Level) -> Objection | None:
    """What a dataset's fields and the rules on them say against this level for the whole."""
    above = [each for each in _grounds(drawn) if each[0].rank > level.rank]
    if not above:
        return None
    return Objection(strictest(each for each, _ in above), (), tuple(each for _, each in above))


def against_earlier(earlier: Review, before: Level, after: Level) -> Objection | None:
    """What an earlier decision, which gave the level `before`, says against a later one."""
    if after.rank >= before.rank:
        return None
    values = {"reviewer": earlier.reviewer, "date": earlier.time[:10], "level": before.value}
    return Objection(before, (), (say("against-decision", **values),))


def joined(*objections: Objection | None) -> Objection | None:
    """All that stands against a decision as one, None where nothing does."""
    given = [each for each in objections if each is not None]
    if not given:
        return None
    return Objection(
        strictest(each.level for each in given),
        tuple(label for each in given for label in each.labels),
        tuple(detail for each in given for detail in each.details),
    )


def proved(drawn: DatasetFinding) -> Level:
    """The level fields and rules give a dataset; a candidate counts as the highest general.

    Whether data is important is for a person to judge, what its fields hold is not.
    """
    return strictest(level for level, _ in _grounds(drawn))


def _grounds(drawn: DatasetFinding) -> Iterator[tuple[Level, str]]:
    """The levels that fields, combinations and scale give a dataset, and what says so."""
    for reason in drawn.reasons:
        values = values_of(reason.detail) if reason.kind in _DRAWN else {}
        # What a profile's own grade stands for follows from these, and is none of them.
        if "level" not in values or "grade" in values:
            continue
        level = Level(values["level"])
        # A field is more than a candidate only where a person said so; a rule proposes.
        is_decided = reason.kind == "floor" and level is not Level.IMPORTANT_CANDIDATE
        yield level if is_decided else _general(level), reason.detail


def _general(level: Level) -> Level:
    """The level, but for what only a person gives: there, the highest of general data."""
    return min(level, Level.GENERAL_4, key=lambda each: each.rank)
