# Which of a data set's grades stand on a person's word, and which of those go below the
# evidence: told wherever the grades themselves are.
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from schema import DatasetFinding, Reason

__all__ = ["decision_on", "decisions_in"]

# The gravest first: a decision that lowers was also a review.
_STATES = (("overtaken", "overtaken"), ("lowered", "lowered"), ("review", "reviewed"))


def decision_on(reasons: Iterable[Reason]) -> str:
    """What became of a person's decision: overtaken, lowered, reviewed, or "" for none.

    >>> decision_on([Reason("review", "…"), Reason("lowered", "…")])
    'lowered'
    """
    kinds = {reason.kind for reason in reasons}
    return next((state for kind, state in _STATES if kind in kinds), "")


def decisions_in(finding: DatasetFinding) -> Counter[str]:
    """How many grades of a data set, its own and its fields', are of each state.

    Only what a person decided is counted.
    """
    reasons = [finding.reasons, *(field.reasons for field in finding.fields)]
    states = map(decision_on, reasons)
    return Counter(state for state in states if state)
