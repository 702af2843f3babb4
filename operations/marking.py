# The mark that a copy carries: its recipient's own number, the same in every copy for them,
# written into the share record so that a find can be traced. Numbers are drawn from the
# installation's key and the recipient's name; no two recipients share one. In what it is
# carried, at what cost, and whether a copy may go without, a purpose says.
from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

import pyarrow as pa

from masking import (
    OPERATORS,
    Mark,
    Plan,
    PlannedColumn,
    PseudoRows,
    carriers,
    unit_of,
    with_pseudo_rows,
)
from policies import Channel, Copies, Domain, Purpose, Watermark
from schema import MisuseError, RefusedError, Share

from .masking_keys import audience_of
from .recording import Book

__all__ = [
    "BARE",
    "Carrier",
    "Marking",
    "Nobodys",
    "copies_for",
    "mark_for",
    "mark_id",
    "mark_key",
    "marking_for",
    "possible_mark",
    "pseudo_rows_of",
    "read_mark_id",
    "refuse_idle",
    "refuse_tolerances",
]

Carrier = Literal["file", "document", "answers"]

BARE = "nothing in this copy can carry a mark: it goes out without one"
"""What is told of a copy that goes without."""

_PREFIX = "wm-"
_NO_DOMAINS: Mapping[str, Domain] = {}


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


def copies_for(purpose: Purpose, *, asked: bool) -> Copies:
    """Which copies for this purpose carry a mark; where it was `asked` for, this one does."""
    if asked:
        return "always"
    return purpose.watermark.copies if purpose.watermark is not None else "where-possible"


def mark_for(
    book: Book,
    recipient: str,
    decided: Plan,
    tolerances: Mapping[str, float],
    purpose: Purpose | None = None,
    *,
    domains: Mapping[str, Domain] = _NO_DOMAINS,
    carrier: Carrier = "file",
    copies: Copies = "always",
) -> Mark | None:
    """The recipient's mark for a copy by this plan, None where it goes without by what `copies`
    says; only a file may have rows that are nobody's.

    What a circle of one of the `domains` shares stays as all in it have it, or their copies
    would not join.

    Raises MisuseError where a column with a tolerance is not shown as it is, a tolerance is
    none or more than the purpose allows, or nothing in a copy that is always marked can carry one.
    """
    if copies == "asked":
        return None
    refuse_tolerances(decided, tolerances, purpose)
    mark = possible_mark(book, recipient, decided, tolerances, purpose, domains=domains)
    allowed = purpose.watermark if purpose is not None else None
    by_rows = (
        carrier == "file" and allowed is not None and allowed.rows and carriers(decided.columns)
    )
    if not mark.is_idle or by_rows:
        return mark
    if copies == "always":
        refuse_idle([decided], purpose, document=carrier == "document")
    return None


def refuse_tolerances(
    decided: Plan, tolerances: Mapping[str, float], purpose: Purpose | None
) -> None:
    """Raises MisuseError for a tolerance that is none, or not for this plan and purpose."""
    allowed = purpose.watermark if purpose is not None else None
    kept = {column.name for column in decided.columns if column.operator == "keep"}
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


def possible_mark(
    book: Book,
    recipient: str,
    decided: Plan,
    tolerances: Mapping[str, float],
    purpose: Purpose | None = None,
    *,
    domains: Mapping[str, Domain] = _NO_DOMAINS,
) -> Mark:
    """The recipient's mark with all that can carry it in a copy by this plan, if anything can."""
    allowed = purpose.watermark if purpose is not None else None
    all_ = dict(tolerances)
    if allowed is not None:
        kept = {column.name for column in decided.columns if column.operator == "keep"}
        all_ = {name: most for name, most in allowed.tolerances.items() if name in kept} | all_
    own = [column for column in decided.columns if not _is_shared(column, recipient, domains)]
    return Mark(_number(book, recipient), mark_key(book), all_, *_by_operator(own, allowed))


def refuse_idle(
    decided: Iterable[Plan], purpose: Purpose | None, *, document: bool = False
) -> NoReturn:
    """Raises MisuseError, saying why nothing in a copy by these plans can carry a mark."""
    allowed = purpose.watermark if purpose is not None else None
    if any(any(_by_operator(each.columns, allowed)) for each in decided):
        raise MisuseError(
            "nothing in this copy can carry a mark: what is masked joins with the copies of a "
            "circle, and a mark would part them"
        )
    if document:
        raise MisuseError(
            "nothing in this document can carry a mark: what is found in it is covered, not replaced"
        )
    raise MisuseError(
        "nothing in this copy can carry a mark: say by how much a column's numbers may change "
        "(--tolerance COLUMN=AMOUNT)"
    )


def _by_operator(
    columns: Iterable[PlannedColumn], allowed: Watermark | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns whose pseudonyms carry a mark, and those whose stand-ins do."""
    tokens: list[str] = []
    stand_ins: list[str] = []
    for column in columns:
        if column.operator == "keyed_hash" and _may(allowed, "pseudonyms"):
            tokens.append(column.name)
        elif OPERATORS[column.operator].fitting is not None and _may(allowed, "replacements"):
            stand_ins.append(column.name)
    return tuple(tokens), tuple(stand_ins)


def _may(allowed: Watermark | None, channel: Channel) -> bool:
    return allowed is None or channel in allowed.channels


def _is_shared(column: PlannedColumn, recipient: str, domains: Mapping[str, Domain]) -> bool:
    domain = domains.get(column.parameters.get("domain", ""))
    return domain is not None and audience_of(domain, recipient) != recipient


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
    """How the share record names a mark: its number, its units, and how many rows are nobody's."""
    named = f"{_PREFIX}{mark.number:08x}:{','.join(map(str, mark.units))}"
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
