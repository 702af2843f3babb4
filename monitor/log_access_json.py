# Access logs that are JSON objects: nginx's `log_format … escape=json`, Caddy's and what proxies
# write. Which of a line's names is which column is told by the names that are usual, or by the
# operator's own (`logs/*.yaml` in the directory of policies).
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, column
from .json_lines import Line, as_fields, at, object_of, objects_of, texts
from .log_columns import events_from, fractional_times, parsed_times
from .log_reading import About, Reading

__all__ = ["events_of_access_json", "is_access_json"]

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("remote_addr", "remote_ip", "client_ip", "clientip", "client", "ip",
                  "request.remote_ip", "ClientAddr"),
    "source.port": ("remote_port", "request.remote_port"),
    "user.name": ("remote_user", "user", "user_id", "auth_user", "ClientUsername"),
    "http.request.method": ("request_method", "method", "verb", "request.method", "RequestMethod"),
    "url.original": ("request_uri", "uri", "url", "path", "request.uri", "RequestPath"),
    "url.domain": ("host", "http_host", "server_name", "vhost", "request.host", "RequestHost"),
    "http.response.status_code": ("status", "status_code", "response", "DownstreamStatus"),
    "http.response.body.bytes": ("body_bytes_sent", "bytes_sent", "bytes", "size", "response_size",
                                 "DownstreamContentSize"),
    "http.request.body.bytes": ("request_length", "content_length", "bytes_read"),
    "http.request.referrer": ("http_referer", "http_referrer", "referer", "referrer"),
    "user_agent.original": ("http_user_agent", "user_agent", "agent", "request.headers.User-Agent"),
    "http.response.mime_type": ("sent_http_content_type", "content_type", "upstream_content_type"),
    "network.protocol": ("server_protocol", "scheme"),
    "host.name": ("hostname",),
    "tls.client.server_name": ("ssl_server_name",),
}  # fmt: skip
_TIME: Final = ("time_iso8601", "@timestamp", "timestamp", "time", "ts", "msec", "StartUTC", "date")
_LOCAL: Final = ("time_local",)
_TOOK: Final = ("request_time", "duration", "upstream_response_time")
_KEPT: Final = {
    "x_forwarded_for": ("http_x_forwarded_for", "x_forwarded_for"),
    "upstream_addr": ("upstream_addr",),
    "request_id": ("request_id",),
    "cookie": ("http_cookie", "cookie"),
}
_LINE: Final = "request"


def is_access_json(line: str, fields: Mapping[str, str] | None = None) -> bool:
    """Whether a line is a request in JSON, by the usual names or by the operator's."""
    found = object_of(line)
    if found is None:
        return False
    names = _names(fields or {})
    timed = any(at(found, each) is not None for each in _times(fields or {}) + _LOCAL)
    from_someone = any(at(found, each) is not None for each in names["source.ip"])
    asked = isinstance(at(found, _LINE), str) or any(
        at(found, each) is not None
        for name in ("url.original", "http.response.status_code")
        for each in names[name]
    )
    return timed and from_someone and asked


def events_of_access_json(text: str, about: About) -> Reading:
    """A request for each line."""
    lines, places, unread = objects_of(text)
    rows = len(lines)
    names = _names(about.fields)
    requests = [_request(each) for each in lines]
    columns = {name: texts(lines, wanted) for name, wanted in names.items()}
    for name, place in (("http.request.method", 0), ("url.original", 1)):
        whole = column([each and each[place] for each in requests], pa.string())
        columns[name] = _or(columns[name], whole)
    original = columns["url.original"].to_pylist()
    columns |= {
        "@timestamp": _or(
            fractional_times((_first(each, _times(about.fields)) for each in lines), about.zone),
            parsed_times(texts(lines, _LOCAL), ("%d/%b/%Y:%H:%M:%S %z",)),
        ),
        "url.path": column([each and each.partition("?")[0] for each in original], pa.string()),
        "url.query": column(
            [(each.partition("?")[2] or None) if each else None for each in original], pa.string()
        ),
        "event.duration": column([_nanoseconds(each) for each in lines], pa.int64()),
        "event.category": column(["web"] * rows, pa.string()),
        "event.action": column(["http"] * rows, pa.string()),
        "event.dataset": column(["web.access"] * rows, pa.string()),
        "tongguan.fields": column(
            [
                as_fields({name: _first(line, wanted) for name, wanted in _KEPT.items()})
                for line in lines
            ],
            pa.list_(pa.string()),
        ),
    }
    return events_from(columns, places, about, unread)


def _names(own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The names of each column, the operator's before ours."""
    told: dict[str, tuple[str, ...]] = dict(_NAMES)
    for name, target in own.items():
        if target != "@timestamp":
            told[target] = (name, *told.get(target, ()))
    return told


def _times(own: Mapping[str, str]) -> tuple[str, ...]:
    return (*(name for name, target in own.items() if target == "@timestamp"), *_TIME)


def _first(line: Line, names: tuple[str, ...]) -> object:
    return next((found for each in names if (found := at(line, each)) is not None), None)


def _request(line: Line) -> tuple[str, str] | None:
    """Method and address of a request's first line, where the log holds that as one."""
    whole = line.get(_LINE)
    parts = whole.split(" ") if isinstance(whole, str) else []
    return (parts[0], parts[1]) if len(parts) > 1 else None


def _nanoseconds(line: Line) -> int | None:
    try:
        return round(float(str(_first(line, _TOOK))) * 1e9)
    except (ValueError, OverflowError):
        return None


def _or(one: Column, other: Column) -> Column:
    found: Column = pc.call_function("coalesce", [one, other])
    return found
