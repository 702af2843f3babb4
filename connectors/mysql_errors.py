# Why a server of MySQL's family failed us, told by its error number (MySQL and MariaDB error
# references, client errors from 2000 on) in words of our own: its message may quote a cell.
from __future__ import annotations

import pymysql
from pymysql.constants import CR, ER

from schema.table import Access

__all__ = ["TIMED_OUT", "UNKNOWN_VARIABLE", "number", "reason", "timed_out"]

# Ours, for a server that gave nothing for the length of the limit: what it does must be ended.
TIMED_OUT = 2999
# No such variable, or one that a session cannot have for itself.
UNKNOWN_VARIABLE = frozenset({1193, 1238})
# MariaDB's ER_STATEMENT_TIMEOUT, MySQL's ER_QUERY_TIMEOUT, OceanBase's, and a killed query.
_TIMEOUTS = frozenset({1969, 3024, 4012, 1317, TIMED_OUT})

_REASONS = {
    ER.CON_COUNT_ERROR: "the server has no connection to spare",
    ER.TOO_MANY_USER_CONNECTIONS: "the account has no connection to spare",
    ER.USER_LIMIT_REACHED: "the account has used up what the server allows it",
    ER.ACCESS_DENIED_ERROR: "sign-in refused (tried once): check the user and the password",
    1698: "sign-in refused (tried once): check the user and the password",
    1862: "the account's password has expired",
    1820: "the account's password has expired",
    3118: "the account is locked",
    4151: "the account is locked",
    ER.HOST_IS_BLOCKED: "the server blocks this machine after failed sign-ins",
    ER.HOST_NOT_PRIVILEGED: "the server does not take connections from this machine",
    ER.DBACCESS_DENIED_ERROR: "the database is not there, or not open to this account",
    ER.BAD_DB_ERROR: "there is no such database",
    ER.NO_SUCH_TABLE: "it is no longer what it was when it was found",
    ER.BAD_FIELD_ERROR: "it is no longer what it was when it was found",
    ER.VIEW_INVALID: "a view whose tables or columns are gone or not open to its owner",
    ER.VIEW_RECURSIVE: "a view that needs itself",
    ER.TABLEACCESS_DENIED_ERROR: "no permission to read it",
    ER.COLUMNACCESS_DENIED_ERROR: "no permission to read it",
    ER.SPECIFIC_ACCESS_DENIED_ERROR: "no permission to read it",
    ER.PROCACCESS_DENIED_ERROR: "no permission to run a function inside it",
    ER.LOCK_WAIT_TIMEOUT: "another session keeps it locked",
    ER.LOCK_DEADLOCK: "the server gave way to other work (a deadlock)",
    1792: "reading it would run a function that writes, and the session is read-only",
    ER.SP_DOES_NOT_EXIST: "a function inside it is gone",
    ER.SERVER_SHUTDOWN: "the server closed the connection (shutting down)",
    ER.DISK_FULL: "the server's disk is full",
    ER.OUT_OF_RESOURCES: "the server ran short of memory",
    ER.OUTOFMEMORY: "the server ran short of memory",
    ER.NOT_KEYFILE: "the server met damaged data",
    ER.CRASHED_ON_USAGE: "the server met damaged data",
    ER.CRASHED_ON_REPAIR: "the server met damaged data",
    ER.GET_ERRNO: "the server met an error of its storage",
    ER.ERROR_ON_READ: "the server met an error of its storage",
    1712: "the server met damaged data",
    1690: "a value in it cannot be computed or shown as text",
    1411: "a value in it cannot be computed or shown as text",
    3037: "a value in it cannot be computed or shown as text",
    4079: "a value in it cannot be computed or shown as text",
    1644: "a function inside it reports an error",
    CR.CR_SERVER_LOST: "the server closed the connection",
    CR.CR_SERVER_GONE_ERROR: "the server closed the connection",
    CR.CR_SSL_CONNECTION_ERROR: "the server offers no TLS, and the source asks for it",
    CR.CR_AUTH_PLUGIN_CANNOT_LOAD: "the server asks for a way to sign in that is not known here",
}


def number(error: Exception) -> int:
    """The error's number, 0 where it has none."""
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def timed_out(error: Exception) -> bool:
    """Whether a statement was stopped for taking too long."""
    return number(error) in _TIMEOUTS


def reason(error: pymysql.Error, access: Access) -> str:
    """Why the server failed us, in words that hold nothing of the data."""
    code = number(error)
    if timed_out(error):
        return f"the statement was stopped at its time limit of {access.statement_timeout_s:g} s"
    known = _REASONS.get(code)
    if known is None:
        known = "the server reports an error" if code else "the server's answer makes no sense"
    ours = CR.CR_ERROR_FIRST <= code < 3000
    return f"{known} (error {code})" if code and not ours else known
