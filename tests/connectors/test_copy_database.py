# One end of a copy, on SQLite: rows come in the order of their key from any place on, a batch and
# its mark are there together or not at all, and the marks go when the copy is whole.
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connectors import DatabaseCopy, Mark, copied_product, open_database_copy
from connectors.copy_database import MARKS
from schema import Access, MisuseError, SourceError

SETUP = (
    "create table pair (a text, b int, v, primary key (a, b))",
    "create table bare (v)",
    "create table child (id integer primary key, a text, b int, foreign key (a, b) references pair)",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.db"
    with closing(sqlite3.connect(made)) as connection, connection:
        for statement in SETUP:
            connection.execute(statement)
        rows = [(letter, number, number) for letter in "xyz" for number in (10, 2, 33)]
        connection.executemany("insert into pair values (?, ?, ?)", rows)
        connection.executemany("insert into bare values (?)", [(n,) for n in (3, 1, 2)])
    return made


def shape_of(copy: DatabaseCopy, name: str):
    return next(one for one in copy.shapes() if one.name == name)


@pytest.mark.parametrize("size", [1, 2, 4, 100])
def test_rows_come_in_the_order_of_their_key(path: Path, size: int) -> None:
    with open_database_copy(str(path), Access()) as copy:
        parts = list(copy.rows(shape_of(copy, "pair"), "", size))
        found = [row for part, _ in parts for row in part]
    assert found == [(letter, n, n) for letter in "xyz" for n in (2, 10, 33)]
    assert all(len(part) <= size for part, _ in parts)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_reading_goes_on_behind_any_place(path: Path, size: int) -> None:
    with open_database_copy(str(path), Access()) as copy:
        shape = shape_of(copy, "pair")
        whole = [row for part, _ in copy.rows(shape, "", 100) for row in part]
        seen = 0
        for part, place in copy.rows(shape, "", size):
            seen += len(part)
            rest = [row for each, _ in copy.rows(shape, place, 100) for row in each]
            assert rest == whole[seen:]


def test_a_table_without_a_key_goes_by_its_row_numbers(path: Path) -> None:
    with open_database_copy(str(path), Access()) as copy:
        bare = shape_of(copy, "bare")
        assert copy.resumable(bare)
        assert [row for part, _ in copy.rows(bare, "", 2) for row in part] == [(3,), (1,), (2,)]


def test_a_batch_and_its_mark_are_there_together_or_not(path: Path, tmp_path: Path) -> None:
    goal = f"sqlite:///{tmp_path / 'goal.db'}"
    with open_database_copy(str(path), Access()) as copy:
        shape = shape_of(copy, "pair")
    with open_database_copy(goal, Access(), writing=True) as target:
        assert target.begun() is None
        target.begin("this one")
        target.make(shape)
        target.make(shape)
        target.put(shape, [("x", 1, 1)], Mark("at x", 1, done=False))
        with pytest.raises(SourceError, match="breaks a rule of the target"):
            target.put(shape, [("y", 1, 1), ("x", 1, 1)], Mark("at y", 3, done=False))
        assert target.count(shape) == 1
    with open_database_copy(goal, Access(), writing=True) as target:
        assert target.begun() == {
            "": Mark("this one", 0, done=False),
            "pair": Mark("at x", 1, done=False),
        }
        assert [one.name for one in target.shapes()] == ["pair"]
        target.empty(shape)
        assert target.count(shape) == 0
        target.end()
        assert target.begun() is None
        target.remove([shape])
        assert target.shapes() == []


def test_rows_that_refer_to_none_are_counted(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("insert into child values (1, 'x', 2), (2, 'q', 2), (3, 'q', null)")
    with open_database_copy(str(path), Access()) as copy:
        assert copy.astray(shape_of(copy, "child")) == 1


@pytest.mark.parametrize(
    ("location", "product"),
    [
        ("postgresql://u@h/d", "postgresql"),
        ("opengauss://u@h/d", ""),
        ("mysql://u@h/d", "mysql"),
        ("mariadb://u@h/d", "mysql"),
        ("tidb://u@h/d", ""),
        ("sqlite:///a.db", "sqlite"),
        ("mongodb://h/d", ""),
        ("/a/b.csv", ""),
    ],
)
def test_what_can_be_copied(location: str, product: str) -> None:
    assert copied_product(location) == product


def test_what_cannot_be_copied_is_misuse() -> None:
    with (
        pytest.raises(MisuseError, match="SQLite alone"),
        open_database_copy("mongodb://127.0.0.1:1/d", Access()),
    ):
        pass
    assert MARKS == "tongguan_masking"
