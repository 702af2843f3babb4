# What a server of MySQL's family says of its databases: tables, views, columns, comments,
# sizes, keys to read by and marks of change, from information_schema alone: no table is
# read. A partitioned table stands for its partitions. A database is a source of its own,
# whether the URL named it or the server was asked for all.
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schema.table import Column, Skipped, Table

from .address import Address
from .keyrange import NUMBER, OPAQUE, TEXT, TIME
from .mysql_rows import word
from .mysql_session import Session

__all__ = ["KIND", "Key", "key_of", "tables"]

KIND = "mysql"
# The server's own databases: nobody's data stands there.
_OWN = frozenset(
    {"mysql", "information_schema", "performance_schema", "sys", "metrics_schema",
     "inspection_schema", "oceanbase", "__recyclebin__", "__public", "lbacsys", "oraauditor",
     "ocs"}
)  # fmt: skip
# Engines that fetch from somewhere else, which the account and its limits say nothing about.
_REMOTE = frozenset({"federated", "connect", "spider", "federatedx"})
# Engines that count their rows and keep the time of the last change with the data.
_COUNTING = frozenset({"myisam", "aria", "memory"})
_SETTLED_S = 3

_DATABASES = "select schema_name from information_schema.schemata order by schema_name"

_TABLES = """
select table_name, table_type, coalesce(engine, ''), table_rows,
       cast(coalesce(data_length, 0) + coalesce(index_length, 0) as signed),
       coalesce(table_comment, ''),
       coalesce(cast(create_time as char), ''), coalesce(cast(update_time as char), ''),
       coalesce(timestampdiff(second, update_time, now()), 0)
  from information_schema.tables where table_schema = %s order by table_name
"""

_COLUMNS = """
select table_name, column_name, column_type, coalesce(column_comment, ''),
       coalesce(privileges, ''), coalesce(character_set_name, '')
  from information_schema.columns where table_schema = %s order by table_name, ordinal_position
"""

# Whole columns that are never null, in the order of their index; PRIMARY comes first.
_KEYS = """
select s.table_name, s.index_name, s.column_name, s.sub_part, c.is_nullable
  from information_schema.statistics s left join information_schema.columns c
    on c.table_schema = s.table_schema and c.table_name = s.table_name
   and c.column_name = s.column_name
 where s.table_schema = %s and s.non_unique = 0
 order by s.table_name, s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index
"""

_KEY_KINDS = {
    **dict.fromkeys(
        ("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year"), NUMBER
    ),
    **dict.fromkeys(("char", "varchar"), TEXT),
    "uuid": OPAQUE,
    # Not timestamp: the hour that comes twice in autumn would be read once.
    **dict.fromkeys(("date", "datetime"), TIME),
}


