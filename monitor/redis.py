# Commands and replies of Redis and its kin: who asked for which keys, and what came back. A
# client that fetches a thousand records sends a thousand commands, so commands that are alike
# and follow one another are one event, with how many there were. Of keys their shape is told,
# without what tells one from another; of values nothing, they go to whoever looks into content.
from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from .noted import Body, Noted, Value
from .record_table import table_of
from .redis_replies import records_of
from .resp import Failure, Pushed, Reply, Values
from .rows import MOST_KEPT, MOST_ROWS
from .stream import Gap

__all__ = ["Redis", "begins_redis", "shape_of"]

_BEGINS: Final = re.compile(rb"\*[1-9]\d{0,5}\r\n\$\d{1,9}\r\n[A-Za-z]")
# A run of alike commands is told after so long, even while it goes on.
_LONGEST_RUN_NS: Final = 60 * 1_000_000_000
_MOST_WAITING: Final = 100_000
_TELLING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-fA-F]{16,}|\d+|[^\x20-\x7e]+")
_NAME: Final = re.compile(r"[A-Za-z_?][A-Za-z_.?-]{0,31}")
_WORD: Final = re.compile(rb"[A-Za-z]{1,20}")
# What a connection says about itself, and what only keeps it up.
_ABOUT: Final = frozenset(
    {"AUTH", "HELLO", "SELECT", "CLIENT", "COMMAND", "PING", "ECHO", "QUIT", "RESET"}
)
# Commands whose first word says too little; the second is a word of theirs.
_PAIRED: Final = frozenset({
    "ACL", "CLIENT", "CLUSTER", "CONFIG", "DEBUG", "FUNCTION", "LATENCY", "MEMORY", "MODULE",
    "OBJECT", "PUBSUB", "SCRIPT", "SLOWLOG", "XGROUP", "XINFO",
})  # fmt: skip
_KEYLESS: Final = frozenset({
    "ACL", "BGREWRITEAOF", "BGSAVE", "CLIENT", "CLUSTER", "CONFIG", "DBSIZE", "DEBUG", "DISCARD",
    "EVAL", "EVALSHA", "EXEC", "FCALL", "FLUSHALL", "FLUSHDB", "INFO", "KEYS", "LASTSAVE",
    "LATENCY", "MEMORY", "MODULE", "MONITOR", "MULTI", "PSYNC", "PUBLISH", "RANDOMKEY",
    "REPLICAOF", "SAVE", "SCAN", "SCRIPT", "SHUTDOWN", "SLAVEOF", "SLOWLOG", "SYNC", "TIME",
    "UNWATCH", "WAIT", "XREAD", "XREADGROUP",
})  # fmt: skip
_MANY_KEYS: Final = frozenset(
    {"MGET", "DEL", "UNLINK", "EXISTS", "TOUCH", "SUNION", "SINTER", "SDIFF"}
)
# From here on the server writes without being asked.
_STREAMS: Final = frozenset({"MONITOR", "SYNC", "PSYNC"})
_SUBSCRIBES: Final = frozenset({"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"})


def begins_redis(payload: bytes) -> bool:
    """Whether a client's first bytes are a command."""
    return _BEGINS.match(payload) is not None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command that waits for its reply; `key` is what its reply's values belong to."""

    name: str
    shape: str
    time: int
    fields: tuple[str, ...] = ()
    user: str | None = None
    database: str | None = None


@dataclass(slots=True)
class _Run:
    """Alike commands, one after the other."""

    shape: str
    outcome: str
    time: int
    last: int
    times: int = 0
    records: list[dict[str, str]] = field(default_factory=list)
    count: int = 0
    kept: int = 0
    octets: int = 0


