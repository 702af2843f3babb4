# The catalogue at any time: which finding of a data set was in force, what people had decided
# by then, what its origins left it, and whether it was still there. Findings, decisions and
# lineage are records with their times; nothing is undone to look back.
from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from classify import with_lineage, with_reviews
from policies import GradingProfile, Policies
from schema import Dataset, DatasetFinding, Lineage, MisuseError, Review, ScanJob
from store import Version

from .recording import Book

__all__ = ["NOW", "History", "latest_review", "lineage_id", "profile_of"]

# Later than any time that is recorded.
NOW = "9999"


class History:
    """What the book says of data sets, by time; times are RFC 3339, and "until" includes its own.

    Reads each data set once; a later change of the book is not seen.
    """

    def __init__(self, book: Book, policies: Policies) -> None:
        self._book = book
        self._policies = policies
        self._versions: dict[str, list[Version]] = {}
        self._reviews: dict[str, list[Review]] = {}
        self._lineages: dict[str, list[Version]] = {}
        self._decided: dict[tuple[str, str], DatasetFinding | None] = {}

    @cached_property
    def datasets(self) -> list[str]:
        """The ids of all data sets there ever were."""
        return [record.id for record in self._book.list(Dataset)]

    @cached_property
    def jobs(self) -> list[ScanJob]:
        """The scans that came to their end, in that order."""
        done = (job for job in self._book.list(ScanJob) if job.state == "done")
        return sorted(done, key=lambda job: job.finished)

    @cached_property
    def _found(self) -> list[frozenset[str]]:
        """What each of them found."""
        return [frozenset(job.datasets) for job in self.jobs]

    def versions(self, dataset: str) -> list[Version]:
        """All versions of a data set's finding, the oldest first."""
        if dataset not in self._versions:
            self._versions[dataset] = self._book.versions(Dataset, dataset)
        return self._versions[dataset]

    def version(self, dataset: str, until: str = NOW) -> tuple[int, Dataset] | None:
        """The version of the finding in force at a time, None before the first."""
        found = None
        for version in self.versions(dataset):
            record = version.record
            if isinstance(record, Dataset) and record.time <= until:
                found = version.version, record
        return found

    def reviews(self, dataset: str, until: str = NOW) -> list[Review]:
        """People's decisions by a time, the oldest first."""
        if dataset not in self._reviews:
            self._reviews[dataset] = self._book.reviews(dataset)
        return [each for each in self._reviews[dataset] if each.time <= until]

    def lineage(self, dataset: str, until: str = NOW) -> Lineage | None:
        """What the data set was made from, as was known at a time."""
        if dataset not in self._lineages:
            self._lineages[dataset] = self._book.versions(Lineage, lineage_id(dataset))
        found = None
        for version in self._lineages[dataset]:
            if isinstance(version.record, Lineage) and version.record.time <= until:
                found = version.record
        return found

    def reviewed(self, dataset: str, until: str = NOW) -> DatasetFinding | None:
        """The finding in force at a time with people's decisions, its origins left aside."""
        version = self.version(dataset, until)
        if version is None:
            return None
        finding = version[1].finding
        if reviews := self.reviews(dataset, until):
            profile = profile_of(finding, self._policies)
            finding = with_reviews(finding, reviews, self._policies, profile)
        return finding

    def decided(self, dataset: str, until: str = NOW) -> DatasetFinding | None:
        """The finding in force at a time, with the decisions and the lineage of then.

        Raises MisuseError where it was decided about under a profile that is not loaded.
        """
        key = dataset, until
        if key not in self._decided:
            # A circle of origins, which is refused when it is declared, must not hang either.
            self._decided[key] = None
            self._decided[key] = self._decide(dataset, until)
        return self._decided[key]

    def gone_since(self, dataset: str, until: str = NOW) -> str:
        """Since when a data set is no more where it was, "" where it is there or nobody looked.

        It is gone when a scan of the place it was found in ended without it, unless that
        scan could not read its source.
        """
        found_in: list[ScanJob] = []
        gone = ""
        for job, found in zip(self.jobs, self._found, strict=True):
            if job.finished > until:
                break
            if dataset in found:
                found_in.append(job)
                gone = ""
            elif not gone and found_in and self._looked_for(job, found_in, dataset):
                gone = job.finished
        return gone

    def _decide(self, dataset: str, until: str) -> DatasetFinding | None:
        finding, lineage = self.reviewed(dataset, until), self.lineage(dataset, until)
        if finding is None or lineage is None:
            return finding
        derivation = self._policies.derivations.get(lineage.operation)
        if derivation is None:
            raise MisuseError(
                f"{finding.id} was made by {lineage.operation!r}, of which no policy speaks: "
                "say where it is (--policies DIRECTORY)"
            )
        origins = [self.decided(each, until) for each in lineage.origins]
        return with_lineage(
            finding,
            lineage,
            [each for each in origins if each is not None],
            derivation,
            self._policies.profiles.get(finding.profile),
        )

    def _looked_for(self, job: ScanJob, found_in: Sequence[ScanJob], dataset: str) -> bool:
        source = self.versions(dataset)[-1].record
        assert isinstance(source, Dataset)
        place = source.finding.source
        if any(_of_one_place(place, each.source) for each in job.skipped):
            return False
        return any(_holds(each, place) for each in job.places) or any(
            # The same scan as before, whatever its targets are and hold.
            job.places == earlier.places and job.targets == earlier.targets
            for earlier in found_in
        )


def latest_review(reviews: Sequence[Review]) -> Review | None:
    """The decision in force about a whole data set, the last of its kind."""
    whole = [each for each in reviews if not each.field]
    return max(whole, key=lambda each: each.time) if whole else None


def lineage_id(dataset: str) -> str:
    """The id of a data set's lineage: it has one, whose versions are its history.

    >>> lineage_id("ds-a10728a8ce57577e")
    'ln-a10728a8ce57577e'
    """
    return "ln-" + dataset.removeprefix("ds-")


def profile_of(finding: DatasetFinding, policies: Policies) -> GradingProfile:
    """The profile a finding was graded by. Raises MisuseError where it is not loaded."""
    profile = policies.profiles.get(finding.profile)
    if profile is None:
        raise MisuseError(
            f"{finding.id} was graded under profile {finding.profile!r}, which is not loaded: "
            "say where it is (--policies DIRECTORY)"
        )
    return profile


def _holds(place: str, source: str) -> bool:
    """Whether a scan of a place would have come upon a source."""
    return source == place or source.startswith(place.rstrip("/") + "/")


def _of_one_place(one: str, other: str) -> bool:
    """Whether two ways of naming what was read begin alike, a table's name apart."""
    return one.startswith(other) or other.startswith(one)
