# Statements and their results from the wire of MySQL and MariaDB: who asked what of which
# database, how many rows came back, and the rows themselves as far as their number is bounded.
# Answers to the server's challenge are passed over, never kept.
from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from .hidden import Hidden
from .mysql_result import Answer, Result
from .mysql_text import as_standard, changed_database
from .mysql_wire import Packets, lenenc, lenenc_bytes, value_of
from .noted import Noted, Value
from .rows import MOST_ROWS
from .stream import Gap

__all__ = ["MySql", "begins_mysql"]

_WITH_DB, _COMPRESS, _SSL = 1 << 3, 1 << 5, 1 << 11
_SECURE, _PLUGIN, _ATTRIBUTES, _LONG_AUTH = 1 << 15, 1 << 19, 1 << 20, 1 << 21
_NO_EOF, _ZSTD, _QUERY_ATTRIBUTES = 1 << 24, 1 << 26, 1 << 27
_QUIT, _INIT_DB, _QUERY, _CHANGE_USER, _BINLOG = 0x01, 0x02, 0x03, 0x11, (0x12, 0x1E)
_PREPARE, _EXECUTE, _LONG_DATA, _CLOSE, _FETCH = 0x16, 0x17, 0x18, 0x19, 0x1C
_BULK_EXECUTE, _FIELDS, _STATISTICS = 0xFA, 0x04, 0x09
_LAST: Final = 0xFFFFFFFF
_MOST_PREPARED: Final = 10_000


def begins_mysql(payload: bytes) -> bool:
    """Whether a server's first bytes greet a client: version 10 of the protocol."""
    if len(payload) < 40 or payload[3] or payload[4] != 10:
        return False
    version = payload[5:].partition(b"\0")[0]
    size = int.from_bytes(payload[:3], "little")
    return size <= 4_096 and 0 < len(version) < 128 and version[:1].isdigit() and version.isascii()


