# Being unable to write, keeping one's terms, and leaving nothing that runs on.
from __future__ import annotations

import pymysql
import pytest
from mariadb_reading import full_speed
from mariadb_server import MariaServer

from connectors.mysql_session import Session, locate
from schema import Access


@pytest.fixture(scope="module")
def database(mariadb: MariaServer) -> MariaServer:
    mariadb.create_database(
        "session", "create table t (a int)", "create table m (a int) engine=MyISAM"
    )
    mariadb.run(
        "create or replace user writer@'127.0.0.1' identified by 'w'",
        "grant all on session.* to writer@'127.0.0.1'",
    )
    return mariadb


@pytest.mark.mariadb
@pytest.mark.parametrize(
    "statement",
    [
        "insert into t values (1)",
        "insert into m values (1)",
        "update t set a = 2",
        "create table other (a int)",
        "drop table t",
        "truncate table t",
    ],
)
def test_a_session_cannot_write_though_the_account_may(
    database: MariaServer, statement: str
) -> None:
    with Session(locate(database.url("session", "writer")), Access(password="w")) as session:
        with pytest.raises(pymysql.Error) as caught:
            session.rows(statement)
        assert caught.value.args[0] == 1792
        assert session.rows("select count(*) from t") == [(0,)]


@pytest.mark.mariadb
def test_a_session_keeps_its_terms_when_it_comes_back(database: MariaServer) -> None:
    asked = (
        "select @@tx_read_only, @@tx_isolation, @@max_statement_time, @@lock_wait_timeout,"
        " @@sql_mode, @@character_set_results, @@autocommit, connection_id()"
    )
    with Session(
        locate(database.url("session")), full_speed(database, statement_timeout_s=7.5)
    ) as session:
        first = session.rows(asked)[0]
        away = []

        def look() -> None:
            away.extend(database.run("select id from information_schema.processlist"
                                     " where user = 'reader'"))  # fmt: skip

        session.leave_while(look)
        again = session.rows(asked)[0]
    assert first[:-1] == (1, "READ-COMMITTED", 7.5, 2, "", "utf8mb4", 1)
    assert again[:-1] == first[:-1]
    assert again[-1] != first[-1]
    assert away == []


@pytest.mark.mariadb
def test_a_statement_is_ended_from_a_second_session(database: MariaServer) -> None:
    with Session(locate(database.url("session")), full_speed(database)) as session:
        session.connection.query(
            "select seq, if(seq = 50000, sleep(300), 0) from seq_1_to_60000", unbuffered=True
        )
        session.kill()
        left = database.run(
            "select count(*) from information_schema.processlist where info like '%sleep(300)%'"
            " and user = 'reader' and command <> 'Killed'"
        )
    assert left == [(0,)]


@pytest.mark.parametrize(
    ("version", "scheme", "product"),
    [
        ("5.5.5-10.11.19-MariaDB-0+deb12u1", "mysql", "mariadb"),
        ("8.0.11-TiDB-v7.5.0", "mysql", "tidb"),
        ("5.7.25-OceanBase-v4.2.1.0", "mysql", "oceanbase"),
        ("8.0.36", "mysql", "mysql"),
        ("5.6.25", "oceanbase", "oceanbase"),
    ],
)
def test_the_product_is_told_by_its_version_then_by_its_url(
    version: str, scheme: str, product: str
) -> None:
    from connectors.mysql_session import _product

    assert _product(version, scheme) == product
