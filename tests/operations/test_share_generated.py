# Schemas that nobody thought of, masked from database to database: every reference holds, every
# join counts as before, and nobody keeps a number.
from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from copied_database import catalogue, make_settings, register
from generated_schema import Generated, generated
from mariadb_server import MariaServer
from postgres_server import Server

from operations import Settings, apply_database_share

ASKED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}
Ask = Callable[[str, str], list[tuple]]


def assert_holds(found: Generated, ask: Ask) -> None:
    assert found.joins
    for child, parent, on in found.joins:
        query = f"select count(*) from {child} c join {parent} p on {on}"
        assert ask("before", query) == ask("after", query), (child, parent)
    for name, key in found.tables.items():
        count = f"select count(*) from {name}"
        assert ask("before", count) == ask("after", count)
        for column, possible in (("sfzh", 1e9), ("sjhm", 1e8)):
            if column == "sfzh" and column not in key:
                continue
            own, shown = (
                {row[0] for row in ask(side, f"select {column} from {name}") if row[0]}
                for side in ("before", "after")
            )
            assert len(own) == len(shown)
            # A permutation: so many meet another's by chance, once in a million such tables.
            mean = len(own) ** 2 / possible
            assert len(own & shown) <= math.ceil(mean + 5 * math.sqrt(mean))


@pytest.mark.parametrize("seed", range(4))
def test_on_sqlite(tmp_path: Path, seed: int) -> None:
    settings, found = make_settings(tmp_path), generated(seed)
    places = {side: tmp_path / f"{side}.db" for side in ("before", "after")}
    with closing(sqlite3.connect(places["before"])) as connection, connection:
        connection.execute("pragma foreign_keys = on")
        for statement in found.statements:
            connection.execute(statement)
    catalogue(settings, str(places["before"]))
    apply_database_share(settings, str(places["before"]), f"sqlite:///{places['after']}", **ASKED)

    def ask(side: str, query: str) -> list[tuple]:
        with closing(sqlite3.connect(places[side])) as connection:
            return connection.execute(query).fetchall()

    assert_holds(found, ask)
    for name in found.tables:
        query = f'select "from", "table", "to" from pragma_foreign_key_list(\'{name}\')'
        assert sorted(ask("before", query)) == sorted(ask("after", query))
    assert ask("after", "pragma foreign_key_check") == []


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgres: Server) -> None:
    settings, found = make_settings(tmp_path), generated(11, rows=30)
    for name, statements in (("before", found.statements), ("after", [])):
        with postgres.create_database(name) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        register(settings, name, postgres.url(name), postgres.password)
    catalogue(settings, "before")
    apply_database_share(settings, "before", "after", **ASKED)

    def ask(side: str, query: str) -> list[tuple]:
        with postgres.connect(side) as connection:
            return connection.execute(query.encode()).fetchall()

    assert_holds(found, ask)
    query = "select conrelid::regclass::text, confrelid::regclass::text, convalidated from pg_constraint where contype = 'f' order by 1, 2"
    assert ask("before", query) == ask("after", query)


@pytest.mark.mariadb
def test_on_mariadb(tmp_path: Path, mariadb: MariaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.mysql_catalogue._fingerprint", lambda *_: "as it was")
    settings: Settings = make_settings(tmp_path)
    found = generated(12, rows=30)
    mariadb.create_database("before", *found.statements)
    mariadb.create_database("after")
    for name in ("before", "after"):
        register(settings, name, mariadb.url(name), mariadb.password)
    mariadb.run("grant all on `after`.* to reader@'127.0.0.1'")
    catalogue(settings, "before")
    apply_database_share(settings, "before", "after", **ASKED)
    assert_holds(found, lambda side, query: mariadb.run(query, database=side))
    query = (
        "select table_name, referenced_table_name from information_schema.referential_constraints "
        "where constraint_schema = database() order by 1, 2"
    )
    assert mariadb.run(query, database="before") == mariadb.run(query, database="after")
