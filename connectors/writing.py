# Batches to a file, all or nothing: they are written aside in the same directory under a
# hidden name, brought to disk (fsync), and only then given their name by a hard link, which
# fails where the name is taken. A process that is killed leaves the hidden file, never half
# a file under the name people look for, and nobody's file is ever overwritten.
from __future__ import annotations

import errno
import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import IO, Any, TypeVar

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from schema import SourceError

from .local import plain_reason, shown
from .locate import sqlite_path
from .writing_arrow import write_arrow_file, write_arrow_stream
from .writing_json import write_json, write_json_lines
from .writing_workbook import write_workbook

__all__ = ["write", "write_bytes"]

_ROWS = 16_384
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)

Part = TypeVar("Part")
Writer = Callable[[Iterator[pa.RecordBatch], pa.Schema, str, str], int]


def write(
    batches: Iterator[pa.RecordBatch],
    schema: pa.Schema,
    destination: str,
    *,
    table_name: str | None,
    mode: int = 0o666,
) -> int:
    """The number of rows written to a new file, its format told by the suffix.

    `.csv` and `.tsv` are UTF-8 with a header, fields quoted as RFC 4180 asks; `.parquet` is
    compressed with zstd; `.xlsx` has one sheet, `.json` a list, `.jsonl` and `.ndjson` a line for
    each row, `.arrow`, `.feather` and `.ipc` are Arrow's file and `.arrows` its stream; `.db`, `.sqlite`, `.sqlite3` and `sqlite:///f.db#table` hold one
    table, `table_name` if given. The file has `mode`, less the umask, from the start. Raises FileExistsError where the destination exists,
    ValueError for another suffix, SourceError where the directory cannot be written. If
    `batches` raises, nothing is left behind.
    """
    path, named = (
        sqlite_path(destination) if destination.startswith("sqlite:") else (destination, "")
    )
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    writer = _sqlite if destination.startswith("sqlite:") else _WRITERS.get(suffix)
    if writer is None:
        raise ValueError(
            f"cannot tell a format from {os.path.basename(path)!r}; "  # noqa: PTH119
            f"expected one of {' '.join(_WRITERS)}"
        )
    stem = shown(os.path.splitext(os.path.basename(path))[0])  # noqa: PTH119, PTH122
    failed: list[BaseException] = []
    try:
        with _aside(path, mode) as partial:
            return writer(_watched(batches, failed), schema, partial, table_name or named or stem)
    except (OSError, sqlite3.Error, pa.ArrowException, SourceError) as error:
        # What the batches raise is their reader's to explain, not ours.
        if error in failed or isinstance(error, FileExistsError):
            raise
        if isinstance(error, SourceError):
            raise SourceError(error.problem, source=path) from None
        raise SourceError(_reason(error), source=path) from None


def write_bytes(chunks: Iterator[bytes], path: str, *, mode: int = 0o666) -> None:
    """The chunks as a new file, all or nothing, as `write` has it."""
    failed: list[BaseException] = []
    try:
        with _aside(path, mode) as partial, _sink(partial) as sink:
            for chunk in _watched(chunks, failed):
                sink.write(chunk)
    except OSError as error:
        if error in failed or isinstance(error, FileExistsError):
            raise
        raise SourceError(_reason(error), source=path) from None


@contextmanager
def _aside(path: str, mode: int) -> Iterator[str]:
    """A file to write that takes its name when all went well, and is gone when not."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "the destination exists and is not overwritten", path)
    directory, name = os.path.split(path)
    directory = directory or "."
    partial = os.path.join(directory, f".{name}.{os.getpid()}.partial")  # noqa: PTH118
    held = _claimed(partial, mode)
    try:
        yield partial
        os.fsync(held)
        _named(partial, path)
    finally:
        os.unlink(partial)  # noqa: PTH108
        os.close(held)
    _sync_directory(directory)


def _watched(parts: Iterator[Part], failed: list[BaseException]) -> Iterator[Part]:
    try:
        yield from parts
    except (OSError, sqlite3.Error, pa.ArrowException, SourceError) as error:
        failed.append(error)
        raise


def _reason(error: OSError | sqlite3.Error | pa.ArrowException) -> str:
    """Why nothing was written, without the library's text."""
    if isinstance(error, OSError) and error.errno:
        reason = plain_reason(error).replace("cannot be read", "cannot be written")
        return reason if reason.startswith("cannot be") else f"cannot be written: {reason}"
    if isinstance(error, sqlite3.Error):
        if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL":
            return "cannot be written: the disk is full"
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR"):
            return "cannot be written: the device reports an error or has no room"
        return "cannot be written: SQLite takes no such columns (two of one name, or too many)"
    return "cannot be written in this format"


