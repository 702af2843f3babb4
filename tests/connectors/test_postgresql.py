# Rows of a real server: all of them, samples, odd types, and everything that may go wrong.
from __future__ import annotations

import datetime as dt
import logging
import math
import pickle
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pyarrow as pa
import pytest
from postgres_server import Server, throw_away_server
from psycopg import sql

from connectors import postgresql, postgresql_session
from connectors.throttle import Throttle
from schema import Access, Sample, Skipped, SourceError, Table

pytestmark = pytest.mark.postgres

DATABASE = "hospital"
FAST = math.inf
MARKER = "SECRET-MARKER"
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
create schema "医院 A""q";
create table "医院 A""q"."患者 ""表 1" ("姓名 x" text, "Mixed""Case" int, "百分%s{}" text);
insert into "医院 A""q"."患者 ""表 1" values ('李四', 1, 'a'), ('王五', 2, 'b');
create table written (a int);
create function write_one() returns int language plpgsql as
    $$ begin insert into public.written values (1); return 1; end $$;
create view writes as select write_one() as a;
create view sleeps as select 1 as a, pg_sleep(60)::text as b;
create view fails_at_once as select x::int as a from (values ('SECRET-MARKER')) as v (x);
create view fails_later as
    select case when id < 1500 then id else ('SECRET-MARKER' || id)::int end as a from small;
create function raise_value() returns int language plpgsql as
    $$ begin raise notice 'SECRET-MARKER'; raise exception 'SECRET-MARKER' using errcode = 'MRKER'; end $$;
