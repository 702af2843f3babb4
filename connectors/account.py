# An account of a database server shut: no further sign-in, and sessions that are open ended. Nothing is
# dropped and no password changed, so that an administrator can open it again with one statement.
# Names go to the server as values; it quotes them itself.
from __future__ import annotations

from typing import Any, Final

import psycopg
import pymysql
from psycopg import sql

from schema import Access, MisuseError, SourceError

from .mysql_errors import reason as mysql_reason
from .mysql_session import Session as MySqlSession
from .mysql_session import locate as locate_mysql
from .postgresql_session import Session as PostgresSession
from .postgresql_session import locate as locate_postgresql
from .postgresql_session import reason as postgresql_reason

__all__ = ["account_is_open", "disable_account"]

_POSTGRESQL: Final = frozenset({"postgresql", "postgres"})
_MYSQL: Final = frozenset({"mysql", "mariadb"})
# MariaDB 10.4 and later keep it in a document, MySQL 5.7 and later in a column.
_MARIADB_LOCKED: Final = (
    "select host, coalesce(json_value(priv, '$.account_locked'), 'false') in ('1', 'true')"
    " from mysql.global_priv where user = %s"
)
_MYSQL_LOCKED: Final = "select host, account_locked = 'Y' from mysql.user where user = %s"


def disable_account(location: str, access: Access, account: str) -> int:
    """How many of its sessions were ended, once the account cannot sign in any more.

    Raises SourceError where the server cannot be reached, has no such account or does not let us.
    """
    if _scheme(location) in _POSTGRESQL:
        return _postgresql(location, access, account)
    return _mysql(location, access, account)


def account_is_open(location: str, access: Access, account: str) -> bool | None:
    """Whether the account may sign in, None where the server has none of that name."""
    if _scheme(location) in _POSTGRESQL:
        place = locate_postgresql(location)
        with PostgresSession(place, access) as session:
            row = session.connection.execute(
                "select rolcanlogin from pg_catalog.pg_roles where rolname = %s", (account,)
            ).fetchone()
            return None if row is None else bool(row[0])
    with MySqlSession(locate_mysql(location), access) as opened:
        found = [not locked for _, locked in opened.rows(_locked(opened), (account,))]
        return any(found) if found else None


def _scheme(location: str) -> str:
    scheme = location.partition("://")[0]
    if scheme not in _POSTGRESQL | _MYSQL:
        raise MisuseError(
            "accounts are disabled on PostgreSQL, MySQL and MariaDB: name a source of these"
        )
    return scheme


def _postgresql(location: str, access: Access, account: str) -> int:
    place = locate_postgresql(location)
    with PostgresSession(place, access) as session:
        connection = session.connection
        connection.read_only = False
        try:
            if account == connection.info.user:
                raise SourceError("it is the account that this is done by", source=place.source)
            known = connection.execute(
                "select 1 from pg_catalog.pg_roles where rolname = %s", (account,)
            ).fetchone()
            if known is None:
                raise SourceError("there is no such account on the server", source=place.source)
            connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(account)))
            ended = connection.execute(
                "select count(pg_terminate_backend(pid)) from pg_catalog.pg_stat_activity"
                " where usename = %s",
                (account,),
            ).fetchone()
            connection.commit()
        except psycopg.Error as error:
            raise SourceError(
                _told(postgresql_reason(error, access)), source=place.source
            ) from None
        return int(ended[0]) if ended else 0


def _mysql(location: str, access: Access, account: str) -> int:
    place = locate_mysql(location)
    with MySqlSession(place, access) as session:
        connection: Any = session.connection
        try:
            ((me,),) = session.rows("select current_user()")
            if account == str(me).rpartition("@")[0]:
                raise SourceError("it is the account that this is done by", source=place.source)
            hosts = [str(host) for host, _ in session.rows(_locked(session), (account,))]
            if not hosts:
                raise SourceError("there is no such account on the server", source=place.source)
            session.rows("set session transaction read write")
            for host in hosts:
                session.rows("alter user %s@%s account lock", (account, host))
            sessions = session.rows(
                "select id from information_schema.processlist where user = %s", (account,)
            )
            for (number,) in sessions:
                connection.query(f"kill {int(str(number))}")
        except pymysql.Error as error:
            raise SourceError(_told(mysql_reason(error, access)), source=place.source) from None
        return len(sessions)


def _locked(session: MySqlSession) -> str:
    return _MARIADB_LOCKED if session.product == "mariadb" else _MYSQL_LOCKED


def _told(problem: str) -> str:
    return f"the account could not be disabled: {problem}"
