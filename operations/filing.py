# The life of important data in the catalogue: a candidate is confirmed or overruled by a named
# person, what is confirmed is filed with the authority, and what was filed is due again when
# it changes. Each step is a record with its ledger entry; a step that cannot follow is refused.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from classify import Occasion, due_rules, occasions, until
from policies import FilingRules, Policies, Refiling
from schema import (
    Filing,
    Level,
    MisuseError,
    Observation,
    RefusedError,
    Review,
    Share,
    Trigger,
)

from .comparison import State, compared
from .history import History, latest_review
from .recording import Book, new_id

__all__ = [
    "Condition",
    "Standing",
    "file_dataset",
    "filing_of",
    "filing_rules",
    "note_changes",
    "standing_of",
    "state_trigger",
    "statements",
]

# found: general data nobody decided about; the others as the standard's words.
Condition = Literal["found", "candidate", "confirmed", "overruled", "filed", "changed"]
_RULES = "annex-j"
_IN_FORCE = ("filed", "changed")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a data set stands: its condition, the filing in force, and what changed since.

    `is_filed_data` says whether its level is one that is filed. `rules` are those under
    which it is to be filed anew, `due` the day until when; `gone` the time since when it is
    no more there.
    """

    condition: Condition
    is_filed_data: bool
    review: Review | None = None
    filing: Filing | None = None
    occasions: tuple[Occasion, ...] = ()
    rules: tuple[Refiling, ...] = ()
    due: str = ""
    gone: str = ""


def filing_rules(policies: Policies) -> FilingRules:
    """The rules of filing in force."""
    return policies.filings[_RULES]


def filing_of(book: Book, dataset: str) -> Filing | None:
    """The filing in force: the last, unless it was withdrawn."""
    filings = [each for each in book.about(Filing, dataset) if each.state in _IN_FORCE]
    return filings[-1] if filings else None


def standing_of(book: Book, history: History, dataset: str, policies: Policies) -> Standing:
    """Where a data set of the catalogue stands now."""
    rules = filing_rules(policies)
    finding = history.decided(dataset)
    if finding is None:
        raise MisuseError(f"the catalogue has no data set {dataset!r}")
    review = latest_review(history.reviews(dataset))
    gone = history.gone_since(dataset)
    filing = filing_of(book, dataset)
    level = finding.level
    if filing is None:
        condition = _condition(level, review, rules)
        return Standing(condition, level in rules.levels, review, gone=gone)
    observed = _observed(book, history, filing, policies)
    due = due_rules(observed, rules)
    return Standing(
        "changed" if due else "filed",
        level in rules.levels,
        review,
        filing,
        occasions(observed, rules),
        due,
        _until(filing, due, book.now()),
        gone,
    )


def file_dataset(
    book: Book,
    history: History,
    dataset: str,
    policies: Policies,
    *,
    actor: str,
    filed: str,
    number: str,
    reason: str,
    authority: str = "",
) -> Filing:
    """The filing as recorded, in place of any before.

    `filed` is the day, as 2026-11-24. Filing what is gone, or important no more, takes it off
    the authority's list: such a filing is withdrawn and none follows it. Raises MisuseError for what cannot be, RefusedError
    where the data set is not confirmed, was filed already or is not to be filed at all.
    """
    standing = standing_of(book, history, dataset, policies)
    finding, version = history.decided(dataset), history.version(dataset)
    assert finding is not None
    assert version is not None
    if not number.strip():
        raise MisuseError("a filing needs the number that the authority gave it (--number)")
    if not reason.strip():
        raise MisuseError("a filing needs its reason")
    _refuse_step(finding.name, standing)
    _refuse_day(filed, standing, book.now())
    filing = Filing(
        id=new_id("fl"),
        unit=finding.unit,
        time=book.now(),
        dataset=dataset,
        number=number.strip(),
        filed=filed,
        person=actor,
        reason=reason,
        finding=finding,
        version=version[0],
        authority=authority,
        state="filed" if standing.is_filed_data and not standing.gone else "withdrawn",
    )
    before = [] if standing.filing is None else [replace(standing.filing, state="replaced")]
    book.record(
        [filing, *before],
        action="dataset.file",
        actor=actor,
        unit=finding.unit,
        detail={"dataset": dataset, "number": filing.number, "state": filing.state},
    )
    return filing


def state_trigger(
    book: Book,
    history: History,
    dataset: str,
    policies: Policies,
    *,
    actor: str,
    letter: str,
    reason: str,
) -> Trigger:
    """The statement as recorded that an occasion of annex J is given.

    Raises MisuseError for a letter the rules do not have, or no reason.
    """
    known = {each.letter: each for each in filing_rules(policies).triggers}
    if letter not in known:
        letters = ", ".join(f"{each.letter} ({each.key})" for each in known.values())
        raise MisuseError(f"no occasion {letter!r}; there are {letters}")
    if not reason.strip():
        raise MisuseError("a statement needs its reason")
    finding = history.decided(dataset)
    if finding is None:
        raise MisuseError(f"the catalogue has no data set {dataset!r}")
    trigger = Trigger(
        id=new_id("tr"),
        unit=finding.unit,
        time=book.now(),
        dataset=dataset,
        letter=letter,
        person=actor,
        reason=reason,
    )
    book.record(
        [trigger],
        action="dataset.trigger",
        actor=actor,
        unit=finding.unit,
        detail={"dataset": dataset, "letter": letter},
    )
    return trigger


def note_changes(
    book: Book, policies: Policies, *, actor: str, datasets: Iterable[str] | None = None
) -> list[Filing]:
    """The filings that have become due again, or are no longer, each noted in the ledger.

    Of these data sets, or of all. What is due keeps the day it was first noticed.
    """
    history, rules = History(book, policies), filing_rules(policies)
    wanted = None if datasets is None else set(datasets)
    noted = []
    for filing in book.list(Filing):
        if filing.state not in _IN_FORCE or (wanted is not None and filing.dataset not in wanted):
            continue
        try:
            observed = _observed(book, history, filing, policies)
        except MisuseError:
            # A profile that is not loaded: whoever looks at this data set is told.
            continue
        due = due_rules(observed, rules)
        if due:
            if filing.state == "changed" and filing.observed == observed:
                continue
            now = book.now()
            fresh = replace(
                filing,
                state="changed",
                observed=observed,
                changed=filing.changed or now,
                due=_until(filing, due, now),
            )
        elif filing.state == "changed":
            fresh = replace(filing, state="filed", observed=(), changed="", due="")
        else:
            continue
        noted.append(fresh)
        book.record(
            [fresh],
            action="filing.due" if due else "filing.stands",
            actor=actor,
            unit=filing.unit,
            detail={
                "dataset": filing.dataset,
                "number": filing.number,
                "rules": [rule.rule.en for rule in due],
                "due": fresh.due,
            },
        )
    return noted


def statements(book: Book, dataset: str, since: str, to: str | None = None) -> list[Observation]:
    """What people stated of a data set after a time, up to and with another."""
    return [
        Observation("stated", {"letter": each.letter, "person": each.person, "reason": each.reason})
        for each in book.about(Trigger, dataset)
        if since < each.time and (to is None or each.time <= to)
    ]


def _observed(
    book: Book, history: History, filing: Filing, policies: Policies
) -> tuple[Observation, ...]:
    """What changed since the filing, by comparison, by other records and by statement."""
    dataset = filing.dataset
    after = None
    if not history.gone_since(dataset):
        finding, version = history.decided(dataset), history.version(dataset)
        assert finding is not None
        assert version is not None
        after = State(finding, book.imprints(dataset, version[0]))
    before = State(filing.finding, book.imprints(dataset, filing.version))
    change = compared(before, after, filing_rules(policies), policies)
    found = [] if change is None else list(change.observations)
    lineage = history.lineage(dataset)
    if lineage is not None and lineage.time > filing.time:
        found.append(Observation("derived", {"operation": lineage.operation}))
    recipients = [each.recipient for each in book.about(Share, dataset) if each.time > filing.time]
    if recipients:
        shared = ", ".join(dict.fromkeys(recipients))
        found.append(Observation("shared", {"recipients": shared}))
    return (*found, *statements(book, dataset, filing.time))


def _condition(level: Level, review: Review | None, rules: FilingRules) -> Condition:
    if level in rules.levels:
        return "confirmed"
    if level is Level.IMPORTANT_CANDIDATE:
        return "candidate"
    if review is None:
        return "found"
    return "overruled" if review.decision == "overruled" else "confirmed"


def _until(filing: Filing, due: Sequence[Refiling], now: str) -> str:
    if not due:
        return ""
    return min(until(filing.changed or now, rule.within_months) for rule in due)


def _refuse_step(name: str, standing: Standing) -> None:
    """Nothing where filing is the step that follows; else why it is not, and which is."""
    filing = standing.filing
    if filing is not None:
        if standing.condition == "filed":
            raise RefusedError(
                f"{name} was filed on {filing.filed} under {filing.number} and is as it was then"
            )
        return
    if standing.gone:
        raise RefusedError(f"{name} was not found any more on {standing.gone[:10]}: scan it again")
    if standing.condition == "candidate":
        raise RefusedError(
            f"{name} is a candidate: a person confirms it first (catalogue review --confirm)"
        )
    if not standing.is_filed_data:
        raise RefusedError(f"{name} is general data: only important and core data is filed")


def _refuse_day(filed: str, standing: Standing, now: str) -> None:
    try:
        day = dt.date.fromisoformat(filed)
    except ValueError:
        raise MisuseError(f"filed on {filed!r}: expected a day, as 2026-11-24") from None
    if day > _day(now):
        raise MisuseError(f"filed on {filed}: that day is still to come")
    if standing.review is not None and day < _day(standing.review.time):
        raise MisuseError(
            f"filed on {filed}: it was decided about on {_day(standing.review.time)} only"
        )
    if standing.filing is not None and filed < standing.filing.filed:
        raise MisuseError(f"filed on {filed}: it was filed on {standing.filing.filed} already")


def _day(time: str) -> dt.date:
    """The day of a recorded time where people are."""
    return dt.datetime.fromisoformat(time).astimezone().date()
