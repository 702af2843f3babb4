# Indexes and views of SQLite follow as they were written; defaults come with their table.
from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from connectors import open_database_copy
from schema import Access

MADE = """
create table t (id integer primary key, a text default '无', b int default (1 + 1) check (b > 0));
create unique index u on t (a, b);
create index lowered on t (lower(a)) where b > 1;
create view second as select * from first;
create view first as select a from t;
create trigger touched after insert on t begin select 1; end;
"""


def test_what_is_there_is_made_again(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.executescript(MADE)
    source, target = (f"sqlite:///{tmp_path / name}" for name in ("a.db", "b.db"))
    with (
        open_database_copy(source, Access()) as origin,
        open_database_copy(target, Access(), writing=True) as goal,
    ):
        found = origin.extras()
        assert [(extra.kind, extra.place) for extra in found] == [
            ("check", "t"), ("index", "t.u"), ("index", "t.lowered"), ("view", "second"),
            ("view", "first"), ("trigger", "t.touched"),
        ]  # fmt: skip
        assert [extra.columns for extra in found[1:3]] == [("a", "b"), ()]
        (shape,) = origin.shapes()
        goal.make(shape)
        wanted = [extra for extra in found if extra.statements]
        assert goal.add(wanted) == []
        assert goal.add(wanted) == [], "what is there is not made twice"
    with closing(sqlite3.connect(tmp_path / "b.db")) as connection:
        connection.execute("insert into t (id) values (1)")
        assert connection.execute("select * from second, t").fetchall() == [("无", 1, "无", 2)]


def test_what_the_target_does_not_take_is_told(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.executescript("create table t (a); create view v as select a from t;")
        connection.execute("create index i on t (a)")
    with (
        open_database_copy(f"sqlite:///{tmp_path / 'a.db'}", Access()) as origin,
        open_database_copy(f"sqlite:///{tmp_path / 'b.db'}", Access(), writing=True) as goal,
    ):
        left = goal.add([extra for extra in origin.extras() if extra.kind == "index"])
        assert [extra.place for extra in left] == ["t.i"]
