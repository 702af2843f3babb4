# Zeek's logs, in its own tab-separated form or in JSON: which log it is shows in the header, or
# in the fields that only that log has. The header says separators, names and what stands for
# nothing (Zeek manual, "Log Formats"). Logs that no columns are for keep their fields by name.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from .column import Column, column
from .json_lines import further_fields
from .log_columns import epoch_us, events_from
from .log_reading import About, Lines, Reading, lines_of

__all__ = ["ZeekLog", "is_zeek", "zeek_events"]

Row = Mapping[str, Any]

_FIELDS: Final = {
    "source.ip": ("id.orig_h",), "source.port": ("id.orig_p",), "destination.ip": ("id.resp_h",),
    "destination.port": ("id.resp_p",), "network.transport": ("proto",),
    "network.protocol": ("service",), "network.community_id": ("community_id",),
    "source.bytes": ("orig_ip_bytes", "orig_bytes"),
    "destination.bytes": ("resp_ip_bytes", "resp_bytes"), "source.packets": ("orig_pkts",),
    "destination.packets": ("resp_pkts",), "dns.question.name": ("query",),
    "dns.question.type": ("qtype_name",), "dns.response_code": ("rcode_name",),
    "http.request.method": ("method",), "url.domain": ("host",), "url.original": ("uri",),
    "http.request.referrer": ("referrer",), "user_agent.original": ("user_agent",),
    "http.request.body.bytes": ("request_body_len",),
    "http.response.body.bytes": ("response_body_len",),
    "http.response.status_code": ("status_code",), "tls.client.server_name": ("server_name",),
    "tls.client.ja4": ("ja4",), "file.name": ("filename", "name", "arg"),
    "user.name": ("username", "user", "client", "cookie"), "email.subject": ("subject",),
    "file.path": ("path",), "file.size": ("total_bytes", "size", "file_size", "seen_bytes"),
    "message": ("msg", "last_reply", "reply_msg"), "rule.name": ("note",),
    "event.code": ("note", "reply_code", "error_code"),
    "http.response.mime_type": ("mime_type", "resp_mime_types"),
}  # fmt: skip
# Which log a row is of, by its own name or else by a field that only that log has.
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "http": ("web", "http"), "dns": ("network", "dns"), "ssl": ("network", "tls"),
    "conn": ("network", "flow"), "files": ("file", "file"), "smtp": ("email", "smtp"),
    "ftp": ("file", "ftp"), "mysql": ("database", "statement"), "modbus": ("network", "modbus"),
    "modbus_detailed": ("network", "modbus"), "dnp3": ("network", "dnp3"),
    "weird": ("network", "weird"), "notice": ("intrusion_detection", "alert"),
    "tunnel": ("network", "tunnel"), "ssh": ("authentication", "ssh"), "rdp": ("network", "rdp"),
    "smb_files": ("file", "smb"), "smb_mapping": ("file", "smb"), "dce_rpc": ("network", "dcerpc"),
    "kerberos": ("authentication", "kerberos"), "ntlm": ("authentication", "ntlm"),
    "x509": ("network", "x509"), "dhcp": ("network", "dhcp"), "radius": ("authentication", "radius"),
    "postgresql": ("database", "statement"),
}  # fmt: skip
_TOLD_BY: Final = (
    ("http", ("status_code",)), ("http", ("method", "uri")), ("dns", ("qtype_name",)),
    ("dns", ("rcode_name",)), ("ssl", ("server_name",)), ("ssl", ("cipher", "version")),
    ("conn", ("conn_state",)), ("kerberos", ("request_type",)),
    ("smtp", ("mailfrom",)), ("smtp", ("helo",)), ("ftp", ("reply_code",)),
    ("ftp", ("data_channel.passive",)), ("mysql", ("cmd", "success")),
    ("modbus", ("func",)), ("dnp3", ("fc_request",)), ("notice", ("note",)),
    ("tunnel", ("tunnel_type",)), ("smb_files", ("action", "name")),
    ("smb_mapping", ("share_type",)), ("dce_rpc", ("endpoint",)), ("ntlm", ("domainname",)),
    ("ssh", ("auth_success",)), ("ssh", ("hassh",)), ("rdp", ("security_protocol",)),
    ("rdp", ("cookie", "result")), ("x509", ("certificate.serial",)),
    ("dns", ("query", "trans_id")), ("files", ("fuid",)), ("weird", ("name", "notice")),
    ("dns", ("query",)), ("http", ("method",)),
)  # fmt: skip
# Logs of which every further field is kept: rules ask for them by Zeek's own names.
_KEPT: Final = frozenset(_KINDS) - {"http", "conn", "ssl", "dns"}
_SOME: Final = {"conn": ("tunnel_parents",), "dns": ("Z", "rejected", "AA")}
_HELD: Final = frozenset({"password", "cert_chain_fuids", "certificate", "uid", "fuid"})
_LISTED: Final = {
    "dns.answers.data": "answers", "email.from.address": "mailfrom", "email.to.address": "rcptto",
}  # fmt: skip
_UNSET: Final = ("-", "(empty)", "")


def is_zeek(line: str) -> bool:
    """Whether a line is the first of a log in Zeek's own form."""
    return line.startswith("#separator")


