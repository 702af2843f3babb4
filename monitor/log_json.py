# Logs of JSON lines: Suricata's EVE, Zeek's JSON and nginx's where it is told to write it. Each
# line is an object; what is none is passed over and counted by whoever asks. Columns are cut out
# of the objects by their paths, and named as events are.
from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from .column import Column, column
from .log_columns import epoch_us, events_from, parsed_times

__all__ = ["events_of_eve", "events_of_zeek_json", "is_eve", "is_zeek_json"]

Line = Mapping[str, Any]

_EVE: Final = {
    "source.ip": "src_ip", "source.port": "src_port", "destination.ip": "dest_ip",
    "destination.port": "dest_port", "network.community_id": "community_id",
    "url.domain": "http.hostname", "http.request.method": "http.http_method",
    "http.response.status_code": "http.status", "http.response.body.bytes": "http.length",
    "user_agent.original": "http.http_user_agent", "http.request.referrer": "http.http_refer",
    "http.response.mime_type": "http.http_content_type", "tls.client.server_name": "tls.sni",
    "tls.client.ja4": "tls.ja4.hash", "file.name": "fileinfo.filename",
    "file.size": "fileinfo.size", "source.bytes": "flow.bytes_toserver",
    "destination.bytes": "flow.bytes_toclient", "source.packets": "flow.pkts_toserver",
    "destination.packets": "flow.pkts_toclient", "message": "alert.signature",
}  # fmt: skip
_EVE_KINDS: Final = {
    "http": ("web", "http"), "dns": ("network", "dns"), "tls": ("network", "tls"),
    "flow": ("network", "flow"), "netflow": ("network", "flow"), "alert": ("network", "alert"),
    "fileinfo": ("file", "file"), "ssh": ("network", "ssh"), "smtp": ("email", "smtp"),
}  # fmt: skip
_TIMES: Final = ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S")


def is_eve(line: str) -> bool:
    """Whether a line is one of Suricata's."""
    found = _object(line)
    return found is not None and "event_type" in found and "timestamp" in found


def is_zeek_json(line: str) -> bool:
    """Whether a line is one of Zeek's in JSON."""
    found = _object(line)
    return found is not None and "ts" in found and ("uid" in found or "id.orig_h" in found)


def events_of_eve(text: str, observer: str) -> pa.RecordBatch:
    """The events of Suricata's EVE lines; statistics of its own are left out."""
    lines = [each for each in _objects(text) if each.get("event_type") in _EVE_KINDS]
    kinds = [_EVE_KINDS[each["event_type"]] for each in lines]
    columns = {name: _texts(lines, path) for name, path in _EVE.items()}
    columns |= {
        "@timestamp": _times(lines, "timestamp"),
        "event.category": column([kind for kind, _ in kinds], pa.string()),
        "event.action": column([action for _, action in kinds], pa.string()),
        "event.dataset": column(["suricata.eve"] * len(lines), pa.string()),
        "network.transport": _texts(lines, "proto", str.lower),
        "network.protocol": _texts(lines, "app_proto", str.lower),
        "url.original": _texts(lines, "http.url"),
        "url.path": _texts(lines, "http.url", _path),
        "url.query": _texts(lines, "http.url", _query),
        "dns.question.name": _first(lines, "rrname"),
        "dns.question.type": _first(lines, "rrtype"),
        "dns.response_code": _texts(lines, "dns.rcode"),
        "dns.answers.data": column([_answers(each) for each in lines], pa.list_(pa.string())),
    }
    return events_from(columns, len(lines), observer)


def events_of_zeek_json(text: str, observer: str) -> pa.RecordBatch:
    """The events of Zeek's logs in JSON; which log it is shows in the fields."""
    from .log_zeek import zeek_events  # noqa: PLC0415  it reads by the same names

    return zeek_events(_objects(text), observer)


def _objects(text: str) -> list[Line]:
    found = []
    for line in text.splitlines():
        parsed = _object(line)
        if parsed is not None:
            found.append(parsed)
    return found


def _object(line: str) -> Line | None:
    if not line.startswith("{"):
        return None
    try:
        parsed = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _at(line: Line, path: str) -> object:
    """What stands under a path, where a name may itself hold dots."""
    if path in line:
        return line[path]
    head, _, rest = path.partition(".")
    inner = line.get(head)
    return _at(inner, rest) if rest and isinstance(inner, dict) else None


def _texts(
    lines: Sequence[Line], path: str, change: Callable[[str], str | None] | None = None
) -> Column:
    found: list[str | None] = []
    for each in lines:
        value = _at(each, path)
        text = None if value is None or isinstance(value, dict | list) else str(value)
        found.append(change(text) if text is not None and change is not None else text)
    return column(found, pa.string())


def _times(lines: Sequence[Line], path: str) -> Column:
    """Times as text with fractions, or as seconds since 1970."""
    texts, micros, seconds = [], [], []
    for each in lines:
        value = _at(each, path)
        number = isinstance(value, int | float)
        seconds.append(float(value) if isinstance(value, int | float) else None)
        head, _, tail = ("" if number else str(value or "")).partition(".")
        digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
        zone = tail[len(digits) :] if tail else ""
        texts.append(f"{head}{zone.replace('Z', '+0000')}")
        micros.append(int(digits.ljust(6, "0")[:6]) if digits else 0)
    whole = parsed_times(column(texts, pa.string()), _TIMES).cast(pa.int64()).to_pylist()
    joined = [None if one is None else one + more for one, more in zip(whole, micros, strict=True)]
    numbers = epoch_us(column(seconds, pa.float64())).cast(pa.int64()).to_pylist()
    best = [one if one is not None else other for one, other in zip(numbers, joined, strict=True)]
    return column(best, pa.int64()).cast(pa.timestamp("us", tz="UTC"))


def _first(lines: Sequence[Line], name: str) -> Column:
    """A field of a DNS line, which newer versions keep in a list of queries."""
    found = []
    for each in lines:
        dns = each.get("dns")
        value = None
        if isinstance(dns, dict):
            queries = dns.get("queries") or dns.get("query")
            inner = queries[0] if isinstance(queries, list) and queries else dns
            value = inner.get(name) if isinstance(inner, dict) else None
        found.append(None if value is None else str(value))
    return column(found, pa.string())


def _answers(line: Line) -> list[str] | None:
    dns = line.get("dns")
    answers = dns.get("answers") if isinstance(dns, dict) else None
    if not isinstance(answers, list):
        return None
    told = [str(each["rdata"]) for each in answers if isinstance(each, dict) and "rdata" in each]
    return told or None


def _path(url: str) -> str:
    return url.partition("?")[0]


def _query(url: str) -> str | None:
    return url.partition("?")[2] or None
