# What a ClickHouse server tells of its tables, and which are not read.
from __future__ import annotations

import pytest
from clickhouse_server import ClickHouseServer

from connectors import clickhouse as source
from connectors.clickhouse_catalogue import _knows_offsets, _Listed, _obstacle
from schema import Access, Column, Skipped, Table


@pytest.fixture(scope="module")
def server(clickhouse: ClickHouseServer) -> ClickHouseServer:
    clickhouse.create_database(
        "catalogue",
        "create table {d}.people (id UInt64, name Nullable(String)) engine = MergeTree order by id",
        "insert into {d}.people values (1, 'a'), (2, null)",
        "create table {d}.held (a String) engine = Memory",
        "create view {d}.seen as select name from {d}.people",
        "create materialized view {d}.kept engine = MergeTree order by n as select count() as n"
        " from {d}.people",
        "create table {d}.states (k UInt8, s AggregateFunction(uniq, String))"
        " engine = AggregatingMergeTree order by k",
        "create table {d}.remote (a String) engine = MySQL('127.0.0.1:1', 'd', 't', 'u', 'p')",
        "create table {d}.none (a String) engine = Null",
        "create table {d}.computed (a UInt8, b String alias toString(a)) engine = MergeTree order by a",
    )
    return clickhouse


@pytest.fixture
def access(clickhouse: ClickHouseServer) -> Access:
    return Access(password=clickhouse.password)


def found(server: ClickHouseServer, access: Access, database: str = "catalogue") -> list:
    return list(source.discover(server.url(database), access))


@pytest.mark.clickhouse
def test_tables_are_described_by_their_catalogue(server: ClickHouseServer, access: Access) -> None:
    tables = {one.name: one for one in found(server, access) if isinstance(one, Table)}
    assert sorted(tables) == ["computed", "held", "kept", "people", "seen", "states"]
    people = tables["people"]
    assert people.source == server.url("catalogue")
    assert people.columns == (Column("id", "UInt64"), Column("name", "Nullable(String)"))
    assert (people.rows, people.rows_exact, bool(people.size_bytes)) == (2, False, True)
    assert (tables["seen"].rows, tables["seen"].fingerprint) == (None, "")
    assert [column.name for column in tables["states"].columns] == ["k"]
    assert [column.name for column in tables["computed"].columns] == ["a", "b"]


@pytest.mark.clickhouse
def test_what_is_not_read_is_told(server: ClickHouseServer, access: Access) -> None:
    told = {
        one.source.rpartition("#")[2]: one.error
        for one in found(server, access)
        if isinstance(one, Skipped)
    }
    assert told == {
        "remote": "a table of another system: register that one and scan it there",
        "none": "an engine that keeps no rows: Null",
        "states": "columns that hold states of aggregates are not read: s",
    }


@pytest.mark.clickhouse
def test_a_server_is_read_database_by_database(server: ClickHouseServer, access: Access) -> None:
    every = [one for one in found(server, access, "") if isinstance(one, Table)]
    assert {one.source.rpartition("/")[2] for one in every} >= {"catalogue"}
    assert "system" not in {one.source.rpartition("/")[2] for one in every}
    (alone,) = [one for one in found(server, access) if one.source.endswith("catalogue") and
                isinstance(one, Table) and one.name == "people"]  # fmt: skip
    assert alone in every


@pytest.mark.clickhouse
def test_a_change_changes_the_fingerprint(server: ClickHouseServer, access: Access) -> None:
    def fingerprint() -> str:
        return next(one.fingerprint for one in found(server, access, "marked") if one.name == "t")

    server.create_database(
        "marked",
        "create table {d}.t (a UInt8) engine = MergeTree order by a",
        "insert into {d}.t values (1)",
    )
    first = fingerprint()
    assert first
    assert fingerprint() == first
    server.run("insert into marked.t values (2)")
    second = fingerprint()
    assert second != first
    server.run("optimize table marked.t final")
    assert fingerprint() not in {first, second}


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("Kafka", "a queue: reading it would take its messages away"),
        ("S3Queue", "a queue: reading it would take its messages away"),
        ("PostgreSQL", "a table of another system: register that one and scan it there"),
        ("ReplicatedMergeTree", None),
        ("Distributed", None),
        ("View", None),
    ],
)
def test_an_engine_decides_whether_a_table_is_read(engine: str, said: str | None) -> None:
    assert _obstacle(_Listed("t", engine, "", None), [Column("a", "String")]) == said


def test_a_table_without_columns_is_not_read() -> None:
    assert _obstacle(_Listed("t", "Memory", "", None), []) == "it has no columns that can be read"


@pytest.mark.parametrize(
    ("version", "knows"),
    [("18.16.1", False), ("22.3.2.1", False), ("22.8.1", True), ("26.9.2.1", True), ("9", False)],
)
def test_rows_have_numbers_in_their_part_since_22_8(version: str, knows: bool) -> None:
    assert _knows_offsets(version) is knows
