# What SQLite says of its tables: keys, unique sets and references, with those that name no
# columns; a file that is read is left as it was.
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connectors import Link, open_database_copy
from schema import Access, SourceError

SETUP = (
    'create table "a ""b%" (x text primary key, y int not null, unique (y, x))',
    'create table child (n integer primary key, x text references "a ""b%", z as (n + 1))',
    "create table plain (v)",
    "create view shown as select * from plain",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.db"
    with closing(sqlite3.connect(made)) as connection, connection:
        for statement in SETUP:
            connection.execute(statement)
    return made


def test_tables_are_described_with_what_holds_them_together(path: Path) -> None:
    with open_database_copy(str(path), Access()) as copy:
        shapes = {shape.name: shape for shape in copy.shapes()}
    assert set(shapes) == {'a "b%', "child", "plain"}
    parent, child = shapes['a "b%'], shapes["child"]
    assert (parent.key, parent.uniques) == (("x",), (("y", "x"),))
    assert [column.nullable for column in parent.columns] == [True, False]
    assert child.links == (Link(("x",), 'a "b%', ("x",), ('a "b%',)),)
    assert [column.name for column in child.columns] == ["n", "x", "z"]
    assert shapes["plain"].columns[0].type == "blob"


def test_a_database_that_is_read_is_left_alone(path: Path) -> None:
    before = sorted(path.parent.iterdir())
    with open_database_copy(str(path), Access()) as copy, pytest.raises(SourceError):
        copy.begin("x")
    assert sorted(path.parent.iterdir()) == before


def test_a_target_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    where = f"sqlite:///{tmp_path}/none/a.db"
    with (
        pytest.raises(SourceError, match="cannot be"),
        open_database_copy(where, Access(), writing=True) as copy,
    ):
        copy.begin("x")
