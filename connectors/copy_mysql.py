# MySQL and MariaDB as an end of a copy: values come as the server's own text, bytes where they
# are none, and go back as they came, in a strict mode that cuts nothing, with zero dates let
# through and times in UTC on both sides.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pymysql

from schema import Access, MisuseError, SourceError

from .copy_database import Cell, Dialect
from .copy_mysql_extras import extras
from .copy_shape import ColumnShape, Link, TableShape
from .mysql_errors import number, reason
from .mysql_rows import quoted
from .mysql_session import Session, locate

__all__ = ["opened"]

_COLUMNS = """
select c.table_name, c.column_name, c.column_type, c.is_nullable, c.data_type,
       coalesce(c.character_set_name, ''), coalesce(c.collation_name, '')
  from information_schema.columns c join information_schema.tables t
    on t.table_schema = c.table_schema and t.table_name = c.table_name
 where c.table_schema = database() and t.table_type = 'BASE TABLE'
 order by c.table_name, c.ordinal_position
"""
_KEYS = """
select k.table_name, t.constraint_type, k.constraint_name, k.column_name,
       k.referenced_table_name, k.referenced_column_name,
       coalesce(k.referenced_table_schema = database(), 1)
  from information_schema.key_column_usage k join information_schema.table_constraints t
    on t.constraint_schema = k.constraint_schema and t.constraint_name = k.constraint_name
   and t.table_name = k.table_name
 where k.table_schema = database()
 order by k.table_name, k.constraint_name, k.ordinal_position
"""
_NUMERIC = frozenset(
    {"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year"}
)
# Errors of a value that the target's own rules refuse.
_BROKEN = frozenset(
    {1022, 1048, 1062, 1216, 1217, 1264, 1265, 1292, 1366, 1406, 1451, 1452, 1586, 4025}
)


class _Wire:
    """A session whose failures are told without the server's words."""

    def __init__(self, connection: Any, access: Access, source: str) -> None:
        self._connection = connection
        self._access = access
        self._source = source

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Cell, ...]]:
        with self._explained(), self._connection.cursor() as cursor:
            cursor.execute(statement, tuple(values))
            return list(cursor.fetchall())

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self._explained(), self._connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._explained():
            self._connection.begin()
            try:
                yield
            except BaseException:
                self._connection.rollback()
                raise
            self._connection.commit()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except pymysql.Error as error:
            raise SourceError(_reason(error, self._access), source=self._source) from None


@contextmanager
def opened(location: str, access: Access, *, writing: bool) -> Iterator[tuple[_Wire, Dialect]]:
    """A session that reads, or one that writes."""
    place = locate(location)
    if not place.database:
        raise MisuseError("name the database in the URL: mysql://user@host:port/database")
    with Session(place, access) as session:
        connection: Any = session.connection
        # Values as the server writes them.
        connection.decoders = {}
        wire = _Wire(connection, access, place.source)
        wire.run("set session time_zone = '+00:00'")
        if writing:
            wire.run("set session transaction read write")
            wire.run("set session sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'")
        yield wire, _DIALECT


def _reason(error: pymysql.Error, access: Access) -> str:
    code = number(error)
    if code in _BROKEN:
        return f"a value breaks a rule of the target (a key, a reference or a type) (error {code})"
    if code in {1142, 1044}:
        return f"no permission to make or fill tables there (error {code})"
    return reason(error, access)


def _shapes(wire: _Wire) -> list[TableShape]:
    columns: dict[str, list[ColumnShape]] = {}
    for table, name, type_, nullable, word, charset, collation in wire.run(_COLUMNS):
        full = str(type_)
        if charset:
            full += " character set " + str(charset) + " collate " + str(collation)
        shape = ColumnShape(
            str(name), full, nullable=nullable == "YES", numeric=str(word).lower() in _NUMERIC
        )
        columns.setdefault(str(table), []).append(shape)
    grouped: dict[tuple[str, str, str], list[tuple[Cell, ...]]] = {}
    for row in wire.run(_KEYS):
        grouped.setdefault((str(row[0]), str(row[1]), str(row[2])), []).append(row)
    keys: dict[str, tuple[str, ...]] = {}
    uniques: dict[str, list[tuple[str, ...]]] = {}
    links: dict[str, list[Link]] = {}
    for (table, kind, _), rows in grouped.items():
        own = tuple(str(row[3]) for row in rows)
        if kind == "PRIMARY KEY":
            keys[table] = own
        elif kind == "UNIQUE":
            uniques.setdefault(table, []).append(own)
        elif kind == "FOREIGN KEY" and str(rows[0][6]) == "1":
            parent = str(rows[0][4])
            theirs = tuple(str(row[5]) for row in rows)
            links.setdefault(table, []).append(Link(own, parent, theirs, (parent,)))
    return [
        TableShape(
            table,
            (table,),
            tuple(found),
            keys.get(table, ()),
            tuple(sorted(uniques.get(table, []))),
            tuple(sorted(links.get(table, []), key=lambda link: link.columns)),
        )
        for table, found in columns.items()
    ]


def _quoted(name: str) -> str:
    return quoted(name).replace("%", "%%")


def _selected(column: ColumnShape) -> str:
    name = _quoted(column.name)
    # A FLOAT's text has six digits, its value as a double all of them.
    return f"({name} + 0e0)" if column.type.startswith("float") else name


def _key_value(column: ColumnShape, cell: object) -> object:
    # Compared as a text, a large number would be rounded.
    return Decimal(str(cell)) if column.numeric else cell


_DIALECT = Dialect(
    quoted=_quoted,
    selected=_selected,
    taken=lambda _: "%s",
    compared=lambda _: "%s",
    key_value=_key_value,
    shapes=_shapes,  # type: ignore[arg-type]  # a wire of its own
    extras=extras,
    text_type="mediumtext character set utf8mb4 collate utf8mb4_bin",
    key_text_type="varchar(190) character set utf8mb4 collate utf8mb4_bin",
    mark_type="varchar(190) character set utf8mb4 collate utf8mb4_bin",
    placeholder="%s",
    table_options=" engine = InnoDB",
    dropping=("set foreign_key_checks = 0", "set foreign_key_checks = 1"),
)
