# Whole schemas as they are found in the field, masked from database to database on real servers:
# every reference holds, every join counts as before, nobody keeps a number, and what else the
# schema has is there, or said to be left out.
from __future__ import annotations

import dataclasses
import math
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass

import copied_database
import pytest
from copied_database import catalogue, make_settings, register
from killed_copy import killed_copies
from mariadb_server import MariaServer
from postgres_server import Server
from video_rental import JOINS, MARIADB, POSTGRES, TABLES, inserts

from operations import DatabaseShare, Settings, apply_database_share
from schema import Reason

ASKED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}
PEOPLE = 300
Ask = Callable[[str, str], list[tuple]]


@dataclass(frozen=True)
class Rental:
    """Two databases of a server, `rental` filled, and a way to ask them."""

    settings: Settings
    ask: Ask
    product: str


@pytest.fixture
def settings(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("connectors.mysql_catalogue._fingerprint", lambda *_: "as it was")
    open_columns = copied_database._records

    def all_open(table):
        """Every column that has no label is reviewed as open."""
        record, *_ = open_columns(table)
        fields = tuple(
            field
            if field.label
            else dataclasses.replace(field, reasons=(Reason("review", "decided"),))
            for field in record.finding.fields
        )
        return [
            dataclasses.replace(record, finding=dataclasses.replace(record.finding, fields=fields))
        ]

    monkeypatch.setattr(copied_database, "_records", all_open)
    return make_settings(tmp_path)


@pytest.fixture
def on_postgres(settings: Settings, postgres: Server) -> Rental:
    for name, made in (
        ("rental", [*POSTGRES, *inserts(PEOPLE, arrays=True)]),
        ("rental_copy", []),
    ):
        with postgres.create_database(name) as connection:
            for statement in made:
                connection.execute(statement.encode())
            if made:
                connection.execute(b"update film set searched = to_tsvector('simple', title)")
                connection.execute(b"refresh materialized view takings")
        register(settings, name, postgres.url(name), postgres.password)
    catalogue(settings, "rental")

    def ask(database: str, query: str) -> list[tuple]:
        with postgres.connect(database) as connection:
            return connection.execute(query.encode()).fetchall()

    return Rental(settings, ask, "postgresql")


@pytest.fixture
def on_mariadb(settings: Settings, mariadb: MariaServer) -> Rental:
    mariadb.create_database("rental", *MARIADB, *inserts(PEOPLE, arrays=False))
    mariadb.create_database("rental_copy")
    for name in ("rental", "rental_copy"):
        register(settings, name, mariadb.url(name), mariadb.password)
    mariadb.run("grant all on `rental_copy`.* to reader@'127.0.0.1'")
    mariadb.run("grant show view, trigger, execute on `rental`.* to reader@'127.0.0.1'")
    catalogue(settings, "rental")
    return Rental(settings, lambda name, query: mariadb.run(query, database=name), "mariadb")


@pytest.fixture(
    params=[
        pytest.param("on_postgres", marks=pytest.mark.postgres),
        pytest.param("on_mariadb", marks=pytest.mark.mariadb),
    ]
)
def rental(request: pytest.FixtureRequest) -> Rental:
    found: Rental = request.getfixturevalue(request.param)
    return found


def column(rental: Rental, database: str, query: str) -> list:
    return [row[0] for row in rental.ask(database, query)]


def bound(count: int, possible: float) -> int:
    """So many coincidences among `count` pairs of `count` are likelier than one in a million."""
    mean = count * count / possible
    return math.ceil(mean + 5 * math.sqrt(mean) + 5)


def test_joins_count_the_same_and_nobody_keeps_a_number(rental: Rental) -> None:
    outcome = apply_database_share(rental.settings, "rental", "rental_copy", **ASKED)
    assert len(outcome.shares) == len(TABLES) + (rental.product == "mariadb")
    for child, parent, on in JOINS:
        query = f"select count(*) from {child} c join {parent} p on {on}"
        before, after = (rental.ask(name, query) for name in ("rental", "rental_copy"))
        assert before == after, (child, parent)
        assert before[0][0] > 0
    for table in TABLES:
        query = f"select count(*) from {table}"
        assert rental.ask("rental", query) == rental.ask("rental_copy", query)
    # Rows are told apart by what is kept.
    for query, possible in (
        ("select patient_sfzh from lending order by id", 1e9),
        ("select sjhm from staff order by id", 1e8),
    ):
        before, after = (column(rental, name, query) for name in ("rental", "rental_copy"))
        assert not any(was == now for was, now in zip(before, after, strict=True))
        assert len(set(before) & set(after)) <= bound(len(set(before)), possible)
    assert len(set(column(rental, "rental_copy", "select sfzh from viewer"))) == PEOPLE


@pytest.mark.postgres
def test_postgresql_has_what_its_schema_had(on_postgres: Rental) -> None:
    outcome = apply_database_share(on_postgres.settings, "rental", "rental_copy", **ASKED)
    ask = on_postgres.ask
    assert places(outcome) == {
        ("check", "viewer.named"),
        ("generated", "film.twice"),
        ("partitions", "payment"),
        ("routine", "touched"),
        ("trigger", "region.film_touched"),
        ("type", "grade"),
        ("type", "year_of_film"),
        ("view", "graded"),
    }
    for query in (
        "select * from dear order by id",
        "select * from takings order by lending",
        "select id, searched::text, extras, made from film order by id",
    ):
        assert ask("rental", query) == ask("rental_copy", query)
    assert len(ask("rental_copy", "select * from aged")) == PEOPLE
    kept = "select count(*) from pg_constraint where contype = 'f' and conparentid = 0"
    assert ask("rental", kept) == ask("rental_copy", kept)
    with_defaults = (
        "insert into film (title) values ('新') returning id, grade, extras::text, fen",
        "insert into region (title) values ('新') returning id, title",
        "insert into place (city) values (1) returning id, city",
    )
    assert [ask("rental_copy", each) for each in with_defaults] == [
        [(41, "G", "{}", 499)],
        [(3, "新")],
        [(31, 1)],
    ]
    for broken in ("update film set minutes = 0", "update viewer set score = -1"):
        with pytest.raises(Exception, match="check constraint"):
            ask("rental_copy", broken)
    names = "select indexname from pg_indexes where schemaname = 'public' order by 1"
    missing = set(column(on_postgres, "rental", names)) - set(
        column(on_postgres, "rental_copy", names)
    )
    assert {name for name in missing if not name.startswith("payment_")} == set()


@pytest.mark.mariadb
def test_mariadb_has_what_its_schema_had(on_mariadb: Rental) -> None:
    outcome = apply_database_share(on_mariadb.settings, "rental", "rental_copy", **ASKED)
    ask = on_mariadb.ask
    assert places(outcome) == {
        ("check", "viewer.named"),
        ("generated", "film.twice"),
        ("partitions", "log_of_year"),
        ("routine", "nothing"),
        ("trigger", "region.touched"),
    }
    query = "select * from dear order by id"
    assert ask("rental", query) == ask("rental_copy", query)
    ask("rental_copy", "insert into film (title) values ('新')")
    added = "select concat(id, grade, extras, fen) from film where title = '新'"
    assert column(on_mariadb, "rental_copy", added) == ["41G花絮499"]
    ask("rental_copy", "insert into region (title) values ('新')")
    assert ask("rental_copy", "select count(*) from region where changed is not null")[0][0] == 3
    with pytest.raises(Exception, match=r"CONSTRAINT|4025"):
        ask("rental_copy", "update viewer set score = -1")
    indexes = (
        "select distinct table_name, index_name, index_type from information_schema.statistics "
        "where table_schema = database()"
    )
    found = set(ask("rental_copy", indexes))
    assert {("film", "searched", "FULLTEXT"), ("staff", "by_phone", "BTREE")} <= found
    assert ("city", "by_region", "BTREE") in found


def places(outcome: DatabaseShare) -> set[tuple[str, str]]:
    return {(extra.kind, extra.place.removeprefix("public.")) for extra in outcome.left_out}


def everything(rental: Rental) -> dict[str, list[tuple]]:
    return {
        name: sorted(rental.ask("rental_copy", f"select * from {name}"), key=repr)
        for name in (*TABLES, "cheap", "dear")
    }


def test_killed_at_twenty_moments_it_comes_to_the_same_end(rental: Rental) -> None:
    """Extras too: each process goes on where the one before was killed."""
    chance, killed = random.Random(20261129), 0
    settings = rental.settings
    with killed_copies(settings, "rental", "rental_copy", "research") as copied:
        while killed < 20 and (code := copied(chance.randrange(60, 200))):
            assert code == -signal.SIGKILL
            killed += 1
    if killed == 20:
        apply_database_share(settings, "rental", "rental_copy", **ASKED)
    assert killed > 5
    after = everything(rental)
    again = apply_database_share(settings, "rental", "rental_copy", **ASKED, replace_tables=True)
    assert again.left_out
    assert everything(rental) == after
    for child, parent, on in JOINS:
        query = f"select count(*) from {child} c join {parent} p on {on}"
        assert rental.ask("rental", query) == rental.ask("rental_copy", query)
