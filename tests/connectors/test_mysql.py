# Failures of a real server, types of every sort, and what a reader may never do or tell.
from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator

import pyarrow as pa
import pytest
from mariadb_reading import ALL, full_speed, tables_of
from mariadb_server import MariaServer, find_program, throw_away_mariadb
from read_out import rows

from connectors import mysql
from schema import Access, Sample, Skipped, SourceError

pytestmark = pytest.mark.mariadb

DATABASE = "hospital"
MARKER = "SECRET-MARKER"

_SET_UP = (
    "create table small (id int primary key, word varchar(20))",
    "insert into small select seq, concat('value ', seq) from seq_1_to_3000",
    "create view person_view as select * from small",
    'create table `患者 ``表 1` (`姓名 x` varchar(10), `Mixed"Case` int, `百分%s{}` text)',
    "insert into `患者 ``表 1` values ('李四', 1, 'a'), ('王五', 2, 'b')",
    "create table written (a int)",
    "create function write_one() returns int begin insert into written values (1); return 1; end",
    "create view writes as select write_one() as a",
    (
        "create function raise_value() returns int begin signal sqlstate '45000'"
        f" set message_text = '{MARKER}'; return 1; end"
    ),
    "create view raises as select raise_value() as a",
    (
        "create function fail_late(id int) returns int begin if id > 2500 then "
        f"signal sqlstate '45000' set message_text = '{MARKER}'; end if; return id; end"
    ),
    "create view fails_later as select fail_late(id) as a, repeat('x', 5000) as pad from small",
    "create table gone (a int)",
    "create view broken as select a from gone",
    "drop table gone",
)


@pytest.fixture(scope="module")
def database(mariadb: MariaServer) -> Iterator[MariaServer]:
    mariadb.create_database(DATABASE, *_SET_UP)
    return mariadb


@pytest.fixture
def access(mariadb: MariaServer) -> Access:
    return full_speed(mariadb)


