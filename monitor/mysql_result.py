# The answer to one command of MySQL or MariaDB, packet by packet: done, refused, or a set of
# rows with its columns, several of them one after the other where the statement was several.
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .mysql_wire import binary_cells, column_of, lenenc, text_cells
from .rows import Rows

__all__ = ["Answer", "Reply", "Result"]

_OK, _FILE, _EOF, _ERROR = 0x00, 0xFB, 0xFE, 0xFF
_MORE_RESULTS, _CURSOR = 0x08, 0x40
_PROGRESS: Final = b"\xff\xff\xff"
_LONGEST_EOF: Final = 0xFFFFFF
_MOST_COLUMNS: Final = 4_096


@dataclass(frozen=True, slots=True)
class Reply:
    """How an answer, or one set of rows in it, ended; `affected` rows where it says so."""

    outcome: str = "success"
    affected: int | None = None
    more: bool = False
    wants_file: bool = False


class Result:
    """What comes back, with the statement it belongs to where that was prepared."""

    def __init__(self, most_rows: int) -> None:
        self._most_rows = most_rows
        self.statement = ""
        self.number = 0
        self.columns: list[tuple[str, int, bool]] = []
        self.rows = Rows(most_rows=most_rows)
        self._known: list[tuple[str, int, bool]] = []
        self._state = "first"
        self._left = 0
        self._skip = 0

    @property
    def count(self) -> int:
        """How many rows came."""
        return self.rows.count

    def again(self) -> Result:
        """The same statement, asked anew."""
        fresh = Result(self._most_rows)
        fresh.statement, fresh.number = self.statement, self.number
        fresh._known = self._known
        return fresh

    def begin(self) -> None:
        """Another set of rows follows."""
        self._state, self.columns = "first", []
        self.rows = Rows(most_rows=self._most_rows)

    def take(self, way: str, body: bytes, *, no_eof: bool) -> Reply | None:
        """What one more packet says; None while there is more to come.

        `way` is what was asked: rows, execute, fetch, prepare, fields, text, plain, database or
        stream. Raises IndexError where a packet is shorter than it says.
        """
        kind = body[0]
        if kind == _ERROR:
            return None if body[:3] == _PROGRESS else Reply("failure")
        if way == "stream":
            self.rows.skip()
        if way in ("text", "stream"):
            return Reply() if way == "text" else None
        if self._state in ("first", "column"):
            take = self._first if self._state == "first" else self._column
            return take(way, body, no_eof=no_eof)
        return self._between(way, body) if self._state == "eof" else self._row(way, body)

    def _first(self, way: str, body: bytes, *, no_eof: bool) -> Reply | None:
        kind = body[0]
        if way == "prepare":
            return self._prepared(body, no_eof=no_eof)
        if way in ("fetch", "fields"):
            self._state = "row"
            self.columns = self._known
            self.rows = Rows([name for name, _, _ in self.columns], self._most_rows)
            return self._row(way, body)
        if kind in (_OK, _EOF):
            return self._done(body)
        if kind == _FILE:
            return Reply(wants_file=True)
        count, at = lenenc(body, 0)
        if not 0 < count <= _MOST_COLUMNS:
            raise IndexError
        # A server of MariaDB may leave out definitions that the client has already.
        if at < len(body) and not body[at] and len(self._known) == count:
            self.columns = self._known
            self._defined(no_eof=no_eof)
        else:
            self._state, self._left, self.columns = "column", count, []
        return None

    def _prepared(self, body: bytes, *, no_eof: bool) -> Reply | None:
        if body[0] != _OK or len(body) < 9:
            raise IndexError
        self.number = int.from_bytes(body[1:5], "little")
        columns = int.from_bytes(body[5:7], "little")
        parameters = int.from_bytes(body[7:9], "little")
        # Definitions of parameters, then of columns, an end behind each where ends are told.
        self._left = columns + parameters
        if not no_eof:
            self._left += bool(columns) + bool(parameters)
        self._known, self._state = [], "column"
        self._skip = parameters + (0 if no_eof else bool(parameters))
        return None if self._left else Reply()

    def _column(self, way: str, body: bytes, *, no_eof: bool) -> Reply | None:
        self._left -= 1
        if way == "prepare":
            if self._skip:
                self._skip -= 1
            elif not _is_end(body):
                self._known.append(column_of(body))
            return None if self._left else Reply()
        self.columns.append(column_of(body))
        if not self._left:
            self._known = self.columns
            self._defined(no_eof=no_eof)
        return None

    def _defined(self, *, no_eof: bool) -> None:
        self.rows = Rows([name for name, _, _ in self.columns], self._most_rows)
        self._state = "row" if no_eof else "eof"

    def _between(self, way: str, body: bytes) -> Reply | None:
        """The end of the definitions; with a cursor no rows follow of themselves."""
        self._state = "row"
        status = int.from_bytes(body[3:5], "little")
        return Reply() if way == "execute" and status & _CURSOR else None

    def _row(self, way: str, body: bytes) -> Reply | None:
        if _is_end(body):
            return self._ended(body)
        if way == "fields" or self.rows.full:
            self.rows.skip()
        elif way == "rows":
            self.rows.add(text_cells(body), len(body))
        else:
            self.rows.add(binary_cells(body, [each[1:] for each in self.columns]), len(body))
        return None

    def _ended(self, body: bytes) -> Reply:
        """The last packet of a set of rows, in its old or its new form."""
        if len(body) == 5:
            status = int.from_bytes(body[3:5], "little")
        else:
            _, at = lenenc(body, 1)
            _, at = lenenc(body, at)
            status = int.from_bytes(body[at : at + 2], "little")
        return Reply(affected=self.rows.count, more=bool(status & _MORE_RESULTS))

    def _done(self, body: bytes) -> Reply:
        affected, at = lenenc(body, 1)
        _, at = lenenc(body, at)
        status = int.from_bytes(body[at : at + 2], "little")
        return Reply(affected=affected, more=bool(status & _MORE_RESULTS))


def _is_end(body: bytes) -> bool:
    return body[0] == _EOF and len(body) < _LONGEST_EOF


@dataclass(slots=True)
class Answer:
    """What was asked and is waited for."""

    way: str
    statement: str
    time: int
    result: Result

    @property
    def told(self) -> bool:
        """Whether it is an event: statements are, the talk about the connection is not."""
        return bool(self.statement) and self.way not in ("database", "prepare")
