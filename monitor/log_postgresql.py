# PostgreSQL's log in CSV (manual, "Using CSV-Format Log Output") with statements logged by the
# server itself or by pgaudit, which also tells rows (pgaudit.log_rows). Times carry the name
# of a zone; PostgreSQL writes them in `log_timezone`, and names that are no offset are read
# for China's and UTC.
from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from .column import Column
from .log_columns import events_from, parsed_times

__all__ = ["events_of_csvlog", "is_csvlog"]

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


def events_of_csvlog(text: str, observer: str) -> pa.RecordBatch:
    """The statements, connections and failed sign-ins of whole records, other lines left out."""
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) > _APPLICATION]
    told = [(row, found) for row in rows if (found := _said(row)) is not None]
    names = ("event.category", "event.action", "event.outcome", "db.statement", "db.rows", "ms")
    said: dict[str, list[object]] = {name: [each.get(name) for _, each in told] for name in names}
    duration = [None if each is None else round(float(str(each)) * 1e6) for each in said.pop("ms")]
    columns: dict[str, Column] = {
        "@timestamp": _times(row[0] for row, _ in told),
        "user.name": _texts(row[_USER] for row, _ in told),
        "db.name": _texts(row[_DATABASE] for row, _ in told),
        "db.system": pa.array(["postgresql"] * len(told)),
        "source.ip": _texts(_host(row[_FROM]) for row, _ in told),
        "source.port": _texts(_port(row[_FROM]) for row, _ in told),
        "process.name": _texts(row[_APPLICATION] for row, _ in told),
        "event.dataset": pa.array(["postgresql.log"] * len(told)),
        "event.duration": pa.array(duration, pa.int64()),
        "db.rows": pa.array(said.pop("db.rows"), pa.int64()),
        **{name: pa.array(values, pa.string()) for name, values in said.items()},
    }
    return events_from(columns, len(told), observer)


def _said(row: list[str]) -> dict[str, object] | None:
    message = row[_MESSAGE]
    if message.startswith("AUDIT: "):
        return _audited(message[7:])
    found = _STATEMENT.match(message)
    if found is not None:
        return {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": "unknown",
            "db.statement": found["sql"],
            "ms": found["ms"],
        }
    if row[_STATE] in _FAILED_SIGN_IN:
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
    if row[_QUERY] and row[_STATE] != "00000":
        return {
            "event.category": "database",
            "event.action": "statement",
            "event.outcome": "failure",
            "db.statement": row[_QUERY],
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


def _times(texts: Iterable[str]) -> Column:
    zoned = []
    for each in texts:
        stamp, _, zone = each.rpartition(" ")
        if re.fullmatch(r"[+-]\d\d", zone):
            zone += "00"
        zoned.append((stamp, _ZONES.get(zone.upper(), zone if zone[:1] in "+-" else "+0000")))
    # Fractions are no part of what strptime reads.
    whole = pa.array([f"{stamp.partition('.')[0]} {zone}" for stamp, zone in zoned], pa.string())
    parts = [int((stamp.partition(".")[2] or "0").ljust(6, "0")[:6]) for stamp, _ in zoned]
    found = parsed_times(whole, ("%Y-%m-%d %H:%M:%S %z",)).cast(pa.int64())
    micros = [
        None if one is None else one + more
        for one, more in zip(found.to_pylist(), parts, strict=True)
    ]
    return pa.array(micros, pa.int64()).cast(pa.timestamp("us", tz="UTC"))


def _texts(values: Iterable[str | None]) -> Column:
    return pa.array([each or None for each in values], pa.string())


def _host(connection: str) -> str | None:
    host = connection.rpartition(":")[0].strip("[]")
    return host if host and host != "local" else None


def _port(connection: str) -> str | None:
    port = connection.rpartition(":")[2]
    return port if port.isdigit() else None
