# A database copied row by row, from one of a product to another of the same: shapes are read,
# tables made, rows read in the order of their key and written in batches. Each batch and the
# mark of how far it came are one transaction in the target, so that a copy that was killed
# goes on where it was. The table of marks is there until the copy is whole.
from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

from schema import Access, MisuseError, SourceError

from .copy_extras import KINDS, Extra
from .copy_shape import ColumnShape, Link, TableShape
from .locate import recognise

__all__ = [
    "MARKS",
    "Cell",
    "DatabaseCopy",
    "Dialect",
    "Mark",
    "Wire",
    "copied_product",
    "open_database_copy",
]

MARKS = "tongguan_masking"
"""The table of marks in a target: as long as it is there the copy is not whole."""

_PRODUCTS = {"mysql": "copy_mysql", "postgresql": "copy_postgresql", "sqlite": "copy_sqlite"}

# As the driver gives and takes it; text wherever the product can tell a value as text.
Cell: TypeAlias = "str | bytes | int | float | None"


class Wire(Protocol):
    """A session as a copy uses it; what fails raises SourceError."""

    def run(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Cell, ...]]:
        """The rows of a statement."""

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """A statement for each of many rows."""

    def together(self) -> AbstractContextManager[None]:
        """Statements that hold together or not at all."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a product writes what a copy says. Foreign keys are added when the rows are there, or
    (`links_inside`) declared with the table.
    `row_number` is a name for the place of a row, for tables without a key; `dropping` are
    statements around the dropping of tables that refer to one another.
    """

    quoted: Callable[[str], str]
    selected: Callable[[ColumnShape], str]
    taken: Callable[[ColumnShape], str]
    compared: Callable[[ColumnShape], str]
    key_value: Callable[[ColumnShape, object], object]
    shapes: Callable[[Wire], list[TableShape]]
    extras: Callable[[Wire], list[Extra]]
    text_type: str
    key_text_type: str
    mark_type: str
    placeholder: str
    table_options: str = ""
    links_inside: bool = False
    row_number: str = ""
    dropping: tuple[str, ...] = ()
    drop_more: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a table has come: the key of its last row, as text, and its rows so far."""

    place: str
    rows: int
    done: bool


class DatabaseCopy:
    """One end of a copy: read from, or written to."""

    def __init__(self, wire: Wire, dialect: Dialect) -> None:
        self._wire = wire
        self.dialect = dialect

    def shapes(self) -> list[TableShape]:
        """The tables there, but for the table of marks, by name."""
        found = self.dialect.shapes(self._wire)
        return sorted((one for one in found if one.parts[-1] != MARKS), key=lambda one: one.name)

    def resumable(self, shape: TableShape) -> bool:
        """Whether its rows have an order in which a reading can go on."""
        return bool(shape.key or self.dialect.row_number)

    def rows(
        self, shape: TableShape, after: str, size: int
    ) -> Iterator[tuple[list[tuple[Cell, ...]], str]]:
        """Rows behind the place `after` in batches of `size`, each with the place it ends at."""
        order = self._order(shape)
        cells = ", ".join(self.dialect.selected(column) for column in shape.columns)
        keys = ", ".join(self.dialect.selected(column) for column in order)
        # Qualified: a bare name would mean the column as selected, which sorts as text.
        names = ", ".join(f"t.{self._name(column)}" for column in order)
        table = f"{self._table(shape)} t"
        if not order:
            # Nothing tells rows apart: they come in one go, and so does the table.
            found = self._wire.run(f"select {cells} from {table}")  # noqa: S608
            for start in range(0, len(found), size):
                yield found[start : start + size], ""
            return
        width = len(shape.columns)
        while True:
            condition, values = self._behind(order, after)
            found = self._wire.run(
                f"select {cells}, {keys} from {table}{condition} "  # noqa: S608
                f"order by {names} limit {size}",
                values,
            )
            if not found:
                return
            after = json.dumps([_kept(cell) for cell in found[-1][width:]], ensure_ascii=False)
            yield [row[:width] for row in found], after

    def count(self, shape: TableShape) -> int:
        """The number of its rows."""
        ((rows,),) = self._wire.run(f"select count(*) from {self._table(shape)}")  # noqa: S608
        return int(cast("int", rows))

    def begun(self) -> dict[str, Mark] | None:
        """The marks of a copy that was begun, by table; None where there is none.

        The name "" marks the copy itself, its `place` saying which.
        """
        if not self._has_marks():
            return None
        found = self._wire.run(f"select step, place, amount, done from {self._marks()}")  # noqa: S608
        return {
            str(step): Mark(str(place), int(str(rows)), str(done) == "1")
            for step, place, rows, done in found
        }

    def begin(self, which: str) -> None:
        """A table of marks for a new copy."""
        type_ = self.dialect.mark_type
        self._wire.run(
            f"create table if not exists {self._marks()} (step {type_} primary key, "
            f"place {self.dialect.text_type}, amount bigint, done int){self.dialect.table_options}"
        )
        with self._wire.together():
            self._marked("", Mark(which, 0, done=False))

    def make(self, shape: TableShape) -> None:
        """The table, empty, with its keys, unless it is there."""
        if len(shape.parts) > 1:
            self._wire.run(f"create schema if not exists {self.dialect.quoted(shape.parts[0])}")
        lines = [
            f"{self._name(column)} {column.type}{'' if column.nullable else ' not null'}"
            f"{column.default}"
            for column in shape.columns
        ]
        if shape.key:
            lines.append(f"primary key ({self._names(shape.key)})")
        lines += [f"unique ({self._names(unique)})" for unique in shape.uniques]
        if self.dialect.links_inside:
            lines += [self._reference(link) for link in shape.links]
        self._wire.run(
            f"create table if not exists {self._table(shape)} ({', '.join(lines)})"
            f"{self.dialect.table_options}"
        )

    def put(self, shape: TableShape, rows: Sequence[Sequence[object]], mark: Mark) -> None:
        """Rows and the mark of how far they bring the table, together."""
        cells = ", ".join(self.dialect.taken(column) for column in shape.columns)
        names = self._names([column.name for column in shape.columns])
        statement = f"insert into {self._table(shape)} ({names}) values ({cells})"  # noqa: S608
        with self._wire.together():
            if rows:
                self._wire.many(statement, rows)
            self._marked(shape.name, mark)

    def empty(self, shape: TableShape) -> None:
        """The table without rows, and without a mark."""
        with self._wire.together():
            self._wire.run(f"delete from {self._table(shape)}")  # noqa: S608
            self._marked(shape.name, Mark("", 0, done=False))

    def link(self, shape: TableShape) -> None:
        """The table's references in force; the server checks every row. SourceError if one fails."""
        if self.dialect.links_inside:
            return
        there = {one.name: set(one.links) for one in self.shapes()}[shape.name]
        for link in shape.links:
            if link not in there:
                self._wire.run(f"alter table {self._table(shape)} add {self._reference(link)}")

    def extras(self) -> list[Extra]:
        """What is there besides tables, keys and references, in the order it can be made in."""
        found = self.dialect.extras(self._wire)
        return sorted(found, key=lambda extra: KINDS.index(extra.kind))

    def add(self, extras: Sequence[Extra]) -> list[Extra]:
        """These made, as far as they are not there and the server takes them; those it does not.

        Views may need one another: it is gone on as long as one more can be made.
        """
        there = {(one.kind, one.table, one.name) for one in self.extras()}
        waiting = [one for one in extras if (one.kind, one.table, one.name) not in there]
        while waiting:
            refused = [one for one in waiting if not self._made(one)]
            if len(refused) == len(waiting):
                break
            waiting = refused
        return waiting

    def _made(self, extra: Extra) -> bool:
        for statements in filter(None, (extra.statements, extra.otherwise)):
            try:
                with self._wire.together():
                    for statement in statements:
                        self._wire.run(statement)
            except SourceError:
                continue
            return True
        return False

    def astray(self, shape: TableShape) -> int:
        """How many rows refer to a row that is not there."""
        total = 0
        for link in shape.links:
            pairs = zip(link.columns, link.parent_columns, strict=True)
            quoted = self.dialect.quoted
            joined = " and ".join(f"c.{quoted(child)} = p.{quoted(own)}" for child, own in pairs)
            given = " and ".join(f"c.{quoted(child)} is not null" for child in link.columns)
            ((rows,),) = self._wire.run(
                f"select count(*) from {self._table(shape)} c where {given} and not exists "  # noqa: S608
                f"(select 1 from {self._path(link.parent_parts)} p where {joined})"
            )
            total += int(cast("int", rows))
        return total

    def remove(self, shapes: Sequence[TableShape]) -> None:
        """These tables gone, the table of marks last."""
        before, after = self.dialect.dropping[:1], self.dialect.dropping[1:]
        for statement in before:
            self._wire.run(statement)
        for shape in reversed(shapes):
            self._wire.run(f"drop table if exists {self._table(shape)}{self.dialect.drop_more}")
        for statement in after:
            self._wire.run(statement)
        self.end()

    def end(self) -> None:
        """The table of marks gone: the copy is whole."""
        self._wire.run(f"drop table if exists {self._marks()}")

    def _has_marks(self) -> bool:
        return any(one.parts[-1] == MARKS for one in self.dialect.shapes(self._wire))

    def _marked(self, step: str, mark: Mark) -> None:
        at = self.dialect.placeholder
        self._wire.run(f"delete from {self._marks()} where step = {at}", [step])  # noqa: S608
        self._wire.run(
            f"insert into {self._marks()} values ({at}, {at}, {at}, {at})",  # noqa: S608
            [step, mark.place, mark.rows, int(mark.done)],
        )

    def _order(self, shape: TableShape) -> list[ColumnShape]:
        by_name = {column.name: column for column in shape.columns}
        if shape.key:
            return [by_name[name] for name in shape.key]
        number = self.dialect.row_number
        return [ColumnShape(number, "", nullable=False, numeric=True)] if number else []

    def _behind(self, order: Sequence[ColumnShape], after: str) -> tuple[str, list[object]]:
        """The rows behind a place: (a > x) or (a = x and b > y), which every index serves."""
        if not after:
            return "", []
        place = json.loads(after)
        ways, values = [], []
        for last in range(len(order)):
            terms = []
            for index, column in enumerate(order[: last + 1]):
                sign = ">" if index == last else "="
                terms.append(f"t.{self._name(column)} {sign} {self.dialect.compared(column)}")
                values.append(self.dialect.key_value(column, _found(place[index])))
            ways.append(f"({' and '.join(terms)})")
        return f" where {' or '.join(ways)}", values

    def _reference(self, link: Link) -> str:
        return (
            f"foreign key ({self._names(link.columns)}) references "
            f"{self._path(link.parent_parts)} ({self._names(link.parent_columns)})"
        )

    def _name(self, column: ColumnShape) -> str:
        return self.dialect.quoted(column.name) if column.type else column.name

    def _names(self, names: Sequence[str]) -> str:
        return ", ".join(self.dialect.quoted(name) for name in names)

    def _table(self, shape: TableShape) -> str:
        return self._path(shape.parts)

    def _path(self, parts: Sequence[str]) -> str:
        return ".".join(self.dialect.quoted(part) for part in parts)

    def _marks(self) -> str:
        return self.dialect.quoted(MARKS)


