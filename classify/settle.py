# From what the rules say of each column by itself to what is said of the table: all columns are
# weighed beside each other, each label is given how sure it is, and where the rules are in doubt
# the weighing decides between a label and none. What a check digit proves stays as it is.
from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from schema import Reason, Weighed

from .column import ColumnLabel
from .evidence import tell
from .explain import percent
from .recognise import Recognisers
from .weigh import Weighing, shipped_weighing
from .witness import FACTS, Company, Witness, company_of

__all__ = ["Draft", "settled"]

# As likely as not.
_EVEN = 0.5


@dataclass(frozen=True, slots=True)
class Draft:
    """A column by itself as the rules have it, and the witnesses for all labels it may have."""

    column: ColumnLabel
    witnesses: tuple[Witness, ...]
    read: bool


def settled(
    drafts: Sequence[Draft], recognisers: Recognisers, weighing: Weighing | None = None
) -> tuple[ColumnLabel, ...]:
    """The columns of one table as they are said to be, in their order."""
    weighing = weighing or shipped_weighing()
    companies = company_of([draft.column.label for draft in drafts], recognisers)
    return tuple(
        dataclasses.replace(
            _settled(draft, company, weighing),
            weighed=tuple(_weighed(each, company, read=draft.read) for each in draft.witnesses),
        )
        for draft, company in zip(drafts, companies, strict=True)
    )


def _settled(draft: Draft, company: Company, weighing: Weighing) -> ColumnLabel:
    column = draft.column
    sure = {each: weighing.sure(each, company, read=draft.read) for each in draft.witnesses}
    given = next((each for each in draft.witnesses if each.decided), None)
    if given is not None:
        if sure[given] < weighing.drops and not given.facts["proved"]:
            told = tell("weighed-against", label=given.label, share=percent(sure[given]))
            return _without(column, told)
        certain = min(sure[given], _EVEN) if _fails_check(given) else sure[given]
        return dataclasses.replace(column, confidence=certain)
    best = max(draft.witnesses, key=lambda each: sure[each], default=None)
    if best is None or sure[best] < weighing.takes or not best.facts["net"]:
        return column
    told = tell("weighed-for", label=best.label, share=percent(sure[best]))
    return dataclasses.replace(
        column,
        label=best.label,
        confidence=sure[best],
        validated=round(best.facts["net"], 6),
        reasons=(*column.reasons, Reason("values", told)),
    )


def _fails_check(witness: Witness) -> bool:
    """Whether most cells have the form and fail the check, with no more that pass than by luck:
    mistyped, altered, made up, or something else. Nobody can tell which.
    """
    facts = witness.facts
    failing = facts["matched"] >= _EVEN and facts["passed"] < _EVEN
    return bool(facts["proved"] and failing and not facts["significant"])


def _weighed(witness: Witness, company: Company, *, read: bool) -> Weighed:
    """The facts that were weighed, as they are kept."""
    facts = zip(FACTS, witness.beside(company), strict=True)
    kept = {name: round(value, 4) for name, value in facts if round(value, 4)}
    return Weighed(witness.label, kept, read)


def _without(column: ColumnLabel, told: str) -> ColumnLabel:
    """The column without a label; what its cells hold is told and counted all the same."""
    reasons = (*column.reasons, Reason("values", told))
    return dataclasses.replace(column, label=None, confidence=0.0, validated=0.0, reasons=reasons)
