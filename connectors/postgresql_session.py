# A session with PostgreSQL that cannot write, cannot linger and signs in once.
# One sign-in: a wrong password must not lock an account out, but libpq tries again without
# TLS (sslmode=prefer, PostgreSQL manual 34.1) and psycopg once for each address of a host;
# here a further attempt is made only while no password has been shown to the server.
# Server messages may quote cell values, so a failure is told by its SQLSTATE (manual,
# appendix A), in words of our own.
from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg
from psycopg.conninfo import make_conninfo

from schema.error import MisuseError, SourceError
from schema.table import Access

from .adapters import ports

__all__ = ["Location", "Session", "locate", "reason"]

# What a URL may set of libpq's parameters: where the server is and how TLS is checked.
# Not `options`, `service` or `passfile`: they would undo the settings below or hide a secret.
_PARAMETERS = frozenset(
    {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslsni",
     "ssl_min_protocol_version", "channel_binding", "require_auth", "gssencmode", "krbsrvname",
     "target_session_attrs"}
)  # fmt: skip
_CONNECT_TIMEOUT_S = 10
_LATER = ("lock_timeout", "idle_in_transaction_session_timeout", "max_parallel_workers_per_gather")
_LOCK_TIMEOUT_MS = 2_000
# Only a cursor over a view keeps a transaction while its rows are looked at.
_IDLE_TIMEOUT_MS = 300_000

_REASONS = {
    "08": "the connection was lost",
    "22": "a value in it cannot be computed or shown as text",
    "23": "a rule inside it fails on some row",
    "25006": "reading it would run a function that writes, and the session is read-only",
    "25P03": "the server closed the session for idling inside a transaction",
    "28": "sign-in refused",
    "3D": "there is no such database",
    "40": "the server gave way to other work (a standby replaying changes, or a deadlock)",
    "42501": "no permission to read it",
    "42": "it is no longer what it was when it was found",
    "3F": "its schema is no longer there",
    "53300": "the server has no connection to spare",
    "53": "the server ran short of memory, disk or connections",
    "54": "it goes beyond a limit of the server",
    "55P03": "another session keeps it locked",
    "55000": "it is in no state to be read (a materialised view never filled, say)",
    "57014": "the statement went beyond its time limit, or was cancelled",
    "57P01": "the server closed the connection (shutting down)",
    "57P02": "the server closed the connection (after a crash)",
    "57P03": "the server is starting up or shutting down",
    "57P05": "the server closed the session for idling",
    "58": "the server met an error of its system or disk",
    "0A": "the server does not support reading it this way",
    "P0": "a function inside it reports an error",
    "38": "a function inside it reports an error",
    "39": "a function inside it reports an error",
    "XX": "the server met an internal error or damaged data",
}


@dataclass(frozen=True, slots=True)
class Location:
    """A database as its URL names it; `text` is that URL, canonical, without `schema`."""

    text: str
    host: str
    port: int
    database: str
    user: str | None
    schemas: tuple[str, ...]
    parameters: dict[str, str] = field(default_factory=dict)
    scheme: str = "postgresql"

    @property
    def descends(self) -> bool:
        """Whether it is a database that branched off from an older PostgreSQL."""
        return self.scheme != "postgresql"

    @property
    def source(self) -> str:
        """The name people know the database by: no password, no TLS settings."""
        return self.text.partition("?")[0] if not self.host.startswith("/") else self.text


