# Accounts are shut on real servers: no sign-in after it, open sessions ended, others left alone.
from __future__ import annotations

import psycopg
import pymysql
import pytest
from mariadb_server import READER, MariaServer
from postgres_server import Server
from psycopg import sql

from connectors import account_is_open, disable_account
from schema import Access, MisuseError, SourceError

STRANGE = "li 'x\" --"


@pytest.mark.postgres
def test_a_role_of_postgresql_signs_in_no_more(postgres: Server) -> None:
    role = sql.Identifier(STRANGE)
    with postgres.connect() as admin:
        admin.execute(sql.SQL("drop role if exists {}").format(role))
        admin.execute(sql.SQL("create role {} login password 'pw'").format(role))
    url, access = postgres.url(), Access(password=postgres.password)
    theirs = psycopg.connect(
        host="127.0.0.1", port=postgres.port, user=STRANGE, password="pw", dbname="postgres"
    )
    assert account_is_open(url, access, STRANGE) is True
    assert disable_account(url, access, STRANGE) == 1
    assert account_is_open(url, access, STRANGE) is False
    with pytest.raises(psycopg.OperationalError):
        theirs.execute("select 1")
    theirs.close()
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(
            host="127.0.0.1", port=postgres.port, user=STRANGE, password="pw", dbname="postgres"
        )
    # Done again, it is as it was.
    assert disable_account(url, access, STRANGE) == 0


@pytest.mark.postgres
def test_what_postgresql_cannot_shut_is_told(postgres: Server) -> None:
    access = Access(password=postgres.password)
    with pytest.raises(SourceError, match="no such account"):
        disable_account(postgres.url(), access, "nobody here")
    with pytest.raises(SourceError, match="the account that this is done by"):
        disable_account(postgres.url(), access, "postgres")
    with postgres.connect() as admin:
        admin.execute("drop role if exists weak")
        admin.execute("create role weak login password 'pw'")
    with pytest.raises(SourceError, match=r"could not be disabled: .*42501"):
        disable_account(postgres.url(user="weak"), Access(password="pw"), "postgres")
    assert account_is_open(postgres.url(), access, "postgres") is True


@pytest.mark.mariadb
def test_an_account_of_mariadb_is_locked_for_every_host(mariadb: MariaServer) -> None:
    mariadb.run(
        "create or replace user 'wang'@'127.0.0.1' identified by 'pw'",
        "create or replace user 'wang'@'10.1.2.%' identified by 'pw'",
        "create or replace user 'desk'@'127.0.0.1' identified by 'pw'",
        "grant all on *.* to 'desk'@'127.0.0.1' with grant option",
    )
    url, access = mariadb.url(user="desk"), Access(password="pw")
    theirs = pymysql.connect(host="127.0.0.1", port=mariadb.port, user="wang", password="pw")
    assert account_is_open(url, access, "wang") is True
    assert disable_account(url, access, "wang") == 1
    assert account_is_open(url, access, "wang") is False
    with pytest.raises(pymysql.Error), theirs.cursor() as cursor:
        cursor.execute("select 1")
    with pytest.raises(pymysql.Error, match="4151"):
        pymysql.connect(host="127.0.0.1", port=mariadb.port, user="wang", password="pw")
    with pytest.raises(SourceError, match="no such account"):
        disable_account(url, access, "nobody")
    with pytest.raises(SourceError, match="the account that this is done by"):
        disable_account(url, access, "desk")
    assert account_is_open(url, access, READER) is True


def test_accounts_of_other_servers_are_not_known() -> None:
    with pytest.raises(MisuseError, match="PostgreSQL, MySQL and MariaDB"):
        disable_account("sqlite:///a.db", Access(), "li")
