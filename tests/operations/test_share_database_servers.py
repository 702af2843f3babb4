# Databases copied on real servers: every reference holds there, every join counts the same, types
# come through, and a copy killed at any moment goes on to the same end.
from __future__ import annotations

import random
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from copied_database import LINKS, TABLES, catalogue, make_settings, register, statements
from killed_copy import killed_copies
from mariadb_server import MariaServer
from postgres_server import Server

from operations import Settings, apply_database_share, trace_file
from operations.recording import Book
from schema import MisuseError, Share, SourceError

ASKED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}

TRACED = {**ASKED, "purpose": "traced"}

Ask = Callable[[str, str], list[tuple]]


@dataclass(frozen=True)
class Ends:
    """Two databases of a server, registered as `hospital` and `copy`, and a way to ask them."""

    settings: Settings
    ask: Ask


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """InnoDB's statistics, of which the mark of a table is made, settle seconds after its rows."""
    monkeypatch.setattr("connectors.mysql_catalogue._fingerprint", lambda *_: "as it was")


@pytest.fixture
def on_postgres(settings: Settings, postgres: Server) -> Ends:
    for name, made in (("hospital", statements(400)), ("copy", [])):
        with postgres.create_database(name) as connection:
            for statement in made:
                connection.execute(statement.encode())
        register(settings, name, postgres.url(name), postgres.password)
    catalogue(settings, "hospital")

    def ask(database: str, query: str) -> list[tuple]:
        with postgres.connect(database) as connection:
            return connection.execute(query.encode()).fetchall()

    return Ends(settings, ask)


@pytest.fixture
def on_mariadb(settings: Settings, mariadb: MariaServer) -> Ends:
    for name, made in (("hospital", statements(400)), ("copy", [])):
        mariadb.create_database(name, *made)
        register(settings, name, mariadb.url(name), mariadb.password)
    mariadb.run("grant all on `copy`.* to reader@'127.0.0.1'")
    catalogue(settings, "hospital")
    return Ends(settings, lambda database, query: mariadb.run(query, database=database))


@pytest.fixture
def on_sqlite(settings: Settings, tmp_path: Path) -> Ends:
    with closing(sqlite3.connect(tmp_path / "hospital.db")) as connection, connection:
        for statement in statements(400):
            connection.execute(statement)
    for name in ("hospital", "copy"):
        register(settings, name, f"sqlite:///{tmp_path / name}.db", None)
    catalogue(settings, "hospital")

    def ask(database: str, query: str) -> list[tuple]:
        with closing(sqlite3.connect(tmp_path / f"{database}.db")) as connection:
            return connection.execute(query).fetchall()

    return Ends(settings, ask)


@pytest.fixture(
    params=[
        pytest.param("on_postgres", marks=pytest.mark.postgres),
        pytest.param("on_mariadb", marks=pytest.mark.mariadb),
        "on_sqlite",
    ]
)
def ends(request: pytest.FixtureRequest) -> Ends:
    found: Ends = request.getfixturevalue(request.param)
    return found


def everything(ends: Ends, database: str) -> dict[str, list[tuple]]:
    rows = {name: ends.ask(database, f"select * from {name}") for name in TABLES}
    return {name: sorted(found, key=repr) for name, found in rows.items()}


def joins(ends: Ends, database: str) -> list[int]:
    return [
        int(ends.ask(database, f"select count(*) from {child} c join {parent} p on {on}")[0][0])
        for child, parent, on in LINKS
    ]


def test_every_join_counts_as_before(ends: Ends) -> None:
    apply_database_share(ends.settings, "hospital", "copy", **ASKED)
    before, after = everything(ends, "hospital"), everything(ends, "copy")
    assert joins(ends, "copy") == joins(ends, "hospital")
    assert min(joins(ends, "copy")) > 10
    assert after["ward"] == before["ward"]
    assert sorted(row[3] for row in after["bill"]) == sorted(row[3] for row in before["bill"])
    assert sorted(row[3] for row in after["patient"]) == sorted(row[3] for row in before["patient"])
    own, masked = ({row[0] for row in each["patient"]} for each in (before, after))
    assert len(own) == len(masked) == 400
    # A permutation of 10^12 numbers: any that meets another's would be a wonder.
    assert not own & masked
    assert not {row[2] for row in before["patient"] if row[2]} & {
        row[2] for row in after["patient"] if row[2]
    }
    with Book(ends.settings.home) as book:
        book.verify()
        assert len(book.list(Share)) == len(TABLES)


