# A real ClickHouse server: types of every sort, samples, failures, and what is never told.
from __future__ import annotations

import logging
import math
import pickle

import pyarrow as pa
import pytest
from clickhouse_server import ClickHouseServer, find_clickhouse, throw_away_clickhouse
from read_out import rows

from connectors import clickhouse as source
from connectors.clickhouse import _places
from schema import Access, Sample, Skipped, SourceError, Table

pytestmark = pytest.mark.clickhouse

ALL = Sample(rows=None)
MARKER = "SECRET-MARKER"
_COUNT = 60_000


@pytest.fixture(scope="module")
def server(clickhouse: ClickHouseServer) -> ClickHouseServer:
    clickhouse.create_database(
        "医院",
        "create table {d}.`患者 \\`表` (`编 号` UInt64, `姓名` String) engine = MergeTree order by `编 号`",
        "insert into {d}.`患者 \\`表` values (1, '张三'), (2, '李\"四,\\n\\\\N')",
        "create table {d}.many (id UInt64, word String) engine = MergeTree order by id",
        f"insert into {{d}}.many select number, concat('值', toString(number)) from numbers({_COUNT // 2})",
        f"insert into {{d}}.many select number + {_COUNT // 2}, 'x' from numbers({_COUNT // 2})",
        "create view {d}.seen as select * from {d}.many",
        "create table {d}.held (a String) engine = Memory",
        "insert into {d}.held values (''), ('a')",
        "create view {d}.late as select throwIf(id = 50000) as t, concat('SECRET-MARKER', word) as w"
        " from {d}.many",
        "create view {d}.never as select throwIf(id >= 0) as t, 'SECRET-MARKER' as w from {d}.many",
        "create table {d}.nothing (a String) engine = MergeTree order by a",
    )
    return clickhouse


@pytest.fixture
def access(clickhouse: ClickHouseServer) -> Access:
    return Access(password=clickhouse.password, max_bytes_per_s=math.inf)


def tables_of(server: ClickHouseServer, access: Access, database: str = "医院") -> dict[str, Table]:
    found = source.discover(server.url(database), access)
    return {one.name: one for one in found if isinstance(one, Table)}


_ODD = [
    pytest.param("String", "''", "", id="empty text is not null"),
    pytest.param("Nullable(String)", "NULL", None, id="null"),
    pytest.param("String", r"'\\N'", r"\N", id="text that looks like null"),
    pytest.param("String", r"'a,\"b\"\r\n\t\\'", 'a,"b"\r\n\t\\', id="quotes and line ends"),
    pytest.param("String", r"'\n\",\"'", '\n","', id="text like the edge of a row"),
    pytest.param("String", "'\ufeff某'", "\ufeff某", id="a byte order mark is kept"),
    pytest.param("String", "unhex('D5C5C8FD')", "张三", id="GBK"),
    pytest.param("FixedString(8)", "'ab'", "ab", id="padded text"),
    pytest.param("UInt64", "18446744073709551615", "18446744073709551615", id="a large number"),
    pytest.param("Int8", "-128", "-128", id="a small number"),
    pytest.param("Float64", "1.5", "1.5", id="a float"),
    pytest.param("Decimal(18, 4)", "toDecimal64('1.25', 4)", "1.25", id="a decimal"),
    pytest.param("Date", "'2026-01-02'", "2026-01-02", id="a date"),
    pytest.param("DateTime", "'2026-01-02 03:04:05'", "2026-01-02 03:04:05", id="a time stamp"),
    pytest.param("Enum8('男' = 1, '女' = 2)", "'女'", "女", id="enum"),
    pytest.param("UUID", "'123e4567-e89b-12d3-a456-426655440000'",
                 "123e4567-e89b-12d3-a456-426655440000", id="uuid"),
    pytest.param("Array(String)", "['a', 'b\"']", "['a','b\"']", id="array"),
    pytest.param("Array(Array(UInt8))", "[[1], []]", "[[1],[]]", id="array of arrays"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "expected"), _ODD)
def test_any_type_comes_as_text(
    server: ClickHouseServer, access: Access, *, kind: str, value: str, expected: str | None
) -> None:
    server.create_database(
        "odd",
        f"create table {{d}}.t (n UInt8, v {kind}) engine = MergeTree order by n",
        f"insert into {{d}}.t select number, {value} from numbers(2)",
    )
    table = tables_of(server, access, "odd")["t"]
    assert [column.type.partition("(")[0] for column in table.columns][1] == kind.partition("(")[0]
    for sample in (ALL, Sample(5)):
        lines, skipped = rows(source.read(table, sample, access))
        trimmed = [(n, v.rstrip("0") if kind.startswith("Decimal") and v else v) for n, v in lines]
        assert trimmed == [("0", expected), ("1", expected)]
        assert skipped == []


def test_a_cell_beyond_the_limit_is_cut_and_said_to_be(
    server: ClickHouseServer, access: Access
) -> None:
    long = f"arrayStringConcat(arrayMap(x -> '张', range({65_536} + number)))"
    server.create_database(
        "long",
        "create table {d}.t (v String) engine = Memory",
        f"insert into {{d}}.t select {long} from numbers(2)",
    )
    lines, skipped = rows(source.read(tables_of(server, access, "long")["t"], ALL, access))
    assert lines == [("张" * 65_536,)] * 2
    assert len(skipped) == 1
    assert skipped[0].startswith("1 cells were read to 65,536 characters")


