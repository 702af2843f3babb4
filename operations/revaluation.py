# The catalogue brought up to the policies in force. What a grade needs is stored, labels with
# their rates, names and comments, so new classes, floors, combinations and factors are applied
# without touching a source. What only values can answer, a new pattern or check, is not
# guessed: those data sets are named to be scanned again.
from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from classify import (
    HeaderIndex,
    Lesson,
    Recognisers,
    Weighing,
    decide_by_headers,
    grade,
    match_header,
    regraded,
)
from policies import GradingProfile, Policies, Recogniser
from schema import Column, Dataset, DatasetFinding, FieldFinding, MisuseError, PolicySet, Table

from .filing import note_changes
from .lint import compiled
from .lookup import find_record
from .recording import Book
from .settings import Settings, open_book, read_policies
from .train import lesson_in_use

__all__ = ["Outdated", "Revalued", "policy_set", "revalue"]

# What a recogniser says besides how it looks at values.
_NOT_VALUES = {
    "id", "title", "category", "subject", "headers", "hits", "misses", "header_hits", "header_misses",
}  # fmt: skip
_NAMED = frozenset({"header", "comment"})
_UNKNOWN = "the policies it was looked at by were not kept"


@dataclass(frozen=True, slots=True)
class Revalued:
    """A data set graded anew: before, after, and why its values must be looked at again.

    `before` and `after` are the machine's findings, people's decisions left aside.
    """

    before: DatasetFinding
    after: DatasetFinding
    scan_again: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether a label or level is otherwise than before."""
        return _grades(self.before) != _grades(self.after)


def revalue(
    settings: Settings, wanted: str = "", *, profile: str = "", dry_run: bool = False
) -> list[Revalued]:
    """Every data set that was graded by other policies, graded by those in force.

    Or the one called `wanted`. `profile` grades by another profile than before. Raises
    MisuseError for an unknown data set or profile.
    """
    policies = read_policies(settings)
    if profile and profile not in policies.profiles:
        known = ", ".join(sorted(policies.profiles))
        raise MisuseError(f"no grading profile {profile!r}; there are: {known}")
    with open_book(settings) as book:
        outdated = Outdated(book, policies)
        records = [find_record(book, wanted)] if wanted else book.list(Dataset)
        found = []
        for record in records:
            chosen = profile or record.finding.profile
            if outdated.is_current(record) and chosen == record.finding.profile:
                continue
            if chosen not in policies.profiles:
                reason = f"it was graded under profile {chosen!r}, which is not loaded"
                found.append(Revalued(record.finding, record.finding, (reason,)))
                continue
            revalued = outdated.revalued(record, policies.profiles[chosen])
            found.append(revalued)
            if not dry_run:
                _keep(book, record, revalued, settings, policies)
        if not dry_run and found:
            note_changes(book, policies, actor=settings.actor)
    return sorted(found, key=lambda each: (each.after.source, each.after.name))


def policy_set(policies: Policies, *, unit: str, time: str) -> PolicySet:
    """What these policies look at values and names by, part by part, to be compared later."""
    return PolicySet(
        id=policies.digest,
        unit=unit,
        time=time,
        recognisers={
            each.id: _digest(each.model_dump_json(exclude=_NOT_VALUES))
            for each in policies.recognisers.values()
            if _looks_at_values(each)
        },
        headers={
            each.id: _digest(each.headers.model_dump_json() + each.evidence)
            for each in policies.recognisers.values()
        },
        lexicons={
            name: _digest("\n".join(sorted(words))) for name, words in policies.lexicons.items()
        },
    )


class Outdated:
    """The policies in force held against those that data sets were looked at by."""

    def __init__(self, book: Book, policies: Policies) -> None:
        self._book = book
        self._policies = policies
        self._now = policy_set(policies, unit="", time="")
        self._before: dict[str, PolicySet | None] = {}

    def is_graded(self, record: Dataset) -> bool:
        """Whether the grades are by the policies in force, though labels may be by others."""
        return record.finding.policy_digest == self._policies.digest

    def is_current(self, record: Dataset) -> bool:
        """Whether the finding is by the policies in force, labels and grades."""
        return self.is_graded(record) and not record.labelled_by

    def scan_again(self, record: Dataset) -> tuple[str, ...]:
        """Why the values must be looked at again; empty where what is stored suffices."""
        if self.is_current(record) or not _has_values(record.finding):
            return ()
        before = self._set(record.labelled_by or record.finding.policy_digest)
        if before is None:
            return (_UNKNOWN,)
        found = [
            f"word list {name} changed" for name in _differing(before.lexicons, self._now.lexicons)
        ]
        fields = record.finding.fields
        for label in _differing(before.recognisers, self._now.recognisers):
            if label not in self._now.recognisers:
                if any(_bears(field, label) for field in fields):
                    found.append(f"recogniser {label} is no more")
            else:
                word = "changed" if label in before.recognisers else "is new"
                found.append(f"recogniser {label} {word}")
        found.extend(
            f"names for {label} changed"
            for label in _differing(before.headers, self._now.headers)
            if self._names_matter(label, record.finding)
        )
        return tuple(found)

    def revalued(self, record: Dataset, profile: GradingProfile) -> Revalued:
        """The finding by the policies in force, as far as what is stored allows."""
        finding = record.finding
        if _has_values(finding):
            after = regraded(finding, self._policies, profile)
        else:
            after = self._by_headers(finding, profile)
        return Revalued(finding, after, self.scan_again(record))

    def _by_headers(self, finding: DatasetFinding, profile: GradingProfile) -> DatasetFinding:
        lesson = self._lesson
        weighing = None if lesson is None else lesson.weighing()
        return _by_headers(finding, self._recognisers, self._policies, profile, weighing)

    @cached_property
    def _lesson(self) -> Lesson | None:
        return lesson_in_use(self._book)

    @cached_property
    def _recognisers(self) -> Recognisers:
        return compiled(self._policies, None if self._lesson is None else self._lesson.names)

    @cached_property
    def _headers(self) -> HeaderIndex:
        return self._recognisers.headers

    def _set(self, digest: str) -> PolicySet | None:
        if digest not in self._before:
            self._before[digest] = self._book.latest(PolicySet, digest)
        return self._before[digest]

    def _names_matter(self, label: str, finding: DatasetFinding) -> bool:
        """Whether other names for a label can touch any field: it was named so, or is now."""
        return any(
            _bears(field, label)
            or any(label in each.detail for each in field.reasons if each.kind in _NAMED)
            or any(
                hit.recogniser == label
                for hit in match_header(self._headers, field.name, field.comment, finding.name)
            )
            for field in finding.fields
        )


def _keep(
    book: Book, record: Dataset, revalued: Revalued, settings: Settings, policies: Policies
) -> None:
    looked_at_by = record.labelled_by or record.finding.policy_digest
    fresh = dataclasses.replace(
        record,
        time=book.now(),
        finding=revalued.after,
        labelled_by=looked_at_by if revalued.scan_again else "",
    )
    version = len(book.versions(Dataset, record.id))
    book.record(
        [fresh, policy_set(policies, unit=record.unit, time=book.now())],
        action="dataset.regrade",
        actor=settings.actor,
        unit=record.unit,
        detail={"level": revalued.after.level.value, "scan_again": len(revalued.scan_again)},
        imprints=book.imprints(record.id, version) or None,
    )


def _by_headers(
    finding: DatasetFinding,
    recognisers: Recognisers,
    policies: Policies,
    profile: GradingProfile,
    weighing: Weighing | None,
) -> DatasetFinding:
    """A finding without values, labelled anew by its names: what a scan of headers would say."""
    columns = tuple(Column(each.name, each.type, each.comment) for each in finding.fields)
    table = Table(finding.source, finding.name, columns, "", comment=finding.comment)
    table = dataclasses.replace(table, size_bytes=finding.size_bytes)
    return grade(
        table,
        decide_by_headers(table, recognisers, weighing),
        rows=finding.rows,
        sampled=finding.sampled,
        rows_exact=finding.rows_exact,
        complete=False,
        policies=policies,
        profile=profile,
        unit=finding.unit,
        dataset_id=finding.id,
    )


def _has_values(finding: DatasetFinding) -> bool:
    return any(field.sampled for field in finding.fields)


def _looks_at_values(recogniser: Recogniser) -> bool:
    return recogniser.evidence != "header"


def _bears(field: FieldFinding, label: str) -> bool:
    return field.label == label or any(rate.label == label for rate in field.labels)


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _grades(finding: DatasetFinding) -> Sequence[object]:
    fields: Iterable[object] = ((each.name, each.label, each.level) for each in finding.fields)
    return finding.level, finding.important_factors, *fields


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