def locate(url: str) -> Location:
    """The parts of `postgresql://user@host:port/database?schema=…`.

    `schema` may be repeated; `host` may be a query parameter and a socket's directory.
    Raises ValueError, never echoing the URL, where it holds a password or a parameter that
    is not allowed.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MisuseError("the database's URL cannot be read; check its host and port") from None
    usual = ports("postgresql")
    if parts.scheme not in usual:
        raise MisuseError("a PostgreSQL location starts with postgresql://")
    scheme = "postgresql" if parts.scheme == "postgres" else parts.scheme
    query = parse_qsl(parts.query, keep_blank_values=True)
    if parts.password is not None or any(key == "password" for key, _ in query):
        raise MisuseError(
            "a URL must not hold a password: register the source with "
            "tongguan source add NAME URL --password-file FILE and name it instead"
        )
    if unknown := sorted({key for key, _ in query} - _PARAMETERS - {"schema"}):
        raise MisuseError(f"unknown parameter in the database's URL: {', '.join(unknown)}")
    parameters = {key: value for key, value in query if key != "schema"}
    host = parameters.pop("host", "") or unquote(parts.hostname or "") or "localhost"
    if "," in host:
        raise MisuseError("name one host in the database's URL, not a list of them")
    stated_port = parameters.pop("port", "")
    if stated_port and not stated_port.isdecimal():
        raise MisuseError("the port in the database's URL is not a number")
    database = unquote(parts.path.lstrip("/"))
    if not database:
        raise MisuseError("the URL names no database: postgresql://user@host:port/database")
    user = unquote(parts.username) if parts.username else None
    at = port or int(stated_port or usual[parts.scheme])
    return Location(
        text=_canonical(user, host, at, database, parameters, scheme=scheme),
        host=host,
        port=at,
        database=database,
        user=user,
        schemas=tuple(dict.fromkeys(value for key, value in query if key == "schema" and value)),
        parameters=parameters,
        scheme=scheme,
    )


class Session:
    """A read-only session, closed at the end of the block; SourceError where there is none.

    Each transaction is opened READ ONLY, statements are bound by the access's time limit,
    locks are not waited for, and a statement never takes more than one core.
    """

    def __init__(self, location: Location, access: Access) -> None:
        self._location = location
        self._access = access
        self._connection: psycopg.Connection | None = None

    def __enter__(self) -> Session:
        self._connection = self._opened()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def connection(self) -> psycopg.Connection:
        """The open connection."""
        if self._connection is None:
            raise RuntimeError("the session is not open")
        return self._connection

    def leave_while(self, wait: Callable[[], None]) -> None:
        """Signs out, waits, and signs in again: a long pause holds nothing on the server."""
        self._close()
        wait()
        self._connection = self._opened()

    def _opened(self) -> psycopg.Connection:
        connection = _sign_in(self._location, self._access)
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        connection.prepare_threshold = None
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def reason(error: psycopg.Error, access: Access) -> str:
    """Why the server failed us, in words that hold nothing of the data."""
    state = error.sqlstate or ""
    if state == "57014":
        return f"the statement was stopped at its time limit of {access.statement_timeout_s:g} s"
    if not state:
        lost = isinstance(error, psycopg.OperationalError)
        return "the server closed the connection" if lost else "the server's answer makes no sense"
    known = _REASONS.get(state) or _REASONS.get(state[:2], "the server reports an error")
    try:
        psycopg.errors.lookup(state)
    except KeyError:
        # A function of the database may raise any five characters it likes.
        return known
    return f"{known} (SQLSTATE {state})"


def _canonical(
    user: str | None,
    host: str,
    port: int,
    database: str,
    parameters: dict[str, str],
    *,
    scheme: str,
) -> str:
    # Chinese stays legible; only what would break the URL's own grammar is escaped.
    def plain(text: str) -> str:
        return re.sub(r"[\s%/?#@:\[\]]", lambda found: quote(found[0], safe=""), text)

    who = f"{plain(user)}@" if user else ""
    query = dict(sorted(parameters.items()))
    if host.startswith("/"):
        return f"{scheme}://{who}/{plain(database)}?" + urlencode(
            {"host": host, "port": port, **query}, safe="/"
        )
    where = f"[{host}]" if ":" in host else host
    tail = "?" + urlencode(query, safe="/") if query else ""
    return f"{scheme}://{who}{where}:{port}/{plain(database)}{tail}"


def _sign_in(location: Location, access: Access) -> psycopg.Connection:
    problem = "the host's name is not known"
    for attempt in _attempts(location):
        try:
            return psycopg.connect(make_conninfo("", **attempt, **_settings(location, access)))
        except psycopg.Error as error:
            shown = error.pgconn is not None and error.pgconn.used_password
            problem = _refusal(error, location, access)
        if shown:
            break
    raise SourceError(problem, source=location.source) from None


def _attempts(location: Location) -> Iterator[dict[str, str]]:
    """Ways to the server in order: each address with TLS, then without unless it is asked for."""
    if location.host.startswith("/"):
        yield {"host": location.host}
        return
    stated = location.parameters.get("sslmode", "prefer")
    modes = {"prefer": ("require", "disable"), "allow": ("disable", "require")}.get(
        stated, (stated,)
    )
    try:
        found = socket.getaddrinfo(location.host, location.port, type=socket.SOCK_STREAM)
    except OSError:
        return
    for address in dict.fromkeys(str(entry[4][0]) for entry in found):
        for mode in modes:
            yield {"host": location.host, "hostaddr": address, "sslmode": mode}


def _settings(location: Location, access: Access) -> dict[str, str]:
    limits = {
        "default_transaction_read_only": "on",
        "statement_timeout": str(max(1, int(access.statement_timeout_s * 1000))),
        "lock_timeout": str(_LOCK_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(_IDLE_TIMEOUT_MS),
        "max_parallel_workers_per_gather": "0",
        # Notices of functions in views may quote values.
        "client_min_messages": "error",
        "DateStyle": "ISO",
        "bytea_output": "hex",
    }
    if location.descends:
        # They refuse a session with settings they do not know, and these came later.
        for later in _LATER:
            del limits[later]
    settings = {
        "gssencmode": "disable",
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
        "tcp_user_timeout": "60000",
        **{key: value for key, value in location.parameters.items() if key != "sslmode"},
        "port": str(location.port),
        "dbname": location.database,
        "connect_timeout": str(_CONNECT_TIMEOUT_S),
        "application_name": "tongguan",
        "client_encoding": "UTF8",
        # Nothing from the account's own password file: what is used is what was registered.
        "password": access.password or "",
        "passfile": "/dev/null/none",
        "options": " ".join(f"-c {key}={value}" for key, value in limits.items()),
    }
    if location.user:
        settings["user"] = location.user
    return settings


def _refusal(error: psycopg.Error, location: Location, access: Access) -> str:
    """Why there is no session; libpq gives no SQLSTATE at this stage."""
    if isinstance(error, psycopg.errors.ConnectionTimeout):
        return f"no answer within {_CONNECT_TIMEOUT_S} s"
    # Servers speak many languages; the name they quote tells what they complain about.
    said = str(error)
    if f'"{location.database}"' in said and f'"{location.user}"' not in said:
        return "the database is not there, or not open to this account"
    if error.pgconn is not None and error.pgconn.used_password:
        if not access.password:
            return "the server asks for a password and none is registered for this source"
        return "sign-in refused (tried once): check the user and the password"
    if not _answers(location):
        return "nothing answers there: check host and port, and that the server runs"
    said = "the server turned the session away: check its access rules, the user and TLS"
    if location.descends:
        said += "; its password must be kept as md5 or scram-sha-256, the ways known here"
    return said


def _answers(location: Location) -> bool:
    try:
        if location.host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(_CONNECT_TIMEOUT_S)
                probe.connect(f"{location.host}/.s.PGSQL.{location.port}")
        else:
            address = (location.host, location.port)
            socket.create_connection(address, timeout=_CONNECT_TIMEOUT_S).close()
    except OSError:
        return False
    return True
