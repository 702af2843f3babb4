# PostgreSQL as an end of a copy: every value comes and goes as the text of its type, dates in
# ISO form and times in UTC, so that both servers mean the same by it. Types of the source's
# own (enumerations) become text, domains the type they are made of.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from schema import Access, SourceError

from .copy_database import MARKS, Cell, Dialect
from .copy_postgresql_extras import extras
from .copy_shape import ColumnShape, Link, TableShape
from .postgresql_catalogue import human_name
from .postgresql_session import Session, locate, reason

__all__ = ["opened"]

_COLUMNS = """
select n.nspname, c.relname, a.attname, a.attnotnull,
       case when t.typtype = 'd' and b.typnamespace = 'pg_catalog'::regnamespace and b.typelem = 0
            then format_type(t.typbasetype, t.typtypmod)
            when t.typnamespace = 'pg_catalog'::regnamespace and
                 coalesce(e.typnamespace, 'pg_catalog'::regnamespace) = 'pg_catalog'::regnamespace
            then format_type(a.atttypid, a.atttypmod) else 'text' end
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  join pg_catalog.pg_type t on t.oid = a.atttypid left join pg_catalog.pg_type e on e.oid = t.typelem
  left join pg_catalog.pg_type b on b.oid = t.typbasetype
 where c.relkind in ('r', 'p') and not c.relispartition
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 order by n.nspname, c.relname, a.attnum
"""
_KEYS = """
select n.nspname, c.relname, k.contype::text, k.conname,
       array(select a.attname::text from unnest(k.conkey) with ordinality u(number, place)
               join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number
              order by u.place),
       pn.nspname, p.relname,
       array(select a.attname::text from unnest(k.confkey) with ordinality u(number, place)
               join pg_catalog.pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number
              order by u.place)
  from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_class p on p.oid = k.confrelid
  left join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
 where k.contype in ('p', 'u', 'f') and k.conparentid = 0 order by k.conname
"""


class _Wire:
    """A session whose failures are told without the server's words."""

    def __init__(self, connection: psycopg.Connection, access: Access, source: str) -> None:
        self._connection = connection
        self._access = access
        self._source = source
        self._inside = False

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Cell, ...]]:
        with self._whole():
            # The text is ours, names quoted.
            cursor = self._connection.execute(statement.encode(), tuple(values))
            return cursor.fetchall() if cursor.description else []

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self._whole(), self._connection.cursor() as cursor:
            cursor.executemany(statement.encode(), rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._whole():
            self._inside = True
            try:
                yield
            finally:
                self._inside = False

    @contextmanager
    def _whole(self) -> Iterator[None]:
        if self._inside:
            yield
            return
        try:
            with self._connection.transaction():
                yield
        except psycopg.Error as error:
            raise SourceError(_reason(error, self._access), source=self._source) from None


@contextmanager
def opened(location: str, access: Access, *, writing: bool) -> Iterator[tuple[_Wire, Dialect]]:
    """A session that reads, or one that writes."""
    place = locate(location)
    with Session(place, access) as session:
        connection = session.connection
        connection.read_only = not writing
        wire = _Wire(connection, access, place.source)
        wire.run("set time zone 'UTC'")
        wire.run("set extra_float_digits = 3")
        wire.run("set intervalstyle = 'postgres'")
        schemas = place.schemas

        def shapes(_: object) -> list[TableShape]:
            wanted = {*schemas}
            return [
                one
                for one in _shapes(wire)
                if not wanted or one.parts[0] in wanted or one.parts[1] == MARKS
            ]

        yield wire, _dialect(shapes)


def _reason(error: psycopg.Error, access: Access) -> str:
    state = error.sqlstate or ""
    if state.startswith(("22", "23")):
        told = "a value breaks a rule of the target (a key, a reference or a type)"
        return f"{told} (SQLSTATE {state})"
    if state == "42501":
        return "no permission to make or fill tables there (SQLSTATE 42501)"
    return reason(error, access)


def _shapes(wire: _Wire) -> list[TableShape]:
    columns: dict[tuple[str, str], list[ColumnShape]] = {}
    for schema, table, name, required, type_ in wire.run(_COLUMNS):
        shape = ColumnShape(str(name), str(type_), nullable=not required)
        columns.setdefault((str(schema), str(table)), []).append(shape)
    keys: dict[tuple[str, str], tuple[str, ...]] = {}
    uniques: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    links: dict[tuple[str, str], list[Link]] = {}
    for schema, table, kind, _, own, other, parent, theirs in wire.run(_KEYS):
        at, names = (str(schema), str(table)), _texts(own)
        if kind == "p":
            keys[at] = names
        elif kind == "u":
            uniques.setdefault(at, []).append(names)
        else:
            parts = (str(other), str(parent))
            links.setdefault(at, []).append(Link(names, human_name(*parts), _texts(theirs), parts))
    return [
        TableShape(
            human_name(*at),
            at,
            tuple(found),
            keys.get(at, ()),
            tuple(sorted(uniques.get(at, []))),
            tuple(sorted(links.get(at, []), key=lambda link: link.columns)),
        )
        for at, found in columns.items()
    ]


def _texts(names: object) -> tuple[str, ...]:
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def _quoted(name: str) -> str:
    # A per cent sign would begin a placeholder.
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def _dialect(shapes: object) -> Dialect:
    return Dialect(
        quoted=_quoted,
        selected=lambda column: f"{_quoted(column.name)}::text",
        taken=lambda column: f"%s::text::{column.type}",
        compared=lambda column: f"%s::text::{column.type}",
        key_value=lambda _, cell: cell,
        shapes=shapes,  # type: ignore[arg-type]  # a wire of its own
        extras=extras,
        text_type="text",
        key_text_type="text",
        mark_type="text",
        placeholder="%s",
        drop_more=" cascade",
    )
