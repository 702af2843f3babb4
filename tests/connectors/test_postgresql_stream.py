# All rows and samples of a real server, by page ranges and cursors, within time limits.
from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pyarrow as pa
import pytest
from postgres_reading import found
from postgres_server import Server
from psycopg import sql
from read_out import rows

from connectors import postgresql, postgresql_stream
from connectors.throttle import Throttle
from schema import Access, Sample, SourceError, Table

pytestmark = pytest.mark.postgres

DATABASE = "streams"
FAST = math.inf
ROWS = 1_000_000

_SET_UP = """
create table person as
    select i as id, '张三' || i as name, 13800000000 + i as mobile, (i % 7)::numeric / 3 as part
      from generate_series(1, 1000000) i;
analyze person;
create table small as select i as id, 'value ' || i as word from generate_series(1, 3000) i;
create view person_view as select * from small;
create materialized view person_matview as select id, word from small where id <= 2000;
create table visit (id int, day date, note text) partition by range (day);
create table visit_2024 partition of visit for values from ('2024-01-01') to ('2025-01-01');
create table visit_2025 partition of visit for values from ('2025-01-01') to ('2026-01-01')
    partition by list (id);
create table visit_2025_odd partition of visit_2025 default;
insert into visit select i, date '2024-01-01' + i % 700, 'note ' || i from generate_series(1, 9000) i;
create table parent (a int);
create table child () inherits (parent);
insert into parent select generate_series(1, 10);
insert into child select generate_series(11, 30);
create table written (a int);
create view sleeps as select 1 as a, pg_sleep(60)::text as b;
"""


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[psycopg.Connection]:
    with postgres.create_database(DATABASE) as admin:
        admin.execute(_SET_UP)
        yield admin


@pytest.fixture
def access(postgres: Server) -> Access:
    return Access(password=postgres.password, max_bytes_per_s=FAST)


def test_every_row_of_a_large_table_comes_once(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, DATABASE, access, "public.person")
    seen = 0
    total = 0
    for batch in postgresql.read(table, Sample(rows=None), access):
        assert isinstance(batch, pa.RecordBatch)
        assert batch.schema.names == ["id", "name", "mobile", "part"]
        assert set(batch.schema.types) == {pa.string()}
        assert batch.num_rows <= 65_536
        seen += batch.num_rows
        total += sum(batch.column("id").cast(pa.int64()).to_pylist())
    assert seen == ROWS
    assert total == ROWS * (ROWS + 1) // 2


def test_a_sample_of_a_large_table_is_spread_over_all_of_it(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, DATABASE, access, "public.person")
    lines, skipped = rows(postgresql.read(table, Sample(rows=5_000, seed=7), access))
    ids = sorted(int(line[0]) for line in lines)
    assert not skipped
    assert len(ids) == len(set(ids)) == 5_000
    in_tenths = [sum(1 for one in ids if one * 10 // (ROWS + 1) == tenth) for tenth in range(10)]
    assert min(in_tenths) > 250
    assert max(in_tenths) < 850


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        pytest.param("public.person", 1_000, id="pages drawn by the server"),
        pytest.param("public.person", 60_000, id="page ranges drawn here"),
        pytest.param("public.small", 500, id="rows drawn by the server"),
        pytest.param("public.visit", 500, id="rows of partitions"),
    ],
)
def test_a_seed_decides_the_sample(
    postgres: Server, database: psycopg.Connection, access: Access, name: str, wanted: int
) -> None:
    table = found(postgres, DATABASE, access, name)

    def drawn(seed: int) -> list[tuple]:
        return rows(postgresql.read(table, Sample(rows=wanted, seed=seed), access))[0]

    first = drawn(1)
    assert first == drawn(1)
    assert set(first) != set(drawn(2))
    assert wanted * 0.8 <= len(first) <= wanted * 1.25
    assert len(set(first)) == len(first)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param("public.small", 3_000, id="a table"),
        pytest.param("public.person_view", 3_000, id="a view"),
        pytest.param("public.person_matview", 2_000, id="a materialised view"),
        pytest.param("public.visit", 9_000, id="a partitioned table with all its partitions"),
        pytest.param("public.parent", 10, id="an inheritance parent's own rows"),
        pytest.param("public.child", 20, id="an inheritance child's rows"),
        pytest.param("public.written", 0, id="an empty table"),
    ],
)
@pytest.mark.parametrize("wanted", [None, 10_000], ids=["all", "a sample larger than it"])
def test_all_rows_come_once(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    *,
    name: str,
    count: int,
    wanted: int | None,
) -> None:
    table = found(postgres, DATABASE, access, name)
    lines, skipped = rows(postgresql.read(table, Sample(rows=wanted), access))
    expected = sql.SQL("select * from {}").format(
        sql.SQL("only " if name == "public.parent" else "") + sql.Identifier(*name.split("."))
    )
    truth = [tuple(map(str, line)) for line in database.execute(expected)]
    assert sorted(lines) == sorted(truth)
    assert len(lines) == count
    assert not skipped


