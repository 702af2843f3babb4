# The mark that a copy carries: its recipient's own number, the same in every copy for them,
# written into the share record so that a find can be traced. Numbers are drawn from the
# installation's key and the recipient's name; no two recipients share one.
from __future__ import annotations

from collections.abc import Mapping, Sequence

from masking import Mark, Plan, unit_of
from schema import MisuseError, Share

from .recording import Book

__all__ = ["mark_for", "mark_id", "mark_key", "read_mark_id"]

_PREFIX = "wm-"


def mark_key(book: Book) -> bytes:
    """The key that all marks of this installation are drawn under."""
    return book.seal.derive("masking/watermark")


def mark_for(book: Book, recipient: str, decided: Plan, tolerances: Mapping[str, float]) -> Mark:
    """The recipient's mark for a copy by this plan.

    Raises MisuseError where a column with a tolerance is not shown as it is, a tolerance is
    none, or nothing in the copy can carry a mark.
    """
    kept = {column.name for column in decided.columns if column.operator == "keep"}
    if strange := sorted(set(tolerances) - kept):
        raise MisuseError(f"column {', '.join(strange)} has a tolerance and is not shown as it is")
    for name, tolerance in tolerances.items():
        try:
            unit_of(tolerance)
        except ValueError:
            raise MisuseError(f"column {name}: a tolerance is a number above zero") from None
    tokens = tuple(c.name for c in decided.columns if c.operator == "keyed_hash")
    if not tokens and not tolerances:
        raise MisuseError(
            "nothing in this copy can carry a mark: say by how much a column's numbers may change "
            "(--tolerance COLUMN=AMOUNT)"
        )
    return Mark(_number(book, recipient), mark_key(book), dict(tolerances), tokens)


def mark_id(mark: Mark) -> str:
    """How the share record names a mark: its number and the units of what may change."""
    units = sorted({unit_of(each) for each in mark.tolerances.values()})
    return f"{_PREFIX}{mark.number:08x}:{','.join(map(str, units))}"


def read_mark_id(identifier: str) -> tuple[int, Sequence[int]]:
    """Number and units of a mark from its name in a record.

    >>> read_mark_id("wm-0000002a:-2,0")
    (42, (-2, 0))
    """
    number, _, units = identifier.removeprefix(_PREFIX).partition(":")
    return int(number, 16), tuple(int(unit) for unit in units.split(",") if unit)


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
