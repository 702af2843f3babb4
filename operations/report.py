# The catalogue as one HTML file that loads nothing: styles and charts inside, no script,
# every text escaped, and a policy in the page that forbids the browser any request.
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from classify.floor import counted_labels
from policies import Policies, Site
from schema import DatasetFinding, FieldFinding, Level, Skipped

from .chart import Bar, Segment, bar_chart, strip
from .decisions import decision_on, decisions_in
from .ownership import department_of, system_of
from .page import page_template
from .problem import problem_in
from .rates import found_in
from .report_words import METHOD, REPORT_WORDS
from .standing_words import (
    filing_state,
    gone_since,
    occasion_lines,
    refiling_lines,
    standing_tag,
)
from .wording import Wording, wording
from .workbook_facts import Facts

__all__ = ["write_report"]

_GROUPS_SHOWN: Final = 12
_LABELS_SHOWN: Final = 12
_PEOPLED_SHOWN: Final = 10
# Up to so many datasets the details stand open: a short report is read whole.
_OPEN_UP_TO: Final = 12


@dataclass(frozen=True, slots=True)
class _Life:
    """Where a dataset stands in a word, whether it is due again, and what is to be told of it."""

    tag: str = ""
    is_due: bool = False
    lines: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shown:
    """A dataset as the page needs it."""

    finding: DatasetFinding
    group: str
    owner: str
    strip: str
    decisions: Mapping[str, int]
    known: tuple[FieldFinding, ...]
    others: tuple[FieldFinding, ...]
    life: _Life


def write_report(
    path: Path,
    datasets: Sequence[DatasetFinding],
    site: Site,
    policies: Policies,
    *,
    time: str,
    language: str = "zh",
    skipped: Sequence[Skipped] = (),
    facts: Facts | None = None,
) -> None:
    """The report at `path`; a file that stands there is replaced.

    `facts` are what the store knows beside findings. Titles of labels and classes come from `policies`. Datasets stand gravest first. Raises
    ValueError for a language other than "zh" and "en".
    """
    words = wording(language, policies)
    ordered = sorted(datasets, key=lambda one: (-one.level.rank, one.source, one.name))
    facts = facts or Facts()
    shown = [_shown(one, site, words, facts) for one in ordered]
    stream = page_template("report.html.j2").stream(
        say={key: words.of(title) for key, title in REPORT_WORDS.items()},
        method=[words.of(title) for title in METHOD],
        words=words,
        language="zh-CN" if words.language == "zh" else "en",
        site=site,
        time=_to_the_minute(time),
        profiles=dict.fromkeys(one.profile for one in ordered if one.profile),
        digests=dict.fromkeys(one.policy_digest for one in ordered if one.policy_digest),
        datasets=shown,
        figures=_figures(ordered, facts),
        charts=_charts(shown, words),
        levels=[level for level in reversed(Level) if any(one.level is level for one in ordered)],
        skipped=[(one.source, problem_in(one.error, words)) for one in skipped],
        details_open=len(ordered) <= _OPEN_UP_TO,
        found_in=found_in,
        decision_on=decision_on,
        count=_count,
    )
    stream.enable_buffering(200)
    with path.open("wb") as file:
        # A name may hold what UTF-8 has no bytes for: shown as a mark, not a failure.
        stream.dump(file, encoding="utf-8", errors="replace")


def _to_the_minute(time: str) -> str:
    """`2026-11-24 11:00 +08:00` of a time in RFC 3339; UTC is said so."""
    day, _, rest = time.partition("T")
    zone = "UTC" if rest.endswith("Z") else rest[-6:]
    return f"{day} {rest[:5]} {zone}"


def _shown(finding: DatasetFinding, site: Site, words: Wording, facts: Facts) -> _Shown:
    system = system_of(site, finding.source)
    department = department_of(site, system)
    owner = [one.name for one in (system, department) if one is not None]
    group = department.name if department else system.name if system else _root(finding.source)
    known = [field for field in finding.fields if _is_known(field)]
    known.sort(key=lambda field: -field.level.rank)
    others = tuple(field for field in finding.fields if not _is_known(field))
    levels = Counter(field.level for field in finding.fields)
    bar = strip([_segment(level, levels[level], words) for level in reversed(Level)])
    decisions = decisions_in(finding)
    return _Shown(
        finding,
        group,
        " / ".join(owner),
        bar,
        decisions,
        tuple(known),
        others,
        _life(finding, facts, words),
    )