class ZeekLog:
    """Reads a log in Zeek's own form; the header stands at its beginning only."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._separator = "\t"
        self._set_separator = ","
        self._unset: tuple[str, ...] = _UNSET
        self._names: list[str] = []
        self._log = ""

    def __call__(self, text: str) -> Reading:
        """The events of whole lines; those with another number of fields are not read."""
        rows: list[Row] = []
        places, unread = [], []
        for place, line in enumerate(lines_of(text)):
            if line.startswith("#"):
                self._header(line)
                continue
            cells = line.split(self._separator)
            if len(cells) == len(self._names):
                rows.append(dict(zip(self._names, map(self._cell, cells), strict=True)))
                places.append(place)
            elif line:
                unread.append(place)
        lines = np.array(places, np.int64)
        return zeek_events(rows, lines, self._about, np.array(unread, np.int64), log=self._log)

    def _header(self, line: str) -> None:
        if line.startswith("#separator "):
            told = line.partition(" ")[2].encode("latin-1", "replace")
            self._separator = told.decode("unicode_escape", "replace") or "\t"
            return
        key, _, value = line.partition(self._separator)
        if key == "#fields":
            self._names = value.split(self._separator)
        elif key == "#path":
            self._log = value
        elif key == "#set_separator":
            self._set_separator = value
        elif key in ("#unset_field", "#empty_field"):
            self._unset = (*self._unset, value)

    def _cell(self, cell: str) -> str | None:
        return None if cell in self._unset else cell


def zeek_events(
    rows: Sequence[Row], lines: Lines, about: About, unread: Lines | None = None, *, log: str = ""
) -> Reading:
    """Events from rows by Zeek's names, whichever log they are of."""
    logs = [_log_of(row, log) for row in rows]
    columns: dict[str, Column] = {
        name: column([_first(row, fields) for row in rows], pa.string())
        for name, fields in _FIELDS.items()
    }
    kinds = [_KINDS.get(each, ("network", each or "other")) for each in logs]
    columns |= {
        "@timestamp": epoch_us(column([_text(row.get("ts")) for row in rows], pa.string())),
        "event.category": column([kind for kind, _ in kinds], pa.string()),
        "event.action": column([action for _, action in kinds], pa.string()),
        "event.outcome": column(list(map(_outcome, rows, logs)), pa.string()),
        "event.dataset": column([f"zeek.{each}" if each else "zeek" for each in logs], pa.string()),
        "event.duration": column([_nanoseconds(row.get("duration")) for row in rows], pa.int64()),
        "url.path": column([_part(row, 0) for row in rows], pa.string()),
        "url.query": column([_part(row, 1) for row in rows], pa.string()),
        "db.statement": column(
            [_first(row, ("arg",)) if log == "mysql" else None for row, log in _with(rows, logs)],
            pa.string(),
        ),
        "db.rows": column(
            [_first(row, ("rows",)) if log == "mysql" else None for row, log in _with(rows, logs)],
            pa.string(),
        ),
        "tongguan.fields": further_fields(map(_further, rows, logs)),
    }
    columns |= {
        name: column([_listed(row.get(field)) for row in rows], pa.list_(pa.string()))
        for name, field in _LISTED.items()
    }
    return events_from(columns, lines, about, unread)


def _with(rows: Sequence[Row], logs: Sequence[str]) -> Iterable[tuple[Row, str]]:
    return zip(rows, logs, strict=True)


def _log_of(row: Row, log: str) -> str:
    """Which log a row is of: the header's, the row's own, or the one with such fields."""
    if log in _KINDS:
        return log
    own = row.get("_path")
    if isinstance(own, str) and own in _KINDS:
        return own
    return next((name for name, fields in _TOLD_BY if all(each in row for each in fields)), log)


def _further(row: Row, log: str) -> Row:
    if log not in _KEPT:
        return {name: _said(row[name]) for name in _SOME.get(log, ()) if name in row}
    return {
        name: _said(value)
        for name, value in row.items()
        if name not in _HELD and name != "ts" and not name.startswith("id.")
    }


def _said(value: object) -> object:
    """A value, with Zeek's own truth values in words."""
    return {"T": "true", "F": "false"}.get(value, value) if isinstance(value, str) else value


def _outcome(row: Row, log: str) -> str | None:
    """Whether what was tried succeeded, where the log says so."""
    told = row.get("auth_success" if log == "ssh" else "success")
    return {"T": "success", "True": "success", "F": "failure", "False": "failure"}.get(str(told))


def _first(row: Row, fields: Sequence[str]) -> str | None:
    return next((text for each in fields if (text := _text(row.get(each))) is not None), None)


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)


def _listed(value: object) -> list[str] | None:
    if isinstance(value, list):
        return [str(each) for each in value]
    return str(value).split(",") if value else None


def _part(row: Row, place: int) -> str | None:
    uri = _text(row.get("uri"))
    return None if uri is None else (uri.partition("?")[0], uri.partition("?")[2] or None)[place]


def _nanoseconds(value: object) -> int | None:
    try:
        return round(float(str(value)) * 1e9)
    except ValueError:
        return None
