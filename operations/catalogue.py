# The catalogue: what the latest scans found, with people's decisions on top. Findings and
# reviews are kept apart, so that no scan can undo what a person decided.
from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classify import with_reviews
from connectors import shown
from policies import Policies
from schema import Dataset, DatasetFinding, Level, MisuseError, Review, ScanJob, Skipped

from .finding_json import scan_json
from .outputs import deliver, refuse_output
from .rates import Rates, rates_in
from .recording import Book, new_id
from .report import write_report
from .settings import Settings, open_book, read_policies, read_site, utc_now
from .wording import Wording, wording
from .workbook import write_workbook

__all__ = [
    "EXPORTS",
    "Entry",
    "export_catalogue",
    "find_entry",
    "list_entries",
    "rates_of",
    "review_field",
    "words_in",
]

# What `catalogue export` writes, by the ending of the file asked for.
EXPORTS = (".xlsx", ".html", ".json")


@dataclass(frozen=True, slots=True)
class Entry:
    """A data set as the catalogue has it: the latest finding, decisions applied.

    `versions` counts the findings so far, `found` is the time of the latest.
    """

    finding: DatasetFinding
    versions: int
    found: str
    reviews: tuple[Review, ...]


def list_entries(settings: Settings) -> list[Entry]:
    """All data sets of the catalogue, by source and name."""
    policies = read_policies(settings)
    with open_book(settings) as book:
        entries = [_entry(record, book, policies) for record in book.list(Dataset)]
    return sorted(entries, key=lambda each: (each.finding.source, each.finding.name))


def find_entry(settings: Settings, wanted: str) -> Entry:
    """The data set with this id, or the only one of this name, source or `source#name`.

    Raises MisuseError where there is none, or more than one.
    """
    with open_book(settings) as book:
        return _entry(_find(book, wanted), book, read_policies(settings))


def review_field(
    settings: Settings,
    wanted: str,
    field: str,
    *,
    decision: str,
    reason: str,
    label: str = "",
    level: Level | None = None,
) -> Entry:
    """The data set after a named person's decision about a field ("" for the whole set).

    `decision` is confirmed or overruled; `label` "none" says it is nothing that is
    recognised. Confirming a whole set that is a candidate for important data makes it
    important, and the decision says so, whatever a later scan finds. Raises MisuseError for
    what is unknown or says nothing.
    """
    policies = read_policies(settings)
    if decision not in {"confirmed", "overruled"}:
        raise MisuseError("a decision is confirmed or overruled")
    if not reason.strip():
        raise MisuseError("a decision needs its reason")
    if decision == "overruled" and not label and level is None:
        raise MisuseError("overruling needs a label or a level to put in its place")
    if label not in {"", "none"} and label not in policies.recognisers:
        raise MisuseError(f"no recogniser {label!r}; `tongguan policies list` shows them")
    if label and not field:
        raise MisuseError("a label belongs to a field: name the field, or give a level")
    with open_book(settings) as book:
        record = _find(book, wanted)
        finding = record.finding
        if field and field not in {each.name for each in finding.fields}:
            raise MisuseError(f"{finding.name} has no field {field!r}")
        if not field and decision == "confirmed" and level is None:
            level = _confirmed(record, book, policies)
        review = Review(
            id=new_id("rv"),
            unit=finding.unit,
            time=utc_now(),
            dataset=finding.id,
            field=field,
            reviewer=settings.actor,
            decision=decision,
            reason=reason,
            label=label,
            level=level,
        )
        book.record(
            [review],
            action="field.review" if field else "dataset.review",
            actor=settings.actor,
            unit=finding.unit,
            detail={"dataset": finding.id, "decision": decision},
        )
        return _entry(record, book, policies)


