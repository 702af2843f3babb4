# Statements and their results from the wire of PostgreSQL (protocol 3.0, chapter "Frontend/
# Backend Protocol" of its manual): who asked what of which database, how many rows came back,
# and the rows themselves as far as their number is bounded. Passwords are never looked at.
from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from .hidden import Hidden
from .noted import Noted, Value
from .rows import MOST_ROWS, Rows
from .stream import Gap

__all__ = ["PostgreSql", "begins_postgresql"]

_PROTOCOL_3: Final = 3
_SSL, _GSS, _CANCEL = 80877103, 80877104, 80877102
_LENGTH: Final = Struct(">i")
_SHORT: Final = Struct(">h")
_FIELD: Final = Struct(">ihihih")
# bool, bytea, char, name, int8, int2, int4, text, and the oids whose binary form is their text.
_NUMBERS: Final = frozenset({20, 21, 23, 26})
_TEXTS: Final = frozenset({18, 19, 25, 114, 705, 1042, 1043})
_MOST_MESSAGE: Final = 64 << 20


def begins_postgresql(payload: bytes) -> bool:
    """Whether a client's first bytes are those of a session: a start, or a request for TLS."""
    if len(payload) < 8:
        return False
    size, code = _LENGTH.unpack_from(payload)[0], _LENGTH.unpack_from(payload, 4)[0]
    if code in (_SSL, _GSS):
        return bool(size == 8)
    return bool(code >> 16 == _PROTOCOL_3 and code & 0xFFFF < 3 and 8 < size < 10_000)


@dataclass(slots=True)
class _Result:
    """Rows as they come in, with type and form of each column."""

    rows: Rows = field(default_factory=Rows)
    kinds: tuple[tuple[int, int], ...] = ()


