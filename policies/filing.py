# When a catalogue that was filed must be looked at again, as data: the triggers of annex J of
# GB/T 43697-2024, what in a comparison speaks for each, and which changes call for filing
# anew and by when. Ratios and periods are parameters of the file, no law of the code.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from schema import Level, ObservationKind

from .pack import Header, Model, Title

__all__ = ["FilingRules", "Measure", "Refiling", "ScaleRule", "TriggerRule"]

Measure = Literal["rows", "persons", "sensitive_persons", "size_bytes"]
Status = Literal["V", "R", "O"]


class ScaleRule(Model):
    """From which `ratio` on, up or down, any of the measures is a change of scale.

    `fires` and `quiet` are pairs of a figure before and after.
    """

    ratio: float = Field(gt=0)
    measures: tuple[Measure, ...] = Field(min_length=1)
    rule: Title
    status: Status
    fires: tuple[tuple[int, int], ...] = Field(min_length=1)
    quiet: tuple[tuple[int, int], ...] = Field(min_length=1)

    def changed(self, before: int, after: int) -> bool:
        """Whether these two figures are a change of scale; from nothing, anything is.

        >>> rule = ScaleRule(ratio=0.3, measures=("rows",), rule=Title(zh="", en=""),
        ...                  status="R", fires=((10, 13),), quiet=((10, 12),))
        >>> rule.changed(1000, 1300), rule.changed(1000, 701)
        (True, False)
        """
        if before == 0:
            return after > 0
        # In whole numbers of a millionth: 0.3 is no binary fraction, and 1300 of 1000 is due.
        return abs(after - before) * 1_000_000 >= round(self.ratio * 1_000_000) * before


class TriggerRule(Model):
    """One trigger of annex J: its letter and what speaks for it.

    With no observations it is for people alone to state.
    """

    letter: str = Field(pattern=r"^[a-z]$")
    key: str
    title: Title
    observations: tuple[ObservationKind, ...] = ()
    rule: Title
    status: Status


class Refiling(Model):
    """Which observations call for filing anew, and within how many months."""

    id: str
    title: Title
    observations: tuple[ObservationKind, ...] = Field(min_length=1)
    within_months: int = Field(gt=0)
    rule: Title
    status: Status


class FilingRules(Model):
    """One authority's rules of filing.

    `levels` are those that are filed; `content_ratio` the share of values replaced from which
    the content counts as changed.
    """

    header: Header
    levels: tuple[Level, ...] = Field(min_length=1)
    scale: ScaleRule
    content_ratio: float = Field(gt=0, le=1)
    triggers: tuple[TriggerRule, ...] = Field(min_length=1)
    refiling: tuple[Refiling, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _say_each_thing_once(self) -> Self:
        letters = [trigger.letter for trigger in self.triggers]
        for letter in letters:
            if letters.count(letter) > 1:
                raise ValueError(f"trigger {letter} is given twice")
        seen: dict[str, str] = {}
        for trigger in self.triggers:
            for kind in trigger.observations:
                if kind in seen:
                    raise ValueError(
                        f"{kind} speaks for trigger {seen[kind]} and for {trigger.letter}: "
                        "one observation belongs to one trigger"
                    )
                seen[kind] = trigger.letter
        return self
