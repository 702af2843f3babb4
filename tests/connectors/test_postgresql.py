# Failures of a real server, types of every sort, and what a reader may never do or tell.
from __future__ import annotations

import logging
import math
import pickle
from collections.abc import Iterator

import psycopg
import pyarrow as pa
import pytest
from postgres_reading import found
from postgres_server import Server, find_binaries, throw_away_server
from read_out import rows

from connectors import postgresql, postgresql_session
from schema import Access, Sample, SourceError, Table

pytestmark = pytest.mark.postgres

DATABASE = "hospital"
FAST = math.inf
MARKER = "SECRET-MARKER"

_SET_UP = """
create table small as select i as id, 'value ' || i as word from generate_series(1, 3000) i;
create view person_view as select * from small;
create schema "医院 A""q";
create table "医院 A""q"."患者 ""表 1" ("姓名 x" text, "Mixed""Case" int, "百分%s{}" text);
insert into "医院 A""q"."患者 ""表 1" values ('李四', 1, 'a'), ('王五', 2, 'b');
create table written (a int);
create function write_one() returns int language plpgsql as
    $$ begin insert into public.written values (1); return 1; end $$;
create view writes as select write_one() as a;
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
    table = found(
        postgres, DATABASE, access, "public.odd" if relation == "table" else "public.odd_view"
    )
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert lines == [(expected, None), (None, "2"), (expected, "3")]
    assert not skipped


def test_a_single_column_of_nulls_keeps_its_rows(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    database.execute("drop table if exists alone")
    database.execute("create table alone (v text)")
    database.execute("insert into alone values (null), (''), (null), ('x'), (null)")
    table = found(postgres, DATABASE, access, "public.alone")
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
    table = found(postgres, DATABASE, access, f"public.{relation}")
    lines, skipped = rows(postgresql.read(table, Sample(rows=None), access))
    assert lines == [("张" * 65_536, "a" * 4_096)] * 2
    assert len(skipped) == 1
    assert skipped[0].startswith("2 cells were read to 65,536 characters")


def test_names_of_any_letters_are_read(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    table = found(postgres, DATABASE, access, '"医院 A""q"."患者 ""表 1"')
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
    table = found(postgres, DATABASE, access, "public.writes")
    with pytest.raises(SourceError, match="the session is read-only"):
        rows(postgresql.read(table, Sample(), access))
    assert database.execute("select count(*) from written").fetchone() == (0,)


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
    table = found(postgres, DATABASE, access, name)
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
    table = found(postgres, DATABASE, access, "public.fails_later")
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
    table = found(postgres, DATABASE, access, "public.going")
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
    table = found(postgres, DATABASE, access, "public.small")
    with postgres.connect(DATABASE) as other, other.transaction():
        other.execute("lock table small in access exclusive mode")
        with pytest.raises(SourceError, match="another session keeps it locked"):
            rows(postgresql.read(table, Sample(), access))
        again = found(postgres, DATABASE, access, "public.small")
    assert again.size_bytes is not None


def test_a_server_that_dies_leaves_what_was_read_and_a_reason() -> None:
    binaries = find_binaries()
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
