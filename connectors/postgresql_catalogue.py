# What a PostgreSQL database says of itself: relations, columns, comments, sizes and marks of
# change, from the system catalogues alone (manual, chapter 53): no table is read.
# A partitioned table stands for its partitions; an inheritance parent for its own rows only.
from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

from schema.table import Column, Skipped, Table

from .postgresql_session import Location

__all__ = ["CURSOR", "KIND", "PAGES", "human_name", "tables"]

KIND = "postgresql"
# How a relation is read: by ranges of pages, or through a cursor where it has none.
PAGES = "pages"
CURSOR = "cursor"

_RELATIONS = """
select c.oid::bigint as oid, n.nspname as schema, c.relname as name, c.relkind::text as kind,
       c.relispartition as is_partition, c.relispopulated as populated,
       c.reltuples::float8 as tuples, c.relpages::float8 as pages,
       coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
       has_schema_privilege(n.oid, 'USAGE') as schema_open,
       has_table_privilege(c.oid, 'SELECT') as table_open,
       row_security_active(c.oid) as row_security,
       concat_ws(':', pg_relation_filenode(c.oid), pg_stat_get_tuples_inserted(c.oid),
                 pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_deleted(c.oid)) as mark
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f')
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by n.nspname, c.relname
"""

_COLUMNS = """
select a.attrelid::bigint, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(col_description(a.attrelid, a.attnum), ''),
       has_column_privilege(a.attrelid, a.attnum, 'SELECT')
  from pg_catalog.pg_attribute a
 where a.attrelid = any(%s::oid[]) and a.attnum > 0 and not a.attisdropped
 order by a.attrelid, a.attnum
"""

_PARENTS = """
select i.inhrelid::bigint, i.inhparent::bigint
  from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
 where c.relispartition
"""

_SIZES = "select o, pg_total_relation_size(o::oid) from unnest(%s::bigint[]) o"

# Counters begin anew after a crash or a reset, which these three betray; a standby has none.
_COUNTERS = """
select current_setting('track_counts') = 'on' and not pg_is_in_recovery(),
       concat_ws(':', pg_stat_get_bgwriter_stat_reset_time(),
                 pg_stat_get_db_stat_reset_time(d.oid), d.oid),
       current_setting('block_size')::int
  from pg_catalog.pg_database d where d.datname = current_database()
"""


