# A table as somebody sees it who looks for a person in it: which columns lead there, by the
# catalogue or by what a person says, and how often each combination of them stands in it. A
# table that nobody scanned can be counted where its quasi-identifiers are named.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from connectors import read
from masking import Roles, Tally, merge, propose, summarise
from policies import AnonymityRules, Policies
from schema import Access, MisuseError, RefusedError, Sample, Skipped, SourceError, Table

from .recording import Book
from .settings import Settings, read_policies, read_site
from .shareable import find_shareable, find_table, is_catalogued

__all__ = ["Counted", "Parts", "batches_of", "count", "rules_in_force"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What a person says of columns; what is not said goes by their labels.

    Quasi-identifiers and sensitive columns, once any is named, are those that were named.
    `keep` are columns of which neither is true and which may stay as they are.
    """

    quasi: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """A table with its columns' parts and its tally over those that lead to a person.

    `dataset` is its id in the catalogue, "" where it is not in it.
    """

    table: Table
    access: Access
    unit: str
    dataset: str
    roles: Roles
    rules: AnonymityRules
    tally: Tally


def count(book: Book, settings: Settings, target: str, parts: Parts) -> Counted:
    """The table that a target names, counted; `target` as for a share.

    Raises MisuseError for columns that are not there or have two parts, RefusedError where
    nothing says which columns lead to a person, or rows cannot be read.
    """
    policies = read_policies(settings)
    rules = rules_in_force(policies)
    unit = read_site(settings).unit
    table, access, dataset, proposed = _found(book, target, unit, policies, parts, rules)
    known = [column.name for column in table.columns]
    named = (*parts.quasi, *parts.sensitive, *parts.direct, *parts.keep)
    if missing := [name for name in named if name not in known]:
        raise MisuseError(f"{table.place} has no column {', '.join(missing)}")
    if named_direct := [name for name in parts.keep if name in proposed.direct]:
        raise RefusedError(
            f"column {', '.join(named_direct)} names persons and cannot be kept; mask it with "
            "tongguan mask apply"
        )
    try:
        roles = proposed.given(
            quasi=parts.quasi, sensitive=parts.sensitive, direct=parts.direct, others=parts.keep
        )
    except ValueError as error:
        raise MisuseError(str(error)) from None
    if not roles.quasi:
        raise RefusedError(
            f"{table.place} has no column that is known to lead to a person: name them (--quasi "
            "COLUMN)"
        )
    tally = _tally(table, access, [*roles.quasi, *roles.sensitive])
    return Counted(table, access, unit, dataset, roles, rules, tally)


def rules_in_force(policies: Policies) -> AnonymityRules:
    """The rules by which anonymity is judged: the operator's own where there are any."""
    return list(policies.anonymity.values())[-1]


def batches_of(table: Table, access: Access) -> Iterator[pa.RecordBatch]:
    """Every row; RefusedError where some cannot be read, for a part tells of another risk."""
    for part in read(table, Sample(rows=None), access):
        if isinstance(part, Skipped):
            problem = f"{part.error}. Rows that cannot be read cannot be counted"
            raise RefusedError(f"{table.place}: {problem}; repair the source")
        yield part


def _found(  # noqa: PLR0917
    book: Book,
    target: str,
    unit: str,
    policies: Policies,
    parts: Parts,
    rules: AnonymityRules,
) -> tuple[Table, Access, str, Roles]:
    table, access = find_table(book, target, unit)
    columns = tuple(column.name for column in table.columns)
    if parts.quasi and not is_catalogued(book, table):
        return table, access, "", Roles(others=columns)
    chosen = find_shareable(book, target, unit, policies)
    proposed = propose(
        chosen.finding.fields,
        rules,
        categories=policies.categories,
        subjects=policies.subjects,
    )
    return chosen.table, chosen.access, chosen.finding.id, proposed


def _tally(table: Table, access: Access, columns: Sequence[str]) -> Tally:
    found: Tally | None = None
    for batch in batches_of(table, access):
        try:
            part = summarise(batch, columns)
        except TypeError as error:
            raise RefusedError(f"{table.place}: {error}; leave that column out") from None
        found = part if found is None else merge(found, part)
    if found is None or not found.rows:
        raise SourceError("has no rows to count", source=table.place)
    return found
