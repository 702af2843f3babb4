# The mark that a copy carries: its recipient's own number, the same in every copy for them,
# written into the share record so that a find can be traced. Numbers are drawn from the
# installation's key and the recipient's name; no two recipients share one. In what it is
# carried, and at what cost, a purpose says.
from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from masking import Mark, Plan, PseudoRows, carriers, unit_of, with_pseudo_rows
from policies import Purpose
from schema import MisuseError, RefusedError, Share

from .recording import Book

__all__ = [
    "Marking",
    "Nobodys",
    "is_marked",
    "mark_for",
    "mark_id",
    "mark_key",
    "marking_for",
    "pseudo_rows_of",
    "read_mark_id",
    "refuse_unmarkable",
]

_PREFIX = "wm-"


@dataclass(slots=True)
class Nobodys:
    """Rows that are nobody's put among a copy's as they come; `count` are in it so far."""

    rows: PseudoRows
    plan: Plan
    keys: Mapping[str, bytes]
    count: int = 0
    seen: int = 0

    def among(self, shown: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with as many more as are due by then."""
        self.seen += shown.num_rows
        due = math.floor(self.seen * self.rows.share) - self.count
        try:
            which = range(self.count, self.count + due)
            more = with_pseudo_rows(shown, self.plan, self.rows, self.keys, which)
        except ValueError as error:
            raise RefusedError(f"rows that are nobody's cannot be added: {error}") from None
        self.count += more.num_rows - shown.num_rows
        return more


@dataclass(frozen=True, slots=True)
class Marking:
    """How a copy is marked: cell by cell, and by rows that are nobody's where a purpose has them."""

    mark: Mark
    nobodys: Nobodys | None = None


def mark_key(book: Book) -> bytes:
    """The key that all marks of this installation are drawn under."""
    return book.seal.derive("masking/watermark")


def is_marked(purpose: Purpose, *, asked: bool) -> bool:
    """Whether a copy for this purpose carries a mark."""
    return asked or (purpose.watermark is not None and purpose.watermark.always)


def refuse_unmarkable(purpose: Purpose) -> None:
    """Raises RefusedError where a purpose marks all copies, for a copy that can carry none."""
    if is_marked(purpose, asked=False):
        raise RefusedError(
            f"purpose {purpose.id} marks every copy, and this kind of copy cannot carry a mark"
        )


def mark_for(
    book: Book,
    recipient: str,
    decided: Plan,
    tolerances: Mapping[str, float],
    purpose: Purpose | None = None,
) -> Mark:
    """The recipient's mark for a copy by this plan.

    Raises MisuseError where a column with a tolerance is not shown as it is, a tolerance is
    none or more than the purpose allows, or nothing in the copy can carry a mark.
    """
    kept = {column.name for column in decided.columns if column.operator == "keep"}
    allowed = purpose.watermark if purpose is not None else None
    if strange := sorted(set(tolerances) - kept):
        raise MisuseError(f"column {', '.join(strange)} has a tolerance and is not shown as it is")
    for name, tolerance in tolerances.items():
        try:
            unit_of(tolerance)
        except ValueError:
            raise MisuseError(f"column {name}: a tolerance is a number above zero") from None
        if allowed is not None and tolerance > allowed.tolerances.get(name, 0.0):
            raise MisuseError(
                f"column {name}: the purpose does not let its numbers change by so much"
            )
    all_ = dict(tolerances)
    if allowed is not None:
        all_ = {name: most for name, most in allowed.tolerances.items() if name in kept} | all_
    tokens: tuple[str, ...] = ()
    if allowed is None or "pseudonyms" in allowed.channels:
        tokens = tuple(c.name for c in decided.columns if c.operator == "keyed_hash")
    by_rows = allowed is not None and allowed.rows and carriers(decided.columns)
    if not tokens and not all_ and not by_rows:
        raise MisuseError(
            "nothing in this copy can carry a mark: say by how much a column's numbers may change "
            "(--tolerance COLUMN=AMOUNT)"
        )
    return Mark(_number(book, recipient), mark_key(book), all_, tokens)


def marking_for(
    mark: Mark, purpose: Purpose, decided: Plan, dataset: str, keys: Mapping[str, bytes]
) -> Marking:
    """The mark, with rows that are nobody's where the purpose has them and they can be known."""
    share = purpose.watermark.rows if purpose.watermark is not None else 0.0
    if not share or not carriers(decided.columns):
        return Marking(mark)
    rows = PseudoRows(mark.number, mark.key, dataset, share)
    return Marking(mark, Nobodys(rows, decided, keys))


def mark_id(mark: Mark, rows: int = 0) -> str:
    """How the share record names a mark: its number, the units of what may change, and how many
    rows are nobody's.
    """
    units = sorted({unit_of(each) for each in mark.tolerances.values()})
    named = f"{_PREFIX}{mark.number:08x}:{','.join(map(str, units))}"
    return f"{named}:{rows}" if rows else named


def read_mark_id(identifier: str) -> tuple[int, Sequence[int]]:
    """Number and units of a mark from its name in a record.

    >>> read_mark_id("wm-0000002a:-2,0"), read_mark_id("wm-0000002a::57")
    ((42, (-2, 0)), (42, ()))
    """
    number, units, *_ = [*identifier.removeprefix(_PREFIX).split(":"), ""]
    return int(number, 16), tuple(int(unit) for unit in units.split(",") if unit)


def pseudo_rows_of(share: Share, key: bytes) -> tuple[PseudoRows, int, Mapping[str, str]] | None:
    """The rows of a share that are nobody's, how many, and by which columns they are known."""
    parts = share.watermark.split(":")
    if len(parts) < 3:
        return None
    number, _ = read_mark_id(share.watermark)
    return PseudoRows(number, key, share.dataset), int(parts[2]), carriers(share.columns)


def _number(book: Book, recipient: str) -> int:
    """The recipient's number: drawn again where it is somebody else's."""
    others = {
        read_mark_id(share.watermark)[0]
        for share in book.list(Share)
        if share.watermark and share.recipient != recipient
    }
    attempt = 0
    while True:
        drawn = book.seal.derive(f"masking/watermark/{attempt}/{recipient}", 4)
        number = int.from_bytes(drawn, "big")
        if number not in others:
            return number
        attempt += 1
