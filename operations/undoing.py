# What it takes to see again what a share masked: the columns of its record that can be undone,
# as a plan, and the keys that the record names.
from __future__ import annotations

from collections.abc import Iterable

from masking import OPERATORS, Plan, PlannedColumn
from schema import RefusedError, Share, ShareColumn

from .masking_keys import keys_by_id
from .recording import Book
from .settings import Settings

__all__ = ["keys_undoing", "plan_undoing", "undoable"]


def undoable(share: Share) -> dict[str, ShareColumn]:
    """The columns of a share that were masked in a way that can be undone, by name."""
    return {
        column.name: column
        for column in share.columns
        if column.operator in OPERATORS and OPERATORS[column.operator].restored is not None
    }


def plan_undoing(share: Share, names: Iterable[str]) -> Plan:
    """What of the share's plan it takes to undo these columns.

    Raises RefusedError where one cannot be undone.
    """
    undone = undoable(share)
    planned = []
    for name in dict.fromkeys(names):
        column = undone.get(name)
        if column is None:
            raise RefusedError(f"column {name} was not masked in a way that can be undone")
        planned.append(
            PlannedColumn(
                name, column.label, column.level, column.operator, column.parameters, column.reason
            )
        )
    return Plan(share.purpose, tuple(planned))


def keys_undoing(book: Book, settings: Settings, share: Share, plan: Plan) -> dict[str, bytes]:
    """The keys that the share's record names for the domains of a plan.

    Raises RefusedError where one was destroyed, StoreError where one is not here.
    """
    named = dict(each.rpartition(":")[::2] for each in share.keys)
    return keys_by_id(book, settings, {domain: named[domain] for domain in plan.domains})
