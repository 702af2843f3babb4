# What a ClickHouse server says of its databases, from the system tables alone: tables, views,
# columns, comments, sizes, and the names of the parts a table consists of, which no insert,
# merge or mutation leaves as they were, and so tell whether a table changed. Columns of the
# system tables that came with later versions are asked for where they are there.
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schema.table import Column, Skipped, Table

from .address import Address
from .clickhouse_http import Session, literal

__all__ = ["KIND", "PARTS", "STREAM", "parts_of", "tables"]

KIND = "clickhouse"
# How a table is read: by its parts, or as one query.
PARTS = "parts"
STREAM = "stream"
_OWN = frozenset({"system", "INFORMATION_SCHEMA", "information_schema"})
# Engines that fetch from somewhere else, which the account and its limits say nothing about.
_REMOTE = frozenset(
    {"MySQL", "MaterializedMySQL", "PostgreSQL", "MaterializedPostgreSQL", "MongoDB", "ODBC",
     "JDBC", "URL", "S3", "OSS", "COSN", "AzureBlobStorage", "HDFS", "Hive", "Hudi", "DeltaLake",
     "Iceberg", "IcebergS3", "IcebergHDFS", "Redis", "SQLite", "ExternalDistributed"}
)  # fmt: skip
_QUEUES = frozenset({"Kafka", "RabbitMQ", "NATS", "FileLog", "S3Queue", "AzureQueue"})
_EMPTY = frozenset({"Null", "Set", "Executable", "ExecutablePool", "GenerateRandom"})


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row of system.tables."""

    name: str
    engine: str
    comment: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class _Stored:
    """The parts of a table: name and rows of each, their bytes, and their names as a text."""

    rows: int = 0
    size: int = 0
    names: tuple[str, ...] = ()


def tables(session: Session) -> Iterator[Table | Skipped]:
    """The tables and views that can be read, and why the others cannot."""
    location = session.location
    present = [row[0] for row in session.rows("select name from system.databases order by name")]
    wanted = [location.database] if location.database else list(location.schemas)
    for name in wanted:
        if name not in present:
            yield Skipped(location.source, f"no database named {name} is open to this account")
    for name in present:
        if name in wanted or (not wanted and name not in _OWN):
            yield from _of_database(session, replace(location, database=name, schemas=()))


def parts_of(session: Session, database: str, table: str) -> list[tuple[str, int]]:
    """The active parts of a table with their rows, in the order of their names."""
    found = session.rows(
        "select name, toString(rows) from system.parts where active and database ="  # noqa: S608
        f" {literal(database)} and table = {literal(table)} order by name"
    )
    return [(name, int(rows)) for name, rows in found if int(rows)]


def _of_database(session: Session, location: Address) -> Iterator[Table | Skipped]:
    where = f"where database = {literal(location.database)}"
    has = {
        row[0]
        for row in session.rows(
            "select concat(table, '.', name) from system.columns where database = 'system'"
            " and table in ('tables', 'columns')"
        )
    }
    comment = "comment" if "tables.comment" in has else "''"
    total = "toString(total_rows)" if "tables.total_rows" in has else "'\\\\N'"
    listed = [
        _Listed(name, engine, said, int(rows) if rows.isdecimal() else None)
        for name, engine, said, rows in session.rows(
            f"select name, engine, {comment}, {total} from system.tables {where} order by name"  # noqa: S608
        )
    ]
    columns: dict[str, list[tuple[Column, str]]] = {}
    said = "comment" if "columns.comment" in has else "''"
    for table, name, kind, note, default in session.rows(
        f"select table, name, type, {said}, default_kind from system.columns {where}"  # noqa: S608
    ):
        columns.setdefault(table, []).append((Column(name, kind, note), default))
    stored = _stored(session, where)
    ((version,),) = session.rows("select version()")
    for one in listed:
        # The table behind a materialised view is read under the view's name.
        if not one.name.startswith((".inner.", ".inner_id.")):
            yield from _described(one, columns.get(one.name, []), stored, location, version)


def _stored(session: Session, where: str) -> dict[str, _Stored]:
    found: dict[str, _Stored] = {}
    for table, name, rows, size in session.rows(
        "select table, name, toString(rows), toString(bytes_on_disk) from system.parts"  # noqa: S608
        f" {where} and active order by table, name"
    ):
        before = found.get(table, _Stored())
        found[table] = _Stored(
            before.rows + int(rows), before.size + int(size), (*before.names, name)
        )
    return found


def _described(
    one: _Listed,
    declared: Sequence[tuple[Column, str]],
    stored: Mapping[str, _Stored],
    location: Address,
    version: str,
) -> Iterator[Table | Skipped]:
    where = f"{location.source}#{one.name}"
    # EPHEMERAL columns exist while a row is inserted; states are no values.
    states = [column.name for column, _ in declared if _is_state(column)]
    columns = tuple(
        column
        for column, default in declared
        if default != "EPHEMERAL" and column.name not in states
    )
    if problem := _obstacle(one, columns):
        yield Skipped(where, problem)
        return
    if states:
        names = ", ".join(states)
        yield Skipped(where, f"columns that hold states of aggregates are not read: {names}")
    merged = one.engine.endswith("MergeTree")
    parts = stored.get(one.name, _Stored()) if merged else None
    rows = parts.rows if parts is not None else one.rows
    yield Table(
        source=location.source,
        name=one.name,
        columns=columns,
        kind=KIND,
        comment=one.comment,
        rows=rows,
        # Rows that were deleted lightly are counted until the next merge.
        rows_exact=False,
        size_bytes=None if parts is None else parts.size,
        fingerprint="" if parts is None else _fingerprint(one, parts, columns),
        options={
            "location": location.text,
            "relation": one.name,
            "way": PARTS if merged else STREAM,
            "offsets": "yes" if _knows_offsets(version) else "",
        },
    )


def _obstacle(one: _Listed, columns: Sequence[Column]) -> str | None:
    if one.engine in _REMOTE:
        return "a table of another system: register that one and scan it there"
    if one.engine in _QUEUES:
        return "a queue: reading it would take its messages away"
    if one.engine in _EMPTY:
        return f"an engine that keeps no rows: {one.engine}"
    return None if columns else "it has no columns that can be read"


def _knows_offsets(version: str) -> bool:
    """Whether a row's number in its part can be asked for, which came with 22.8."""
    numbers = [int(each) for each in version.split(".")[:2] if each.isdecimal()]
    return numbers >= [22, 8]


def _is_state(column: Column) -> bool:
    return column.type.startswith("AggregateFunction(")


def _fingerprint(one: _Listed, parts: _Stored, columns: Sequence[Column]) -> str:
    described = [f"{column.name} {column.type}" for column in columns]
    text = "\0".join([one.engine, *described, "", *parts.names])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
