# What openGauss, GaussDB and KingbaseES say of themselves: databases that branched off from
# PostgreSQL, openGauss as early as 9.2, and keep its protocol and the core of its catalogues.
# Only columns that were there then are asked for. Partitions are no relations of their own in
# them, pages are not read by range, and no mark tells whether a table changed.
from __future__ import annotations

from collections.abc import Iterator

import psycopg

from schema.table import Column, Skipped, Table

from .postgresql_catalogue import CURSOR, KIND, human_name
from .postgresql_session import Location

__all__ = ["tables"]

# Schemas of the products' own, beside those that begin with pg_ or sys_.
_OWN = frozenset(
    {"information_schema", "cstore", "db4ai", "dbe_perf", "dbe_pldebugger", "dbe_pldeveloper",
     "dbe_sql_util", "snapshot", "sqladvisor", "blockchain", "pkg_service", "pkg_util", "xlog_record_read",
     "sys", "sysaudit", "sysmac", "src_restrict", "anon", "perf", "kdb_schedule", "wmsys", "dbms_sql"}
)  # fmt: skip

_RELATIONS = """
select n.nspname, c.relname, c.relkind::text, c.reltuples::float8,
       coalesce(obj_description(c.oid, 'pg_class'), ''),
       has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT')
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'v', 'm', 'f', 'p')
   and n.nspname !~ '^(pg|sys)_'
 order by n.nspname, c.relname
"""

_COLUMNS = """
select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       coalesce(col_description(a.attrelid, a.attnum), '')
  from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'v', 'm', 'f', 'p') and a.attnum > 0 and not a.attisdropped
   and n.nspname !~ '^(pg|sys)_'
 order by n.nspname, c.relname, a.attnum
"""


def tables(connection: psycopg.Connection, location: Location) -> Iterator[Table | Skipped]:
    """The relations of a database that can be read, and why the others cannot."""
    with connection.transaction():
        listed = connection.execute(_RELATIONS).fetchall()
        declared: dict[tuple[str, str], list[Column]] = {}
        for schema, relation, name, kind, comment in connection.execute(_COLUMNS):
            declared.setdefault((schema, relation), []).append(Column(name, kind, comment))
    for schema in location.schemas:
        if all(schema != row[0] for row in listed):
            yield Skipped(location.source, f"no tables in a schema named {schema}")
    for schema, relation, kind, tuples, comment, is_open in listed:
        if schema in _OWN or (location.schemas and schema not in location.schemas):
            continue
        name = human_name(schema, relation)
        columns = tuple(declared.get((schema, relation), ()))
        if kind == "f":
            yield Skipped(
                f"{location.source}#{name}",
                "a foreign table: register the database it comes from and scan it there",
            )
        elif not is_open or not columns:
            yield Skipped(f"{location.source}#{name}", "no permission to read it")
        else:
            yield Table(
                source=location.source,
                name=name,
                columns=columns,
                kind=KIND,
                comment=comment,
                rows=int(tuples) if kind in "rm" and tuples > 0 else None,
                options={
                    "location": location.text,
                    "schema": schema,
                    "relation": relation,
                    # A parent of inheritance there stands for its children too.
                    "relkind": "v",
                    "way": CURSOR,
                },
            )
