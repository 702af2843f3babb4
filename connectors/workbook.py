# Workbooks, one table a sheet, hidden sheets too, every cell as text. A guarded program
# (workbook_cells.py) takes the file apart and hands rows over in parts.
from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator

import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded
from .guard import guarded
from .guard_frame import Message
from .header import unique_names
from .local import in_units, mark, plain_reason
from .pace import pace
from .workbook_layout import find_table, header_cells, title_above

__all__ = ["check", "discover", "read"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "is protected by a password"
_DAMAGED = "is damaged or cut off: it cannot be read as a workbook"
_TOO_LARGE = "needs too much memory to read: perhaps a cell stands far outside the table"


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """A table for each sheet that holds one, rows counted."""
    found = mark(location)
    pace(access)(found.size_bytes)
    if _refuse(location, access):
        yield Skipped(location, "holds a macro, which is not looked into")
    empty = True
    for message in _messages(location, access):
        empty = False
        if message[0] == "damaged":
            yield Skipped(f"{location}#{message[1]}", "is a sheet that is damaged")
            continue
        _, sheet, top, rows, width, rounded = message
        first, header = find_table(top)
        names = unique_names(header_cells(top, first) if header else (), width)
        yield Table(
            source=location,
            name=f"{os.path.basename(location)}#{sheet}",  # noqa: PTH119
            columns=tuple(
                Column(column, "text", rounded=place in rounded)
                for place, column in enumerate(names)
            ),
            kind="workbook",
            comment=title_above(top[:first]),
            rows=rows - first - header,
            rows_exact=True,
            size_bytes=found.size_bytes,
            fingerprint=found.fingerprint,
            options={"sheet": sheet, "first": str(first + header), "top": str(first)},
            named=header,
        )
    if empty:
        yield Skipped(location, "no sheet of it holds anything")


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The sheet's rows as text, empty cells null, blank rows left out."""
    pace(access)(mark(table.source).size_bytes)
    _refuse(table.source, access)
    names = [column.name for column in table.columns]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    chosen = None if sample.rows is None else Reservoir(sample.rows, sample.seed)
    sheet, start = table.options["sheet"], int(table.options["first"])
    for _, rows in _messages(table.source, access, sheet, start):
        columns = [
            pa.array([row[n] or None if n < len(row) else None for row in rows], pa.string())
            for n in range(len(names))
        ]
        batch = pa.record_batch(columns, schema=schema)
        if chosen is None:
            yield from bounded(batch)
        else:
            chosen.add(batch)
    if chosen is not None:
        yield from chosen.batches()


def check(location: str, access: Access) -> None:
    """Nothing for a workbook that opens and holds a table; SourceError otherwise."""
    reason = "no sheet of it holds anything"
    for found in discover(location, access):
        if isinstance(found, Table):
            return
        reason = found.error
    raise SourceError(reason, source=location)


def _messages(path: str, access: Access, *sheet: object) -> Iterator[Message]:
    """What the program says of the workbook, or of one sheet from a row on."""
    return guarded("workbook", path, *sheet, source=path, limits=access.limits, faults=_FAULTS)


_FAULTS = {"locked": _LOCKED, "damaged": _DAMAGED, "large": _TOO_LARGE}


def _refuse(path: str, access: Access) -> bool:
    """Whether a macro is in it; SourceError for a password or too much to unpack.

    A workbook of a few hundred kilobytes can unpack to more than any memory holds.
    """
    most = access.limits.max_unpacked_bytes
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if file.read(8) == _OLE:
                _refuse_encrypted(path)
                return False
            parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise SourceError(_DAMAGED, source=path) from None
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None
    if sum(part.file_size for part in parts) > most:
        raise SourceError(f"unpacks to more than {in_units(most)}", source=path)
    return any(part.filename.lower().endswith("vbaproject.bin") for part in parts)


def _refuse_encrypted(path: str) -> None:
    """A workbook under a password is an OLE file with a stream of this name (MS-OFFCRYPTO)."""
    tail = b""
    with open(path, "rb") as file:  # noqa: PTH123
        while chunk := file.read(1024 * 1024):
            if _ENCRYPTED in tail + chunk:
                raise SourceError(_LOCKED, source=path)
            tail = chunk[-len(_ENCRYPTED) :]
