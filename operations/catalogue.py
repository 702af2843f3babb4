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
from policies import GradingProfile, Policies
from schema import Dataset, DatasetFinding, MisuseError, Review, ScanJob, Skipped

from .finding_json import scan_json
from .outputs import deliver, refuse_output
from .recording import Book
from .report import write_report
from .settings import Settings, local_now, open_book, read_policies, read_site
from .wording import Wording, wording
from .workbook import write_workbook

__all__ = [
    "EXPORTS",
    "Entry",
    "entry_of",
    "export_catalogue",
    "find_entry",
    "find_record",
    "list_entries",
    "profile_of",
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
        entries = [entry_of(record, book, policies) for record in book.list(Dataset)]
    return sorted(entries, key=lambda each: (each.finding.source, each.finding.name))


def find_entry(settings: Settings, wanted: str) -> Entry:
    """The data set with this id, or the only one of this name, source or `source#name`.

    Raises MisuseError where there is none, or more than one.
    """
    with open_book(settings) as book:
        return entry_of(find_record(book, wanted), book, read_policies(settings))


def find_record(book: Book, wanted: str) -> Dataset:
    """The latest finding about the data set called this; MisuseError as in `find_entry`."""
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


def entry_of(record: Dataset, book: Book, policies: Policies) -> Entry:
    """A finding with the decisions about it, which must never be left out in silence."""
    reviews = book.reviews(record.id)
    finding = record.finding
    if reviews:
        finding = with_reviews(finding, reviews, policies, profile_of(finding, policies))
    return Entry(finding, len(book.versions(Dataset, record.id)), record.time, tuple(reviews))


def profile_of(finding: DatasetFinding, policies: Policies) -> GradingProfile:
    """The profile a finding was graded by. Raises MisuseError where it is not loaded."""
    profile = policies.profiles.get(finding.profile)
    if profile is None:
        raise MisuseError(
            f"{finding.id} was graded under profile {finding.profile!r}, which is not loaded: "
            "say where it is (--policies DIRECTORY)"
        )
    return profile


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
            write_workbook(path, findings, site, policies, time=local_now(), language=language)
        elif path.suffix == ".html":
            write_report(
                path,
                findings,
                site,
                policies,
                time=local_now(),
                language=language,
                skipped=skipped,
            )
        else:
            text = json.dumps(scan_json(findings, skipped), ensure_ascii=False, indent=2)
            path.write_text(text + "\n", encoding="utf-8")

    deliver(outputs, write, overwrite=overwrite)
    return len(findings)


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


def _is_called(finding: DatasetFinding, wanted: str) -> bool:
    """Whether a person means this data set: a path may be written as from where they are."""
    here = wanted if "://" in wanted else os.path.abspath(wanted)  # noqa: PTH100  links are left alone
    full = f"{finding.source}#{finding.name}"
    return wanted in {finding.name, finding.source, full} or here in {finding.source, full}
