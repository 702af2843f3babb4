# Masked copies known again in traffic, in this order: the very file that was handed out, by its
# digest; a recipient's watermark, found blind; a table with the columns of a share in which
# every column that was masked to stars or pseudonyms holds nothing else. Values made by
# encryption or replacement look like real ones: such a copy is known by its digest or mark alone.
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from masking import collect, suspicions
from monitor import CopyFinder, SharedCopy
from schema import Level, Share, ShareColumn, strictest

from .marking import mark_key, read_mark_id
from .recording import Book

__all__ = ["copy_finder"]

_LIMIT: Final = 1e-9
# Fewer rows carry too little of a mark to name anybody at this limit.
_LEAST_ROWS: Final = 20
_LEAST_FORM: Final = 0.95
# What people are still known by once it is masked: de-identified (GB/T 43697 annex H).
_MASKED: Final = Level.GENERAL_2
_STARS: Final = r"\*{2,}"
_PSEUDONYM: Final = r"^[0-9a-f]{32}$"


def copy_finder(book: Book) -> CopyFinder | None:
    """Knows the copies on record again; None where there are none."""
    shares = book.list(Share)
    if not shares:
        return None
    by_digest = {each.output_sha256: each for each in shares if each.output_sha256}
    marked = [each for each in shares if each.watermark]
    key = mark_key(book) if marked else b""

    def found(octets: bytes, rows: pa.RecordBatch | None) -> SharedCopy | None:
        if octets and (share := by_digest.get(hashlib.sha256(octets).hexdigest())):
            return _copy([share], "digest", share.rows)
        if rows is None or not rows.num_rows:
            return None
        if marked and rows.num_rows >= _LEAST_ROWS and (named := _by_mark(rows, marked, key)):
            return _copy(named, "watermark", rows.num_rows)
        fitting = [each for each in shares if _has_form(rows, each)]
        return _copy(fitting, "form", rows.num_rows) if fitting else None

    return found


def _copy(shares: Sequence[Share], how: Any, rows: int) -> SharedCopy:
    columns = [column for share in shares for column in share.columns]
    clear = [column for column in columns if column.operator == "keep"]
    return SharedCopy(
        tuple(sorted(each.id for each in shares)),
        tuple(sorted({each.recipient for each in shares})),
        how,
        strictest([_MASKED, *(column.level for column in clear)]),
        tuple(sorted({each.dataset for each in shares})),
        frozenset(column.label for column in clear if column.label),
        rows,
    )


def _by_mark(rows: pa.RecordBatch, marked: Sequence[Share], key: bytes) -> list[Share]:
    """The shares whose recipient's mark stands in these rows, the gravest suspicion's."""
    by_number: dict[int, list[Share]] = {}
    units: set[int] = set()
    for share in marked:
        number, own = read_mark_id(share.watermark)
        by_number.setdefault(number, []).append(share)
        units |= set(own)
    columns = {str(place): column for place, column in enumerate(rows.columns)}
    seen = collect(columns, sorted(units), key)
    named = suspicions(seen, list(by_number), key, limit=_LIMIT)
    if not named:
        return []
    own_shares = by_number[named[0].number]
    names = set(rows.schema.names)
    fitting = [each for each in own_shares if names & {one.name for one in each.columns}]
    return fitting or own_shares


def _has_form(rows: pa.RecordBatch, share: Share) -> bool:
    """Whether rows have columns of a share alone, each masked as the share's record says."""
    columns = {each.name: each for each in share.columns}
    if not set(rows.schema.names) <= set(columns):
        return False
    told = [
        _is_masked(rows.column(name), columns[name])
        for name in rows.schema.names
        if columns[name].operator in ("mask", "keyed_hash", "redact")
    ]
    telling = {columns[name].operator for name in rows.schema.names} & {"mask", "keyed_hash"}
    return bool(telling) and all(told)


def _is_masked(cells: Any, column: ShareColumn) -> bool:
    texts: Any = pc.utf8_trim_whitespace(cells.cast(pa.string()).drop_null())
    filled: Any = texts.filter(pc.greater(pc.utf8_length(texts), pa.scalar(0)))
    if column.operator == "redact" or not len(filled):
        return not len(filled)
    pattern = _STARS if column.operator == "mask" else _PSEUDONYM
    fits: Any = pc.sum(pc.match_substring_regex(filled, pattern)).as_py() or 0
    return bool(fits >= _LEAST_FORM * len(filled))
