# SQLite as an end of a copy: values keep the type they were stored with, foreign keys are
# declared with their table and not enforced while rows come. A target is written with full
# care for the disk (synchronous=FULL), so that a mark never says more than is there.
from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from schema import Access, SourceError

from .copy_database import Cell, Dialect
from .copy_shape import ColumnShape, Link, TableShape
from .copy_sqlite_extras import extras
from .local import shown
from .locate import sqlite_path
from .sqlite_open import FAULTS, reason
from .sqlite_open import opened as opened_for_reading

__all__ = ["opened"]

_BUSY_S = 10.0


class _Wire:
    """A connection whose failures are told without SQLite's words."""

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self._path = path

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Cell, ...]]:
        with self._explained():
            return self._connection.execute(statement, tuple(values)).fetchall()

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with self._explained():
            self._connection.executemany(statement, rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._explained():
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except FAULTS as error:
            raise SourceError(_reason(error), source=self._path) from None


@contextmanager
def opened(location: str, access: Access, *, writing: bool) -> Iterator[tuple[_Wire, Dialect]]:  # noqa: ARG001
    """The file, for reading as every reader has it, or for writing, made if it is not there."""
    path, _ = sqlite_path(location)
    if not writing:
        with opened_for_reading(path, location) as database:
            database.connection.text_factory = str
            yield _Wire(database.connection, shown(path)), _DIALECT
        return
    try:
        connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
    except sqlite3.Error as error:
        raise SourceError(_reason(error), source=shown(path)) from None
    with closing(connection):
        wire = _Wire(connection, shown(path))
        wire.run("pragma synchronous = full")
        yield wire, _DIALECT


def _reason(error: Exception) -> str:
    if isinstance(error, sqlite3.IntegrityError):
        return "a value breaks a rule of the target (a key that stands there twice, or is missing)"
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL":
        return "cannot be written: the disk is full"
    if name.startswith("SQLITE_IOERR_") and "READ" not in name:
        return "cannot be written: the device reports an error or has no room"
    return reason(error, Access())


def _shapes(wire: _Wire) -> list[TableShape]:
    listed = wire.run(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\'"
    )
    return [_shape(wire, str(name)) for (name,) in listed]


def _shape(wire: _Wire, name: str) -> TableShape:
    table = _quoted(name)
    columns, key = [], []
    for _, column, type_, required, default, place, hidden in wire.run(
        f"pragma table_xinfo({table})"
    ):
        if hidden not in (0, 2, 3):
            continue
        declared = " default (" + str(default) + ")" if default is not None and not hidden else ""
        columns.append(
            ColumnShape(str(column), str(type_ or "blob"), nullable=not required, default=declared)
        )
        if place:
            key.append((place, str(column)))
    key_names = tuple(column for _, column in sorted(key, key=str))
    uniques = []
    for _, index, unique, origin, *_ in wire.run(f"pragma index_list({table})"):
        if unique and origin == "u":
            found = wire.run(f"pragma index_info({_quoted(str(index))})")
            uniques.append(tuple(str(column) for _, _, column in found))
    return TableShape(
        name, (name,), tuple(columns), key_names, tuple(sorted(uniques)), _links(wire, name)
    )


def _links(wire: _Wire, name: str) -> tuple[Link, ...]:
    grouped: dict[Cell, list[tuple[Cell, ...]]] = {}
    for row in wire.run(f"pragma foreign_key_list({_quoted(name)})"):
        grouped.setdefault(row[0], []).append(row)
    links = []
    for rows in grouped.values():
        parent = str(rows[0][2])
        theirs = [None if row[4] is None else str(row[4]) for row in rows]
        if None in theirs:
            # Without columns the parent's primary key is meant.
            found = wire.run(f"pragma table_info({_quoted(parent)})")
            keyed = sorted((row[5], str(row[1])) for row in found if row[5])
            theirs = [column for _, column in keyed]
        names = tuple(str(each) for each in theirs)
        links.append(Link(tuple(str(row[3]) for row in rows), parent, names, (parent,)))
    return tuple(sorted(links, key=lambda link: link.columns))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _selected(column: ColumnShape) -> str:
    return _quoted(column.name) if column.type else column.name


_DIALECT = Dialect(
    quoted=_quoted,
    selected=_selected,
    taken=lambda _: "?",
    compared=lambda _: "?",
    key_value=lambda _, cell: cell,
    shapes=_shapes,  # type: ignore[arg-type]  # a wire of its own
    extras=extras,
    text_type="text",
    key_text_type="text",
    mark_type="text",
    placeholder="?",
    links_inside=True,
    row_number="rowid",
)
