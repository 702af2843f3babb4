# The guided tour: departments' data is generated, scanned, catalogued, shared masked, and the
# ledger of it all verified, by the same operations that real data goes through.
from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from schema import Level, MisuseError, Sample, Share

from .audit import verify_ledger
from .catalogue import export_catalogue, review_field
from .departments import make_departments
from .scan import Progress, ScanOutcome, ScanRequest, scan
from .settings import Settings
from .share import apply_share

__all__ = ["DemoOutcome", "run_demo"]

# A directory with this file in it was made by the demo and may be made anew.
_MARK = ".tongguan-demo"

# What is shared, and what an officer says of its columns before: unknown ones do not go out.
_SHARED = "门诊登记.csv"
_LEFT_OUT = "结算流水号"
_DECIDED = {
    "就诊日期": "a date of visit, needed to settle the bill",
    "就诊科室": "a department of the hospital, no diagnosis",
    "总费用": "an amount, says nothing about who paid it",
}


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """What the tour made; `settings` are those to look further with."""

    settings: Settings
    scan: ScanOutcome
    exports: tuple[Path, ...]
    share: Share
    copy: Path
    ledger_entries: int


def run_demo(
    directory: Path,
    *,
    persons: int,
    actor: str,
    language: str,
    step: Callable[[str], None],
    tell: Callable[[Progress], None],
) -> DemoOutcome:
    """The tour's results in `directory`, which is made, or made anew if a tour left it.

    `step` hears what begins, `tell` how the scan goes. Raises MisuseError where the
    directory holds anything else.
    """
    if directory.exists():
        if not (directory / _MARK).is_file() and any(directory.iterdir()):
            raise MisuseError(f"{directory} is not empty, and no demo made it: choose another")
        shutil.rmtree(directory)
    directory.mkdir(parents=True)
    (directory / _MARK).touch()
    data = directory / "data"
    step(f"generating the data of a city's departments, {persons:,} residents -> {data}")
    make_departments(data, persons=persons)
    settings = Settings(home=directory / "home", actor=actor, site=data / "site.yaml")
    step("scanning every row of it")
    outcome = scan(ScanRequest(targets=(str(data),), sample=Sample(rows=None)), settings, tell=tell)
    source = next(each.source for each in outcome.datasets if each.source.endswith(_SHARED))
    copy = directory / "shared" / "outpatients-masked.csv"
    copy.parent.mkdir()
    step(f"deciding about the columns of {_SHARED} that nothing recognised")
    for field, reason in _DECIDED.items():
        review_field(
            settings, source, field, decision="confirmed", reason=reason, level=Level.GENERAL_2
        )
    exports = (
        directory / "catalogue.xlsx",
        directory / "report.html",
        directory / "catalogue.json",
    )
    step("writing the catalogue as a workbook, a page and JSON")
    export_catalogue(settings, exports, language=language)
    step(f"sharing {_SHARED}, masked, without {_LEFT_OUT} -> {copy}")
    shared = apply_share(
        settings,
        source,
        purpose="share-conditional",
        recipient="市医疗保障局",
        approver="张审核",
        output=copy,
        drop=(_LEFT_OUT,),
    )
    assert shared.share is not None
    entries = verify_ledger(settings)["entries"]
    return DemoOutcome(settings, outcome, exports, shared.share, copy, entries)
