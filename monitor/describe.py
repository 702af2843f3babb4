# An event as a line of evidence: its id, when, who and what was done, with values that people
# put into statements and addresses left out.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from .statement import without_values

__all__ = ["DESCRIBED_COLUMNS", "described", "line_of", "request_of"]

DESCRIBED_COLUMNS: Final = (
    "@timestamp", "event.id", "event.action", "user.name", "source.ip", "source.port",
    "destination.ip", "destination.port", "db.name", "db.statement", "db.rows",
    "http.request.method", "http.response.status_code", "url.domain", "url.path",
    "http.request.body.bytes", "dns.question.name", "tls.client.server_name", "message",
    "tongguan.records", "event.category", "file.name", "file.size", "destination.domain",
    "tongguan.operation", "tongguan.target",
)  # fmt: skip
_LONGEST: Final = 300
# A file may be called by somebody's number.
_DIGITS: Final = re.compile(r"\d{5,}")


def described(batch: pa.RecordBatch) -> list[tuple[int, str, str]]:
    """For each event its records, its id and a line about it."""
    rows = batch.select(list(DESCRIBED_COLUMNS)).to_pylist()
    return [(row["tongguan.records"] or 0, row["event.id"] or "", line_of(row)) for row in rows]


def line_of(row: Mapping[str, object]) -> str:
    """What an event says in a line, by the columns of `EVENT_SCHEMA`."""
    stamp = row["@timestamp"]
    time = ""
    if isinstance(stamp, dt.datetime):
        time = stamp.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{time} {_said(row)}"[:_LONGEST]


def _said(row: Mapping[str, object]) -> str:
    source = _end(row, "source")
    destination = _end(row, "destination")
    way = f"{source} -> {destination}" if destination else source
    if statement := row.get("db.statement"):
        who = row.get("user.name") or "?"
        count = "" if row.get("db.rows") is None else f" [{row['db.rows']} rows]"
        where = f"/{row['db.name']}" if row.get("db.name") else ""
        return f"{who}@{way or '?'}{where}{count}: {without_values(str(statement))}"
    if request := request_of(row):
        sent = row.get("http.request.body.bytes") or row.get("file.size")
        back = str(row.get("tongguan.operation")) == "RETR"
        size = f" [{sent} bytes {'fetched' if back else 'sent'}]" if sent else ""
        return f"{way}: {request}{size}"
    if row.get("dns.question.name"):
        return f"{way}: {row['dns.question.name']}"
    if row.get("tls.client.server_name"):
        return f"{way}: TLS {row['tls.client.server_name']}"
    return way or str(row.get("event.action") or "")


def request_of(row: Mapping[str, object]) -> str:
    """Method and address of a request, "" where an event is none.

    >>> request_of({"http.request.method": "GET", "url.domain": "a.example", "url.path": "/b"})
    'GET a.example/b'
    >>> request_of({"event.category": "file", "tongguan.operation": "STOR", "file.name": "a.csv"})
    'STOR a.csv'
    """
    if row.get("event.category") == "email":
        return f"mail to {row.get('destination.domain') or '?'}"
    if operation := row.get("tongguan.operation"):
        if row.get("event.category") == "file":
            return f"{operation} {_DIGITS.sub('#', str(row.get('file.name') or ''))}".rstrip()
        if row.get("tongguan.target"):
            return f"{operation} {row['tongguan.target']}"
    if row.get("url.path") is None and not row.get("http.request.method"):
        return ""
    method = row.get("http.request.method") or "?"
    return f"{method} {row.get('url.domain') or ''}{row.get('url.path') or ''}"


def _end(row: Mapping[str, object], side: str) -> str:
    address, port = row.get(f"{side}.ip"), row.get(f"{side}.port")
    if not address:
        return ""
    return f"{address}:{port}" if port is not None else str(address)
