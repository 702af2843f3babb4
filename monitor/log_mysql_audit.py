# What MySQL and MariaDB audit: MariaDB's server_audit (a line of fields between commas, in a file
# or in messages of syslog), and the JSON and XML that Percona's and MySQL's audit logs write. The
# XML is cut by its tags and never handed to a parser that follows what documents ask for.
from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .column import Column, column
from .json_lines import at, object_of
from .log_columns import events_of_rows
from .log_reading import About, Reading, lines_of

__all__ = [
    "XML_START",
    "events_of_audit_csv",
    "events_of_audit_json",
    "events_of_audit_xml",
    "is_audit_csv",
    "is_audit_json",
    "is_audit_xml",
    "read_audited",
]

# time, host, account, from, connection, query, operation, database, object, return code
_CSV: Final = re.compile(
    r"^(?:(?P<time>\d{8} \d\d:\d\d:\d\d),)?(?P<server>[^,]*),(?P<user>[^,]*),(?P<host>[^,]*),"
    r"(?P<session>\d+),\d+,(?P<operation>[A-Z_]+),(?P<database>[^,]*),(?P<object>.*),(?P<code>\d*)$",
    re.DOTALL,
)
XML_START: Final = r"\s*<AUDIT_RECORD[\s>]"
_RECORD: Final = re.compile(
    r"<AUDIT_RECORD(?:\s+(?P<attributes>[^<>]*?)/>|>(?P<elements>.*?)</AUDIT_RECORD>)", re.DOTALL
)
_ATTRIBUTE: Final = re.compile(r'(?P<name>[A-Z_]+)="(?P<value>[^"]*)"')
_ELEMENT: Final = re.compile(r"<(?P<name>[A-Z_]+)>(?P<value>[^<]*)</(?P=name)>")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ENDS: Final = {"n": "\n", "r": "\r", "t": "\t", "0": ""}
_SIGN_INS: Final = frozenset({"connect", "failed_connect", "change user", "changeuser"})
_STATEMENTS: Final = frozenset(
    {"query", "execute", "prepare", "query_ddl", "query_dml", "query_dcl"}
)


def is_audit_csv(line: str) -> bool:
    """Whether a line is one of MariaDB's server_audit."""
    return (found := _CSV.match(line)) is not None and found["time"] is not None


def is_audit_json(line: str) -> bool:
    """Whether a line is an object, or begins one, of an audit log in JSON."""
    found = object_of(line)
    return found is not None and ("audit_record" in found or _is_mysql(found))


def is_audit_xml(line: str) -> bool:
    """Whether a line opens an audit log in XML."""
    return line.lstrip().startswith(("<AUDIT>", "<AUDIT_RECORD"))


def events_of_audit_csv(text: str, about: About) -> Reading:
    """The sign-ins and statements of MariaDB's server_audit."""
    return read_audited(lines_of(text), about)


def read_audited(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """The same, from lines that may have no time of their own."""
    rows, places, unread = [], [], []
    for place, line in enumerate(lines):
        found = _CSV.match(line)
        if found is None:
            if line.strip():
                unread.append(place)
            continue
        row = _row(found["operation"], found["code"], found["user"], found["host"])
        if row is None:
            continue
        if row["event.category"] == "database":
            row["db.statement"] = _unquoted(found["object"])
        stamp = found["time"]
        rows.append(
            row
            | {
                "@timestamp": stamp and f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:]}",
                "db.name": found["database"],
                "db.system": "mariadb",
                "host.name": found["server"],
                "event.dataset": "mariadb.audit",
            }
        )
        places.append(place)
    held = None if times is None else times.take(column(places, pa.int64()))
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64), held)


def events_of_audit_json(text: str, about: About) -> Reading:
    """The sign-ins and statements of Percona's audit log, or MySQL's, in JSON."""
    rows, places, unread = [], [], []
    for place, line in enumerate(lines_of(text)):
        if line.strip() in ("", "[", "]", ","):
            continue
        found = object_of(line)
        row = None if found is None else _of_json(found)
        if found is None:
            unread.append(place)
        elif row is not None:
            rows.append(row)
            places.append(place)
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64))


