# Locations, one sign-in and no more, read-only sessions, and reasons without values.
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from postgres_server import Server

from connectors import postgresql
from connectors.postgresql_session import Session, locate, reason
from schema import Access, SourceError

SECRET = "hunter2-never-shown"


@pytest.mark.parametrize(
    ("url", "source"),
    [
        pytest.param("postgresql://u@h:5433/db", "postgresql://u@h:5433/db", id="all parts"),
        pytest.param("postgres://h/db", "postgresql://h:5432/db", id="short scheme, usual port"),
        pytest.param("postgresql:///db", "postgresql://localhost:5432/db", id="no host"),
        pytest.param("postgresql://u@h/db?schema=a&schema=b", "postgresql://u@h:5432/db", id="schemas"),
        pytest.param("postgresql://u@h/db?sslmode=require", "postgresql://u@h:5432/db", id="TLS"),
        pytest.param("postgresql://u@[::1]/db", "postgresql://u@[::1]:5432/db", id="IPv6"),
        pytest.param("postgresql://张三@h/医院", "postgresql://张三@h:5432/医院", id="Chinese"),
        pytest.param("postgresql://%E5%BC%A0@h/a%20b", "postgresql://张@h:5432/a%20b", id="escaped"),
        pytest.param("postgresql://u@/db?host=/run/pg&port=6000",
                     "postgresql://u@/db?host=/run/pg&port=6000", id="socket directory"),
        pytest.param("postgresql://u@h/db?port=6000", "postgresql://u@h:6000/db", id="port as parameter"),
    ],
)  # fmt: skip
def test_a_source_is_named_as_people_know_it(url: str, source: str) -> None:
    location = locate(url)
    assert location.source == source
    assert locate(location.text) == locate(location.text)
    assert locate(location.text).source == source


def test_a_location_keeps_what_the_url_says() -> None:
    location = locate(
        "postgresql://%E5%BC%A0@h:1/x%2Fy?schema=a&schema=b&schema=a&sslmode=verify-full"
    )
    assert (location.user, location.host, location.port) == ("张", "h", 1)
    assert location.database == "x/y"
    assert location.schemas == ("a", "b")
    assert location.parameters == {"sslmode": "verify-full"}
    again = locate(location.text)
    assert (again.user, again.database, again.parameters) == (
        "张",
        "x/y",
        {"sslmode": "verify-full"},
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param(f"postgresql://u:{SECRET}@h/db", "source add", id="a password"),
        pytest.param(f"postgresql://u@h/db?password={SECRET}", "source add", id="a password as parameter"),
        pytest.param("postgresql://u:@h/db", "source add", id="an empty password"),
        pytest.param("postgresql://u@h/db?options=-c%20x", "unknown parameter", id="server options"),
        pytest.param("postgresql://u@h/db?passfile=/x", "unknown parameter", id="a password file"),
        pytest.param("postgresql://u@h/db?service=x", "unknown parameter", id="a service"),
        pytest.param("postgresql://u@h", "no database", id="no database"),
        pytest.param("postgresql://u@a,b/db", "one host", id="two hosts"),
        pytest.param("postgresql://u@h:port/db", "cannot be read", id="a port of letters"),
        pytest.param("postgresql://u@h/db?port=x", "port", id="a port parameter of letters"),
        pytest.param("mysql://u@h/db", "starts with postgresql", id="another scheme"),
    ],
)  # fmt: skip
def test_a_location_that_cannot_be_used_is_refused_without_echo(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        locate(url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        pytest.param("28P01", "sign-in refused (SQLSTATE 28P01)", id="by its class"),
        pytest.param("42501", "no permission to read it (SQLSTATE 42501)", id="by the whole code"),
        pytest.param("42P01", "it is no longer what it was when it was found (SQLSTATE 42P01)",
                     id="by its class beside a whole code of that class"),
        pytest.param("57014", "the statement was stopped at its time limit of 7 s", id="time limit"),
        pytest.param("ZZ999", "the server reports an error", id="a code no manual knows"),
        pytest.param("22ABC", "a value in it cannot be computed or shown as text",
                     id="a code made up within a class"),
        pytest.param(None, "the server closed the connection", id="no code"),
    ],
)  # fmt: skip
def test_a_failure_is_told_by_its_code_alone(state: str | None, why: str) -> None:
    error = psycopg.OperationalError(f"invalid input: {SECRET}")
    error.sqlstate = state
    assert reason(error, Access(statement_timeout_s=7)) == why


def test_an_answer_the_driver_cannot_read_is_no_lost_connection() -> None:
    assert reason(psycopg.DataError(SECRET), Access()) == "the server's answer makes no sense"


@pytest.fixture(scope="module")
def database(postgres: Server) -> Iterator[psycopg.Connection]:
    with postgres.create_database("session") as admin:
        admin.execute("create table t (a int)")
        yield admin


@pytest.fixture
def access(postgres: Server) -> Access:
    return Access(password=postgres.password)


@pytest.mark.postgres
@pytest.mark.parametrize("query", ["", "sslmode=require", "sslmode=disable", "sslmode=prefer"])
def test_a_database_that_can_be_signed_in_to_passes(
    postgres: Server, database: psycopg.Connection, access: Access, query: str
) -> None:
    postgresql.check(postgres.url("session", query=query), access)