def test_a_server_without_page_ranges_is_read_through_a_cursor(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = found(postgres, DATABASE, access, "public.visit")
    by_pages = rows(postgresql.read(table, Sample(rows=None), access))
    monkeypatch.setattr(postgresql_stream, "_TID_RANGES", 10**9)
    by_cursor = rows(postgresql.read(table, Sample(rows=None), access))
    assert sorted(by_cursor[0]) == sorted(by_pages[0])
    assert len(rows(postgresql.read(table, Sample(rows=100), access))[0]) == 100


@pytest.mark.parametrize("name", ["public.small", "public.person_view"])
def test_no_rows_are_read_where_none_are_wanted(
    postgres: Server, database: psycopg.Connection, access: Access, name: str
) -> None:
    stream = postgresql.read(found(postgres, DATABASE, access, name), Sample(rows=0), access)
    assert rows(stream) == ([], [])


def test_a_sample_of_a_view_is_as_many_rows_as_wanted(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, DATABASE, access, "public.person_view")
    assert len(rows(postgresql.read(table, Sample(rows=777), access))[0]) == 777


def test_pages_drawn_too_empty_are_made_up_for_by_drawing_rows(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    database.execute("create table emptied as select i as id from generate_series(1, 100000) i")
    database.execute("analyze emptied")
    database.execute("delete from emptied where id % 100 <> 0")
    monkeypatch.setattr(postgresql_stream, "_BERNOULLI_PAGES", 10)
    table = found(postgres, DATABASE, access, "public.emptied")
    lines, _ = rows(postgresql.read(table, Sample(rows=600), access))
    assert len(lines) == 600
    assert all(int(line[0]) % 100 == 0 for line in lines)


def test_a_table_without_statistics_is_sampled_all_the_same(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("create table unknown as select i as id from generate_series(1, 50000) i")
    table = found(postgres, DATABASE, access, "public.unknown")
    assert table.rows is None
    assert len(rows(postgresql.read(table, Sample(rows=2_000), access))[0]) == 2_000


def test_wide_rows_do_not_make_large_batches(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("drop table if exists wide")
    database.execute("create table wide as select repeat(md5(i::text), 2000) as v"
                     " from generate_series(1, 400) i")  # fmt: skip
    table = found(postgres, DATABASE, access, "public.wide")
    sizes = [batch.nbytes for batch in postgresql.read(table, Sample(rows=None), access)]
    assert sum(sizes) > 400 * 64_000
    assert max(sizes) < 9_000_000


def test_a_view_slower_in_all_than_its_time_limit_gives_what_came_in_time(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("create or replace view drips as"
                     " select id, pg_sleep(0.002)::text as slept from small")  # fmt: skip
    table = found(postgres, DATABASE, access, "public.drips")
    hurried = replace(access, statement_timeout_s=0.4)
    lines, skipped = rows(postgresql.read(table, Sample(rows=2_000), hurried))
    assert 0 < len(lines) < 2_000
    assert len(skipped) == 1
    assert skipped[0].endswith(f"time limit of 0.4 s, after {len(lines)} rows")


@pytest.mark.parametrize("wanted", [None, 10], ids=["all", "a sample"])
def test_a_statement_ends_at_its_time_limit(
    postgres: Server, database: psycopg.Connection, access: Access, wanted: int | None
) -> None:
    table = found(postgres, DATABASE, access, "public.sleeps")
    with pytest.raises(SourceError, match=r"time limit of 0\.2 s"):
        rows(postgresql.read(table, Sample(wanted), replace(access, statement_timeout_s=0.2)))


def test_a_range_of_pages_that_takes_too_long_is_read_in_smaller_ones(
    postgres: Server, database: psycopg.Connection
) -> None:
    # Each row costs the reader 5 ms: sixteen pages of ten rows are beyond the limit, one is not.
    database.execute("""
        set client_min_messages = warning;
        drop table if exists slow cascade;
        drop role if exists slowed;
        create table slow as select i as id, repeat('x', 780) as pad from generate_series(1, 200) i;
        alter table slow enable row level security;
        create policy slowly on slow using (pg_sleep(0.005) is not null);
        create role slowed login password 'slowed';
        grant select on slow to slowed;
    """)
    access = Access(password="slowed", max_bytes_per_s=FAST, statement_timeout_s=0.5)
    url = postgres.url(DATABASE, user="slowed")
    table = next(
        one for one in postgresql.discover(url, access)
        if isinstance(one, Table) and one.name == "public.slow"
    )  # fmt: skip
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert [int(line[0]) for line in lines] == list(range(1, 201))
    assert skipped == ["row-level security may hide rows from this account"]
    database.execute("drop table slow; drop role slowed")


def test_a_stream_left_early_leaves_no_session_behind(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    stream = postgresql.read(
        found(postgres, DATABASE, access, "public.person"), Sample(rows=None), access
    )
    next(stream)
    stream.close()
    wait_for_no_session(database)


def test_outside_its_window_a_scan_holds_no_session(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = iter([dt.time(23)] * 8)
    held: list[int] = []

    def now() -> dt.time:
        return next(looks, dt.time(12) if not held else dt.time(23))

    def sleep(_: float) -> None:
        wait_for_no_session(database)
        held.append(1)

    windowed = replace(access, window=(dt.time(22), dt.time(6)))
    monkeypatch.setattr(
        postgresql, "database_throttle", lambda terms: Throttle(terms, sleep=sleep, now=now)
    )
    table = found(postgres, DATABASE, access, "public.person")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), windowed))
    assert held
    assert len(lines) == ROWS
    assert not skipped


def test_a_view_cut_short_by_its_window_says_so(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = iter([dt.time(23)] * 3)

    def sleep(_: float) -> None:
        raise AssertionError("a transaction must not be kept open until the window opens again")

    monkeypatch.setattr(
        postgresql,
        "database_throttle",
        lambda terms: Throttle(terms, sleep=sleep, now=lambda: next(looks, dt.time(12))),
    )
    windowed = replace(access, window=(dt.time(22), dt.time(6)))
    table = found(postgres, DATABASE, access, "public.person_view")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), windowed))
    assert 0 < len(lines) < 3_000
    assert skipped == [f"the window for reading closed after {len(lines)} rows"]


def wait_for_no_session(database: psycopg.Connection) -> None:
    """The server needs a moment to notice that one has left; it is asked until it has."""
    query = "select count(*), pg_sleep(0.005) from pg_stat_activity where application_name = %s"
    for _ in range(1_000):
        if database.execute(query, ["tongguan"]).fetchall()[0][0] == 0:
            return
    raise AssertionError("a session is still there")