class MySql:
    """A session of MySQL or MariaDB, from both sides."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._client, self._server = Packets(), Packets()
        self._phase = "greeting"
        self._offered = self._taken = 0
        self._system = "mysql"
        self._user: str | None = None
        self._database: str | None = None
        self._program: str | None = None
        self._prepared: dict[int, Result] = {}
        self._last: Result | None = None
        self._waiting: deque[Answer] = deque()
        self._hidden: Hidden | None = None
        self._sending_file = False
        self._signed_in = 0
        self._over = False

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""
        return self._over or (self._hidden is not None and self._hidden.over)

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; nothing is complete until the server answers."""
        if self._hidden is not None:
            return self._hidden.forth(time, data)
        return self._read(time, data, self._client, self._from_client)

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server sent; the statements that this completes."""
        if self._hidden is not None:
            return self._hidden.back(time, data)
        return self._read(time, data, self._server, self._from_server)

    def end(self) -> list[Noted]:
        """Statements whose end was not seen."""
        if self._hidden is not None:
            return self._hidden.end()
        noted = [
            self._noted(each, each.result, each.time, each.result.count or None, "unknown")
            for each in self._waiting
            if each.told
        ]
        self._waiting.clear()
        return noted

    def _read(
        self,
        time: int,
        data: bytes | Gap,
        packets: Packets,
        take: Callable[[int, bytes, int], list[Noted]],
    ) -> list[Noted]:
        if self._over:
            return []
        noted: list[Noted] = []
        if isinstance(data, Gap):
            self._over = True
            return noted
        try:
            for number, body in packets.feed(data):
                noted += take(number, body, time)
                if self.over or self._hidden is not None:
                    break
        except IndexError:
            # Something stands there that is shorter than it says: what follows is not sure.
            packets.broken = True
        if packets.broken:
            self._over = True
        return noted

    def _from_client(self, number: int, body: bytes, time: int) -> list[Noted]:
        if self._phase == "greeting":
            self._over = True
        elif self._phase == "login":
            return self._login(body, time)
        elif self._phase == "command":
            if self._sending_file:
                self._sending_file = bool(body)
            elif number == 0 and body:
                self._command(body, time)
        return []

    def _login(self, body: bytes, time: int) -> list[Noted]:
        taken = int.from_bytes(body[:4], "little")
        if taken & _SSL and len(body) <= 36:
            self._hidden = Hidden(self._system, time)
            return []
        self._taken = taken & self._offered
        user, _, rest = body[32:].partition(b"\0")
        self._user = _text(user) or None
        if taken & _LONG_AUTH:
            size, at = lenenc(rest, 0)
        elif taken & _SECURE:
            size, at = rest[0], 1
        else:
            size, at = rest.find(b"\0") + 1, 0
        self._named(rest[at + max(size, 0) :], taken)
        self._phase, self._signed_in = "auth", time
        return []

    def _named(self, rest: bytes, taken: int) -> None:
        """Database and program, which stand behind the password's answer."""
        if taken & _WITH_DB:
            database, _, rest = rest.partition(b"\0")
            self._database = _text(database) or None
        if taken & _PLUGIN:
            rest = rest.partition(b"\0")[2]
        if taken & _ATTRIBUTES and rest:
            _, at = lenenc(rest, 0)
            while at < len(rest):
                key, at = lenenc_bytes(rest, at)
                value, at = lenenc_bytes(rest, at)
                if key in (b"program_name", b"_client_name") and value:
                    self._program = _text(value)
                    if key == b"program_name":
                        break

    def _command(self, body: bytes, time: int) -> None:
        kind, rest = body[0], body[1:]
        if kind in (_LONG_DATA, _CLOSE, _QUIT):
            if kind == _CLOSE:
                self._prepared.pop(int.from_bytes(rest[:4], "little"), None)
            return
        if kind == _QUERY:
            statement = _text(self._bare(rest))
            self._waiting.append(Answer("rows", statement, time, self._fresh()))
        elif kind == _PREPARE:
            prepared = self._fresh()
            prepared.statement = _text(rest)
            self._waiting.append(Answer("prepare", "", time, prepared))
        elif kind in (_EXECUTE, _BULK_EXECUTE, _FETCH):
            number = int.from_bytes(rest[:4], "little")
            result = self._last if number == _LAST else self._prepared.get(number)
            result = (result or self._fresh()).again()
            way = "fetch" if kind == _FETCH else "execute"
            self._waiting.append(Answer(way, result.statement, time, result))
        elif kind == _INIT_DB:
            self._waiting.append(Answer("database", _text(rest), time, self._fresh()))
        elif kind in _BINLOG:
            # A replica's stream: everything the server writes, until the connection ends.
            self._waiting.append(Answer("stream", "BINLOG DUMP", time, self._fresh()))
        elif kind == _CHANGE_USER:
            self._user = _text(rest.partition(b"\0")[0]) or None
            after = rest.partition(b"\0")[2]
            self._database = _text(after[1 + after[0] :].partition(b"\0")[0]) or None
            self._phase, self._signed_in = "auth", time
        else:
            way = {_FIELDS: "fields", _STATISTICS: "text"}.get(kind, "plain")
            self._waiting.append(Answer(way, "", time, self._fresh()))

    def _bare(self, rest: bytes) -> bytes:
        """A statement without the attributes that newer clients put before it."""
        if not self._taken & _QUERY_ATTRIBUTES:
            return rest
        count, at = lenenc(rest, 0)
        _, at = lenenc(rest, at)
        if count > 0:
            nulls = rest[at : at + (count + 7) // 8]
            at += len(nulls) + 1
            kinds = []
            for _ in range(count):
                kinds.append((rest[at], bool(rest[at + 1] & 0x80)))
                _, at = lenenc_bytes(rest, at + 2)
            for place, (kind, unsigned) in enumerate(kinds):
                if not nulls[place // 8] >> place % 8 & 1:
                    _, at = value_of(rest, at, kind, unsigned=unsigned)
        return rest[at:]

    def _from_server(self, number: int, body: bytes, time: int) -> list[Noted]:  # noqa: ARG002
        if self._phase == "greeting":
            self._greeted(body)
        elif self._phase in ("login", "auth"):
            return self._answered(body, time)
        elif self._waiting and body:
            return self._replied(self._waiting[0], body, time)
        return []

    def _greeted(self, body: bytes) -> None:
        version, mark, rest = body[1:].partition(b"\0")
        if body[:1] != b"\x0a" or not mark or len(rest) < 15:
            self._over = True
            return
        self._system = "mariadb" if b"mariadb" in version.lower() else "mysql"
        low, high = rest[13:15], rest[18:20]
        self._offered = int.from_bytes(low, "little") | int.from_bytes(high, "little") << 16
        self._phase = "login"

    def _answered(self, body: bytes, time: int) -> list[Noted]:
        """How signing in went on: done, refused, or another challenge."""
        kind = body[:1]
        if kind not in (b"\0", b"\xff"):
            return []
        if kind == b"\xff":
            self._over = True
            if self._phase == "login":
                return []
        else:
            self._phase = "command"
            if self._taken & _ZSTD and not self._taken & _COMPRESS:
                self._hidden = Hidden(self._system, time)
            elif self._taken & _COMPRESS:
                self._client.compress()
                self._server.compress()
        values: dict[str, Value] = {
            **self._who(),
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "failure" if kind == b"\xff" else "success",
        }
        return [Noted(self._signed_in or time, values)]

    def _replied(self, answer: Answer, body: bytes, time: int) -> list[Noted]:
        """One more packet of the answer that is waited for."""
        result = answer.result
        told = result.take(answer.way, body, no_eof=bool(self._taken & _NO_EOF))
        if told is None:
            return []
        if told.wants_file:
            self._sending_file = True
            return []
        noted = []
        if answer.told:
            rows = told.affected if told.affected is not None else result.count
            noted.append(self._noted(answer, result, time, rows, told.outcome))
        if told.more:
            result.begin()
            return noted
        self._waiting.popleft()
        if answer.way == "prepare" and told.outcome == "success":
            if len(self._prepared) < _MOST_PREPARED:
                self._prepared[result.number] = result
            self._last = result
        elif told.outcome == "success":
            changed = answer.statement if answer.way == "database" else None
            if answer.way == "rows":
                changed = changed_database(answer.statement)
            self._database = changed or self._database
        return noted

    def _noted(
        self, answer: Answer, result: Result, time: int, rows: int | None, outcome: str
    ) -> Noted:
        values: dict[str, Value] = {
            **self._who(),
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": outcome,
            "event.duration": time - answer.time,
            "db.statement": as_standard(answer.statement),
            "db.rows": rows,
        }
        body = result.rows.body()
        return Noted(answer.time, values, () if body is None else (body,))

    def _who(self) -> dict[str, Value]:
        return {
            "network.protocol": self._system,
            "user.name": self._user,
            "process.name": self._program,
            "db.system": self._system,
            "db.name": self._database,
        }

    def _fresh(self) -> Result:
        return Result(self._most_rows)


def _text(octets: bytes) -> str:
    return octets.rstrip(b"\0").decode("utf-8", "replace")
