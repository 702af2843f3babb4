# The catalogue: what the latest scans found, with people's decisions on top. Findings and
# reviews are kept apart, so that no scan can undo what a person decided.
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policies import Policies
from schema import Dataset, DatasetFinding, MisuseError, Review, ScanJob, Skipped

from .finding_json import scan_json
from .history import History
from .lookup import find_record
from .outputs import deliver, refuse_output
from .recording import Book
from .report import write_report
from .settings import Settings, local_now, open_book, read_policies, read_site
from .wording import Wording, wording
from .workbook import write_workbook
from .workbook_facts import gather_facts

__all__ = [
    "EXPORTS",
    "Entry",
    "entry_of",
    "export_catalogue",
    "find_entry",
    "find_record",
    "list_entries",
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


def entry_of(record: Dataset, book: Book, policies: Policies) -> Entry:
    """A finding with the decisions about it, which must never be left out in silence."""
    history = History(book, policies)
    finding = history.decided(record.id)
    assert finding is not None
    versions, reviews = history.versions(record.id), history.reviews(record.id)
    return Entry(finding, len(versions), record.time, tuple(reviews))


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
        facts = gather_facts(book, policies)

    def write(path: Path) -> None:
        if path.suffix == ".xlsx":
            write_workbook(
                path,
                findings,
                site,
                policies,
                time=local_now(),
                language=language,
                facts=facts,
                actor=settings.actor,
            )
        elif path.suffix == ".html":
            write_report(
                path,
                findings,
                site,
                policies,
                time=local_now(),
                language=language,
                skipped=skipped,
                facts=facts,
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
