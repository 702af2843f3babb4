# The figures of a risk as lines of a table, a column for each table that was measured.
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .words import word

if TYPE_CHECKING:
    from operations import Risk

__all__ = ["percent", "risk_rows"]


def risk_rows(risks: Sequence[Risk], tongue: str) -> list[list[str]]:
    """A line for each figure: its name, and what it is in each of the tables."""
    figures: list[tuple[str, Callable[[Risk], str]]] = [
        ("rows", lambda risk: f"{risk.rows:,}"),
        ("classes", lambda risk: f"{risk.classes:,}"),
        ("k", lambda risk: f"{risk.k:,}"),
        ("uniques", lambda risk: f"{risk.uniques:,} ({percent(risk.uniques / risk.rows)})"),
        ("prosecutor", lambda risk: percent(risk.prosecutor.highest)),
        ("at-risk", lambda risk: percent(risk.prosecutor.at_risk)),
        ("journalist", lambda risk: percent(risk.journalist.highest) if risk.journalist else ""),
        ("marketer", lambda risk: percent(risk.marketer)),
        (
            "presence",
            lambda risk: (
                f"{risk.presence.least:.3f}~{risk.presence.greatest:.3f}" if risk.presence else ""
            ),
        ),
    ]
    rows = [[word(key, tongue), *map(figure, risks)] for key, figure in figures]
    for name in risks[0].sensitive:
        hidden = [risk.sensitive[name] for risk in risks]
        rows.append([f"l: {name}", *(str(each.distinct) for each in hidden)])
        rows.append([f"t: {name}", *(f"{each.closeness:.3f}" for each in hidden)])
    return [row for row in rows if any(row[1:])]


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.0305), percent(1.0)
    ('3.0 %', '100.0 %')
    """
    return f"{share * 100:.1f} %"
