# OceanBase through MySQL's connector: the same promises on a server that is only akin to MySQL.
from __future__ import annotations

import pymysql
import pytest
from mariadb_reading import FAST
from oceanbase_server import OceanBaseServer
from read_out import rows

from connectors import mysql, mysql_stream
from connectors.mysql_session import Session, locate
from schema import Access, Column, Sample, Skipped, SourceError, Table

pytestmark = pytest.mark.oceanbase

ALL = Sample(rows=None)
_COUNT = 20_000


@pytest.fixture(scope="module")
def server(oceanbase: OceanBaseServer) -> OceanBaseServer:
    oceanbase.run(
        "drop database if exists d",
        "create database d",
        "create table d.people (id bigint primary key comment '序号', 姓名 varchar(20),"
        " 生日 date, 时间 datetime(6), j json, raw blob, bits bit(8), e enum('男', '女'),"
        " n bigint unsigned) comment '常住人口'",
        "insert into d.people values (1, '张三', '2026-01-02', '2026-01-02 03:04:05.5',"
        " '{\"a\": 1}', x'61ff', b'101', '女', 18446744073709551615), (2, null, null, null,"
        " null, null, null, null, null)",
        "create table d.many (id bigint primary key, word varchar(20))",
        "insert into d.many values (1, '值')",
        *(
            f"insert into d.many select id + {1 << power}, concat('值', id + {1 << power})"
            " from d.many"
            for power in range(15)
        ),
        f"delete from d.many where id > {_COUNT}",
        "create table d.heap (a int, word varchar(20))",
        "insert into d.heap select id, word from d.many",
        "create view d.seen as select word from d.many",
        "create table d.closed (a int)",
        "grant select on d.people to reader",
        "grant select on d.many to reader",
        "grant select on d.heap to reader",
        "grant select on d.seen to reader",
        "grant all on d.closed to reader",
    )
    return oceanbase


@pytest.fixture
def access(oceanbase: OceanBaseServer) -> Access:
    return Access(password=oceanbase.password, max_bytes_per_s=FAST)


def tables_of(
    server: OceanBaseServer, access: Access, scheme: str = "oceanbase"
) -> dict[str, Table]:
    found = mysql.discover(server.url("d", scheme), access)
    return {one.name: one for one in found if isinstance(one, Table)}


@pytest.mark.parametrize("scheme", ["oceanbase", "mysql"])
def test_tables_are_described_and_their_types_read(
    server: OceanBaseServer, access: Access, scheme: str
) -> None:
    people = tables_of(server, access, scheme)["people"]
    assert people.columns[0] == Column("id", "bigint(20)", "序号")
    assert (people.comment, people.rows_exact, people.fingerprint) == ("常住人口", False, "")
    lines, skipped = rows(mysql.read(people, ALL, access))
    assert lines == [
        ("1", "张三", "2026-01-02", "2026-01-02 03:04:05.500000", '{"a": 1}', "a\\xff", "5", "女",
         "18446744073709551615"),
        ("2", *[None] * 8),
    ]  # fmt: skip
    assert skipped == []


@pytest.mark.parametrize("name", ["many", "heap", "seen"])
def test_all_rows_come_once(server: OceanBaseServer, access: Access, name: str) -> None:
    lines, skipped = rows(mysql.read(tables_of(server, access)[name], ALL, access))
    assert len(lines) == len(set(lines)) == _COUNT
    assert skipped == []


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", ["many", "heap", "seen"])
def test_a_sample_is_of_the_size_wanted(
    server: OceanBaseServer,
    access: Access,
    monkeypatch: pytest.MonkeyPatch,
    *,
    name: str,
    large: bool,
) -> None:
    if large:
        monkeypatch.setattr(mysql_stream, "_VISITED_BYTES", 0)
    lines, _ = rows(mysql.read(tables_of(server, access)[name], Sample(500, seed=1), access))
    assert 485 <= len(set(lines)) == len(lines) <= 500


@pytest.mark.parametrize("statement", ["insert into closed values (1)", "drop table closed"])
def test_a_session_cannot_write_though_the_account_may(
    server: OceanBaseServer, access: Access, statement: str
) -> None:
    with Session(locate(server.url("d")), access) as session:
        assert session.product == "oceanbase"
        with pytest.raises(pymysql.Error) as caught:
            session.rows(statement)
        assert caught.value.args[0] == 1792


def test_a_statement_is_stopped_by_the_server(server: OceanBaseServer, access: Access) -> None:
    limited = Access(password=access.password, statement_timeout_s=0.5)
    with Session(locate(server.url("d")), limited) as session, pytest.raises(pymysql.Error):
        session.rows("select count(*) from many a, many b, many c")


def test_a_refused_sign_in_is_told(server: OceanBaseServer) -> None:
    with pytest.raises(SourceError, match=r"sign-in refused \(tried once\)"):
        mysql.check(server.url("d"), Access(password="wrong"))


def test_what_is_not_there_is_told(server: OceanBaseServer, access: Access) -> None:
    found = list(mysql.discover(server.url("", "oceanbase") + "&schema=nowhere", access))
    assert [one.error for one in found if isinstance(one, Skipped)] == [
        "no database named nowhere is open to this account"
    ]
