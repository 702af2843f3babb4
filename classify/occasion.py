# From what was observed to what follows: which occasions of annex J of GB/T 43697-2024 are
# given, and whether the filing is due again, under which rule and until when. The rules are
# the pack's; here they are only applied.
from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from policies import FilingRules, Refiling, TriggerRule
from schema import Observation

__all__ = ["Occasion", "due_rules", "occasions", "until"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A trigger of annex J with what speaks for it; `stated` where a person does."""

    trigger: TriggerRule
    observations: tuple[Observation, ...]

    @property
    def stated(self) -> bool:
        """Whether a person stated it, rather than a comparison."""
        return any(each.kind == "stated" for each in self.observations)


def occasions(observations: Iterable[Observation], rules: FilingRules) -> tuple[Occasion, ...]:
    """The triggers that the observations speak for, in the order of the rules.

    A statement of a person speaks for the trigger whose letter it names.
    """
    observed = tuple(observations)
    found = []
    for trigger in rules.triggers:
        speaking = tuple(
            each
            for each in observed
            if each.kind in trigger.observations
            or (each.kind == "stated" and each.values.get("letter") == trigger.letter)
        )
        if speaking:
            found.append(Occasion(trigger, speaking))
    return tuple(found)


def due_rules(observations: Iterable[Observation], rules: FilingRules) -> tuple[Refiling, ...]:
    """The rules under which data once filed is to be filed anew, in their order."""
    kinds = {each.kind for each in observations}
    return tuple(rule for rule in rules.refiling if kinds.intersection(rule.observations))


def until(noticed: str, within_months: int) -> str:
    """The day (ISO) so many months after a time; the month's last where it has no such day.

    >>> until("2026-11-30T08:00:00Z", 3)
    '2027-02-28'
    """
    day = dt.date.fromisoformat(noticed[:10])
    months = day.year * 12 + day.month - 1 + within_months
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last)).isoformat()