_ODD = [
    pytest.param("text", "''", "", id="empty text is not null"),
    pytest.param("text", "null", None, id="null"),
    pytest.param("text", r"'NULL'", "NULL", id="text that looks like null"),
    pytest.param("varchar(40)", r"'a,\"b\"\r\n\t\\c'", 'a,"b"\r\n\t\\c', id="quotes and line ends"),
    pytest.param("varchar(10)", "'𠮷😀'", "𠮷😀", id="letters of four bytes"),
    pytest.param("varchar(10)", "'  某 '", "  某 ", id="blanks are kept"),
    pytest.param("char(5)", "'ab'", "ab", id="padded text"),
    pytest.param("varchar(300)", "repeat('张', 250)", "张" * 250, id="a length of two bytes"),
    pytest.param("mediumtext", "repeat('a', 65536)", "a" * 65_536, id="a length of three bytes"),
    pytest.param("date", "'0000-00-00'", "0000-00-00", id="the zero date"),
    pytest.param("date", "'2026-02-00'", "2026-02-00", id="a date without a day"),
    pytest.param("datetime", "'0000-00-00 00:00:00'", "0000-00-00 00:00:00", id="zero time stamp"),
    pytest.param("datetime(6)", "'9999-12-31 23:59:59.999999'", "9999-12-31 23:59:59.999999",
                 id="the last time stamp"),
    pytest.param("time", "'838:59:59'", "838:59:59", id="a time of five weeks"),
    pytest.param("time(3)", "'-838:59:59.000'", "-838:59:59.000", id="a time before midnight"),
    pytest.param("year", "1901", "1901", id="year"),
    pytest.param("bigint unsigned", "18446744073709551615", "18446744073709551615",
                 id="a number beyond 63 bits"),
    pytest.param("bigint", "-9223372036854775808", "-9223372036854775808", id="smallest number"),
    pytest.param("int(6) zerofill", "42", "000042", id="leading zeros are kept"),
    pytest.param("decimal(38,10)", "'-1234567890123456789012345678.0123456789'",
                 "-1234567890123456789012345678.0123456789", id="a long decimal"),
    pytest.param("double", "1e300", "1e300", id="a large float"),
    pytest.param("bit(1)", "b'1'", "1", id="one bit"),
    pytest.param("bit(64)", "b'1111111111111111111111111111111111111111111111111111111111111111'",
                 "18446744073709551615", id="64 bits"),
    pytest.param("boolean", "true", "1", id="boolean"),
    pytest.param("enum('男','女','')", "'女'", "女", id="enum"),
    pytest.param("set('甲','乙')", "'甲,乙'", "甲,乙", id="set"),
    pytest.param("json", "'{\"a\": \"张\\\\n,三\"}'", '{"a": "张\\n,三"}', id="json"),
    pytest.param("point", "st_geomfromtext('point(108.9 34.3)')", "POINT(108.9 34.3)", id="point"),
    pytest.param("geometry", "st_geomfromtext('linestring(0 0,1 1)')", "LINESTRING(0 0,1 1)",
                 id="geometry"),
    pytest.param("blob", "x'61ff00'", "a\\xff\x00", id="binary that is no text"),
    pytest.param("varbinary(20)", "'张三'", "张三", id="binary that is text"),
    pytest.param("inet6", "'2001:db8::1'", "2001:db8::1", id="address"),
    pytest.param("uuid", "'123e4567-e89b-12d3-a456-426655440000'",
                 "123e4567-e89b-12d3-a456-426655440000", id="uuid"),
    pytest.param("varchar(20) character set gbk", "'张三'", "张三", id="GBK"),
    pytest.param("varchar(20) character set latin1", "convert(x'd5c5c8fd' using latin1)", "张三",
                 id="GBK in a column declared Latin-1"),
    pytest.param("text character set latin1", "convert(x'e5bca0' using latin1)", "张",
                 id="UTF-8 in a column declared Latin-1"),
]  # fmt: skip


@pytest.mark.parametrize("relation", ["odd", "odd_key", "odd_view"])
@pytest.mark.parametrize(("kind", "value", "expected"), _ODD)
def test_any_type_comes_as_text(
    database: MariaServer,
    access: Access,
    *,
    kind: str,
    value: str,
    expected: str | None,
    relation: str,
) -> None:
    key = "int auto_increment primary key" if relation == "odd_key" else "int"
    database.run(
        "set sql_mode = ''",
        "drop table if exists odd, odd_key",
        f"create table {relation.replace('_view', '')} (n {key}, v {kind})",
        f"insert into {relation.replace('_view', '')} values (1, {value}), (2, null), (3, {value})",
        "create or replace view odd_view as select * from odd" if "view" in relation else "do 0",
        database=DATABASE,
    )
    table = tables_of(database, DATABASE)[relation]
    lines, skipped = rows(mysql.read(table, ALL, access))
    assert lines == [("1", expected), ("2", None), ("3", expected)]
    assert skipped == []
    sampled, _ = rows(mysql.read(table, Sample(rows=3), access))
    assert sorted(sampled) == lines


def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(
    database: MariaServer, access: Access
) -> None:
    database.run(
        "create or replace table long_one (v longtext, b longblob)",
        "insert into long_one values (repeat('张', 65536), repeat('a', 4096)),"
        " (repeat('张', 65537), repeat('a', 4097))",
        database=DATABASE,
    )
    lines, skipped = rows(mysql.read(tables_of(database, DATABASE)["long_one"], ALL, access))
    assert lines == [("张" * 65_536, "a" * 4_096)] * 2
    assert len(skipped) == 1
    assert skipped[0].startswith("2 cells were read to 65,536 characters")


