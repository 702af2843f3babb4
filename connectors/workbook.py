# Workbooks, one table a sheet, hidden sheets too, every cell as text. A program of its own
# (workbook_cells.py) takes the file apart, with bounds on its memory, and hands rows over in
# parts: a damaged file can end the library's process, and a single cell far below a table
# makes it ask for hundreds of gigabytes.
from __future__ import annotations

import marshal
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from schema import Access, Column, Sample, Skipped, SourceError, Table

from .batches import Reservoir, bounded
from .header import unique_names
from .local import mark, plain_reason
from .pace import pace
from .workbook_layout import find_table, header_cells, title_above

__all__ = ["check", "discover", "read"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LOCKED = "is protected by a password"
_DAMAGED = "is damaged or cut off: it cannot be read as a workbook"
_TOO_LARGE = "needs too much memory to read: perhaps a cell stands far outside the table"
# A workbook of a few hundred kilobytes can unpack to more than any disk holds.
_MAX_UNPACKED = 4 * 1024**3
_PROGRAM = str(Path(__file__).with_name("workbook_cells.py"))


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """A table for each sheet that holds one, rows counted."""
    found = mark(location)
    pace(access)(found.size_bytes)
    _refuse(location)
    empty = True
    for message in _messages(location):
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
    _refuse(table.source)
    names = [column.name for column in table.columns]
    schema = pa.schema([pa.field(name, pa.string()) for name in names])
    chosen = None if sample.rows is None else Reservoir(sample.rows, sample.seed)
    for _, rows in _messages(table.source, table.options["sheet"], table.options["first"]):
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


def _messages(path: str, *sheet: str) -> Iterator[tuple[Any, ...]]:
    """What the program says of the workbook, or of one sheet from a row on."""
    command = [sys.executable, "-I", _PROGRAM, path, *sheet]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdout is not None
        try:
            while True:
                message = marshal.load(child.stdout)  # noqa: S302  our own program's words
                if message[0] == "end":
                    return
                if message[0] == "fault":
                    raise SourceError(_FAULTS[message[1]], source=path)
                yield message
        except (EOFError, ValueError, TypeError):
            ended = child.wait()
            reason = _TOO_LARGE if ended == -signal.SIGABRT else _DAMAGED
            raise SourceError(reason, source=path) from None
        finally:
            child.kill()


_FAULTS = {"locked": _LOCKED, "damaged": _DAMAGED, "large": _TOO_LARGE}


def _refuse(path: str) -> None:
    """Raises SourceError for a password or too much to unpack, before anything is opened."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            if file.read(8) == _OLE:
                _refuse_encrypted(path)
            elif sum(part.file_size for part in zipfile.ZipFile(file).infolist()) > _MAX_UNPACKED:
                raise SourceError("unpacks to more than 4 GiB", source=path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise SourceError(_DAMAGED, source=path) from None
    except OSError as error:
        raise SourceError(plain_reason(error), source=path) from None


def _refuse_encrypted(path: str) -> None:
    """A workbook under a password is an OLE file with a stream of this name (MS-OFFCRYPTO)."""
    tail = b""
    with open(path, "rb") as file:  # noqa: PTH123
        while chunk := file.read(1024 * 1024):
            if _ENCRYPTED in tail + chunk:
                raise SourceError(_LOCKED, source=path)
            tail = chunk[-len(_ENCRYPTED) :]
