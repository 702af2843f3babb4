# The general log of MySQL and MariaDB: who signed in and what every connection asked, statements
# over as many lines as they have. MariaDB tells a time only where the second changes; an account
# is told where its connection begins, and is remembered from there.
from __future__ import annotations

import re
from collections import OrderedDict
from typing import Final

import numpy as np

from .log_columns import events_of_rows
from .log_reading import About, Reading

__all__ = ["GENERAL_START", "GeneralLog", "is_general"]

_TIME: Final = (
    r"(?:\d{6} [ \d]\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?"
)
# What a line begins with that begins a record.
GENERAL_START: Final = rf"{_TIME}\t+ *\d+ [A-Z][A-Za-z ]+(?:\t|$)"
_RECORD: Final = re.compile(
    rf"^(?P<time>{_TIME})\t+ *(?P<session>\d+) (?P<command>[A-Z][A-Za-z ]+?)(?:\t(?P<argument>.*))?$"
)
_HEADER: Final = re.compile(
    r"^(?:\S*(?:mysqld|mariadbd)\S*, Version: |Tcp port: |Time +\t? *Id |Time\t)"
)
_ACCOUNT: Final = re.compile(
    r"^(?P<user>[^@]*)@(?P<host>\S*?)(?: on (?P<database>\S*))?(?: using .*)?$"
)
_DENIED: Final = re.compile(r"^Access denied for user '(?P<user>[^']*)'@'(?P<host>[^']*)'")
_REMEMBERED: Final = 20_000


def is_general(line: str) -> bool:
    """Whether a line is one of a general log, its header among them."""
    return _HEADER.match(line) is not None or (
        (found := _RECORD.match(line)) is not None and bool(found["time"])
    )


class GeneralLog:
    """Reads a general log; what it remembers is the last time and whose connections there are."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._time: str | None = None
        self._sessions: OrderedDict[str, tuple[str, str | None, str]] = OrderedDict()

    def __call__(self, text: str) -> Reading:
        """The sign-ins and statements of whole records."""
        rows: list[dict[str, object]] = []
        places, unread = [], []
        statement: list[str] | None = None
        within = False
        for place, line in enumerate(text.split("\n")):
            found = _RECORD.match(line)
            if found is None:
                if statement is not None:
                    statement.append(line)
                elif line.strip() and not within and not _HEADER.match(line):
                    unread.append(place)
                continue
            _close(rows, statement)
            within, statement = True, None
            self._time = self._stamp(found["time"]) or self._time
            row = self._row(found["session"], found["command"], found["argument"] or "")
            if row is not None:
                if row["event.category"] == "database":
                    statement = [found["argument"] or ""]
                rows.append({**row, "@timestamp": self._time})
                places.append(place)
        _close(rows, statement)
        lines = np.array(places, np.int64)
        return events_of_rows(rows, lines, self._about, np.array(unread, np.int64))

    def _row(self, session: str, command: str, argument: str) -> dict[str, object] | None:
        denied = _DENIED.match(argument) if command == "Connect" else None
        if denied is not None:
            return _event("sign-in", "failure", denied["user"], denied["host"], "")
        if command in ("Connect", "Change user"):
            account = _ACCOUNT.match(argument)
            if account is None:
                return None
            told = account["user"], account["host"], account["database"] or ""
            self._sessions[session] = told
            if len(self._sessions) > _REMEMBERED:
                self._sessions.popitem(last=False)
            return _event("sign-in", "unknown", *told)
        user, host, database = self._sessions.get(session, ("", None, ""))
        if command in ("Query", "Execute"):
            return _event("statement", "unknown", user, host, database)
        if command == "Init DB":
            self._sessions[session] = user, host, argument
        elif command == "Quit":
            self._sessions.pop(session, None)
        return None

    def _stamp(self, text: str) -> str | None:
        if len(text) == 15:
            return f"20{text[:2]}-{text[2:4]}-{text[4:6]} {text[7:].replace(' ', '0')}"
        return text or None


def _event(
    action: str, outcome: str, user: str, host: str | None, database: str
) -> dict[str, object]:
    return {
        "event.category": "database" if action == "statement" else "authentication",
        "event.action": action,
        "event.outcome": outcome,
        "user.name": user,
        "source.ip": host if host and re.fullmatch(r"[0-9a-fA-F.:]+", host) else None,
        "db.name": database,
        "db.system": "mysql",
        "event.dataset": "mysql.general",
    }


def _close(rows: list[dict[str, object]], statement: list[str] | None) -> None:
    if statement is not None:
        rows[-1]["db.statement"] = "\n".join(statement).rstrip("\n")
