# What of a database's copy carries its recipient's mark: pseudonyms, stand-ins, and numbers within
# a tolerance, table by table. A number that other rows are found by, or that must be one of a kind,
# is never changed: keys, references and unique columns stay as they are.
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from connectors import ColumnShape, TableShape
from masking import unit_of
from policies import Copies, Domain, Purpose
from schema import MisuseError

from .copied_table import SharedTable
from .marking import possible_mark, refuse_idle, refuse_tolerances
from .recording import Book

__all__ = ["marked_tables"]

_FLOATS = re.compile("real|floa|doub")
_TEXTS = re.compile("char|text|clob")
_SCALE = re.compile(r"\(\s*\d+\s*,\s*(\d+)\s*\)")


def marked_tables(
    book: Book,
    recipient: str,
    tables: Sequence[SharedTable],
    tolerances: Mapping[str, float],
    under: tuple[Purpose, Mapping[str, Domain]],
    *,
    copies: Copies = "always",
) -> list[SharedTable]:
    """The tables, each with the mark that it carries, None where nothing in it can.

    `tolerances` are by TABLE.COLUMN, or by the name of a column for all tables that have it.
    Raises MisuseError where a tolerance is for what is not there, not shown as it is, or holds
    tables together, and where nothing in a whole database that is always marked can carry one.
    """
    if copies == "asked":
        return list(tables)
    purpose, domains = under
    joined = _joined([one.shape for one in tables])
    asked = _by_table(tables, tolerances, joined)
    marked = []
    for one in tables:
        own = asked[one.shape.name]
        refuse_tolerances(one.plan, own, purpose)
        shapes = {column.name: column for column in one.shape.columns}
        for name, tolerance in own.items():
            if not _holds(shapes[name], tolerance):
                raise MisuseError(
                    f"column {one.shape.name}.{name}: its type {shapes[name].type} does not hold "
                    "changes as small as its tolerance"
                )
        mark = possible_mark(book, recipient, one.plan, own, purpose, domains=domains)
        fit = {
            name: most
            for name, most in mark.tolerances.items()
            if (one.shape.name, name) not in joined and _holds(shapes[name], most)
        }
        mark = replace(mark, tolerances=fit)
        marked.append(replace(one, mark=None if mark.is_idle else mark))
    if copies == "always" and all(one.mark is None for one in marked):
        refuse_idle([one.plan for one in tables], purpose)
    return marked


def _holds(column: ColumnShape, tolerance: float) -> bool:
    """Whether the column's type holds decimals down to the tolerance's power of ten."""
    type_ = column.type.lower()
    if _FLOATS.search(type_) or _TEXTS.search(type_) or not type_:
        return True
    scale = _SCALE.search(type_)
    if scale is None and type_.startswith(("numeric", "decimal")) and "(" not in type_:
        return True
    return unit_of(tolerance) >= -int(scale.group(1) if scale else 0)


def _joined(shapes: Sequence[TableShape]) -> set[tuple[str, str]]:
    """Columns of keys, references, what these refer to, and unique sets."""
    found = set()
    for shape in shapes:
        for names in (shape.key, *shape.uniques, *(link.columns for link in shape.links)):
            found |= {(shape.name, name) for name in names}
        for link in shape.links:
            found |= {(link.parent, name) for name in link.parent_columns}
    return found


def _by_table(
    tables: Sequence[SharedTable],
    tolerances: Mapping[str, float],
    joined: set[tuple[str, str]],
) -> dict[str, dict[str, float]]:
    asked: dict[str, dict[str, float]] = {one.shape.name: {} for one in tables}
    for given, tolerance in tolerances.items():
        places = [
            (one.shape.name, column.name)
            for one in tables
            for column in one.plan.columns
            if given in {column.name, f"{one.shape.name}.{column.name}"}
        ]
        if not places:
            raise MisuseError(f"no column is called {given}: nothing to mark there")
        for table, column in places:
            if (table, column) in joined:
                raise MisuseError(
                    f"column {table}.{column} holds tables together or is unique: its numbers "
                    "cannot change"
                )
            asked[table][column] = tolerance
    return asked