def _claimed(partial: str, mode: int) -> int:
    """A descriptor of the new, locked file; a leftover of a killed namesake is cleared away."""
    try:
        held = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        left = os.open(partial, os.O_RDWR)
        try:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = "is being written already"
            raise FileExistsError(errno.EEXIST, message, partial) from None
        else:
            os.unlink(partial)  # noqa: PTH108
        finally:
            os.close(left)
        held = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def _named(partial: str, path: str) -> None:
    try:
        os.link(partial, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # No hard links here: the name is taken first, then the file moved over it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        os.replace(partial, path)  # noqa: PTH105
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT))  # for the caller to remove


def _sync_directory(directory: str) -> None:
    held = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _sink(path: str) -> IO[bytes]:
    """The file for Arrow to write, opened for it: it takes no names but UTF-8."""
    return open(path, "wb")  # noqa: PTH123


def _delimited(delimiter: str) -> Writer:
    def write_rows(
        batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, _table: str
    ) -> int:
        rows = 0
        plain = pa.schema([pa.field(field.name, _text_type(field.type)) for field in schema])
        options = pa_csv.WriteOptions(delimiter=delimiter)
        with _sink(path) as sink, pa_csv.CSVWriter(sink, plain, write_options=options) as file:
            for batch in batches:
                file.write_batch(_as_text(batch, plain))
                rows += batch.num_rows
        return rows

    return write_rows


def _parquet(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, _table: str) -> int:
    rows = 0
    with _sink(path) as sink, pq.ParquetWriter(sink, schema, compression="zstd") as file:
        for batch in batches:
            file.write_batch(batch)
            rows += batch.num_rows
    return rows


def _sqlite(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: str, table: str) -> int:
    rows = 0
    declared = ", ".join(f"{_quoted(field.name)} {_sqlite_type(field.type)}" for field in schema)
    places = ", ".join("?" * len(schema))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # The file has no name yet: nobody reads it, and it is thrown away if this fails.
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE {_quoted(table)} ({declared})")
        insert = f"INSERT INTO {_quoted(table)} VALUES ({places})"  # noqa: S608
        for batch in batches:
            for start in range(0, batch.num_rows, _ROWS):
                part = batch.slice(start, _ROWS)
                columns = [_sqlite_values(column) for column in part.columns]
                connection.executemany(insert, zip(*columns, strict=True))
            rows += batch.num_rows
        connection.execute("COMMIT")
    return rows


_WRITERS: dict[str, Writer] = {
    ".csv": _delimited(","),
    ".tsv": _delimited("\t"),
    ".parquet": _parquet,
    ".xlsx": write_workbook,
    ".json": write_json,
    ".jsonl": write_json_lines,
    ".ndjson": write_json_lines,
    ".arrow": write_arrow_file,
    ".feather": write_arrow_file,
    ".ipc": write_arrow_file,
    ".arrows": write_arrow_stream,
    ".db": _sqlite,
    ".sqlite": _sqlite,
    ".sqlite3": _sqlite,
}


def _text_type(kind: pa.DataType) -> pa.DataType:
    """The type a column is written to CSV as: its own where Arrow writes it, else text."""
    if pa.types.is_dictionary(kind):
        return _text_type(kind.value_type)
    if pa.types.is_primitive(kind) and not pa.types.is_duration(kind):
        return kind
    plain = pa.types.is_large_string(kind) or pa.types.is_decimal(kind)
    return kind if plain else pa.string()


def _as_text(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        _csv_column(column, field.type) for column, field in zip(batch.columns, schema, strict=True)
    ]
    if len(columns) == 1 and pa.types.is_string(columns[0].type):
        # A lone null would be a blank line, which readers pass over.
        columns = [columns[0].fill_null("")]
    return pa.record_batch(columns, schema=schema)


def _csv_column(column: pa.Array[Any], wanted: pa.DataType) -> pa.Array[Any]:
    if column.type == wanted:
        return column
    if pa.types.is_dictionary(column.type):
        return _csv_column(column.cast(column.type.value_type), wanted)
    return pa.array([_text(value) for value in column.to_pylist()], pa.string())


def _text(value: object) -> str | None:
    """A value that a format has no type for: nested ones as JSON, bytes as hexadecimal."""
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)


def _sqlite_type(kind: pa.DataType) -> str:
    # An unsigned 64-bit integer may be larger than SQLite's.
    if (pa.types.is_integer(kind) and kind != pa.uint64()) or pa.types.is_boolean(kind):
        return "INTEGER"
    if pa.types.is_floating(kind):
        return "REAL"
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return "BLOB"
    return "TEXT"


def _sqlite_values(column: pa.Array[Any]) -> list[object]:
    values: list[object] = column.to_pylist()
    return [_text(value) for value in values] if _sqlite_type(column.type) == "TEXT" else values


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
