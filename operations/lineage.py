# What was made from what: declared by a person, or known from the record of a share whose copy
# turns up in a scan. Derived data begins at the strictest level of its origins; that it is
# lower takes evidence, an approver, and from important data on one who is not the reviewer
# (GB/T 43697-2024 annex I; the approval is our own policy).
from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from policies import Derivation, Policies
from schema import (
    DatasetFinding,
    Level,
    Lineage,
    MisuseError,
    RefusedError,
    Share,
    strictest,
)

from .delivery import file_digest
from .history import History, lineage_id
from .recording import Book

__all__ = ["declare_lineage", "recognise_shares", "refuse_below_origins"]

_MASKED = "masked"


def declare_lineage(
    book: Book,
    history: History,
    dataset: str,
    policies: Policies,
    *,
    actor: str,
    origins: Sequence[str],
    operation: str,
    reason: str,
    level: Level | None = None,
    evidence: str = "",
    approver: str = "",
) -> Lineage:
    """The lineage as recorded: `dataset` was made from `origins` (ids) by this operation.

    Without a `level`, or with that of its origins, it has theirs. Raises MisuseError for what
    is unknown or goes in a circle, RefusedError for a decrease that is not borne out.
    """
    derivation = policies.derivations.get(operation)
    if derivation is None:
        known = ", ".join(sorted(policies.derivations))
        raise MisuseError(f"no operation {operation!r}; there are {known}")
    if not reason.strip():
        raise MisuseError("a lineage needs its reason")
    origins = tuple(dict.fromkeys(origins))
    findings = _origins(history, dataset, origins)
    base = strictest(each.level for each in findings)
    own = history.reviewed(dataset)
    if own is None:
        raise MisuseError(f"the catalogue has no data set {dataset!r}")
    level = level or base
    if level.rank > base.rank:
        raise MisuseError(
            f"{level.value} is above the origins' {base.value}: that is a decision of its own "
            "(catalogue review --overrule --level)"
        )
    if level.rank < base.rank:
        approver = approver or actor
        _refuse_decrease(own, level, base, derivation, evidence=evidence)
        if base.rank >= derivation.second_person_from.rank and approver == actor:
            raise RefusedError(
                f"data made from {base.value} is lowered by two: name who approved it "
                "(--approver), other than the acting person"
            )
    else:
        approver = evidence = ""
    lineage = Lineage(
        id=lineage_id(dataset),
        unit=own.unit,
        time=book.now(),
        dataset=dataset,
        origins=origins,
        operation=operation,
        base=base,
        level=level,
        person=actor,
        reason=reason,
        evidence=evidence,
        approver=approver,
    )
    book.record(
        [lineage],
        action="dataset.derive",
        actor=actor,
        unit=own.unit,
        detail={
            "dataset": dataset,
            "origins": list(origins),
            "operation": operation,
            "base": base.value,
            "level": level.value,
            "approver": approver,
        },
    )
    return lineage


def refuse_below_origins(history: History, dataset: str, level: Level) -> None:
    """Nothing where a decision about a whole data set leaves it no lower than its origins do.

    Raises RefusedError where they would keep it above: its lineage is what is to be decided.
    """
    finding, own = history.decided(dataset), history.reviewed(dataset)
    if finding is None or own is None or history.lineage(dataset) is None:
        return
    if level.rank < finding.level.rank and own.level.rank < finding.level.rank:
        raise RefusedError(
            f"{finding.name} was made from others and has their {finding.level.value}: lower it "
            "by its lineage, with evidence (catalogue review --derived-from --level --evidence)"
        )


def recognise_shares(
    book: Book, history: History, datasets: Iterable[str], *, actor: str
) -> list[Lineage]:
    """The lineages recorded of these data sets that are copies we handed out.

    A file is one of our copies where it has its columns and rows and every byte is the same,
    whatever it is called now. What a person declared stands.
    """
    shares = list(book.list(Share))
    found = []
    for dataset in datasets:
        if not shares or history.lineage(dataset) is not None:
            continue
        version = history.version(dataset)
        share = None if version is None else _share_of(version[1].finding, shares)
        if version is None or share is None:
            continue
        origin = history.decided(share.dataset)
        if origin is None or _reaches(history, share.dataset, dataset):
            continue
        lineage = Lineage(
            id=lineage_id(dataset),
            unit=version[1].unit,
            time=book.now(),
            dataset=dataset,
            origins=(share.dataset,),
            operation=_MASKED,
            base=origin.level,
            level=origin.level,
            share=share.id,
        )
        book.record(
            [lineage],
            action="dataset.recognise",
            actor=actor,
            unit=lineage.unit,
            detail={"dataset": dataset, "share": share.id, "origin": share.dataset},
        )
        found.append(lineage)
    return found


def _origins(history: History, dataset: str, origins: Sequence[str]) -> list[DatasetFinding]:
    if not origins:
        raise MisuseError("say what it was made from (--derived-from)")
    findings = []
    for origin in origins:
        if origin == dataset:
            raise MisuseError("a data set is not made from itself")
        if _reaches(history, origin, dataset):
            raise MisuseError(f"{origin} was itself made from {dataset}: that goes in a circle")
        finding = history.decided(origin)
        if finding is None:
            raise MisuseError(f"the catalogue has no data set {origin!r}")
        findings.append(finding)
    return findings


def _reaches(history: History, start: str, wanted: str) -> bool:
    """Whether a data set was made, over any steps, from the wanted one."""
    waiting, seen = [start], set[str]()
    while waiting:
        current = waiting.pop()
        if current == wanted:
            return True
        if current not in seen:
            seen.add(current)
            lineage = history.lineage(current)
            waiting.extend(lineage.origins if lineage is not None else ())
    return False


def _refuse_decrease(
    own: DatasetFinding,
    level: Level,
    base: Level,
    derivation: Derivation,
    *,
    evidence: str,
) -> None:
    """Nothing where the level may be lower than that of the origins."""
    if not derivation.may_lower:
        raise RefusedError(f"{derivation.id} data is not graded below its origins' {base.value}")
    if level.rank < own.level.rank:
        raise RefusedError(
            f"{own.name} itself shows {own.level.value}: mask more of it, or decide about its "
            "fields, before its level is lowered"
        )
    if not evidence.strip():
        raise RefusedError(
            f"from {base.value} to {level.value} takes evidence: name it (--evidence), such as "
            "a report on the risk of identification"
        )


def _share_of(finding: DatasetFinding, shares: Sequence[Share]) -> Share | None:
    """The share whose copy this file is."""
    names = [field.name for field in finding.fields]
    likely = [
        share
        for share in shares
        if share.dataset != finding.id
        and share.rows == finding.rows
        and [column.name for column in share.columns if column.operator != "drop"] == names
    ]
    path = Path(finding.source.removeprefix("sqlite://"))
    if not likely or not path.is_file():
        return None
    digest = file_digest(path)
    return next((share for share in reversed(likely) if share.output_sha256 == digest), None)