def _life(finding: DatasetFinding, facts: Facts, words: Wording) -> _Life:
    standing = facts.standings.get(finding.id)
    changes = tuple(occasion_lines(facts.given(finding.id), words))
    if standing is None:
        return _Life(changes=changes)
    lines = (
        filing_state(standing, words),
        gone_since(standing, words),
        *refiling_lines(standing, words),
    )
    return _Life(
        standing_tag(standing, words), bool(standing.rules), tuple(filter(None, lines)), changes
    )


def _is_known(field: FieldFinding) -> bool:
    """Whether there is anything to say of a field beyond its name."""
    told = any(one.kind == "reading" for one in field.reasons) or decision_on(field.reasons)
    return bool(told or counted_labels(field))


def _root(source: str) -> str:
    """The database or the directory a source stands in, for charts without a site file."""
    if "://" in source:
        parts = urlsplit(source)
        return f"{parts.hostname or ''}{parts.path}"
    return str(PurePosixPath(source).parent)


def _figures(datasets: Sequence[DatasetFinding], facts: Facts) -> Mapping[str, int]:
    standings = [facts.standings[one.id] for one in datasets if one.id in facts.standings]
    fields = [field for dataset in datasets for field in dataset.fields]
    return {
        "datasets": len(datasets),
        "fields": len(fields),
        "labelled": sum(field.label is not None for field in fields),
        "persons": sum(dataset.persons or 0 for dataset in datasets),
        "sensitive": sum(dataset.sensitive_persons or 0 for dataset in datasets),
        "candidates": sum(one.level is Level.IMPORTANT_CANDIDATE for one in datasets),
        "confirmed": sum(one.level.rank > Level.IMPORTANT_CANDIDATE.rank for one in datasets),
        "reviewed": sum(bool(decisions_in(dataset)) for dataset in datasets),
        "lowered": sum(decisions_in(dataset)["lowered"] for dataset in datasets),
        "overtaken": sum(decisions_in(dataset)["overtaken"] for dataset in datasets),
        "filed": sum(one.filing is not None for one in standings),
        "due": sum(bool(one.rules) for one in standings),
    }


def _charts(datasets: Sequence[_Shown], words: Wording) -> Mapping[str, str]:
    fields = Counter(field.level for one in datasets for field in one.finding.fields)
    by_level = [
        Bar(words.level(level), (_segment(level, fields[level], words),))
        for level in reversed(Level)
        if fields[level]
    ]
    labels = Counter(
        field.label for one in datasets for field in one.finding.fields if field.label is not None
    )
    by_label = [
        Bar(words.name(label), (Segment(amount, "ink", label),))
        for label, amount in sorted(labels.items(), key=lambda pair: (-pair[1], pair[0]))
    ][:_LABELS_SHOWN]
    return {
        key: bar_chart(bars, title=words.of(REPORT_WORDS[key])) if bars else ""
        for key, bars in (
            ("fields_by_level", by_level),
            ("datasets_by_group", list(_by_group(datasets, words))),
            ("top_labels", by_label),
            ("top_persons", list(_by_persons(datasets, words))),
        )
    }


def _by_group(datasets: Sequence[_Shown], words: Wording) -> Iterator[Bar]:
    """A bar for each department or source, the largest first and the rest as one."""
    groups: dict[str, Counter[Level]] = {}
    for one in datasets:
        groups.setdefault(one.group, Counter())[one.finding.level] += 1
    ordered = sorted(groups.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    rest: Counter[Level] = Counter()
    for _, levels in ordered[_GROUPS_SHOWN:]:
        rest += levels
    shown = ordered[:_GROUPS_SHOWN]
    if rest:
        shown.append((words.of(REPORT_WORDS["other"]), rest))
    for name, levels in shown:
        yield Bar(name, tuple(_segment(level, levels[level], words) for level in reversed(Level)))


def _by_persons(datasets: Sequence[_Shown], words: Wording) -> Iterator[Bar]:
    """The datasets about most persons, each in the colour of its level."""
    peopled = sorted(
        (one.finding for one in datasets if one.finding.persons),
        key=lambda one: -(one.persons or 0),
    )
    for one in peopled[:_PEOPLED_SHOWN]:
        figure = _count(one.persons, exact=one.persons_exact, words=words)
        segment = Segment(one.persons or 0, one.level.value, f"{words.level(one.level)}: {figure}")
        yield Bar(one.name, (segment,), figure)


def _segment(level: Level, amount: int, words: Wording) -> Segment:
    return Segment(amount, level.value, f"{words.level(level)}: {amount:,}")


def _count(number: int | None, *, exact: bool, words: Wording) -> str:
    """A figure as people read it: with its doubt, or a dash where there is none."""
    if number is None:
        return "—"
    return f"{number:,}" if exact else f"{words.of(REPORT_WORDS['about'])}{number:,}"
