# Why a column has its label, as reasons: each says which share of the cells bears it out,
# what was checked, what chance alone would give, and what the header says.
from __future__ import annotations

from collections.abc import Mapping

from schema import Reason

from .evidence import tell
from .header import HeaderHit
from .score import Score

__all__ = ["percent", "reasons_of_failing", "reasons_of_values"]


def reasons_of_values(score: Score, filled: int) -> list[Reason]:
    """The reasons for a label that the values carry, of a column with so many filled cells."""
    recogniser = score.compiled.recogniser
    kind = "values" if recogniser.pattern is not None else "dictionary"
    reasons = [
        Reason(
            kind,
            tell(
                "matched" if kind == "values" else "listed",
                share=percent(score.matched / filled),
                cells=f"{filled:,}",
                label=recogniser.id,
            ),
        )
    ]
    if recogniser.check is not None and score.matched:
        passed = percent(score.passed / score.matched)
        reasons.append(Reason("check", tell("checked", share=passed, check=recogniser.check)))
    if score.by_chance and score.eligible:
        by_chance = percent(score.by_chance / score.eligible)
        reasons.append(Reason("chance", tell("chance", share=by_chance, net=percent(score.net))))
    if score.outranked:
        share = percent(score.outranked / filled)
        reasons.append(Reason("precedence", tell("outranked", share=share)))
    if score.header is not None:
        reasons.append(Reason(score.header.kind, score.header.detail))
    return reasons


def reasons_of_failing(score: Score, hit: HeaderHit, filled: int) -> list[Reason]:
    """The reasons for a label that form and header speak for while the check fails."""
    values: Mapping[str, str] = {
        "label": hit.recogniser,
        "matched": percent(score.matched / filled),
        "passed": percent(score.passed / score.matched),
        "check": score.compiled.recogniser.check or "",
    }
    return [Reason(hit.kind, hit.detail), Reason("check", tell("check-fails", **values))]


def percent(share: float) -> str:
    """A share as people read it, with more places where it is small.

    >>> percent(0.5), percent(0.051)
    ('50.0%', '5.10%')
    """
    if 0 < share < 0.0001:
        return "<0.01%"
    return f"{share:.1%}" if share >= 0.0995 else f"{share:.2%}"