class Redis:
    """A connection to Redis, from both sides."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._client, self._server = Values(inline=True), Values()
        self._waiting: deque[_Asked] = deque()
        self._queued: list[_Asked] = []
        self._run: _Run | None = None
        self._user: str | None = None
        self._database = "0"
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; nothing is complete until the server answers."""
        if isinstance(data, Gap):
            return self._lost()
        if not self.over:
            for value, _ in self._client.feed(data):
                if isinstance(value, list) and value:
                    self._command([each for each in value if isinstance(each, bytes)], time)
            self.over |= self._client.broken or len(self._waiting) > _MOST_WAITING
        return []

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server sent; the runs that this ends."""
        if isinstance(data, Gap):
            return self._lost()
        noted: list[Noted] = []
        if not self.over:
            for value, size in self._server.feed(data):
                noted += self._replied(value, size, time)
                if self.over:
                    break
            self.over |= self._server.broken
        return noted

    def end(self) -> list[Noted]:
        """The run that was going on, and commands without a reply."""
        noted = self._told()
        for each in self._waiting:
            if each.name not in _ABOUT:
                noted += self._counted(each, "unknown", [], 0, each.time)
        self._waiting.clear()
        return noted + self._told()

    def _lost(self) -> list[Noted]:
        """Replies can no longer be told from one another."""
        self.over = True
        return []

    def _command(self, words: list[bytes], time: int) -> None:
        name = words[0].decode("latin-1").upper() if words and _WORD.fullmatch(words[0]) else "?"
        asked = _Asked(name, shape_of(words), time, _fields_of(name, words))
        if name == "AUTH":
            asked = _Asked(name, name, time, user=_text(words[1]) if len(words) > 2 else "default")
        elif name == "HELLO":
            upper = [each.upper() for each in words]
            at = upper.index(b"AUTH") if b"AUTH" in upper else len(words)
            asked = _Asked(
                name, name, time, user=_text(words[at + 1]) if at + 1 < len(words) else None
            )
        elif name == "SELECT":
            asked = _Asked(name, name, time, database=_text(words[1]) if len(words) > 1 else None)
        self._waiting.append(asked)

    def _replied(self, value: Reply, size: int, time: int) -> list[Noted]:
        if isinstance(value, Pushed) or not self._waiting:
            return []
        asked = self._waiting.popleft()
        failed = isinstance(value, Failure)
        if asked.name == "RESET":
            self._user, self._database = None, "0"
        if asked.user is not None:
            return self._signed_in(asked, failed=failed)
        if asked.database is not None and not failed:
            self._database = asked.database[:10]
        if asked.name in _ABOUT:
            return []
        if value == b"QUEUED":
            self._queued.append(asked)
            return []
        noted: list[Noted] = []
        if asked.name == "EXEC" and isinstance(value, list):
            for each, one in zip(self._queued, value, strict=False):
                noted += self._reply(each, one, size // max(1, len(value)), time)
            self._queued = []
            return noted
        if asked.name in ("EXEC", "DISCARD"):
            self._queued = []
        noted = self._reply(asked, value, size, time)
        if asked.name in _STREAMS or (asked.name in _SUBSCRIBES and isinstance(value, list)):
            noted += self._told()
            self.over = True
        return noted

    def _reply(self, asked: _Asked, value: Reply, size: int, time: int) -> list[Noted]:
        outcome = "failure" if isinstance(value, Failure) else "success"
        return self._counted(
            asked, outcome, records_of(asked.name, asked.fields, value), size, time
        )

    def _signed_in(self, asked: _Asked, *, failed: bool) -> list[Noted]:
        if not failed:
            self._user = asked.user
        values: dict[str, Value] = {
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "failure" if failed else "success",
            "network.protocol": "redis",
            "user.name": asked.user,
            "db.system": "redis",
        }
        return [*self._told(), Noted(asked.time, values)]

    def _counted(
        self, asked: _Asked, outcome: str, records: list[dict[str, str]], size: int, time: int
    ) -> list[Noted]:
        """The command added to the run it continues; another run before it is told."""
        noted: list[Noted] = []
        run = self._run
        if run is not None and (
            (run.shape, run.outcome) != (asked.shape, outcome)
            or asked.time - run.time > _LONGEST_RUN_NS
        ):
            noted = self._told()
            run = None
        if run is None:
            run = self._run = _Run(asked.shape, outcome, asked.time, time)
        run.last, run.times = max(time, run.last), run.times + 1
        run.octets += size
        run.count += len(records)
        if len(run.records) < self._most_rows and run.kept < MOST_KEPT:
            run.records += records[: self._most_rows - len(run.records)]
            run.kept += size
        return noted

    def _told(self) -> list[Noted]:
        """The run that was going on, as an event."""
        run, self._run = self._run, None
        if run is None:
            return []
        values: dict[str, Value] = {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": run.outcome,
            "event.duration": run.last - run.time,
            "network.protocol": "redis",
            "user.name": self._user,
            "db.system": "redis",
            "db.name": self._database,
            "db.statement": run.shape,
            "db.rows": run.count or None,
            "tongguan.operation": run.shape.partition(" ")[0],
            "tongguan.times": run.times,
            "destination.bytes": run.octets,
        }
        body = _body(run)
        return [Noted(run.time, values, () if body is None else (body,))]


def shape_of(words: list[bytes]) -> str:
    """A command without its values: its name, and the shapes of keys, numbers as `?`.

    >>> shape_of([b"hset", b"resident:610104199001011234", b"name", b"x"])
    'HSET resident:? (2)'
    """
    if not words or not _WORD.fullmatch(words[0]):
        return "?"
    name = words[0].decode("latin-1").upper()
    if name in _PAIRED and len(words) > 1 and _WORD.fullmatch(words[1]):
        return f"{name} {words[1].decode('latin-1').upper()}"
    if name in _KEYLESS or len(words) < 2:
        return name
    if name in _MANY_KEYS:
        keys = sorted({_key(each) for each in words[1:200]})
        return f"{name} {' '.join(keys[:4])}"
    more = f" ({len(words) - 2})" if len(words) > 2 else ""
    return f"{name} {_key(words[1])}{more}"


def _key(key: bytes) -> str:
    """A key's shape: of several parts the last names one of a kind, and is gone."""
    parts = _TELLING.sub("?", key[:200].decode("utf-8", "replace")).split(":")
    if len(parts) > 1:
        parts[-1] = "?"
    return ":".join(part if _NAME.fullmatch(part) else "?" for part in parts)


def _fields_of(name: str, words: list[bytes]) -> tuple[str, ...]:
    """The names under which a reply's values stand, where the command says them."""
    return tuple(_text(each) for each in words[2:]) if name == "HMGET" else ()


def _body(run: _Run) -> Body | None:
    if not run.records:
        return None
    return Body("back", rows=table_of(run.records), rows_sent=run.count)


def _text(octets: bytes) -> str:
    return octets[:256].decode("utf-8", "replace")
