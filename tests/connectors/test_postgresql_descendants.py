# openGauss, GaussDB and KingbaseES, whose servers cannot be had here: what is asked of them is
# asked of PostgreSQL itself, which has all of it still.
from __future__ import annotations

import math
from collections.abc import Iterator

import psycopg
import pytest
from postgres_server import Server
from read_out import rows

from connectors import postgresql
from connectors.postgresql_session import _refusal, _settings, locate
from schema import Access, Column, Sample, Skipped, Table

DATABASE = "descendants"


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[psycopg.Connection]:
    with postgres.create_database(DATABASE) as admin:
        admin.execute("""
            create table people (id int primary key, "姓 名" text, raw bytea);
            comment on table people is '常住人口';
            comment on column people.id is '序号';
            insert into people select i, '张' || i, 'a' from generate_series(1, 3000) i;
            create view seen as select "姓 名" from people;
            create schema sys_own; create table sys_own.t (a int);
            create schema dbe_perf; create table dbe_perf.t (a int);
            create schema other; create table other.t (a int);
            analyze people;
        """)
        yield admin


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["opengauss", "gaussdb", "kingbase"])
def test_a_descendant_is_read_by_what_it_has_in_common(
    postgres: Server, database: psycopg.Connection, scheme: str
) -> None:
    url = postgres.url(DATABASE).replace("postgresql://", f"{scheme}://")
    access = Access(password=postgres.password, max_bytes_per_s=math.inf)
    postgresql.check(url, access)
    found = [one for one in postgresql.discover(url, access) if isinstance(one, Table)]
    assert [one.name for one in found] == ["other.t", "public.people", "public.seen"]
    people = found[1]
    assert people.source == url
    assert people.columns == (
        Column("id", "integer", "序号"), Column("姓 名", "text"), Column("raw", "bytea"),
    )  # fmt: skip
    assert (people.rows, people.comment, people.fingerprint) == (3_000, "常住人口", "")
    for table, wanted in ((people, None), (found[2], None), (people, 100)):
        lines, skipped = rows(postgresql.read(table, Sample(wanted), access))
        assert len(set(lines)) == (wanted or 3_000)
        assert skipped == []
    named = list(postgresql.discover(f"{url}?schema=other&schema=nowhere", access))
    assert [one.name for one in named if isinstance(one, Table)] == ["other.t"]
    assert [one.error for one in named if isinstance(one, Skipped)] == [
        "no tables in a schema named nowhere"
    ]


@pytest.mark.parametrize(
    ("url", "port", "later"),
    [
        ("postgresql://u@h/d", 5432, True),
        ("opengauss://u@h/d", 5432, False),
        ("kingbase://u@h/d", 54321, False),
    ],
)
def test_settings_that_came_later_are_not_asked_of_them(url: str, port: int, later: bool) -> None:
    place = locate(url)
    assert place.port == port
    options = _settings(place, Access())["options"]
    assert ("lock_timeout" in options) is later
    assert "default_transaction_read_only=on" in options
    assert "statement_timeout=60000" in options


@pytest.mark.postgres
def test_a_way_to_sign_in_that_is_not_known_is_hinted_at(postgres: Server) -> None:
    url = postgres.url(DATABASE).replace("postgresql://", "opengauss://")
    said = _refusal(psycopg.OperationalError(""), locate(url), Access(password="p"))
    assert "md5 or scram-sha-256" in said