@pytest.mark.postgres
def test_a_socket_is_signed_in_to(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    url = f"postgresql://postgres@/session?host={postgres.home}&port={postgres.port}"
    postgresql.check(url, access)
    assert [table.name for table in postgresql.discover(url, access)] == ["public.t"]


@pytest.mark.postgres
def test_tls_is_used_where_the_server_has_it(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    with Session(locate(postgres.url("session")), access) as session:
        found = session.connection.execute(
            "select ssl from pg_stat_ssl where pid = pg_backend_pid()"
        ).fetchone()
    assert found == (True,)


@pytest.mark.postgres
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["one address", "two addresses"])
def test_a_wrong_password_is_shown_to_the_server_once(
    postgres: Server, database: psycopg.Connection, host: str
) -> None:
    # One account a case: the server's log is counted.
    user = f"intruder_{host.replace('.', '_')}"
    database.execute(f"drop role if exists {user}")
    database.execute(f"create role {user} login password 'right'")
    url = postgres.url("session", user=user).replace("127.0.0.1", host)
    with pytest.raises(SourceError, match="sign-in refused \\(tried once\\)") as caught:
        postgresql.check(url, Access(password=SECRET))
    assert SECRET not in str(caught.value)
    log = postgres.log.read_text()
    assert log.count(f'password authentication failed for user "{user}"') == 1


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "password", "why"),
    [
        pytest.param({"database": "nowhere"}, True, "database is not there", id="no such database"),
        pytest.param({}, False, "none is registered", id="no password"),
        pytest.param({"user": "nobody_known"}, True, "sign-in refused", id="no such user"),
        pytest.param({"query": "sslmode=verify-full"}, True, "turned the session away",
                     id="a certificate nobody knows"),
    ],
)  # fmt: skip
def test_a_refused_session_says_why(
    postgres: Server,
    database: psycopg.Connection,
    change: dict[str, str],
    password: bool,
    why: str,
) -> None:
    url = postgres.url(**{"database": "session", **change})
    with pytest.raises(SourceError, match=why):
        postgresql.check(url, Access(password=postgres.password if password else None))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("postgresql://u@127.0.0.1:1/db", "nothing answers", id="a port nobody serves"),
        pytest.param("postgresql://u@/db?host=/nowhere", "nothing answers", id="no such socket"),
    ],
)
def test_a_server_that_is_not_there_is_told(url: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        postgresql.check(url, Access(password=SECRET))


@pytest.mark.postgres
def test_the_accounts_own_password_is_not_used(
    postgres: Server,
    database: psycopg.Connection,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"*:*:*:*:{postgres.password}\n")
    passwords.chmod(0o600)
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    with pytest.raises(SourceError, match="none is registered"):
        postgresql.check(postgres.url("session"), Access())


@pytest.mark.postgres
def test_a_transaction_is_read_only_whatever_the_sessions_setting(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    with Session(locate(postgres.url("session")), access) as session:
        connection = session.connection
        connection.execute("set default_transaction_read_only = off")
        connection.commit()
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("insert into t values (1)")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "insert into t values (1)",
        "update t set a = 2",
        "delete from t",
        "truncate t",
        "create table other (a int)",
        "drop table t",
        "select setval('s', 1)",
        "select nextval('s')",
        "comment on table t is 'x'",
        "grant select on t to public",
    ],
)
def test_a_session_cannot_write(
    postgres: Server, database: psycopg.Connection, access: Access, statement: str
) -> None:
    database.execute("create sequence if not exists s")
    with Session(locate(postgres.url("session")), access) as session:
        connection = session.connection
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute(statement)


@pytest.mark.postgres
def test_a_session_is_bound_in_every_way(postgres: Server, database: psycopg.Connection) -> None:
    access = Access(password=postgres.password, statement_timeout_s=12.5)
    with Session(locate(postgres.url("session")), access) as session:
        settings = dict(
            session.connection.execute(
                "select name, setting from pg_settings where name = any(%s)",
                [["default_transaction_read_only", "transaction_read_only", "statement_timeout",
                  "lock_timeout", "application_name", "max_parallel_workers_per_gather"]],
            ).fetchall()
        )  # fmt: skip
        idle = session.connection.execute("show idle_in_transaction_session_timeout").fetchone()
    assert settings == {
        "default_transaction_read_only": "on",
        "transaction_read_only": "on",
        "statement_timeout": "12500",
        "lock_timeout": "2000",
        "application_name": "tongguan",
        "max_parallel_workers_per_gather": "0",
    }
    assert idle == ("5min",)


@pytest.mark.postgres
def test_a_session_is_closed_after_its_block_and_left_during_a_pause(
    postgres: Server, database: psycopg.Connection, access: Access
) -> None:
    with Session(locate(postgres.url("session")), access) as session:
        first = session.connection
        closed: list[bool] = []
        session.leave_while(lambda: closed.append(first.closed))
        second = session.connection
        assert closed == [True]
        assert not second.closed
    assert second.closed
    with pytest.raises(RuntimeError, match="not open"):
        _ = session.connection