@dataclass(frozen=True, slots=True)
class Key:
    """An index whose columns tell every row apart; each with the kind of its order."""

    index: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row of information_schema.tables; the fields are those of the query above."""

    name: str
    kind: str
    engine: str
    rows: int | None
    size: int
    comment: str
    created: str
    updated: str
    settled_s: int


@dataclass(frozen=True, slots=True)
class _Declared:
    """A column with whether this account may read it, and the encoding it was declared with."""

    column: Column
    is_open: bool
    encoding: str


def tables(session: Session) -> Iterator[Table | Skipped]:
    """The tables and views that can be read, and why the others cannot."""
    location = session.location
    if location.database and location.schemas:
        yield Skipped(
            location.source, "schema= is for a URL without a database; it was passed over"
        )
    present = [str(name) for (name,) in session.rows(_DATABASES)]
    wanted = [location.database] if location.database else list(location.schemas)
    for name in wanted:
        if name not in present:
            yield Skipped(location.source, f"no database named {name} is open to this account")
    for name in present:
        if name in wanted or (not wanted and name.lower() not in _OWN):
            yield from _of_database(session, replace(location, database=name, schemas=()))


def key_of(table: Table) -> Key | None:
    """The key a table is read by, None for one that has none."""
    if "key" not in table.options:
        return None
    return Key(
        table.options["index"],
        tuple((name, kind) for name, kind in json.loads(table.options["key"])),
    )


def _of_database(session: Session, location: Address) -> Iterator[Table | Skipped]:
    name = location.database
    listed = [_Listed(*row) for row in session.rows(_TABLES, [name])]  # type: ignore[arg-type]
    declared: dict[str, list[_Declared]] = {}
    for row in session.rows(_COLUMNS, [name]):
        table, column, kind, comment, privileges, encoding = map(str, row)
        declared.setdefault(table, []).append(
            # TiDB says nothing of privileges and leaves out what may not be read.
            _Declared(Column(column, kind, comment), "select" in (privileges or "select"), encoding)
        )
    keys = _keys(session.rows(_KEYS, [name]))
    for one in listed:
        if one.kind.upper() in {"SEQUENCE", "SYSTEM VIEW"}:
            continue
        columns = declared.get(one.name, [])
        yield from _described(one, columns, keys.get(one.name, []), location, session.product)


def _keys(rows: Sequence[tuple[object, ...]]) -> dict[str, list[tuple[str, list[str]]]]:
    """For each table its unique indexes over whole columns without nulls."""
    found: dict[str, dict[str, list[str]]] = {}
    unfit: set[tuple[str, str]] = set()
    for table, index, column, part, nullable in rows:
        here = (str(table), str(index))
        if column is None or part is not None or str(nullable).upper() != "NO":
            unfit.add(here)
        found.setdefault(here[0], {}).setdefault(here[1], []).append(str(column))
    return {
        table: [(index, names) for index, names in every.items() if (table, index) not in unfit]
        for table, every in found.items()
    }


def _described(
    one: _Listed,
    declared: Sequence[_Declared],
    unique: Sequence[tuple[str, list[str]]],
    location: Address,
    product: str,
) -> Iterator[Table | Skipped]:
    where = f"{location.source}#{one.name}"
    columns = tuple(each.column for each in declared if each.is_open)
    if problem := _obstacle(one, declared, columns):
        yield Skipped(where, problem)
        return
    if len(columns) < len(declared):
        closed = ", ".join(each.column.name for each in declared if not each.is_open)
        yield Skipped(where, f"no permission to read some of its columns: {closed}")
    is_view = one.kind.upper() == "VIEW"
    # OceanBase and TiDB say 0 of what they have not counted.
    uncounted = is_view or (not one.rows and product in {"oceanbase", "tidb"})
    rows = None if uncounted else one.rows
    exact = one.engine.lower() in _COUNTING and rows is not None
    yield Table(
        source=location.source,
        name=one.name,
        columns=columns,
        kind=KIND,
        comment="" if is_view else one.comment,
        rows=rows,
        rows_exact=exact,
        size_bytes=None if uncounted else one.size,
        fingerprint="" if is_view else _fingerprint(one, declared, product),
        options={
            "location": location.text,
            "relation": one.name,
            "is_view": "yes" if is_view else "",
            "bytes": "\0".join(
                each.column.name for each in declared if each.is_open and _doubtful(each)
            ),
            **_way(columns, unique),
        },
    )


def _obstacle(one: _Listed, declared: Sequence[_Declared], columns: Sequence[Column]) -> str | None:
    if one.engine.lower() in _REMOTE:
        # Reading it would load a server nobody registered, with its rights and limits unknown.
        return "a table of another server: register the database it comes from and scan it there"
    if one.kind.upper() == "VIEW" and "invalid" in one.comment.lower():
        return "a view whose tables or columns are gone or not open to its owner"
    if one.kind.upper() != "VIEW" and not one.engine:
        return "the server cannot open it: it is damaged, or its engine is not there"
    if not declared:
        # To describe a view the server opens it, and a function inside it may be one that writes.
        return "the server does not describe it to a read-only session of this account"
    return None if columns else "no permission to read it"


def _way(columns: Sequence[Column], unique: Sequence[tuple[str, list[str]]]) -> dict[str, str]:
    kinds = {column.name: _KEY_KINDS.get(word(column), "") for column in columns}
    for index, names in unique:
        if all(kinds.get(name) for name in names):
            return {"index": index, "key": json.dumps([(name, kinds[name]) for name in names])}
    return {}


def _doubtful(each: _Declared) -> bool:
    """Latin-1 is what MySQL declared by default, whatever programs then wrote into it."""
    return each.encoding == "latin1" and word(each.column) not in {"enum", "set"}


def _fingerprint(one: _Listed, declared: Sequence[_Declared], product: str) -> str:
    """A digest of the last change and the columns; "" where a change may leave no mark.

    InnoDB keeps the time in memory and forgets it, which then says nothing; a change in the
    second just gone may be followed by another of the same time.
    """
    if product not in {"mysql", "mariadb"} or not one.updated or one.settled_s < _SETTLED_S:
        return ""
    parts = [one.created, one.updated, one.engine, str(one.size)]
    parts += [f"{each.column.name} {each.column.type} {each.is_open}" for each in declared]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
