# PostgreSQL's log in CSV (manual, "Using CSV-Format Log Output") or JSON, with statements logged
# by the server itself or by pgaudit, which also tells rows (pgaudit.log_rows). Times carry the
# name of a zone; PostgreSQL writes them in `log_timezone`, and names that are no offset are read
# for China's and UTC.
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

import numpy as np

from .json_lines import object_of, objects_of
from .log_columns import events_of_rows
from .log_reading import About, Reading

__all__ = [
    "events_of_csvlog",
    "events_of_jsonlog",
    "is_csvlog",
    "is_jsonlog",
    "said",
    "zoned_time",
]

_TIME: Final = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Za-z0-9+:-]+,")
_STATEMENT: Final = re.compile(
    r"^(?:duration: (?P<ms>[\d.]+) ms\s+)?(?:statement|execute [^:]*|parse [^:]*): (?P<sql>.*)",
    re.DOTALL,
)
_FAILED_SIGN_IN: Final = frozenset({"28P01", "28000", "28P02"})
_ZONES: Final = {"UTC": "+0000", "GMT": "+0000", "CST": "+0800", "PRC": "+0800", "HKT": "+0800"}
_USER, _DATABASE, _FROM, _TAG, _STATE, _MESSAGE, _QUERY, _APPLICATION = 1, 2, 4, 7, 12, 13, 19, 22


def is_csvlog(line: str) -> bool:
    """Whether a line begins as one of this log does."""
    return _TIME.match(line) is not None and line.count(",") > 15


def is_jsonlog(line: str) -> bool:
    """Whether a line is one of this log in JSON."""
    found = object_of(line)
    return found is not None and "error_severity" in found and "timestamp" in found


def events_of_csvlog(text: str, about: About) -> Reading:
    """The statements, connections and failed sign-ins of whole records, other records left out."""
    rows, places, unread = [], [], []
    for place, row in _records(text):
        if len(row) <= _APPLICATION:
            unread += [place] if any(row) else []
            continue
        found = said(row[_MESSAGE], row[_STATE], row[_QUERY])
        if found is not None:
            rows.append({**_whose(row), **found})
            places.append(place)
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64))


def events_of_jsonlog(text: str, about: About) -> Reading:
    """The same of the log in JSON."""
    lines, places, unread = objects_of(text)
    rows, kept = [], []
    for line, place in zip(lines, places.tolist(), strict=True):
        told = {name: str(value) for name, value in line.items()}
        found = said(
            told.get("message", ""), told.get("state_code", "00000"), told.get("statement", "")
        )
        if found is None:
            continue
        row = [""] * (_APPLICATION + 1)
        host = told.get("remote_host", "")
        row[0], row[_USER] = told.get("timestamp", ""), told.get("user", "")
        row[_DATABASE], row[_APPLICATION] = told.get("dbname", ""), told.get("application_name", "")
        row[_FROM] = f"{host}:{told.get('remote_port', '')}" if host else ""
        rows.append({**_whose(row), **found})
        kept.append(place)
    return events_of_rows(rows, np.array(kept, np.int64), about, unread)


def zoned_time(text: str) -> str:
    """A time with its zone as an offset."""
    stamp, _, zone = text.rpartition(" ")
    return f"{stamp}{_ZONES.get(zone.upper(), zone if zone[:1] in ('+', '-') else '+0000')}"


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records and the lines they begin in; one that breaks the rules of CSV is empty cells."""
    reader = csv.reader(io.StringIO(text, newline="\n"))
    begun = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            row = ["damaged"]
        if row is None:
            return
        yield begun, row
        begun = reader.line_num


def _whose(row: list[str]) -> dict[str, object]:
    return {
        "@timestamp": zoned_time(row[0]),
        "user.name": row[_USER],
        "db.name": row[_DATABASE],
        "db.system": "postgresql",
        "source.ip": _host(row[_FROM]),
        "source.port": _port(row[_FROM]),
        "process.name": row[_APPLICATION],
        "event.dataset": "postgresql.log",
    }


def said(message: str, state: str = "00000", query: str = "") -> dict[str, object] | None:
    """What a record tells of a statement or a sign-in; None for one of anything else."""
    if message.startswith("AUDIT: "):
        return _audited(message[7:])
    found = _STATEMENT.match(message)
    if found is not None:
        return {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": "unknown",
            "db.statement": found["sql"],
            "event.duration": None if found["ms"] is None else round(float(found["ms"]) * 1e6),
        }
    if state in _FAILED_SIGN_IN or message.startswith("password authentication failed"):
        return {
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "failure",
        }
    if message.startswith("connection authorized:"):
        return {
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "success",
        }
    if query and state != "00000":
        return {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": "failure",
            "db.statement": query,
        }
    return None


def _audited(entry: str) -> dict[str, object] | None:
    """Pgaudit's record: kind, two numbers, class, command, object type and name, statement,
    parameters, and rows where it is told to log them.
    """
    fields = next(csv.reader(io.StringIO(entry)), [])
    if len(fields) < 8:
        return None
    rows = fields[9] if len(fields) > 9 and fields[9].isdigit() else None
    return {
        "event.category": "database",
        "event.action": "statement",
        "event.outcome": "success",
        "db.statement": fields[7],
        "db.rows": None if rows is None else int(rows),
    }


def _host(connection: str) -> str | None:
    host = connection.rpartition(":")[0].strip("[]")
    return host if host and host != "local" else None


def _port(connection: str) -> str | None:
    port = connection.rpartition(":")[2]
    return port if port.isdigit() else None
