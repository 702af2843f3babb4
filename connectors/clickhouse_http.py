# ClickHouse's HTTP interface (ClickHouse documentation, "HTTP interface"), spoken with the
# standard library, so that every version answers: nothing is redirected, no proxy of the
# environment is used, the password goes in a header. Settings make a query read-only, bound
# its time and keep it to one core; an account that may not change settings is read without.
# Server messages may quote cell values: a failure is told by its code (ErrorCodes.cpp).
#
# A failure after the first rows is written by the server into the rows themselves. So every
# row begins with a word drawn for this query: what stands behind the last row and does not
# begin with it is a failure, and no cell can look like one.
from __future__ import annotations

import http.client
import re
import secrets
import socket
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from schema.error import MisuseError, SourceError
from schema.table import Access

from .adapters import ports
from .address import Address, http_address

__all__ = ["ClickHouseError", "Session", "literal", "locate", "quoted", "reason"]

_CONNECT_TIMEOUT_S = 10.0
_SILENCE_S = 30.0
_READ = 1 << 20
# A stream that is read slowly keeps its query open; the server gives up after this long.
_SEND_TIMEOUT_S = 600
LOST, SILENT, OTHER = -1, -2, -3

_REASONS = {
    LOST: "the server closed the connection",
    OTHER: "no ClickHouse server answers there",
    SILENT: "the query was stopped at its time limit of {limit:g} s",
    159: "the query was stopped at its time limit of {limit:g} s",
    160: "the query was stopped at its time limit of {limit:g} s",
    394: "the query was cancelled",
    192: "sign-in refused (tried once): check the user and the password",
    193: "sign-in refused (tried once): check the user and the password",
    194: "sign-in refused (tried once): check the user and the password",
    516: "sign-in refused (tried once): check the user and the password",
    195: "the server does not take connections from this machine",
    81: "there is no such database",
    60: "it is no longer what it was when it was found",
    47: "it is no longer what it was when it was found",
    16: "it is no longer what it was when it was found",
    497: "no permission to read it",
    164: "reading it needs what a read-only session may not do",
    201: "the account has used up what the server allows it",
    202: "the server has no connection to spare",
    241: "the query would need more memory than the account is allowed",
    158: "the query would read more than the account is allowed",
    307: "the query would read more than the account is allowed",
    396: "the query would read more than the account is allowed",
    279: "a server behind it does not answer",
    210: "a server behind it does not answer",
    209: "a server behind it does not answer",
    36: "the server reports an error",
    48: "the server does not support reading it this way",
    620: "it is a stream: reading it would take its messages away",
}