@pytest.mark.postgres
def test_postgresql_itself_holds_the_references(on_postgres: Ends) -> None:
    apply_database_share(on_postgres.settings, "hospital", "copy", **ASKED)
    query = (
        "select conrelid::regclass::text, confrelid::regclass::text, convalidated "
        "from pg_constraint where contype = 'f' order by 1, 2"
    )
    assert on_postgres.ask("copy", query) == on_postgres.ask("hospital", query)
    types = (
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'public' order by 1, 2"
    )
    before, after = (
        {(a, b): c for a, b, c in on_postgres.ask(each, types)} for each in ("hospital", "copy")
    )
    assert {place for place in before if before[place] != after[place]} == {
        ("patient", "sfzh"), ("patient", "xm"), ("patient", "sjhm"), ("staff", "xm"),
        ("visit", "patient_sfzh"), ("bill", "patient_sfzh"),
    }  # fmt: skip
    with pytest.raises(Exception, match="foreign key"):
        on_postgres.ask("copy", "insert into bill values (99999, 'nobody', '2026-01-01', 1)")


@pytest.mark.mariadb
def test_mariadb_itself_holds_the_references(on_mariadb: Ends) -> None:
    apply_database_share(on_mariadb.settings, "hospital", "copy", **ASKED)
    query = (
        "select table_name, referenced_table_name from information_schema.referential_constraints "
        "where constraint_schema = database() order by 1, 2"
    )
    assert on_mariadb.ask("copy", query) == on_mariadb.ask("hospital", query)
    with pytest.raises(Exception, match="foreign key"):
        on_mariadb.ask("copy", "insert into bill values (99999, 'nobody', '2026-01-01', 1)")


_ODD_POSTGRES = """
create type mood as enum ('gut', 'schlecht');
create schema "Zweite 100%";
create table "Zweite 100%"."T""able" (
  id bigint primary key, a numeric(30,10), b double precision, c real, d timestamptz, e interval,
  f bytea, g jsonb, h text[], i mood, j boolean, k uuid, l inet, m char(5), n date, "o%s" time);
insert into "Zweite 100%"."T""able" values
  (9007199254740993, 1234567890.0123456789, 0.1, 0.1, '2026-02-01 10:00:00.123456+08', '1 mon 2 days',
   '\\xff00', '{"a": [1, null]}', '{a,NULL,"b,c"}', 'gut', true, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
   '10.0.0.1/8', 'ab', '0044-03-15 BC', '23:59:59.999'),
  (9007199254740994, null, 'NaN', 'Infinity', 'infinity', null, '', 'null', '{}', null, null, null,
   null, '', 'infinity', null);
"""


