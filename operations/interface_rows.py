# Data interfaces as they are printed: rows of a table and lines about findings in the reader's
# language, and as JSON.
from __future__ import annotations

from collections.abc import Iterator, Sequence

from schema import DataInterface, InterfaceFinding

from .interface_words import INTERFACE_WORDS
from .problem import words_at_hand
from .settings import Settings
from .wording import Wording

__all__ = ["finding_lines", "interface_json", "interface_rows", "interface_word"]

_MOST_CALLERS = 3


def interface_word(key: str, language: str) -> str:
    """A word of ours about interfaces."""
    return INTERFACE_WORDS[key].zh if language == "zh" else INTERFACE_WORDS[key].en


def interface_rows(
    settings: Settings, interfaces: Sequence[DataInterface], language: str
) -> list[list[str]]:
    """A row for each interface."""
    words = words_at_hand(settings, language)
    return [
        [
            ", ".join(interface_word(one.kind, language) for one in each.findings),
            each.service,
            each.method,
            each.template,
            each.described_by,
            f"{each.calls:,}",
            f"{len(each.callers) + each.other_callers:,}",
            words.name(each.level.value) if each.records else "",
            f"{each.records:,}" if each.records else "",
            f"{each.most_records:,}" if each.records else "",
            each.last_seen[:16].replace("T", " "),
        ]
        for each in interfaces
    ]


def finding_lines(
    settings: Settings, interfaces: Sequence[DataInterface], language: str
) -> Iterator[tuple[str, list[str]]]:
    """For each interface with findings its address, and lines: each finding, and what it gives to whom."""
    words = words_at_hand(settings, language)
    between = "，" if language == "zh" else ", "
    for each in interfaces:
        if not each.findings:
            continue
        lines = []
        for one in each.findings:
            told = between.join(_clauses(one, language, words))
            mark = "：" if language == "zh" else ": "
            lines.append(f"{interface_word(one.kind, language)}{mark}{told}")
        if each.labels:
            counted = between.join(f"{words.name(k)} {n:,}" for k, n in each.labels.items())
            lines.append(f"{interface_word('labels', language)}: {counted}")
        if each.datasets:
            lines.append(f"{interface_word('datasets', language)}: {between.join(each.datasets)}")
        if each.records:
            lines.append(f"{interface_word('callers', language)}: {_callers(each, language)}")
        yield f"{each.method} {each.service}{each.template}", lines


def interface_json(interface: DataInterface) -> dict[str, object]:
    """An interface as it is printed, a line each."""
    return {
        "id": interface.id,
        "service": interface.service,
        "method": interface.method,
        "template": interface.template,
        "described_by": interface.described_by or None,
        "calls": interface.calls,
        "callers": [
            {"name": each.name, "calls": each.calls, "records": each.records}
            for each in interface.callers
        ],
        "other_callers": interface.other_callers,
        "data": {
            "labels": dict(interface.labels),
            "level": interface.level.value,
            "records": interface.records,
            "most_records": interface.most_records,
            "most_persons": interface.most_persons,
            "datasets": list(interface.datasets),
        },
        "received": interface.received,
        "open_calls": interface.open_calls,
        "open_records": interface.open_records,
        "first_seen": interface.first_seen,
        "last_seen": interface.last_seen,
        "findings": [
            {"kind": one.kind, "severity": one.severity, "because": list(one.because)}
            for one in interface.findings
        ],
        "evidence": list(interface.evidence),
    }


def _clauses(finding: InterfaceFinding, language: str, words: Wording) -> Iterator[str]:
    for each in finding.because:
        name, _, value = each.partition("=")
        key = each if each in INTERFACE_WORDS else name
        if finding.kind == "shadow":
            key = f"shadow_{name}"
        if key == "shadow_records" and value == "0":
            continue
        between = "、" if language == "zh" else ", "
        labels = between.join(words.name(label) for label in value.split(","))
        number = f"{int(value):,}" if value.isdigit() else value
        yield interface_word(key, language).format(value=number, labels=labels)


def _callers(interface: DataInterface, language: str) -> str:
    shown = [
        interface_word("caller", language).format(
            name=each.name, calls=f"{each.calls:,}", records=f"{each.records:,}"
        )
        for each in interface.callers[:_MOST_CALLERS]
    ]
    rest = len(interface.callers) - len(shown) + interface.other_callers
    if rest:
        shown.append(interface_word("more_callers", language).format(count=f"{rest:,}"))
    return ("，" if language == "zh" else ", ").join(shown)