class ClickHouseError(Exception):
    """A failure by its code alone; the server's words stay behind."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def locate(url: str) -> Address:
    """The parts of `clickhouse+http(s)://user@host:port/database`.

    Raises MisuseError, never echoing the URL, where it cannot be read or is not allowed.
    """
    return http_address(url, ports("clickhouse"), "ClickHouse")


class Session:
    """One connection to a server, closed at the end of the block."""

    def __init__(self, location: Address, access: Access) -> None:
        self.location = location
        self.access = access
        self._connection: http.client.HTTPConnection | None = None
        self._settings: dict[str, str] = {}

    def __enter__(self) -> Session:
        self._connection = _connection(self.location)
        try:
            self._connection.connect()
            self._settings = self._allowed()
        except OSError as error:
            self._connection.close()
            raise SourceError(_unreachable(error), source=self.location.source) from None
        except ClickHouseError as error:
            self._connection.close()
            raise SourceError(reason(error, self.access), source=self.location.source) from None
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def rows(self, query: str) -> list[list[str]]:
        """The rows of a short query, tab-separated text without escapes in it."""
        text = b"".join(self._answer(f"{query} format TabSeparated", self._settings))
        lines = text.decode("utf-8", "replace").split("\n")
        return [[_unescaped(cell) for cell in line.split("\t")] for line in lines[:-1]]

    def stream(self, query: str, *, longest_s: float) -> Iterator[tuple[bytes, bytes]]:
        """The rows of `select … ` as CSV: the word each begins with, and whole rows of text.

        `query` lacks its first column, which is the word. Raises ClickHouseError where the
        server fails, after the rows before that.
        """
        word = secrets.token_hex(8)
        settings = self._settings
        if "max_execution_time" in settings:
            settings = {**settings, "max_execution_time": str(max(1, int(longest_s)))}
        start = f'"{word}",'.encode()
        waiting = b""
        parts = self._answer(f"select '{word}', {query} format CSV", settings)
        failed: ClickHouseError | None = None
        while True:
            try:
                part = next(parts, b"")
            except ClickHouseError as error:
                failed, part = error, b""
            waiting += part
            if not part:
                break
            # Whole rows end where the last one begins.
            at = waiting.rfind(b"\n" + start)
            if at >= 0:
                yield start, waiting[: at + 1]
                waiting = waiting[at + 1 :]
        rows, rest = _last_row(waiting, start)
        if rows:
            yield start, rows
        if failed is not None:
            raise failed
        if rest:
            raise ClickHouseError(_code(rest))

    def _allowed(self) -> dict[str, str]:
        """The settings of a gentle query that this server knows and this account may change."""
        limit_s = max(1, round(self.access.statement_timeout_s))
        wanted = {
            "readonly": "2",
            "max_execution_time": str(limit_s),
            "max_threads": "1",
            "http_send_timeout": str(_SEND_TIMEOUT_S),
            "send_timeout": str(_SEND_TIMEOUT_S),
            "cancel_http_readonly_queries_on_client_close": "1",
            # Rows are written as they come; newer servers would hold back what they have.
            "http_write_exception_in_output_format": "0",
        }
        names = ", ".join(f"'{name}'" for name in wanted)
        query = (
            f"select name, value from system.settings where name in ({names}) format TabSeparated"  # noqa: S608
        )
        answer = b"".join(self._answer(query, {})).decode("utf-8", "replace")
        known = dict(re.findall(r"^(\w+)\t(.*)$", answer, re.MULTILINE))
        if not known:
            raise ClickHouseError(OTHER)
        if known.get("readonly") == "1":
            return {}
        if known.get("readonly") == "2":
            wanted.pop("readonly")
        return {name: value for name, value in wanted.items() if name in known}

    def _answer(self, query: str, settings: Mapping[str, str]) -> Iterator[bytes]:
        """The body of an answer in parts."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("the session is not open")
        headers = {"User-Agent": "tongguan", "X-ClickHouse-User": _header(self.location.user)}
        if self.access.password:
            headers["X-ClickHouse-Key"] = _header(self.access.password)
        try:
            # A server soon closes what lies idle, and a query may follow a long rest.
            connection.close()
            connection.connect()
            connection.sock.settimeout(self.access.statement_timeout_s + _SILENCE_S)
            path = "/?" + urlencode(settings)
            connection.request("POST", path, body=query.encode(), headers=headers)
            with connection.getresponse() as response:
                if response.status != http.client.OK:
                    stated = response.headers.get("X-ClickHouse-Exception-Code", "")
                    raise ClickHouseError(_code(response.read(_READ), stated))
                while part := response.read1(_READ):
                    yield part
        except TimeoutError:
            raise ClickHouseError(SILENT) from None
        except (OSError, http.client.HTTPException):
            raise ClickHouseError(LOST) from None


def reason(error: ClickHouseError, access: Access) -> str:
    """Why the server failed us, in words that hold nothing of the data."""
    known = _REASONS.get(error.code, "the server reports an error")
    text = known.format(limit=access.statement_timeout_s)
    return f"{text} (code {error.code})" if error.code > 0 else text


def quoted(name: str) -> str:
    """A name as an identifier.

    >>> quoted("人员")
    '`人员`'
    """
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def literal(text: str) -> str:
    """A text as a literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _connection(location: Address) -> http.client.HTTPConnection:
    if not location.scheme.endswith("https"):
        return http.client.HTTPConnection(location.host, location.port, timeout=_CONNECT_TIMEOUT_S)
    try:
        context = ssl.create_default_context(cafile=location.parameters.get("sslrootcert"))
    except OSError:
        raise SourceError("a certificate's file cannot be read", source=location.source) from None
    if location.parameters.get("sslmode") == "require":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(
        location.host, location.port, timeout=_CONNECT_TIMEOUT_S, context=context
    )


def _unreachable(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_CONNECT_TIMEOUT_S:g} s"
    if isinstance(error, ssl.SSLError):
        return "no secure connection could be made: check the certificate, or sslrootcert"
    if isinstance(error, socket.gaierror):
        return "the host's name is not known"
    return "nothing answers there: check host and port, and that the server runs"


def _header(text: str) -> str:
    # http.client writes Latin-1; the server takes the bytes as UTF-8.
    if re.search(r"[\r\n\0]", text):
        raise MisuseError("a user or password for ClickHouse has no line end in it")
    return text.encode().decode("latin-1")


def _code(body: bytes, stated: str = "") -> int:
    if stated.isdecimal():
        return int(stated)
    found = re.search(rb"Code: (\d+)", body)
    return int(found[1]) if found else 0


def _last_row(text: bytes, start: bytes) -> tuple[bytes, bytes]:
    """The row a text begins with, up to the line end outside quotes, and what follows it."""
    if not text.startswith(start):
        return b"", text
    inside = False
    for at in range(len(text)):
        if text[at] == 0x22:
            inside = not inside
        elif text[at] == 0x0A and not inside:
            return text[: at + 1], text[at + 1 :]
    return b"", text


def _unescaped(cell: str) -> str:
    return re.sub(
        r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), cell
    )