@dataclass(frozen=True, slots=True)
class _Relation:
    """A row of pg_class; the fields are those of the query above."""

    oid: int
    schema: str
    name: str
    kind: str
    is_partition: bool
    populated: bool
    tuples: float
    pages: float
    comment: str
    schema_open: bool
    table_open: bool
    row_security: bool
    mark: str


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all relations of a database are described with."""

    columns: dict[int, list[tuple[Column, bool]]]
    leaves: dict[int, list[_Relation]]
    sizes: dict[int, int]
    counters: str | None


def tables(connection: psycopg.Connection, location: Location) -> Iterator[Table | Skipped]:
    """The relations of a database that can be read, and why the others cannot."""
    with connection.transaction():
        cursor = connection.cursor(row_factory=class_row(_Relation))
        every = cursor.execute(_RELATIONS).fetchall()
        parents: dict[int, int] = dict(connection.execute(_PARENTS).fetchall())
        counting, epoch, block = connection.execute(_COUNTERS).fetchall()[0]
    yield from _unknown_schemas(every, location)
    wanted = [one for one in every if not location.schemas or one.schema in location.schemas]
    yield from _closed_schemas(wanted, location)
    wanted = _without_partitions([one for one in wanted if one.schema_open], parents)
    leaves = _leaves(every, parents)
    facts = _Facts(
        columns=_columns(connection, [one.oid for one in wanted]),
        leaves=leaves,
        sizes=_sizes(connection, wanted, leaves, block),
        counters=epoch if counting else None,
    )
    for relation in wanted:
        yield from _described(relation, facts, location)


def human_name(schema: str, relation: str) -> str:
    """`schema.table` as a person writes it: quoted only where it would be misread.

    >>> human_name("public", "人员"), human_name("public", "My table")
    ('public.人员', 'public."My table"')
    """
    return f"{_quoted(schema)}.{_quoted(relation)}"


def _quoted(name: str) -> str:
    # Letters beyond ASCII need no quotes in PostgreSQL (manual 4.1.1); upper case does.
    if re.fullmatch(r"[^\W\d][\w$]*", name) and name == name.lower():
        return name
    return '"' + name.replace('"', '""') + '"'


def _unknown_schemas(every: Sequence[_Relation], location: Location) -> Iterator[Skipped]:
    for schema in location.schemas:
        if not any(one.schema == schema for one in every):
            yield Skipped(location.source, f"no tables in a schema named {schema}")


def _closed_schemas(wanted: Sequence[_Relation], location: Location) -> Iterator[Skipped]:
    for schema in dict.fromkeys(one.schema for one in wanted if not one.schema_open):
        yield Skipped(location.source, f"no permission to look into the schema {schema}")


def _without_partitions(wanted: list[_Relation], parents: dict[int, int]) -> list[_Relation]:
    """A partition is read with its root, or alone where the root cannot be."""
    readable = {one.oid for one in wanted if one.kind == "p" and one.table_open}

    def covered(oid: int) -> bool:
        while oid in parents:
            oid = parents[oid]
            if oid in readable:
                return True
        return False

    return [one for one in wanted if not covered(one.oid)]


def _leaves(every: Sequence[_Relation], parents: dict[int, int]) -> dict[int, list[_Relation]]:
    """For each partitioned table, at any depth, the partitions that hold rows."""
    leaves: dict[int, list[_Relation]] = {}
    for one in every:
        if one.kind == "p" or not one.is_partition:
            continue
        oid = one.oid
        while oid in parents:
            oid = parents[oid]
            leaves.setdefault(oid, []).append(one)
    return leaves


def _columns(
    connection: psycopg.Connection, oids: Sequence[int]
) -> dict[int, list[tuple[Column, bool]]]:
    found: dict[int, list[tuple[Column, bool]]] = {}
    with connection.transaction():
        for oid, name, kind, comment, is_open in connection.execute(_COLUMNS, [list(oids)]):
            found.setdefault(oid, []).append((Column(name, kind, comment), is_open))
    return found


def _sizes(
    connection: psycopg.Connection,
    wanted: Sequence[_Relation],
    leaves: dict[int, list[_Relation]],
    block: int,
) -> dict[int, int]:
    stored = [part for one in wanted for part in leaves.get(one.oid, [one]) if part.kind in "rm"]
    try:
        with connection.transaction():
            found = connection.execute(_SIZES, [[one.oid for one in stored]]).fetchall()
    except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled):
        # Sizes need a lock; a table being rebuilt must not stop the rest from being found.
        return {one.oid: int(one.pages) * block for one in stored}
    return {oid: size for oid, size in found if size is not None}


def _described(relation: _Relation, facts: _Facts, location: Location) -> Iterator[Table | Skipped]:
    name = human_name(relation.schema, relation.name)
    where = f"{location.source}#{name}"
    declared = facts.columns.get(relation.oid, [])
    columns = tuple(column for column, is_open in declared if is_open)
    if problem := _obstacle(relation, declared, columns):
        yield Skipped(where, problem)
        return
    if len(columns) < len(declared):
        closed = ", ".join(column.name for column, is_open in declared if not is_open)
        yield Skipped(where, f"no permission to read some of its columns: {closed}")
    leaves = facts.leaves.get(relation.oid, [])
    stored = leaves if relation.kind == "p" else [relation]
    foreign = [leaf for leaf in leaves if leaf.kind == "f"]
    # Page ranges use the system column ctid, which column privileges do not cover.
    by_pages = relation.kind in "rmp" and relation.table_open and not foreign
    known = relation.kind in "rmp" and not foreign and all(one.tuples >= 0 for one in stored)
    yield Table(
        source=location.source,
        name=name,
        columns=columns,
        kind=KIND,
        comment=relation.comment,
        rows=int(sum(one.tuples for one in stored)) if known else None,
        size_bytes=_size(stored, facts),
        fingerprint=_fingerprint(relation, stored, declared, facts),
        options={
            "location": location.text,
            "schema": relation.schema,
            "relation": relation.name,
            "relkind": relation.kind,
            "way": PAGES if by_pages else CURSOR,
            **({"row_security": "yes"} if relation.row_security else {}),
        },
    )


def _obstacle(
    relation: _Relation, declared: Sequence[object], columns: Sequence[Column]
) -> str | None:
    if relation.kind == "f":
        # Reading it would load a server nobody registered, with its rights and limits unknown.
        return "a foreign table: register the database it comes from and scan it there"
    if not declared:
        return "it has no columns"
    if not columns:
        return "no permission to read it"
    if relation.kind == "m" and not relation.populated:
        return "a materialised view that was never filled"
    return None


def _size(stored: Sequence[_Relation], facts: _Facts) -> int | None:
    sizes = [facts.sizes[one.oid] for one in stored if one.oid in facts.sizes]
    return sum(sizes) if sizes else None


def _fingerprint(
    relation: _Relation,
    stored: Sequence[_Relation],
    declared: Sequence[tuple[Column, bool]],
    facts: _Facts,
) -> str:
    """A digest of storage, write counters and columns; "" where writes leave no mark here."""
    if facts.counters is None or relation.kind not in "rmp":
        return ""
    if any(one.kind == "f" for one in stored):
        return ""
    parts = [facts.counters, *sorted(one.mark for one in stored)]
    parts += [f"{column.name} {column.type} {is_open}" for column, is_open in declared]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