def test_names_of_any_letters_are_read(server: ClickHouseServer, access: Access) -> None:
    table = pickle.loads(pickle.dumps(tables_of(server, access)["患者 `表"]))
    assert table.place == f"{server.url()}医院#患者 `表".replace("//医", "/医")
    assert [column.name for column in table.columns] == ["编 号", "姓名"]
    lines, skipped = rows(source.read(table, ALL, access))
    assert lines == [("1", "张三"), ("2", '李"四,\n\\N')]
    assert skipped == []


@pytest.mark.parametrize("name", ["many", "seen"])
@pytest.mark.parametrize("user", ["reader", "strict"])
def test_all_rows_come_once(
    server: ClickHouseServer, access: Access, *, name: str, user: str
) -> None:
    (table,) = [
        one for one in source.discover(server.url("医院", user), access) if one.name == name
    ]
    lines, skipped = rows(source.read(table, ALL, access))
    assert len(lines) == len({line[0] for line in lines}) == _COUNT
    assert skipped == []


@pytest.mark.parametrize("wanted", [0, 1, 300, 5_000, 40_000])
@pytest.mark.parametrize("name", ["many", "seen"])
def test_a_sample_is_of_the_size_wanted(
    server: ClickHouseServer, access: Access, *, name: str, wanted: int
) -> None:
    table = tables_of(server, access)[name]
    lines, skipped = rows(source.read(table, Sample(wanted, seed=4), access))
    assert len(lines) == len({line[0] for line in lines}) == wanted
    assert skipped == []


def test_a_sample_comes_from_all_of_the_table(server: ClickHouseServer, access: Access) -> None:
    table = tables_of(server, access)["many"]
    lines, _ = rows(source.read(table, Sample(640, seed=5), access))
    assert {int(line[0]) * 10 // _COUNT for line in lines} == set(range(10))
    assert rows(source.read(table, Sample(640, seed=5), access))[0] == lines
    assert rows(source.read(table, Sample(640, seed=6), access))[0] != lines


@pytest.mark.parametrize("sample", [ALL, Sample(9)])
def test_a_table_without_rows_gives_none(
    server: ClickHouseServer, access: Access, sample: Sample
) -> None:
    assert rows(source.read(tables_of(server, access)["nothing"], sample, access)) == ([], [])


def test_a_failure_in_the_middle_keeps_the_rows_before_it(
    server: ClickHouseServer, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lines, skipped = rows(source.read(tables_of(server, access)["late"], ALL, access))
    assert len(lines) <= 50_000
    assert all(line[1].startswith(MARKER) for line in lines)
    assert skipped == [f"the server reports an error (code 395), after {len(lines)} rows"]
    assert MARKER not in caplog.text


def test_a_failure_at_once_tells_no_value(server: ClickHouseServer, access: Access) -> None:
    with pytest.raises(SourceError) as caught:
        rows(source.read(tables_of(server, access)["never"], ALL, access))
    assert caught.value.problem == "the server reports an error (code 395)"
    assert MARKER not in str(caught.getrepr(chain=True, style="native"))
    assert caught.value.__suppress_context__


def test_a_table_gone_since_it_was_found_is_told(server: ClickHouseServer, access: Access) -> None:
    server.create_database("going", "create table {d}.t (a String) engine = Memory")
    table = tables_of(server, access, "going")["t"]
    server.run("drop table going.t")
    with pytest.raises(SourceError, match="no longer what it was"):
        rows(source.read(table, ALL, access))


def test_a_check_signs_in(server: ClickHouseServer, access: Access) -> None:
    source.check(server.url(), access)
    with pytest.raises(SourceError, match=r"sign-in refused \(tried once\)"):
        source.check(server.url(), Access(password="wrong"))


def test_a_server_that_dies_leaves_what_was_read_and_a_reason(access: Access) -> None:
    program = find_clickhouse()
    if program is None:
        pytest.skip("no ClickHouse server program here: scripts/clickhouse.sh")
    with throw_away_clickhouse(program) as server:
        server.create_database(
            "d",
            "create table {d}.t (id UInt64, pad FixedString(100)) engine = MergeTree order by id",
            "insert into {d}.t select number, 'x' from numbers(2000000)",
        )
        mine = Access(password=server.password, max_bytes_per_s=math.inf)
        stream = source.read(tables_of(server, mine, "d")["t"], ALL, mine)
        first = next(stream)
        assert isinstance(first, pa.RecordBatch)
        server.kill()
        lines, skipped = rows(stream)
        total = first.num_rows + len(lines)
        assert total < 2_000_000
        assert len(skipped) == 1
        assert skipped[0].startswith("the server closed the connection")
        assert skipped[0].endswith(f"after {total} rows")


@pytest.mark.parametrize("seed", range(5))
def test_places_lie_in_their_parts_and_bring_what_is_wanted(seed: int) -> None:
    parts = [("a", 10), ("b", 100_000), ("c", 1), ("d", 5_000)]
    found = list(_places(parts, sum(count for _, count in parts), 1_000, seed))
    sizes = dict(parts)
    assert all(start >= 0 and start + count <= sizes[name] for name, start, count in found)
    assert sum(count for _, _, count in found) == 1_000
    taken = [(name, row) for name, start, count in found for row in range(start, start + count)]
    assert len(set(taken)) == len(taken)


def test_whoever_asks_for_a_database_that_is_not_there_is_told(
    server: ClickHouseServer, access: Access
) -> None:
    found = list(source.discover(server.url("nowhere"), access))
    assert [one.error for one in found if isinstance(one, Skipped)] == [
        "no database named nowhere is open to this account"
    ]