class PostgreSql:
    """A session of PostgreSQL, from both sides."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._held = {"forth": b"", "back": b""}
        self._started = False
        self._asked_tls = 0
        self._session: dict[str, str] = {}
        self._prepared: dict[str, str] = {}
        self._portals: dict[str, str] = {}
        # What waits for its answer: the statement, its time, whether a simple query.
        self._waiting: deque[tuple[str, int, bool]] = deque()
        self._result = _Result(Rows(most_rows=most_rows))
        self._hidden: Hidden | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""
        return self._over or (self._hidden is not None and self._hidden.over)

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; nothing is complete until the server answers."""
        if self._hidden is not None:
            return self._hidden.forth(time, data)
        for kind, body in self._messages("forth", data):
            self._from_client(kind, body, time)
        return []

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server sent; the statements that this completes."""
        if self._hidden is not None:
            return self._hidden.back(time, data)
        if not self._started and not self._asked_tls and not isinstance(data, Gap):
            self._over = True
        return [
            noted
            for kind, body in self._messages("back", data)
            if (noted := self._from_server(kind, body, time)) is not None
        ]

    def end(self) -> list[Noted]:
        """Statements whose end was not seen."""
        if self._hidden is not None:
            return self._hidden.end()
        noted = []
        while self._waiting:
            statement, time, _ = self._waiting.popleft()
            noted.append(
                self._noted(statement, time, time, self._result.rows.count or None, "unknown")
            )
        return noted

    def _messages(self, way: str, data: bytes | Gap) -> list[tuple[bytes, bytes]]:
        """The whole messages that are there; where a length cannot be, or after a gap, no more."""
        if self._over:
            return []
        if isinstance(data, Gap):
            self._over = True
            return []
        held = self._held[way] + data if self._held[way] else data
        if way == "back" and self._asked_tls and held:
            # A single byte answers a request for TLS.
            answers = held[: self._asked_tls]
            self._asked_tls -= len(answers)
            held = held[len(answers) :]
            if answers[-1:] == b"S":
                self._hidden = Hidden("postgresql")
                return []
            self._over = answers[-1:] != b"N"
        at, found = 0, []
        while not self._over and at < len(held):
            bare = way == "forth" and not self._started
            head = 4 if bare else 5
            if at + head > len(held):
                break
            (size,) = _LENGTH.unpack_from(held, at + head - 4)
            if not 4 <= size <= _MOST_MESSAGE:
                self._over = True
                break
            end = at + head - 4 + size
            if end > len(held):
                break
            found.append((b"" if bare else held[at : at + 1], held[at + head : end]))
            if bare:
                self._start(found.pop()[1])
            at = end
        self._held[way] = held[at:]
        return found

    def _start(self, body: bytes) -> None:
        (code,) = _LENGTH.unpack_from(body.ljust(4, b"\0"))
        if code in (_SSL, _GSS):
            self._asked_tls += 1
        elif code >> 16 == _PROTOCOL_3:
            parts = [each.decode("utf-8", "replace") for each in body[4:].split(b"\0")]
            self._session = dict(zip(parts[::2], parts[1::2], strict=False))
            self._started = True
        else:
            self._over = True

    def _from_client(self, kind: bytes, body: bytes, time: int) -> None:
        if kind == b"Q":
            self._waiting.append((_text(body), time, True))
        elif kind == b"P":
            name, statement = (*body.split(b"\0", 2), b"", b"")[:2]
            self._prepared[_text(name)] = _text(statement)
        elif kind == b"B":
            portal, name = (*body.split(b"\0", 2), b"", b"")[:2]
            self._portals[_text(portal)] = self._prepared.get(_text(name), "")
        elif kind == b"E":
            portal = body.partition(b"\0")[0]
            self._waiting.append((self._portals.get(_text(portal), ""), time, False))

    def _from_server(self, kind: bytes, body: bytes, time: int) -> Noted | None:
        if kind == b"D":
            self._row(body)
        elif kind == b"T":
            self._describe(body)
        elif kind == b"d":
            self._copied(body)
        elif kind == b"C":
            return self._complete(_text(body), time)
        elif kind in (b"E", b"s", b"I"):
            return self._complete("", time, "failure" if kind == b"E" else "success")
        elif kind == b"Z" and self._waiting and self._waiting[0][2]:
            self._waiting.popleft()
        return None

    def _complete(self, tag: str, time: int, outcome: str = "success") -> Noted | None:
        if not self._waiting:
            self._fresh()
            return None
        statement, began, simple = self._waiting[0]
        if not simple:
            self._waiting.popleft()
        last = tag.rpartition(" ")[2]
        rows = int(last) if last.isdigit() else (self._result.rows.count or None)
        return self._noted(statement, began, time, rows, outcome)

    def _noted(
        self, statement: str, began: int, time: int, rows: int | None, outcome: str
    ) -> Noted:
        result = self._fresh()
        values: dict[str, Value] = {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": outcome,
            "event.duration": time - began,
            "network.protocol": "postgresql",
            "user.name": self._session.get("user"),
            "process.name": self._session.get("application_name") or None,
            "db.system": "postgresql",
            "db.name": self._session.get("database", self._session.get("user")),
            "db.statement": statement,
            "db.rows": rows,
        }
        body = result.rows.body()
        return Noted(began, values, () if body is None else (body,))

    def _fresh(self) -> _Result:
        """What was gathered; from here on anew."""
        result, self._result = self._result, _Result(Rows(most_rows=self._most_rows))
        return result

    def _describe(self, body: bytes) -> None:
        (count,) = _SHORT.unpack_from(body.ljust(2, b"\0"))
        at, names, kinds = 2, [], []
        for _ in range(count):
            end = body.find(b"\0", at)
            if end < 0 or end + 1 + _FIELD.size > len(body):
                break
            names.append(_text(body[at:end]))
            _, _, oid, _, _, coded = _FIELD.unpack_from(body, end + 1)
            kinds.append((oid, coded))
            at = end + 1 + _FIELD.size
        self._result = _Result(Rows(names, self._most_rows), tuple(kinds))

    def _row(self, body: bytes) -> None:
        rows, kinds = self._result.rows, self._result.kinds
        if rows.full:
            rows.skip()
            return
        (count,) = _SHORT.unpack_from(body.ljust(2, b"\0"))
        at, cells = 2, list[str | None]()
        # As many as were described, whatever the row says of itself.
        for place in range(len(kinds) or count):
            size = _LENGTH.unpack_from(body, at)[0] if at + 4 <= len(body) else -1
            at += 4
            cells.append(
                _value(body[at : at + size], kinds[place : place + 1]) if size >= 0 else None
            )
            at += max(size, 0)
        rows.add(cells, len(body))

    def _copied(self, body: bytes) -> None:
        """A row of COPY TO STDOUT in its text format; other formats are counted alone."""
        rows = self._result.rows
        if rows.full:
            rows.skip()
            return
        cells = _text(body).rstrip("\r\n").split("\t")
        rows.add([None if cell == r"\N" else cell for cell in cells], len(body))


def _value(octets: bytes, kind: tuple[tuple[int, int], ...]) -> str | None:
    """A cell's text; None for a binary form that has none here."""
    if kind and kind[0][1] == 1 and kind[0][0] not in _TEXTS:
        return str(int.from_bytes(octets, "big", signed=True)) if kind[0][0] in _NUMBERS else None
    return _text(octets)


def _text(octets: bytes) -> str:
    return octets.rstrip(b"\0").decode("utf-8", "replace")
