# A catalogue put together record by record at times of one's choice, without any scan.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from compared_findings import field, finding

from classify import imprint_of
from classify.siphash import siphash
from classify.sketch import packed
from operations.recording import Book
from policies import Policies, load_policies
from schema import (
    Dataset,
    DatasetFinding,
    FieldFinding,
    Imprint,
    Level,
    Reason,
    Review,
    ScanJob,
    Skipped,
)

POLICIES: Policies = load_policies()
WHO = {"actor": "tests", "unit": "local"}
KEY = bytes(16)


def day(number: int, hour: int = 8) -> str:
    """A time on a day of November 2026."""
    return f"2026-11-{number:02}T{hour:02}:00:00.000000Z"


def book_at(home: Path, now: str = day(20)) -> Book:
    return Book(home, clock=lambda: now)


def ticking(home: Path) -> Book:
    """A book whose every look at the clock is a second later, from the 20th on."""
    seconds: Iterator[int] = iter(range(36_000))

    def clock() -> str:
        second = next(seconds)
        return f"2026-11-20T{8 + second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000000Z"

    return Book(home, clock=clock)


def people(
    name: str = "people", *fields: FieldFinding, source: str = "", **more: object
) -> DatasetFinding:
    """A data set of this name with an identity number and a telephone number."""
    held = fields or (
        field("证件号", reasons=(Reason("check", "holds"),)),
        field("手机号", "cn.mobile", Level.GENERAL_2),
    )
    return finding(
        *held, id=f"ds-{name}", name=name, source=source or f"/data/{name}.csv",
        **({"policy_digest": POLICIES.digest} | more),
    )  # fmt: skip


def important(name: str = "people", **more: object) -> DatasetFinding:
    """A candidate for important data, by a factor of annex G."""
    reasons = (Reason("factor", "factor p: it says so"),)
    return people(
        name,
        **({"level": Level.IMPORTANT_CANDIDATE, "important_factors": ("p",), "reasons": reasons} | more),
    )  # fmt: skip


def keep(
    book: Book,
    found: DatasetFinding,
    time: str = day(1),
    *,
    imprints: Sequence[Imprint] | None = None,
    mark: str = "",
) -> str:
    record = Dataset(
        id=found.id, unit="local", time=time, finding=found, job="job", fingerprint=mark or time
    )
    book.record([record], action="test", imprints=imprints, **WHO)
    return found.id


def scanned(
    book: Book,
    number: int,
    *datasets: str,
    skipped: Sequence[str] = (),
    places: Sequence[str] = ("/data",),
) -> str:
    """A scan on a day of November, from seven to nine."""
    job = ScanJob(
        id=f"job-{number}", unit="local", time=day(number, 7), targets=tuple(places), options={},
        state="done", policy_digest=POLICIES.digest, finished=day(number, 9), datasets=datasets,
        skipped=tuple(Skipped(each, "cannot be read") for each in skipped), places=tuple(places),
    )  # fmt: skip
    book.record([job], action="test", **WHO)
    return job.id


def review(
    book: Book,
    dataset: str,
    time: str = day(5),
    *,
    decision: str = "confirmed",
    level: Level | None = None,
    name: str = "",
    label: str = "",
    **more: object,
) -> None:
    decided = Review(
        id=f"rv-{dataset}-{time}-{name}", unit="local", time=time, dataset=dataset, field=name,
        reviewer="王敏", decision=decision, reason="because", label=label, level=level, **more,
    )  # fmt: skip
    book.record([decided], action="test", **WHO)


def imprint(name: str, *spans: tuple[int, int], covered: float = 1.0) -> Imprint:
    """The imprint of a column that holds the numbers of these spans."""
    numbers = np.concatenate([np.arange(*span, dtype=np.uint64) for span in spans])
    sketch = packed(siphash(numbers, b"spread them over").tolist())
    return imprint_of(name, sketch, KEY, covered=covered)