@pytest.mark.postgres
def test_types_of_every_sort_come_through_on_postgresql(
    settings: Settings, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.copied_table._ROWS", 1)
    with postgres.create_database("odd") as connection:
        connection.execute(_ODD_POSTGRES.encode())
    postgres.create_database("odd_copy").close()
    for name in ("odd", "odd_copy"):
        register(settings, name, postgres.url(name), postgres.password)
    catalogue_open(settings, "odd")
    apply_database_share(settings, "odd", "odd_copy", **ASKED)
    rows = []
    for name in ("odd", "odd_copy"):
        with postgres.connect(name) as connection:
            query = 'select t::text from "Zweite 100%"."T""able" t order by id'
            rows.append(connection.execute(query.encode()).fetchall())
    assert rows[0] == rows[1]


_ODD_MARIADB = (
    """create table `t %s ``` (id bigint unsigned primary key, a decimal(30,10), b double, c float,
    d datetime(6), e time(3), f varbinary(20), g json, h enum('x','y'), i set('p','q'), j bit(9), k year,
    l timestamp(6) null, m char(5), n date, `o%` text character set gb18030 default null)""".replace(
        "character set gb18030 ", ""
    ),
    """insert into `t %s ``` values (18446744073709551615, 12345678901234567890.0123456789, 0.1, 0.1,
    '2026-02-01 10:00:00.123456', '-838:59:59.000', x'ff0027', '{"a": [1, null]}', 'y', 'p,q', b'101010101',
    1901, '2026-02-01 10:00:00.123456', 'ab', '2026-02-00', '张%s''\\\\')""",
    "insert into `t %s ``` (id, f, m) values (3, '', '')",
)


@pytest.mark.mariadb
def test_types_of_every_sort_come_through_on_mariadb(
    settings: Settings, mariadb: MariaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operations.copied_table._ROWS", 1)
    mariadb.create_database("odd", "set sql_mode = ''", *_ODD_MARIADB)
    mariadb.create_database("odd_copy")
    mariadb.run("grant all on odd_copy.* to reader@'127.0.0.1'")
    for name in ("odd", "odd_copy"):
        register(settings, name, mariadb.url(name), mariadb.password)
    catalogue_open(settings, "odd")
    apply_database_share(settings, "odd", "odd_copy", **ASKED)
    query = "select *, hex(f), hex(j) from `t %s ``` order by id"
    rows = [mariadb.run(query, database=name) for name in ("odd", "odd_copy")]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 2


def catalogue_open(settings: Settings, name: str) -> None:
    """A source in the catalogue, every column of it decided to be open."""
    import dataclasses

    from schema import Dataset, FieldFinding, Level, Reason

    catalogue(settings, name)
    with Book(settings.home) as book:
        for record in book.list(Dataset):
            fields: list[FieldFinding] = [
                dataclasses.replace(
                    field,
                    label=None,
                    level=Level.GENERAL_1,
                    reasons=(Reason("review", "decided"),),
                )
                for field in record.finding.fields
            ]
            finding = dataclasses.replace(record.finding, fields=tuple(fields))
            changed = dataclasses.replace(record, finding=finding, job="job-2")
            book.record([changed], action="test", actor="t", unit="local")


@pytest.mark.postgres
def test_a_password_is_in_no_message_and_a_full_target_is_left_alone(
    on_postgres: Ends,
) -> None:
    register(on_postgres.settings, "wrong", "postgresql://nobody@127.0.0.1:1/none", "hunter2-xyz")
    with pytest.raises(SourceError) as caught:
        apply_database_share(on_postgres.settings, "hospital", "wrong", **ASKED)
    assert "hunter2" not in str(caught.value)
    apply_database_share(on_postgres.settings, "hospital", "copy", **ASKED)
    with pytest.raises(MisuseError, match="holds tables already"):
        apply_database_share(on_postgres.settings, "hospital", "copy", **ASKED)


def test_killed_at_twenty_moments_it_comes_to_the_same_end(
    ends: Ends, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process goes on where the one before was killed, at a statement drawn by lot. The copy
    carries a mark, which is the same however often it was killed.
    """
    chance, killed = random.Random(20261128), 0
    # Two ends count together, each statement twice over: reading, writing and marking alike.
    with killed_copies(ends.settings, "hospital", "copy", "traced") as copied:
        while killed < 20 and (code := copied(chance.randrange(20, 90))):
            assert code == -signal.SIGKILL
            killed += 1
            with Book(ends.settings.home) as book:
                assert book.list(Share) == []
    if killed == 20:
        apply_database_share(ends.settings, "hospital", "copy", **TRACED)
    assert killed > 5
    after = everything(ends, "copy")
    with Book(ends.settings.home) as book:
        book.verify()
        assert len(book.list(Share)) == len(TABLES)
    apply_database_share(ends.settings, "hospital", "copy", **TRACED, replace_tables=True)
    assert everything(ends, "copy") == after
    assert joins(ends, "copy") == joins(ends, "hospital")
    (traced,) = trace_file(ends.settings, "copy").named
    assert traced.recipient == "市医保局"
    assert trace_file(ends.settings, "hospital").named == ()
