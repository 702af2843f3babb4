# The guided tour: departments' data is generated, scanned, catalogued, shared masked, and the
# ledger of it all verified, by the same operations that real data goes through.
from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from policies import Title
from schema import Level, MisuseError, Sample, Share

from .audit import verify_ledger
from .catalogue import export_catalogue
from .departments import make_departments
from .review import review_field
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

# What the tour says of its steps.
_STEPS: Mapping[str, Title] = {
    "generate": Title(
        zh="生成某市各部门的数据，居民{persons}人 -> {place}",
        en="generating the data of a city's departments, {persons} residents -> {place}",
    ),
    "scan": Title(zh="逐行扫描全部数据", en="scanning every row of it"),
    "decide": Title(
        zh="对{name}中未识别的列作出人工决定",
        en="deciding about the columns of {name} that nothing recognised",
    ),
    "export": Title(
        zh="导出目录：工作簿、网页和JSON",
        en="writing the catalogue as a workbook, a page and JSON",
    ),
    "share": Title(
        zh="脱敏后提供{name}，不含{column} -> {place}",
        en="sharing {name}, masked, without {column} -> {place}",
    ),
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
    say = _in(language, step)
    say("generate", persons=f"{persons:,}", place=data)
    make_departments(data, persons=persons)
    settings = Settings(home=directory / "home", actor=actor, site=data / "site.yaml")
    say("scan")
    outcome = scan(ScanRequest(targets=(str(data),), sample=Sample(rows=None)), settings, tell=tell)
    source = next(each.source for each in outcome.datasets if each.source.endswith(_SHARED))
    copy = directory / "shared" / "outpatients-masked.csv"
    copy.parent.mkdir()
    say("decide", name=_SHARED)
    for field, reason in _DECIDED.items():
        review_field(
            settings, source, field, decision="confirmed", reason=reason, level=Level.GENERAL_2
        )
    exports = (
        directory / "catalogue.xlsx",
        directory / "report.html",
        directory / "catalogue.json",
    )
    say("export")
    export_catalogue(settings, exports, language=language)
    say("share", name=_SHARED, column=_LEFT_OUT, place=copy)
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


def _in(language: str, step: Callable[[str], None]) -> Callable[..., None]:
    """What tells of a step in this language."""

    def say(key: str, **values: object) -> None:
        title = _STEPS[key]
        step((title.zh if language == "zh" else title.en).format_map(values))

    return say
