# The connection to a server of MySQL's family: PyMySQL shows the password to one server one
# time, over TLS where the server has it, and never in clear text without; nothing is taken
# from the account's own my.cnf. What is used of PyMySQL beyond its public face is named here.
from __future__ import annotations

import socket
import ssl
from typing import Any, NoReturn, Protocol, cast

import pymysql
from pymysql.constants import CR, ER

from schema.error import SourceError
from schema.table import Access

from .address import Address
from .mysql_errors import number, reason

__all__ = ["Wire", "sign_in"]

_TLS_MODES = ("disable", "prefer", "require", "verify-ca", "verify-full")
_CONNECT_TIMEOUT_S = 10
# The server's own limit ends a statement first; this is for a network that went silent.
_SILENCE_S = 30.0


class Wire(Protocol):
    """What is used of PyMySQL's connection, its public face and what lies behind it."""

    password: bytes
    _secure: bool
    _read_timeout: float | None
    _result: Any
    _rfile: Any

    def query(self, sql: str, unbuffered: bool = False) -> int:
        """Sends a statement."""

    def cursor(self) -> Any:
        """A cursor of the database API."""

    def escape(self, value: str) -> str:
        """A text as a literal."""

    def thread_id(self) -> int:
        """The server's number for the session."""

    def get_server_info(self) -> str:
        """The server's version."""

    def write_packet(self, payload: bytes) -> None:
        """Sends a packet."""

    def close(self) -> None:
        """Signs out."""

    def _read_packet(self) -> object: ...

    def _force_close(self) -> None: ...


def sign_in(location: Address, access: Access) -> Wire:
    """A session, signed in to once; raises SourceError where there is none."""
    tls = _tls(location)
    place = location.parameters.get("socket")
    try:
        found = pymysql.connect(
            host=location.host,
            port=location.port,
            user=location.user or None,
            # Bytes, since PyMySQL would make Latin-1 of text; nothing from a my.cnf is read.
            password=(access.password or "").encode(),
            database=location.database or None,
            charset="utf8mb4",
            connect_timeout=_CONNECT_TIMEOUT_S,
            read_timeout=access.statement_timeout_s + _SILENCE_S,
            write_timeout=_CONNECT_TIMEOUT_S,
            autocommit=True,
            local_infile=False,
            program_name="tongguan",
            auth_plugin_map={
                "mysql_clear_password": _ClearText,
                b"mysql_clear_password": _ClearText,
            },
            defer_connect=True,
            **tls,
        )
        if place:
            # No one stands between us and a socket of this machine.
            found._secure = True  # noqa: SLF001
            found.ssl = False
        found.connect(_of_this_machine(place) if place else None)
    except pymysql.Error as error:
        _refuse(error, location, access)
    except (ssl.SSLError, ValueError):
        # A sign-in plug-in, a certificate or a protocol that does not fit.
        raise SourceError(
            "no secure connection could be made: check TLS", source=location.source
        ) from None
    return cast("Wire", found)


class _ClearText:
    """A server that asks for the password in clear text gets it over TLS or a socket only."""

    def __init__(self, connection: Wire) -> None:
        self._connection = connection

    def authenticate(self, _packet: object) -> object:
        """The server's answer to the password."""
        connection = self._connection
        if not connection._secure:  # noqa: SLF001  no public name
            raise pymysql.OperationalError(CR.CR_AUTH_PLUGIN_CANNOT_LOAD, "")
        connection.write_packet(bytes(connection.password) + b"\0")
        return connection._read_packet()  # noqa: SLF001  as PyMySQL's own plug-ins do


def _of_this_machine(place: str) -> socket.socket:
    # Made here: PyMySQL leaves one open that nobody answers.
    made = socket.socket(socket.AF_UNIX)
    try:
        made.settimeout(_CONNECT_TIMEOUT_S)
        made.connect(place)
    except OSError as error:
        made.close()
        refused = pymysql.OperationalError(CR.CR_CONNECTION_ERROR, "")
        refused.original_exception = error
        raise refused from None
    return made


def _tls(location: Address) -> dict[str, object]:
    given = location.parameters
    mode = given.get("sslmode", "prefer")
    if mode not in _TLS_MODES:
        raise SourceError(f"sslmode is one of {', '.join(_TLS_MODES)}", source=location.source)
    if mode == "disable":
        return {"ssl_disabled": True}
    if mode == "prefer":
        return {}
    try:
        context = ssl.create_default_context(cafile=given.get("sslrootcert"))
        if "sslcert" in given:
            context.load_cert_chain(given["sslcert"], keyfile=given.get("sslkey"))
    except OSError:
        raise SourceError("a certificate's file cannot be read", source=location.source) from None
    context.check_hostname = mode == "verify-full"
    context.verify_mode = ssl.CERT_NONE if mode == "require" else ssl.CERT_REQUIRED
    # Certificates that MySQL makes for itself do not pass the strict form.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return {"ssl": context}


def _refuse(error: pymysql.Error, location: Address, access: Access) -> NoReturn:
    cause = getattr(error, "original_exception", None)
    code = number(error)
    if isinstance(cause, TimeoutError):
        problem = f"no answer within {_CONNECT_TIMEOUT_S} s"
    elif isinstance(cause, ssl.SSLError):
        problem = "the server's certificate is not accepted: check sslmode and sslrootcert"
    elif isinstance(cause, socket.gaierror):
        problem = "the host's name is not known"
    elif cause is not None:
        problem = "nothing answers there: check host and port, and that the server runs"
    elif code in {ER.ACCESS_DENIED_ERROR, 1698} and not access.password:
        problem = "the server asks for a password and none is registered for this source"
    else:
        problem = reason(error, access)
    raise SourceError(problem, source=location.source) from None
