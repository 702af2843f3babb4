# Zeek's logs, in its own tab-separated form or in JSON: conn, dns, http, ssl and files by their
# names, any other log's ends and times. The header says separators, names and what stands for
# nothing (Zeek manual, "Log Formats").
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from .column import Column, column
from .log_columns import epoch_us, events_from

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
    "tls.client.ja4": ("ja4",), "user.name": ("username", "user"), "file.name": ("filename", "name"),
    "file.size": ("total_bytes", "size"), "message": ("msg",),
}  # fmt: skip
_LISTED: Final = {"dns.answers.data": "answers"}
_UNSET: Final = ("-", "(empty)", "")


def is_zeek(line: str) -> bool:
    """Whether a line is the first of a log in Zeek's own form."""
    return line.startswith("#separator")


class ZeekLog:
    """Reads a log in Zeek's own form; the header stands at its beginning only."""

    def __init__(self, observer: str) -> None:
        self._observer = observer
        self._separator = "\t"
        self._set_separator = ","
        self._unset: tuple[str, ...] = _UNSET
        self._names: list[str] = []

    def __call__(self, text: str) -> pa.RecordBatch:
        """The events of whole lines; those with another number of fields are left out."""
        rows: list[Row] = []
        for line in text.splitlines():
            if line.startswith("#"):
                self._header(line)
                continue
            cells = line.split(self._separator)
            if len(cells) == len(self._names):
                rows.append(dict(zip(self._names, map(self._cell, cells), strict=True)))
        return zeek_events(rows, self._observer)

    def _header(self, line: str) -> None:
        if line.startswith("#separator "):
            self._separator = line.partition(" ")[2].encode().decode("unicode_escape")
            return
        key, _, value = line.partition(self._separator)
        if key == "#fields":
            self._names = value.split(self._separator)
        elif key == "#set_separator":
            self._set_separator = value
        elif key in ("#unset_field", "#empty_field"):
            self._unset = (*self._unset, value)

    def _cell(self, cell: str) -> str | None:
        return None if cell in self._unset else cell


def zeek_events(rows: Sequence[Row], observer: str) -> pa.RecordBatch:
    """Events from rows by Zeek's names, whichever log they are of."""
    columns: dict[str, Column] = {
        name: column([_first(row, fields) for row in rows], pa.string())
        for name, fields in _FIELDS.items()
    }
    kinds = [_kind(row) for row in rows]
    columns |= {
        "@timestamp": epoch_us(column([_text(row.get("ts")) for row in rows], pa.string())),
        "event.category": column([kind for kind, _ in kinds], pa.string()),
        "event.action": column([action for _, action in kinds], pa.string()),
        "event.dataset": column(["zeek"] * len(rows), pa.string()),
        "event.duration": column([_nanoseconds(row.get("duration")) for row in rows], pa.int64()),
        "url.path": column([_part(row, 0) for row in rows], pa.string()),
        "url.query": column([_part(row, 1) for row in rows], pa.string()),
    }
    columns |= {
        name: column([_listed(row.get(field)) for row in rows], pa.list_(pa.string()))
        for name, field in _LISTED.items()
    }
    return events_from(columns, len(rows), observer)


def _kind(row: Row) -> tuple[str, str]:
    """Which log a row is of, by the fields that only that log has."""
    if "method" in row or "status_code" in row:
        return "web", "http"
    if "query" in row and "qtype_name" in row:
        return "network", "dns"
    if "server_name" in row or "cipher" in row:
        return "network", "tls"
    if "conn_state" in row:
        return "network", "flow"
    if "fuid" in row:
        return "file", "file"
    return "network", "other"


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
