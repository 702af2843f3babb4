# A session with a server that speaks MySQL's protocol (MySQL, MariaDB, TiDB, OceanBase) that
# cannot write and cannot linger: each transaction is opened READ ONLY, statements have a time
# limit on the server, and what still runs when its reader has gone is killed.
from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import pymysql
from pymysql.constants import ER

from schema.error import SourceError
from schema.table import Access

from .adapters import ports
from .address import Address, address
from .mysql_errors import UNKNOWN_VARIABLE, reason
from .mysql_errors import number as number_of
from .mysql_wire import Wire, sign_in

__all__ = ["Session", "locate"]

_PARAMETERS = frozenset({"socket", "sslmode", "sslrootcert", "sslcert", "sslkey"})
_LOCK_TIMEOUT_S = 2
_KILLS = 20
# A stream that is read slowly keeps its statement open; the server gives up after this long.
_WRITE_TIMEOUT_S = 600

# What every server gets, and what only some know: an unknown variable is passed over.
_SETTINGS = (
    "set session transaction isolation level read committed",
    "set session sql_mode = ''",
    f"set session lock_wait_timeout = {_LOCK_TIMEOUT_S}",
    f"set session net_write_timeout = {_WRITE_TIMEOUT_S}",
    "set session query_cache_type = off",
    # MySQL 8 keeps table statistics for a day unless told otherwise.
    "set session information_schema_stats_expiry = 0",
)
# TiDB has no stored functions, so that a SELECT cannot write, and refuses the statement.
_READ_ONLY = "set session transaction read only"


def locate(url: str) -> Address:
    """The parts of `mysql://user@host:port/database`; the database may be left out.

    Raises MisuseError, never echoing the URL, where it cannot be read or is not allowed.
    """
    return address(url, ports("mysql"), _PARAMETERS)


class Session:
    """A read-only session, closed at the end of the block; SourceError where there is none.

    Statements are bound by the access's time limit, and locks are waited for two seconds.
    """

    def __init__(self, location: Address, access: Access) -> None:
        self.location = location
        self._access = access
        self._connection: Wire | None = None
        self._product = location.scheme

    def __enter__(self) -> Session:
        self._connection = self._opened()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def connection(self) -> Wire:
        """The open connection."""
        if self._connection is None:
            raise RuntimeError("the session is not open")
        return self._connection

    @property
    def product(self) -> str:
        """Which of the family this is: mysql, mariadb, tidb or oceanbase."""
        return self._product

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a short statement, as Python's own types."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall())

    def limit_statements(self, limit_s: float) -> None:
        """From now on a statement is stopped after so many seconds.

        A server that cannot do so itself is no longer waited for, and `kill` must follow.
        """
        limit_ms = max(1, int(limit_s * 1000))
        settings = {
            "mariadb": f"set session max_statement_time = {limit_ms / 1000:f}",
            "oceanbase": f"set session ob_query_timeout = {limit_ms * 1000}",
        }
        known = self._set(
            settings.get(self.product, f"set session max_execution_time = {limit_ms}")
        )
        if not known:
            self.wait_for_answers(limit_s)

    def wait_for_answers(self, limit_s: float) -> None:
        """From now on a server that says nothing for so many seconds is given up."""
        connection = self.connection
        connection._read_timeout = limit_s  # noqa: SLF001

    def leave_while(self, wait: Callable[[], None]) -> None:
        """Signs out, waits, and signs in again: a long pause holds nothing on the server."""
        self._close()
        wait()
        self._connection = self._opened()

    def kill(self) -> None:
        """Ends what the server is doing for this session, from a second one, and this session."""
        mine = self.connection.thread_id()
        self._close()
        # A server that is gone or has no connection to spare has nothing left to end either.
        with contextlib.suppress(pymysql.Error, SourceError):
            other = sign_in(self.location, self._access)
            try:
                _ended(other, mine)
            finally:
                other.close()

    def _opened(self) -> Wire:
        self._connection = sign_in(self.location, self._access)
        try:
            # What greets us may be a proxy that names another version than the server behind it.
            ((version, remark),) = self.rows("select version(), @@version_comment")
            self._product = _product(f"{version} {remark}", self.location.scheme)
            if self._product != "tidb":
                self._connection.query(_READ_ONLY)
            for setting in _SETTINGS:
                self._set(setting)
            self.limit_statements(self._access.statement_timeout_s)
        except pymysql.Error as error:
            self._close()
            problem = reason(error, self._access)
            if number_of(error) == ER.PARSE_ERROR:
                problem = "the server is older than MySQL 5.6 and knows no read-only session"
            raise SourceError(problem, source=self.location.source) from None
        return self._connection

    def _set(self, setting: str) -> bool:
        """Whether the server knows the setting, and lets a session have its own."""
        try:
            self.connection.query(setting)
        except pymysql.Error as error:
            if number_of(error) not in UNKNOWN_VARIABLE:
                raise
            return False
        return True

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        result = connection._result  # noqa: SLF001
        if result is not None and result.unbuffered_active:
            # What is still on its way would be read to its end first.
            result.unbuffered_active = False
            connection._force_close()  # noqa: SLF001
        with contextlib.suppress(pymysql.Error):
            connection.close()


def _ended(other: Wire, number: int) -> None:
    """Kills a session as often as it takes: inside a function it counts as the definer's."""
    for _ in range(_KILLS):
        try:
            other.query(f"kill {number}")
        except pymysql.Error as error:
            if number_of(error) != ER.KILL_DENIED_ERROR:
                raise
            other.query("do sleep(0.05)")
        else:
            return


def _product(version: str, scheme: str) -> str:
    """Which server of the family answers, by its version or, where that says nothing, its URL."""
    for product in ("mariadb", "tidb", "oceanbase"):
        if product in version.lower():
            return product
    return scheme