def _kept(cell: Cell) -> object:
    """A cell of a key as JSON can hold it."""
    return {"hex": cell.hex()} if isinstance(cell, bytes) else cell


def _found(kept: object) -> object:
    return bytes.fromhex(str(kept["hex"])) if isinstance(kept, dict) else kept


@contextmanager
def open_database_copy(
    location: str, access: Access, *, writing: bool = False
) -> Iterator[DatabaseCopy]:
    """One end of a copy, closed at the end of the block.

    Raises MisuseError for a product that cannot be copied so, SourceError where it cannot be
    opened, or fails.
    """
    module = _PRODUCTS.get(copied_product(location))
    if module is None:
        raise MisuseError(
            "a database is copied from and to PostgreSQL, MySQL, MariaDB and SQLite alone"
        )
    opened = importlib.import_module(f"{__package__}.{module}").opened
    with opened(location, access, writing=writing) as (wire, dialect):
        yield DatabaseCopy(wire, dialect)


def copied_product(location: str) -> str:
    """Which product a location is of, "" for one that cannot be copied.

    >>> copied_product("mariadb://reader@db/people"), copied_product("mongodb://db/people")
    ('mysql', '')
    """
    scheme = location.partition("://")[0]
    kind = recognise(location)
    if kind == "mysql" and scheme not in {"mysql", "mariadb"}:
        return ""
    if kind == "postgresql" and scheme not in {"postgresql", "postgres"}:
        return ""
    return kind if kind in _PRODUCTS else ""
