# PostgreSQL's log as plain text, in a file of its own or in messages of syslog: what stands before
# the severity is the operator's `log_line_prefix`, of which the usual parts are known: time,
# process, user@database, client, and names with values. A record's further lines begin with a tab.
from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np

from .column import Column, column
from .log_columns import events_of_rows
from .log_postgresql import said, zoned_time
from .log_reading import About, Reading, lines_of

__all__ = ["POSTGRESQL_START", "PostgresqlText", "is_postgresql_text", "read_messages"]

_LEVELS: Final = "LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\\d?|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION"
_TIME: Final = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? (?:[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?)"
# What a line begins with that begins a record.
POSTGRESQL_START: Final = rf"{_TIME}|\S.*?(?:LOG|ERROR|FATAL|STATEMENT):  "
_RECORD: Final = re.compile(
    rf"^(?P<prefix>.*?)\b(?P<level>{_LEVELS}):  (?P<message>.*)$", re.DOTALL
)
_PART: Final = re.compile(r"^\[(?P<record>\d+)-(?P<part>\d+)\] ?(?P<text>.*)$", re.DOTALL)
_PREFIX: Final = {
    "time": re.compile(_TIME),
    "process": re.compile(r"\[(\d+)(?:-\d+)?\]"),
    "user": re.compile(r"\buser=([^, ]+)"),
    "database": re.compile(r"\b(?:db|database)=([^, ]+)"),
    "program": re.compile(r"\b(?:app|application_name)=([^,]+?)(?:,| client=|$)"),
    "client": re.compile(r"\b(?:client|host|remote)=([0-9A-Fa-f.:]+)(?:\((\d+)\))?"),
    "both": re.compile(r"(?:^|[ \]:])([\w.-]+)@([\w.-]+)(?=[ :,]|$)"),
    "remote": re.compile(r"(?:^|[ ,:])([0-9A-Fa-f.:]{3,45})\((\d{1,5})\)"),
}
_RECEIVED: Final = re.compile(r"^connection received: host=(?P<host>\S+)(?: port=(?P<port>\d+))?")
_AUTHORISED: Final = re.compile(
    r"^connection authorized: user=(?P<user>\S+)(?: database=(?P<database>\S+))?"
    r"(?: application_name=(?P<program>[^ ]+))?"
)
_WRONG: Final = re.compile(r'^password authentication failed for user "(?P<user>[^"]*)"')
_ESCAPED: Final = {"#011": "\t", "#012": "\n", "#015": ""}
_REMEMBERED: Final = 20_000


def is_postgresql_text(line: str) -> bool:
    """Whether a line is one of such a log."""
    found = _RECORD.match(line)
    return found is not None and _PREFIX["time"].match(line) is not None


class PostgresqlText:
    """Reads such a log; what it remembers is who is behind which process."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._known: OrderedDict[str, dict[str, object]] = OrderedDict()

    def __call__(self, text: str) -> Reading:
        """The statements and sign-ins of whole records."""
        records: list[str] = []
        places: list[int] = []
        unread = []
        for place, line in enumerate(lines_of(text)):
            if line.startswith("\t") and records:
                records[-1] += f"\n{line[1:]}"
            elif _RECORD.match(line):
                records.append(line)
                places.append(place)
            elif line.strip():
                unread.append(place)
        return self.records(records, places, unread)

    def records(
        self,
        records: Sequence[str],
        places: Sequence[int],
        unread: Sequence[int],
        times: Column | None = None,
    ) -> Reading:
        """The same, of records that begin in these places."""
        rows, kept, order = [], [], []
        for number, record in enumerate(records):
            row = self._row(record)
            if row is not None:
                rows.append(row)
                kept.append(places[number])
                order.append(number)
        held = None if times is None else times.take(column(order))
        return events_of_rows(
            rows, np.array(kept, np.int64), self._about, np.array(unread, np.int64), held
        )

    def _row(self, record: str) -> dict[str, object] | None:
        found = _RECORD.match(record)
        if found is None:
            return None
        message, level = found["message"], found["level"]
        whose = _whose(found["prefix"])
        process = str(whose.pop("process", ""))
        known = self._known.setdefault(process, {}) if process else {}
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        for form in (_RECEIVED, _AUTHORISED, _WRONG):
            told = form.match(message)
            if told is not None:
                known |= {_NAMES[name]: value for name, value in told.groupdict().items() if value}
        known |= {name: value for name, value in whose.items() if name != "@timestamp" and value}
        if level == "STATEMENT":
            event = {
                "event.category": "database",
                "event.action": "statement",
                "event.outcome": "failure",
                "db.statement": message,
            }
        else:
            event = said(message) or {}
        if not event:
            return None
        return {
            "@timestamp": whose.get("@timestamp"),
            **known,
            "db.system": "postgresql",
            "event.dataset": "postgresql.log",
            **event,
        }


def read_messages(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """The statements and sign-ins of messages of syslog, whose long records come in parts."""
    records: list[str] = []
    places: list[int] = []
    begun: dict[str, int] = {}
    unread = []
    for place, line in enumerate(lines):
        found = _PART.match(line)
        text = line if found is None else found["text"]
        for mark, character in _ESCAPED.items():
            text = text.replace(mark, character)
        if found is not None and found["part"] != "1" and found["record"] in begun:
            # A part that begins with a tab is a line of its own, any other the rest of one.
            further = f"\n{text[1:]}" if text.startswith("\t") else text
            records[begun[found["record"]]] += further
            continue
        if found is not None:
            begun[found["record"]] = len(records)
        records.append(text)
        places.append(place)
        if (told := _RECORD.match(text)) is None or (
            told["level"] != "STATEMENT" and said(told["message"]) is None
        ):
            unread.append(place)
    reader = PostgresqlText(about)
    held = None if times is None else times.take(column(places))
    return reader.records(records, places, unread, held)


_NAMES: Final = {
    "user": "user.name", "database": "db.name", "program": "process.name", "host": "source.ip",
    "port": "source.port",
}  # fmt: skip


def _whose(prefix: str) -> dict[str, object]:
    """What a prefix says of time and connection."""
    found = {name: each.search(prefix) for name, each in _PREFIX.items()}
    told: dict[str, object] = {}
    if (time := found["time"]) is not None:
        told["@timestamp"] = zoned_time(time[0])
    for name, target in (("process", "process"), ("user", "user.name"), ("database", "db.name"),
                         ("program", "process.name")):  # fmt: skip
        if (one := found[name]) is not None:
            told[target] = one[1]
    if (both := found["both"]) is not None and "user.name" not in told:
        told["user.name"], told["db.name"] = both[1], both[2]
    where = found["client"] or found["remote"]
    if where is not None:
        told["source.ip"], told["source.port"] = where[1], where[2]
    return told
