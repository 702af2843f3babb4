# The grade of data that was made from other data (GB/T 43697-2024 annex I): it begins at the
# strictest level of its origins. Below that it stands only by a person's approval on evidence
# that is named, and only while no origin has become graver than the approval knew; never
# below what its own values show.
from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from policies import Derivation, GradingProfile
from schema import DatasetFinding, Lineage, Reason, strictest

from .floor import at_most_candidate
from .sentence import say

__all__ = ["with_lineage"]

_NAMES_SHOWN = 4


def with_lineage(
    finding: DatasetFinding,
    lineage: Lineage,
    origins: Sequence[DatasetFinding],
    derivation: Derivation,
    profile: GradingProfile | None,
) -> DatasetFinding:
    """The finding, people's decisions applied, with the level its origins leave it.

    `origins` are those that are still known, as they are graded now; one that is gone counts
    with the level it had. `profile` gives a level that this raises its own grade, if it has one. What a machine recognised to be derived is a candidate for
    important data at most; what a person declared has its origins' level.
    """
    base = strictest(each.level for each in origins)
    if len(origins) < len(lineage.origins):
        base = strictest((base, lineage.base))
    approved = lineage.level.rank < lineage.base.rank
    values = {
        "origins": _named(lineage, origins),
        "operation": lineage.operation,
        "base": base.value,
        "rule": derivation.rule.en,
    }
    if not approved:
        least, key = base, "derived"
    elif base.rank > lineage.base.rank:
        least, key = base, "derived-overtaken"
        values |= {"then": lineage.base.value, "approver": lineage.approver}
    else:
        least, key = min(lineage.level, base, key=lambda each: each.rank), "derived-approved"
        values |= {
            "level": least.value,
            "approver": lineage.approver,
            "date": lineage.time[:10],
            "evidence": lineage.evidence,
        }
    capped: tuple[Reason, ...] = ()
    if not lineage.person:
        least, capped = at_most_candidate(least, "derived")
    kept = tuple(reason for reason in finding.reasons if reason.kind != "derived")
    said = [Reason("derived", say(key, **values))]
    if derivation.may_raise:
        # More dimensions or more people may make it graver; no machine can tell.
        said.append(Reason("derived", say("derived-may-raise", **values)))
    level, grade = strictest((finding.level, least)), finding.grade
    if level is not finding.level:
        grade = profile.grade_of(level) if profile is not None else ""
    return dataclasses.replace(
        finding,
        level=level,
        grade=grade,
        reasons=(*kept, *said, *capped),
    )


def _named(lineage: Lineage, origins: Sequence[DatasetFinding]) -> str:
    names = {each.id: each.name for each in origins}
    shown = [names.get(each, each) for each in lineage.origins[:_NAMES_SHOWN]]
    more = len(lineage.origins) - _NAMES_SHOWN
    return ", ".join(shown) + (f" … (+{more})" if more > 0 else "")
