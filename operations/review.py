# A named person's decision about a field or a whole data set, with its reason. It is refused
# where it goes below what is known and does not say so: grades fall for a ground, knowingly,
# and the ledger tells such a decision from any other.
from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from classify import Objection, objection_to, with_reviews
from schema import DatasetFinding, Level, MisuseError, RefusedError, Review

from .catalogue import Entry, entry_of
from .filing import note_changes
from .history import History, profile_of
from .lineage import refuse_below_origins
from .lookup import find_record
from .recording import new_id
from .settings import Settings, open_book, read_policies, utc_now

__all__ = ["Change", "Decision", "review_field"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision changed: of a field, or of the whole where `field` is ""."""

    field: str
    level_before: Level
    level: Level
    label_before: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as recorded, the data set after it, and what it changed."""

    review: Review
    entry: Entry
    changes: tuple[Change, ...]


def review_field(
    settings: Settings,
    wanted: str,
    field: str,
    *,
    decision: str,
    reason: str,
    label: str = "",
    level: Level | None = None,
    lower: bool = False,
) -> Decision:
    """The acting person's decision about a field ("" for the whole set), recorded.

    `decision` is confirmed or overruled; `label` "none" says it is nothing that is
    recognised. Confirming a whole set that is a candidate for important data makes it
    important, or core if `level` says so; whatever a later scan finds. `lower` says that
    the decision knowingly goes below what stands against it: validated cells, the fields
    of the set, an earlier decision. Raises RefusedError where it does and `lower` is not
    said, MisuseError for what is unknown or says nothing. Then nothing is recorded.
    """
    policies = read_policies(settings)
    _refuse_nonsense(field, decision, reason, label=label, level=level)
    if label not in {"", "none"} and label not in policies.recognisers:
        raise MisuseError(f"no recogniser {label!r}; `tongguan policies list` shows them")
    with open_book(settings) as book:
        record = find_record(book, wanted)
        found = record.finding
        if field and field not in {each.name for each in found.fields}:
            raise MisuseError(f"{found.name} has no field {field!r}")
        profile = profile_of(found, policies)
        earlier = book.reviews(record.id)
        before = entry_of(record, book, policies).finding
        if decision == "confirmed":
            fields = [each for each in earlier if each.field]
            drawn = with_reviews(found, fields, policies, profile)
            level = _confirmed(found, drawn, field, level)
        if not field and level is not None:
            refuse_below_origins(History(book, policies), found.id, level)
        review = Review(
            id=new_id("rv"),
            unit=found.unit,
            time=utc_now(),
            dataset=found.id,
            field=field,
            reviewer=settings.actor,
            decision=decision,
            reason=reason,
            label=label,
            level=level,
        )
        against = objection_to(found, review, earlier, policies, profile)
        review = _knowing(review, against, found.name, lower=lower)
        detail = {"dataset": found.id, "decision": decision}
        if against is not None:
            detail |= {"lowered_from": against.level.value, "set_aside": " ".join(against.labels)}
        book.record(
            [review],
            action=_action(field, lowered=against is not None),
            actor=settings.actor,
            unit=found.unit,
            detail={**detail},
        )
        note_changes(book, policies, actor=settings.actor)
        entry = entry_of(record, book, policies)
        return Decision(review, entry, _changes(before, entry.finding))


def _action(field: str, *, lowered: bool) -> str:
    """The ledger's word for a decision, whose action tells what was lowered."""
    if lowered:
        return "field.lower" if field else "dataset.lower"
    return "field.review" if field else "dataset.review"


def _refuse_nonsense(
    field: str, decision: str, reason: str, *, label: str, level: Level | None
) -> None:
    if decision not in {"confirmed", "overruled"}:
        raise MisuseError("a decision is confirmed or overruled")
    if not reason.strip():
        raise MisuseError("a decision needs its reason")
    if decision == "overruled" and not label and level is None:
        raise MisuseError("overruling needs a label or a level to put in its place")
    if decision == "confirmed" and label:
        raise MisuseError("confirming keeps what was found: to give another label, overrule")
    if label and not field:
        raise MisuseError("a label belongs to a field: name the field, or give a level")


def _confirmed(
    found: DatasetFinding, drawn: DatasetFinding, field: str, level: Level | None
) -> Level | None:
    """The level that confirming gives: of a candidate what the person says, else as found.

    Earlier decisions about the same field or the whole set are what this one replaces.
    """
    if not field and drawn.level is Level.IMPORTANT_CANDIDATE:
        level = level or Level.IMPORTANT
        allowed = {drawn.level, Level.IMPORTANT, Level.CORE}
    elif field:
        allowed = {each.level for each in found.fields if each.name == field}
    else:
        allowed = {drawn.level}
    if level is not None and level not in allowed:
        raise MisuseError(f"confirming keeps the level as found: to give {level.value}, overrule")
    return level


def _knowing(review: Review, against: Objection | None, name: str, *, lower: bool) -> Review:
    """The review with what it goes below on it, as far as its maker knows of it."""
    place = f"{name}, field {review.field}" if review.field else name
    if against is None:
        if lower:
            raise MisuseError(f"{place}: nothing stands against this decision; leave --lower out")
        return review
    if not lower:
        raise RefusedError(
            f"{place}: what is known stands against this decision ({'; '.join(against.details)}). "
            "If it is so all the same, decide with --lower, and the reason why"
        )
    return dataclasses.replace(review, lowered_from=against.level, set_aside=against.labels)


def _changes(before: DatasetFinding, after: DatasetFinding) -> tuple[Change, ...]:
    changes = [
        Change(new.name, old.level, new.level, old.label, new.label)
        for old, new in zip(before.fields, after.fields, strict=True)
        if (old.level, old.label) != (new.level, new.label)
    ]
    if before.level is not after.level:
        changes.append(Change("", before.level, after.level))
    return tuple(changes)