def test_names_of_any_letters_are_read(database: MariaServer, access: Access) -> None:
    table = tables_of(database, DATABASE)["患者 `表 1"]
    assert [column.name for column in table.columns] == ["姓名 x", 'Mixed"Case', "百分%s{}"]
    again = pickle.loads(pickle.dumps(table))
    for wanted in (None, 1):
        lines, skipped = rows(mysql.read(again, Sample(rows=wanted), access))
        assert set(lines) <= {("李四", "1", "a"), ("王五", "2", "b")}
        assert len(lines) == (wanted or 2)
        assert not skipped


def test_a_view_that_writes_is_not_even_described(database: MariaServer, access: Access) -> None:
    found = list(mysql.discover(database.url(DATABASE), access))
    told = {one.source.rpartition("#")[2]: one.error for one in found if isinstance(one, Skipped)}
    assert {name: why for name, why in told.items() if name != "odd_view"} == {
        "broken": "a view whose tables or columns are gone or not open to its owner",
        "writes": "the server does not describe it to a read-only session of this account",
    }
    assert database.run("select count(*) from written", database=DATABASE) == [(0,)]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("raises", "a function inside it reports an error", id="a function's own"),
        pytest.param("missing", "no longer what it was", id="a table gone since it was found"),
    ],
)
def test_a_failure_tells_no_value(
    database: MariaServer,
    access: Access,
    *,
    name: str,
    why: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    database.run("create or replace table missing (a int)", database=DATABASE)
    table = tables_of(database, DATABASE)[name]
    database.run("drop table missing", database=DATABASE)
    with pytest.raises(SourceError, match=why) as caught:
        rows(mysql.read(table, Sample(), access))
    captured = capfd.readouterr()
    told = repr(caught.getrepr(chain=True)) + str(caught.value) + caplog.text
    assert caught.value.__suppress_context__
    for text in (str(caught.getrepr(chain=True, style="native")), told, captured.err, captured.out):
        assert MARKER not in text
        assert database.password not in text


def test_a_failure_in_the_middle_keeps_the_rows_before_it(
    database: MariaServer, access: Access
) -> None:
    lines, skipped = rows(mysql.read(tables_of(database, DATABASE)["fails_later"], ALL, access))
    assert [int(line[0]) for line in lines] == list(range(1, len(lines) + 1))
    assert 0 < len(lines) <= 2_500
    assert skipped == [
        f"a function inside it reports an error (error 1644), after {len(lines)} rows"
    ]


def test_reading_leaves_nothing_behind(database: MariaServer, access: Access) -> None:
    def changes() -> list[tuple]:
        return database.run(
            "show global status where variable_name in ('Com_insert', 'Com_update', 'Com_delete',"
            " 'Com_create_table', 'Handler_write_of_base', 'Created_tmp_disk_tables')"
        )

    before = changes()
    for name in ("small", "person_view"):
        for wanted in (None, 100):
            rows(mysql.read(tables_of(database, DATABASE)[name], Sample(rows=wanted), access))
    after = dict(changes())
    assert {key: after[key] for key, _ in before if key.startswith("Com_")} == {
        key: value for key, value in before if key.startswith("Com_")
    }
    users = database.run(
        "select count(*) from information_schema.processlist where user = 'reader'"
    )
    assert users == [(0,)]


def test_a_server_that_dies_leaves_what_was_read_and_a_reason() -> None:
    program = find_program()
    if program is None:
        pytest.skip("no MariaDB server programs here: apt-get install mariadb-server-core")
    with throw_away_mariadb(program) as server:
        server.create_database(
            "d",
            "create table t (id int primary key, pad char(100))",
            "insert into t select seq, 'x' from seq_1_to_300000",
        )
        table = tables_of(server, "d")["t"]
        stream = mysql.read(table, ALL, full_speed(server))
        first = next(stream)
        assert isinstance(first, pa.RecordBatch)
        server.kill()
        lines, skipped = rows(stream)
        total = first.num_rows + len(lines)
        assert total < 300_000
        assert skipped == [f"the server closed the connection, after {total} rows"]
