# The tables of a copy as they stand in the target, read again before the copy is handed out. A keyed
# digest of all masked rows, whatever their order, is that of what masking made: so no row kept a
# value of its own, for each was held against it on its way, and nobody else's rows are among
# them. Columns that were emptied are empty, and in those made coarser nobody finds what they held.
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from connectors import DatabaseCopy, TableShape
from masking import Plan
from policies import Policies
from schema import DatasetFinding, RefusedError

from .after_check import AfterCheck
from .database_rows import watched_batch

__all__ = ["RowSeal", "refuse_target"]

_ROWS = 2_000
_BYTES = 16
# A server writes these as its types say, not as they were handed over.
_AS_TYPED = frozenset({"keep", "redact", "clip", "round", "noise", "date_shift", "date_precision"})


class RowSeal:
    """A digest of rows in any order, over the columns that masking made text of."""

    def __init__(self, plan: Plan) -> None:
        self._places = [
            place for place, column in enumerate(plan.columns) if column.operator not in _AS_TYPED
        ]
        self._key = secrets.token_bytes(32)
        self._sum = 0
        self._rows = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """More rows, columns in the plan's order."""
        for row in rows:
            told = hashlib.blake2b(key=self._key, digest_size=_BYTES)
            for place in self._places:
                cell = row[place]
                text = b"" if cell is None else str(cell).encode("utf-8", "surrogatepass")
                told.update((b"-" if cell is None else b"+") + len(text).to_bytes(8, "big") + text)
            self._sum += int.from_bytes(told.digest(), "big")
            self._rows += 1

    def again(self) -> RowSeal:
        """An empty seal under the same key, to be held against this one."""
        other = object.__new__(RowSeal)
        other._places, other._key, other._sum, other._rows = self._places, self._key, 0, 0
        return other

    def differs(self, other: RowSeal) -> bool:
        """Whether two seals under one key are of other rows."""
        most = 1 << 8 * _BYTES
        return (self._rows, self._sum % most) != (other._rows, other._sum % most)


def refuse_target(
    goal: DatabaseCopy,
    target: TableShape,
    plan: Plan,
    seal: RowSeal,
    about: tuple[DatasetFinding, Policies],
) -> None:
    """Nothing for a table of the target that holds what it should; RefusedError otherwise.

    `seal` is of the rows as they were masked.
    """
    finding, policies = about
    names = [column.name for column in plan.columns]
    place = {column.name: at for at, column in enumerate(target.columns)}
    after = AfterCheck(plan, finding, policies)
    read = seal.again()
    for rows, _ in goal.rows(target, "", _ROWS):
        read.add([[row[place[name]] for name in names] for row in rows])
        after.look(watched_batch(target, names, rows))
    after.judge()
    if seal.differs(read):
        raise RefusedError(
            f"{finding.name}: the copy was looked at before it was handed out, and holds other rows "
            "than were masked. It is not handed out"
        )
