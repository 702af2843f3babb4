# Signing in to Oracle, DM and SQL Server by their own drivers, once and with every limit the
# driver knows. A driver's message may quote a cell: an error is told by its number.
from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any, Protocol

from schema.table import Access

from .adapters import ports
from .address import Address, address

__all__ = ["CONNECT", "Connection", "Cursor", "locate", "number"]

_CONNECT_TIMEOUT_S = 10
_PARAMETERS = frozenset({"sid", "sslmode"})


class Cursor(Protocol):
    """What is used of a cursor of the database API (PEP 249)."""

    arraysize: int

    def execute(self, statement: str) -> object:
        """Sends a statement."""

    def fetchmany(self, size: int) -> list[tuple[object, ...]]:
        """The next rows."""

    def fetchall(self) -> list[tuple[object, ...]]:
        """All rows."""

    def close(self) -> None:
        """Frees it."""


class Connection(Protocol):
    """What is used of a connection of the database API (PEP 249)."""

    def cursor(self) -> Cursor:
        """A cursor."""

    def close(self) -> None:
        """Signs out."""


def locate(url: str) -> Address:
    """The parts of `oracle://user@host/service`, `dm://…` and `sqlserver://…/database`.

    Raises MisuseError, never echoing the URL, where it cannot be read or is not allowed.
    """
    return address(url, ports("dbapi"), _PARAMETERS)


def number(error: Exception) -> int:
    """The number in a driver's error, 0 where it has none.

    >>> number(Exception(18456, b"Login failed"))
    18456
    """
    first: Any = error.args[0] if error.args else ""
    code = getattr(first, "code", first)
    if isinstance(code, int) and code:
        return code
    # Oracle's driver has numbers of its own behind another name, DM's writes its into the text.
    found = re.search(r"\b(?:ORA|DPY)-(\d{4,5})|CODE:(-?\d+)", str(error))
    return int(found[1] or found[2]) if found else 0


def _oracle(driver: ModuleType, place: Address, access: Access) -> Connection:
    # Numbers as they stand, and text instead of handles to it.
    driver.defaults.fetch_decimals = True
    driver.defaults.fetch_lobs = False
    sid = place.parameters.get("sid")
    connection = driver.connect(
        user=place.user,
        password=access.password or "",
        host=place.host,
        port=place.port,
        protocol="tcps" if place.parameters.get("sslmode") == "require" else "tcp",
        tcp_connect_timeout=_CONNECT_TIMEOUT_S,
        retry_count=0,
        program="tongguan",
        **({"sid": sid} if sid else {"service_name": place.database}),
    )
    # It bounds each fetch, not the whole of a long scan.
    connection.call_timeout = int(access.statement_timeout_s * 1000)
    found: Connection = connection
    return found


def _dm(driver: ModuleType, place: Address, access: Access) -> Connection:
    found: Connection = driver.connect(
        user=place.user,
        password=access.password or "",
        server=place.host,
        port=place.port,
        access_mode=driver.DSQL_MODE_READ_ONLY,
        autoCommit=False,
        login_timeout=_CONNECT_TIMEOUT_S,
        connection_timeout=max(1, int(access.statement_timeout_s)),
        local_code=driver.PG_UTF8,
        app_name="tongguan",
    )
    return found


def _sqlserver(driver: ModuleType, place: Address, access: Access) -> Connection:
    found: Connection = driver.connect(
        server=place.host,
        port=str(place.port),
        user=place.user,
        password=access.password or "",
        database=place.database,
        timeout=max(1, int(access.statement_timeout_s)),
        login_timeout=_CONNECT_TIMEOUT_S,
        charset="UTF-8",
        appname="tongguan",
        autocommit=True,
        # Without it the password crosses the network all but readable.
        encryption="request" if place.parameters.get("sslmode") == "prefer" else "require",
        read_only=True,
    )
    return found


CONNECT: Mapping[str, Callable[[ModuleType, Address, Access], Connection]] = {
    "oracle": _oracle,
    "dm": _dm,
    "sqlserver": _sqlserver,
}
