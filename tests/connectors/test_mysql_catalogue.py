# What MariaDB's catalogue tells: comments, keys, sizes, rights, and what cannot be read.
from __future__ import annotations

import json

import pytest
from mariadb_reading import full_speed, tables_of
from mariadb_server import MariaServer

from connectors import mysql
from connectors.mysql_catalogue import _KEY_KINDS, _keys, key_of
from schema import Column, Skipped, Table

pytestmark = pytest.mark.mariadb


@pytest.fixture(scope="module")
def database(mariadb: MariaServer) -> MariaServer:
    mariadb.create_database(
        "catalogue",
        "create table 人员 (编号 int primary key comment '序号', 姓名 varchar(20) comment '姓名''s')"
        " comment '常住人口'",
        "insert into 人员 values (1, '张三'), (2, '李四')",
        "create table counted (a int) engine=MyISAM",
        "insert into counted select seq from seq_1_to_100",
        "create table parted (id int, y int, primary key (id, y)) partition by range (y)"
        " (partition a values less than (2000), partition b values less than maxvalue)",
        "insert into parted select seq, 1990 + seq % 20 from seq_1_to_100",
        "create sequence s",
        "create view some as select 姓名 from 人员",
        "create table closed (a int, secret int)",
        "create table half (a int, secret int)",
    )
    mariadb.create_database("catalogue_two", "create table t (a int)")
    mariadb.run(
        "create or replace user narrow@'127.0.0.1' identified by 'n'",
        "grant select on catalogue.人员 to narrow@'127.0.0.1'",
        "grant insert on catalogue.closed to narrow@'127.0.0.1'",
        "grant select (a), insert on catalogue.half to narrow@'127.0.0.1'",
    )
    return mariadb


def test_a_table_is_described_by_its_catalogue(database: MariaServer) -> None:
    found = tables_of(database, "catalogue")
    assert sorted(found.keys() - {"marked", "keyed"}) == [
        "closed",
        "counted",
        "half",
        "parted",
        "some",
        "人员",
    ]
    people = found["人员"]
    assert people.source == database.url("catalogue")
    assert people.place == f"{database.url('catalogue')}#人员"
    assert people.columns == (
        Column("编号", "int(11)", "序号"),
        Column("姓名", "varchar(20)", "姓名's"),
    )
    assert (people.comment, people.rows, people.rows_exact) == ("常住人口", 2, False)
    assert (people.size_bytes or 0) > 0
    assert (found["counted"].rows, found["counted"].rows_exact) == (100, True)
    view = found["some"]
    assert (view.rows, view.size_bytes, view.fingerprint, view.comment) == (None, None, "", "")
    assert key_of(view) is None


def test_a_server_is_read_database_by_database_under_the_same_names(
    database: MariaServer,
) -> None:
    found = [
        one
        for one in mysql.discover(database.url(), full_speed(database))
        if isinstance(one, Table) and one.source.rpartition("/")[2].startswith("catalogue")
    ]
    assert {one.source for one in found} == {
        database.url("catalogue"),
        database.url("catalogue_two"),
    }
    alone = tables_of(database, "catalogue")["人员"]
    assert alone in found


@pytest.mark.parametrize(
    ("place", "query", "said"),
    [
        pytest.param("", "schema=catalogue_two&schema=nowhere",
                     "no database named nowhere is open to this account", id="a database"),
        pytest.param("catalogue_two", "schema=x",
                     "schema= is for a URL without a database; it was passed over", id="both"),
    ],
)  # fmt: skip
def test_databases_can_be_named(database: MariaServer, place: str, query: str, said: str) -> None:
    found = list(mysql.discover(database.url(place, query=query), full_speed(database)))
    assert [one.name for one in found if isinstance(one, Table)] == ["t"]
    assert [one.error for one in found if isinstance(one, Skipped)] == [said]


def test_what_an_account_may_not_read_is_told(database: MariaServer) -> None:
    access = full_speed(database, password="n")
    found = list(mysql.discover(database.url("catalogue", "narrow"), access))
    columns = {
        one.name: [each.name for each in one.columns] for one in found if isinstance(one, Table)
    }
    told = {one.source.rpartition("#")[2]: one.error for one in found if isinstance(one, Skipped)}
    assert columns == {"人员": ["编号", "姓名"], "half": ["a"]}
    assert told == {
        "closed": "no permission to read it",
        "half": "no permission to read some of its columns: secret",
    }


@pytest.mark.parametrize(
    ("columns", "key"),
    [
        pytest.param("a int, b int, primary key (b, a)", [["b", "number"], ["a", "number"]],
                     id="a primary key of two columns"),
        pytest.param("a varchar(20) not null unique, b int", [["a", "text"]], id="a unique text"),
        pytest.param("a int not null unique, b datetime primary key", [["b", "time"]],
                     id="the primary key goes first"),
        pytest.param("a float primary key, b int not null unique", [["b", "number"]],
                     id="a float is no key"),
        pytest.param("a enum('x') primary key", None, id="an enum sorts by number"),
        pytest.param("a int unique", None, id="a key that may be null"),
        pytest.param("a text not null, unique (a(20))", None, id="a key of beginnings"),
        pytest.param("a timestamp primary key", None, id="a time stamp of the autumn hour"),
        pytest.param("a varbinary(16) primary key", None, id="bytes"),
        pytest.param("a int, key (a)", None, id="an index that is not unique"),
    ],
)  # fmt: skip
def test_a_table_is_read_by_a_key_that_tells_rows_apart(
    database: MariaServer, columns: str, key: list[list[str]] | None
) -> None:
    database.run(f"create or replace table keyed ({columns})", database="catalogue")
    table = tables_of(database, "catalogue")["keyed"]
    database.run("drop table keyed", database="catalogue")
    assert table.options.get("key") == (None if key is None else json.dumps(key))


def test_a_change_changes_the_fingerprint_and_nothing_else_does(database: MariaServer) -> None:
    def fingerprint(name: str) -> str:
        return tables_of(database, "catalogue")[name].fingerprint

    database.run(
        "create or replace table marked (a int) engine=MyISAM",
        "set timestamp = unix_timestamp() - 100",
        "insert into marked values (1)",
        database="catalogue",
    )
    # The file's time is what counts, which no statement sets.
    (file,) = database.home.glob("data/catalogue/marked.MYI")
    import os

    os.utime(file, (1_700_000_000, 1_700_000_000))
    os.utime(file.with_suffix(".MYD"), (1_700_000_000, 1_700_000_000))
    database.run("flush tables", database="catalogue")
    first = fingerprint("marked")
    assert first
    assert fingerprint("marked") == first
    database.run("insert into marked values (2)", database="catalogue")
    assert fingerprint("marked") != first
    assert fingerprint("人员") != first
    # Just changed: another change in the same second would leave no mark.
    assert fingerprint("marked") == ""


def test_an_expression_in_an_index_is_no_key() -> None:
    rows = [("t", "e", None, None, None), ("t", "k", "a", None, "NO"), ("u", "k", "a", None, "YES")]
    assert _keys(rows) == {"t": [("k", ["a"])], "u": []}


def test_keys_are_of_types_whose_order_is_that_of_their_text() -> None:
    assert set(_KEY_KINDS) & {"enum", "set", "bit", "float", "double", "timestamp", "time"} == set()