create view raises as select raise_value() as a;
"""


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[psycopg.Connection]:
    with postgres.create_database(DATABASE) as admin:
        admin.execute(_SET_UP)
        yield admin


@pytest.fixture
def access(postgres: Server) -> Access:
    return Access(password=postgres.password, max_bytes_per_s=FAST)


def found(server: Server, access: Access, name: str) -> Table:
    every = postgresql.discover(server.url(DATABASE), access)
    return next(one for one in every if isinstance(one, Table) and one.name == name)


def rows(stream: Iterator[pa.RecordBatch | Skipped]) -> tuple[list[tuple], list[str]]:
    """Rows in order, and the reasons of what was skipped."""
    batches, skipped = [], []
    for item in stream:
        if isinstance(item, Skipped):
            skipped.append(item.error)
        else:
            assert item.num_rows <= 65_536
            assert item.nbytes <= 10_000_000
            batches.append(item)
    lines = [line for batch in batches for line in zip(*batch.to_pydict().values(), strict=True)]
    return lines, skipped


def test_every_row_of_a_large_table_comes_once(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, access, "public.person")
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
    table = found(postgres, access, "public.person")
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
    table = found(postgres, access, name)

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
    table = found(postgres, access, name)
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
    table = found(postgres, access, "public.visit")
    by_pages = rows(postgresql.read(table, Sample(rows=None), access))
    monkeypatch.setattr(postgresql, "_TID_RANGES", 10**9)
    by_cursor = rows(postgresql.read(table, Sample(rows=None), access))
    assert sorted(by_cursor[0]) == sorted(by_pages[0])
    assert len(rows(postgresql.read(table, Sample(rows=100), access))[0]) == 100


@pytest.mark.parametrize("name", ["public.small", "public.person_view"])
def test_no_rows_are_read_where_none_are_wanted(
    postgres: Server, database: psycopg.Connection, access: Access, name: str
) -> None:
    stream = postgresql.read(found(postgres, access, name), Sample(rows=0), access)
    assert rows(stream) == ([], [])


def test_a_sample_of_a_view_is_as_many_rows_as_wanted(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, access, "public.person_view")
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
    monkeypatch.setattr(postgresql, "_BERNOULLI_PAGES", 10)
    table = found(postgres, access, "public.emptied")
    lines, _ = rows(postgresql.read(table, Sample(rows=600), access))
    assert len(lines) == 600
    assert all(int(line[0]) % 100 == 0 for line in lines)


def test_a_table_without_statistics_is_sampled_all_the_same(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("create table unknown as select i as id from generate_series(1, 50000) i")
    table = found(postgres, access, "public.unknown")
    assert table.rows is None
    assert len(rows(postgresql.read(table, Sample(rows=2_000), access))[0]) == 2_000


_ODD = [
    pytest.param("text", "''", "", id="empty text is not null"),
    pytest.param("text", "null", None, id="null"),
    pytest.param("text", r"'\N'", r"\N", id="text that looks like COPY's null"),
    pytest.param("text", r"E'a,\"b\"\r\n\t\\c'", 'a,"b"\r\n\t\\c', id="text of quotes and line ends"),
    pytest.param("text", r"E'\n'", "\n", id="a line end alone"),
    pytest.param("text", r"E'\ufeffx'", "\ufeffx", id="a byte order mark is kept"),
    pytest.param("text", "'  某 '", "  某 ", id="blanks are kept"),
    pytest.param("char(5)", "'ab'", "ab", id="padded text"),
    pytest.param("json", """'{"a": "张\\n,三"}'""", '{"a": "张\\n,三"}', id="json"),
    pytest.param("jsonb", """'{"b":[1,null]}'""", '{"b": [1, null]}', id="jsonb"),
    pytest.param("text[]", "array['a,b', null, '\"']", '{"a,b",NULL,"\\""}', id="array"),
    pytest.param("int[][]", "'{{1,2},{3,4}}'", "{{1,2},{3,4}}", id="array of two dimensions"),
    pytest.param("numeric", "'NaN'", "NaN", id="not a number"),
    pytest.param("numeric", "repeat('9', 40)::numeric", "9" * 40, id="number beyond 64 bits"),
    pytest.param("double precision", "'-infinity'", "-Infinity", id="infinite float"),
    pytest.param("date", "'infinity'", "infinity", id="infinite date"),
    pytest.param("date", "'0044-03-15 BC'", "0044-03-15 BC", id="date before Christ"),
    pytest.param("timestamp", "'99999-01-02'", "99999-01-02 00:00:00", id="timestamp far away"),
    pytest.param("interval", "'1 mon 2 days'", "1 mon 2 days", id="interval"),
    pytest.param("bytea", "'张三 138'::bytea", "张三 138", id="binary that is text"),
    pytest.param("bytea", r"'\x41ff00'", "A\\xff\x00", id="binary that is none"),
    pytest.param("inet", "'10.1.2.3/8'", "10.1.2.3/8", id="inet"),
    pytest.param("macaddr", "'08:00:2b:01:02:03'", "08:00:2b:01:02:03", id="macaddr"),
    pytest.param("xml", "'<a>张&lt;</a>'", "<a>张&lt;</a>", id="xml"),
    pytest.param("tsvector", "'fat:1 cat:2'", "'cat':2 'fat':1", id="text search"),
    pytest.param("int4range", "'[1,5)'", "[1,5)", id="range"),
    pytest.param("int4multirange", "'{[1,2),[5,6)}'", "{[1,2),[5,6)}", id="multirange"),
    pytest.param("point", "'(116.4,39.9)'", "(116.4,39.9)", id="point"),
    pytest.param("polygon", "'((0,0),(1,1),(1,0))'", "((0,0),(1,1),(1,0))", id="polygon"),
    pytest.param("bit varying", "'10101'", "10101", id="bits"),
    pytest.param("uuid", "'00000000-0000-0000-0000-00000000000a'",
                 "00000000-0000-0000-0000-00000000000a", id="uuid"),
    pytest.param("money", "12.5::numeric::money", "$12.50", id="money"),
    pytest.param("boolean", "true", "true", id="boolean"),
    pytest.param("odd_enum", "'乙'", "乙", id="enum"),
    pytest.param("odd_pair", "row(1, 'a b')", '(1,"a b")', id="composite"),
    pytest.param("odd_domain", "'110'", "110", id="domain"),
    pytest.param("bytes_domain", r"'\x41ff'", r"\x41ff", id="domain over binary"),
    pytest.param("pg_lsn", "'16/B374D848'", "16/B374D848", id="log position"),
]  # fmt: skip


@pytest.fixture(scope="module")
def odd_types(database: psycopg.Connection) -> None:
    database.execute("""
        create type odd_enum as enum ('甲', '乙');
        create type odd_pair as (a int, b text);
        create domain odd_domain as varchar(18) check (value <> '');
        create domain bytes_domain as bytea;
    """)


@pytest.mark.parametrize(("kind", "value", "expected"), _ODD)
@pytest.mark.parametrize("relation", ["table", "view"])
def test_any_type_comes_as_text(
    postgres: Server,
    database: psycopg.Connection,
    odd_types: None,
    access: Access,
    *,
    kind: str,
    value: str,
    expected: str | None,
    relation: str,
) -> None:
    database.execute("set client_min_messages = warning; drop table if exists odd cascade")
    database.execute(f"create table odd (v {kind}, n int)")
    database.execute(f"insert into odd values ({value}, null), (null, 2), ({value}, 3)")
    database.execute("create view odd_view as select * from odd")
    table = found(postgres, access, "public.odd" if relation == "table" else "public.odd_view")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert lines == [(expected, None), (None, "2"), (expected, "3")]
    assert not skipped


def test_a_single_column_of_nulls_keeps_its_rows(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("drop table if exists alone")
    database.execute("create table alone (v text)")
    database.execute("insert into alone values (null), (''), (null), ('x'), (null)")
    table = found(postgres, access, "public.alone")
    lines, _ = rows(postgresql.read(table, Sample(rows=None), access))
    assert lines == [(None,), ("",), (None,), ("x",), (None,)]


@pytest.mark.parametrize("relation", ["long", "long_view"], ids=["a table", "a view"])
def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(
    postgres: Server, database: psycopg.Connection, access: Access, relation: str
) -> None:
    database.execute("drop table if exists long cascade")
    database.execute("create table long (v text, b bytea)")
    database.execute("""
        insert into long values
            (repeat('张', 65536), decode(repeat('61', 4096), 'hex')),
            (repeat('张', 65537), decode(repeat('61', 4097), 'hex'))
    """)
    database.execute("create view long_view as select * from long")
    table = found(postgres, access, f"public.{relation}")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert lines == [("张" * 65_536, "a" * 4_096)] * 2
    assert len(skipped) == 1
    assert skipped[0].startswith("2 cells were read to 65,536 characters")


def test_wide_rows_do_not_make_large_batches(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("drop table if exists wide")
    database.execute("create table wide as select repeat(md5(i::text), 2000) as v"
                     " from generate_series(1, 400) i")  # fmt: skip
    table = found(postgres, access, "public.wide")
    sizes = [batch.nbytes for batch in postgresql.read(table, Sample(rows=None), access)]
    assert sum(sizes) > 400 * 64_000
    assert max(sizes) < 9_000_000


def test_names_of_any_letters_are_read(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, access, '"医院 A""q"."患者 ""表 1"')
    assert [column.name for column in table.columns] == ["姓名 x", 'Mixed"Case', "百分%s{}"]
    again = pickle.loads(pickle.dumps(table))
    for wanted in (None, 1):
        lines, skipped = rows(postgresql.read(again, Sample(rows=wanted), access))
        assert set(lines) <= {("李四", "1", "a"), ("王五", "2", "b")}
        assert len(lines) == (wanted or 2)
        assert not skipped


def test_reading_writes_nothing(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    def next_transaction() -> object:
        return database.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone()

    before = next_transaction()
    for table in list(postgresql.discover(postgres.url(DATABASE), access)):
        if isinstance(table, Table) and table.name in {"public.small", "public.person_view"}:
            rows(postgresql.read(table, Sample(rows=None), access))
            rows(postgresql.read(table, Sample(rows=100), access))
    assert next_transaction() == before


def test_a_view_that_writes_is_refused_by_the_server(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, access, "public.writes")
    with pytest.raises(SourceError, match="the session is read-only"):
        rows(postgresql.read(table, Sample(), access))
    assert database.execute("select count(*) from written").fetchone() == (0,)


@pytest.mark.parametrize("wanted", [None, 10], ids=["all", "a sample"])
def test_a_statement_ends_at_its_time_limit(
    postgres: Server, database: psycopg.Connection, access: Access, wanted: int | None
) -> None:
    table = found(postgres, access, "public.sleeps")
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


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("public.fails_at_once", "a value in it cannot be computed", id="a cast"),
        pytest.param("public.raises", "the server reports an error$", id="a function's own error"),
    ],
)
def test_a_failure_tells_no_value(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    *,
    name: str,
    why: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    table = found(postgres, access, name)
    with pytest.raises(SourceError, match=why) as caught:
        rows(postgresql.read(table, Sample(), access))
    captured = capfd.readouterr()
    told = repr(caught.getrepr(chain=True)) + str(caught.value) + caplog.text
    assert caught.value.__suppress_context__
    for text in (str(caught.getrepr(chain=True, style="native")), told, captured.err, captured.out):
        assert MARKER not in text
        assert "MRKER" not in text
        assert postgres.password not in text


def test_a_failure_in_the_middle_keeps_the_rows_before_it(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, access, "public.fails_later")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert 0 < len(lines) < 1_500
    assert [int(line[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert len(skipped) == 1
    assert skipped[0].endswith(f"after {len(lines)} rows")
    assert MARKER not in skipped[0]


def test_a_table_gone_since_it_was_found_is_told(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("create table going (a int)")
    table = found(postgres, access, "public.going")
    database.execute("drop table going")
    with pytest.raises(SourceError, match="no longer what it was"):
        rows(postgresql.read(table, Sample(), access))


def test_a_locked_table_is_not_waited_for(
    postgres: Server,
    database: psycopg.Connection,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postgresql_session, "_LOCK_TIMEOUT_MS", 20)
    table = found(postgres, access, "public.small")
    with postgres.connect(DATABASE) as other, other.transaction():
        other.execute("lock table small in access exclusive mode")
        with pytest.raises(SourceError, match="another session keeps it locked"):
            rows(postgresql.read(table, Sample(), access))
        again = found(postgres, access, "public.small")
    assert again.size_bytes is not None


def test_a_server_that_dies_leaves_what_was_read_and_a_reason() -> None:
    binaries = pytest.importorskip("postgres_server").find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server programs here: apt-get install postgresql")
    with throw_away_server(binaries) as server:
        with server.connect() as admin:
            admin.execute("create table t as select i, repeat('x', 100) as pad"
                          " from generate_series(1, 300000) i")  # fmt: skip
        access = Access(password=server.password, max_bytes_per_s=FAST)
        table = next(one for one in postgresql.discover(server.url(), access))
        assert isinstance(table, Table)
        stream = postgresql.read(table, Sample(rows=None), access)
        first = next(stream)
        assert isinstance(first, pa.RecordBatch)
        server.control("stop", "-m", "immediate")
        lines, skipped = rows(stream)
        total = first.num_rows + len(lines)
        assert total < 300_000
        assert len(skipped) == 1
        assert skipped[0].startswith("the server closed the connection")
        assert skipped[0].endswith(f"after {total} rows")


def test_a_stream_left_early_leaves_no_session_behind(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    stream = postgresql.read(found(postgres, access, "public.person"), Sample(rows=None), access)
    next(stream)
    stream.close()
    # The server needs a moment to notice; it is asked until it has.
    while sessions(database):
        pass


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
        while sessions(database):
            pass
        held.append(1)

    windowed = replace(access, window=(dt.time(22), dt.time(6)))
    monkeypatch.setattr(
        postgresql, "database_throttle", lambda terms: Throttle(terms, sleep=sleep, now=now)
    )
    table = found(postgres, access, "public.person")
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
    table = found(postgres, access, "public.person_view")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), windowed))
    assert 0 < len(lines) < 3_000
    assert skipped == [f"the window for reading closed after {len(lines)} rows"]


def sessions(database: psycopg.Connection) -> int:
    found_sessions = database.execute(
        "select count(*) from pg_stat_activity where application_name = 'tongguan'"
    ).fetchone()
    assert found_sessions is not None
    return int(found_sessions[0])
