# How likely a person is found again in a table: its columns' parts, its classes, and the level
# of de-identification that comes of them (GB/T 42460-2023).
from __future__ import annotations

from dataclasses import dataclass

from masking import Risk, Roles, Tally, degree_of, measure
from policies import AnonymityRules
from schema import MisuseError

from .counted import Parts, count
from .recording import Book
from .settings import Settings

__all__ = ["Risk", "RiskOutcome", "assess_risk", "risk_json"]


@dataclass(frozen=True, slots=True)
class RiskOutcome:
    """A table's risk, by which rules, and its level of de-identification, 1 to 4."""

    place: str
    dataset: str
    roles: Roles
    rules: AnonymityRules
    risk: Risk
    degree: int


def assess_risk(
    settings: Settings,
    target: str,
    parts: Parts,
    *,
    population: str = "",
    threshold: float | None = None,
) -> RiskOutcome:
    """The risk of the table that `target` names.

    `population` names the table that this one was drawn from, with the same
    quasi-identifiers; `threshold` is the rules' own where none is given. Raises MisuseError,
    RefusedError and SourceError as `count` does.
    """
    with Book(settings.home) as book:
        counted = count(book, settings, target, parts)
        roles = counted.roles
        everyone: Tally | None = None
        if population:
            everyone = count(book, settings, population, Parts(quasi=roles.quasi)).tally
    limit = counted.rules.threshold if threshold is None else threshold
    try:
        risk = measure(
            counted.tally,
            roles.quasi,
            sensitive=roles.sensitive,
            population=everyone,
            threshold=limit,
        )
    except ValueError as error:
        raise MisuseError(str(error)) from None
    degree = degree_of(
        direct=bool(roles.direct),
        quasi=True,
        highest=risk.prosecutor.highest,
        threshold=limit,
    )
    return RiskOutcome(counted.table.place, counted.dataset, roles, counted.rules, risk, degree)


def risk_json(risk: Risk) -> dict[str, object]:
    """The figures of a risk as JSON has them."""
    journalist, presence = risk.journalist, risk.presence
    return {
        "rows": risk.rows,
        "classes": risk.classes,
        "k": risk.k,
        "uniques": risk.uniques,
        "unique_share": risk.uniques / risk.rows,
        "threshold": risk.threshold,
        "prosecutor": {
            "highest": risk.prosecutor.highest,
            "average": risk.prosecutor.average,
            "at_risk": risk.prosecutor.at_risk,
        },
        "journalist": journalist
        and {
            "highest": journalist.highest,
            "average": journalist.average,
            "at_risk": journalist.at_risk,
        },
        "marketer": risk.marketer,
        "presence": presence and {"least": presence.least, "greatest": presence.greatest},
        "sensitive": {
            name: {
                "l": hidden.distinct,
                "entropy_l": hidden.entropy,
                "t": hidden.closeness,
                "ordered": hidden.ordered,
            }
            for name, hidden in risk.sensitive.items()
        },
    }
