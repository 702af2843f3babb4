# What every share is told and recorded by: names in one spelling, a day that is still to come,
# and what was done to each column.
from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from masking import Plan
from policies import Policies, Purpose
from schema import DatasetFinding, MisuseError, ShareColumn

from .names import one_spelling

__all__ = [
    "COPY_FORMATS",
    "DOCUMENT_FORMATS",
    "known_purpose",
    "named",
    "refuse_format",
    "refuse_past",
    "share_columns",
]

COPY_FORMATS = (
    ".csv", ".tsv", ".parquet", ".xlsx", ".json", ".jsonl", ".ndjson", ".arrow", ".arrows", ".feather",
    ".ipc", ".db", ".sqlite", ".sqlite3",
)  # fmt: skip
"""What a copy's name may end in."""
DOCUMENT_FORMATS = (
    ".docx",
    ".docm",
    ".dotx",
    ".dotm",
    ".html",
    ".htm",
    ".xhtml",
    ".txt",
    ".text",
    ".md",
    ".markdown",
    ".rst",
    ".log",
    ".pdf",
)
"""What the copy of a document of that kind may end in."""


def known_purpose(policies: Policies, purpose: str) -> Purpose:
    """The purpose by its id. Raises MisuseError, naming those there are, where it is none."""
    if purpose not in policies.purposes:
        known = ", ".join(sorted(policies.purposes))
        raise MisuseError(f"no purpose {purpose!r}; there are: {known}")
    return policies.purposes[purpose]


def named(what: str, given: str) -> str:
    """The name in one spelling. Raises MisuseError where there is none."""
    name = one_spelling(given)
    if not name:
        raise MisuseError(f"a share needs its {what} by name")
    return name


def refuse_format(output: Path, formats: Collection[str] = COPY_FORMATS) -> None:
    """Nothing for a name with one of these endings. Raises MisuseError otherwise."""
    if output.suffix.lower() not in formats:
        raise MisuseError(f"{output}: expected a name ending in {', '.join(formats)}")


def refuse_past(expires: str, now: str) -> None:
    """Nothing for no day, or one after today. Raises MisuseError otherwise."""
    if not expires:
        return
    try:
        day = dt.date.fromisoformat(expires)
    except ValueError:
        raise MisuseError(f"expiry {expires!r}: expected a date, as 2027-12-31") from None
    if day.isoformat() <= now[:10]:
        raise MisuseError(f"expiry {expires} is not after today")


def share_columns(decided: Plan, finding: DatasetFinding) -> tuple[ShareColumn, ...]:
    """The plan as recorded, dropped columns named as such."""
    planned = {column.name: column for column in decided.columns}
    columns = []
    for field in finding.fields:
        column = planned.get(field.name)
        columns.append(
            ShareColumn(
                name=field.name,
                label=field.label or "",
                level=field.level,
                operator=column.operator if column else "drop",
                reason=column.reason if column else "left out on request",
                parameters=dict(column.parameters) if column else {},
            )
        )
    return tuple(columns)