def events_of_audit_xml(text: str, about: About) -> Reading:
    """The sign-ins and statements of an audit log in XML, its fields as attributes or elements."""
    rows, places = [], []
    covered = np.zeros(text.count("\n") + 1, np.bool_)
    last, line = 0, 0
    for found in _RECORD.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        covered[line : line + found[0].count("\n") + 1] = True
        form = _ATTRIBUTE if found["attributes"] is not None else _ELEMENT
        fields = {
            each["name"]: html.unescape(each["value"])
            for each in form.finditer(found["attributes"] or found["elements"] or "")
        }
        row = _of_xml(fields)
        if row is not None:
            rows.append(row)
            places.append(line)
    others = [
        place
        for place, each in enumerate(lines_of(text))
        if not covered[place] and each.strip() and not re.match(r"\s*<[/?]?(?:AUDIT>|xml)", each)
    ]
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(others, np.int64))


def _of_json(found: Mapping[str, Any]) -> dict[str, object] | None:
    if not _is_mysql(found):
        record = found.get("audit_record")
        return _of_xml({key.upper(): str(each) for key, each in record.items()}) if isinstance(
            record, dict
        ) else None  # fmt: skip
    command = at(found, "general_data.command") or at(found, "connection_data.connection_type")
    event = str(found.get("event") or "")
    status = at(found, "connection_data.status")
    status = at(found, "general_data.status") if status is None else status
    kind = "connect" if event == "connect" else str(command or event)
    row = _row(
        kind,
        str(status or 0),
        str(at(found, "account.user") or at(found, "login.user") or ""),
        str(at(found, "login.ip") or at(found, "account.host") or ""),
    )
    if row is None:
        return None
    if row["event.category"] == "database":
        row["db.statement"] = at(found, "general_data.query")
    return row | {
        "@timestamp": found.get("timestamp"),
        "db.name": at(found, "connection_data.db") or at(found, "table_access_data.db"),
        "db.system": "mysql",
        "event.dataset": "mysql.audit",
    }


def _of_xml(fields: Mapping[str, str]) -> dict[str, object] | None:
    """Percona's fields, which its JSON names in small letters, and MySQL's older ones."""
    account = re.match(r"^(?P<user>[^\[]*)", fields.get("USER", "")) or {"user": ""}
    row = _row(
        fields.get("NAME", ""),
        fields.get("STATUS", ""),
        str(account["user"]) or fields.get("PRIV_USER", ""),
        fields.get("IP") or fields.get("HOST", ""),
    )
    if row is None:
        return None
    if row["event.category"] == "database":
        row["db.statement"] = fields.get("SQLTEXT")
        row["db.name"] = fields.get("DB")
    return row | {
        "@timestamp": fields.get("TIMESTAMP", "").replace(" UTC", "Z"),
        "db.name": fields.get("DB"),
        "db.system": "mysql",
        "event.dataset": "mysql.audit",
    }


def _row(operation: str, code: str, user: str, host: str) -> dict[str, object] | None:
    """What was done; None for what is neither a sign-in nor a statement."""
    kind = operation.lower()
    is_sign_in = kind in _SIGN_INS
    if not is_sign_in and kind not in _STATEMENTS:
        return None
    failed = kind == "failed_connect" or code not in ("", "0")
    return {
        "event.category": "authentication" if is_sign_in else "database",
        "event.action": "sign-in" if is_sign_in else "statement",
        "event.outcome": "failure" if failed else "success",
        "user.name": user,
        "source.ip": host if re.fullmatch(r"[0-9a-fA-F.:]+", host) else None,
    }


def _unquoted(text: str) -> str:
    text = text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text
    return _ESCAPED.sub(lambda one: _ENDS.get(one[1], one[1]), text)


def _is_mysql(found: Mapping[str, Any]) -> bool:
    return "timestamp" in found and "class" in found and "event" in found