def export_catalogue(
    settings: Settings, outputs: Sequence[Path], *, language: str, overwrite: bool = False
) -> int:
    """The number of data sets written to each output: workbook, page or JSON by its ending.

    All outputs are written or none. Raises MisuseError for another ending, a file that is
    there or a directory that is not, SourceError where the disk is full.
    """
    for output in outputs:
        if output.suffix not in EXPORTS:
            raise MisuseError(f"{output}: expected a name ending in {', '.join(EXPORTS)}")
        refuse_output(output, overwrite=overwrite)
    entries = list_entries(settings)
    findings = [entry.finding for entry in entries]
    site = read_site(settings)
    policies = read_policies(settings)
    with open_book(settings) as book:
        skipped = _still_skipped(book)

    def write(path: Path) -> None:
        if path.suffix == ".xlsx":
            write_workbook(path, findings, site, policies, time=utc_now(), language=language)
        elif path.suffix == ".html":
            write_report(
                path,
                findings,
                site,
                policies,
                time=utc_now(),
                language=language,
                skipped=skipped,
            )
        else:
            text = json.dumps(scan_json(findings, skipped), ensure_ascii=False, indent=2)
            path.write_text(text + "\n", encoding="utf-8")

    deliver(outputs, write, overwrite=overwrite)
    return len(findings)


def rates_of(settings: Settings, language: str) -> Rates:
    """Labels with their shares as people read them, by the policies in force."""
    policies = read_policies(settings)
    return rates_in(wording(language, policies), policies)


def words_in(settings: Settings, language: str) -> Wording:
    """The words of a language for levels, labels and reasons, by the policies in force."""
    return wording(language, read_policies(settings))


def _still_skipped(book: Book) -> tuple[Skipped, ...]:
    """What the last scan of each set of targets left out and no later scan has read since."""
    latest: dict[tuple[str, ...], ScanJob] = {}
    for job in sorted(book.list(ScanJob), key=lambda each: each.time):
        if job.state == "done":
            latest[job.targets] = job
    graded: dict[str, str] = {}
    for record in book.list(Dataset):
        source = record.finding.source
        graded[source] = max(record.time, graded.get(source, ""))
    left_out = {
        each
        for job in latest.values()
        for each in job.skipped
        if graded.get(each.source, "") <= job.finished
    }
    return tuple(sorted(left_out, key=lambda each: (each.source, each.error)))


def _find(book: Book, wanted: str) -> Dataset:
    wanted = shown(wanted)
    exact = book.latest(Dataset, wanted)
    if exact is not None:
        return exact
    found = [record for record in book.list(Dataset) if _is_called(record.finding, wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(record.id for record in found)
        raise MisuseError(f"{wanted!r} fits several data sets: {ids}")
    raise MisuseError(f"the catalogue has no data set {wanted!r}; scan it, or see `catalogue list`")


def _is_called(finding: DatasetFinding, wanted: str) -> bool:
    """Whether a person means this data set: a path may be written as from where they are."""
    here = wanted if "://" in wanted else os.path.abspath(wanted)  # noqa: PTH100  links are left alone
    full = f"{finding.source}#{finding.name}"
    return wanted in {finding.name, finding.source, full} or here in {finding.source, full}


def _entry(record: Dataset, book: Book, policies: Policies) -> Entry:
    reviews = book.reviews(record.id)
    finding = _decided(record.finding, reviews, policies)
    return Entry(finding, len(book.versions(Dataset, record.id)), record.time, tuple(reviews))


def _confirmed(record: Dataset, book: Book, policies: Policies) -> Level | None:
    """The level that confirming a whole data set gives it, None where it stays as found."""
    # Earlier decisions about the whole set are what this one replaces.
    fields = [review for review in book.reviews(record.id) if review.field]
    found = _decided(record.finding, fields, policies)
    return Level.IMPORTANT if found.level is Level.IMPORTANT_CANDIDATE else None


def _decided(
    finding: DatasetFinding, reviews: Sequence[Review], policies: Policies
) -> DatasetFinding:
    """The finding with people's decisions, which must never be left out in silence."""
    if not reviews:
        return finding
    profile = policies.profiles.get(finding.profile)
    if profile is None:
        raise MisuseError(
            f"{finding.id} was graded and reviewed under profile {finding.profile!r}, which is "
            "not loaded: say where it is (--policies DIRECTORY)"
        )
    return with_reviews(finding, reviews, policies, profile)
