# Access logs of squid in its own form: what a proxy was asked for, by whom, and how much it gave.
# Of what goes through a tunnel it tells the host alone.
#
# Form: squid.conf, logformat squid.
from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, column
from .log_columns import epoch_us, events_from
from .log_reading import About, Reading, lines_of
from .log_web_cut import cut

__all__ = ["events_of_squid", "is_squid"]

_SQUID: Final = (
    r"^(?P<time>\d{9,10}\.\d{3}) +(?P<took>-?\d+) (?P<ip>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{3}) "
    r"(?P<size>\d+) (?P<method>[A-Z_]+) (?P<url>\S+) (?P<user>\S+) (?P<how>[A-Z_]+)/(?P<peer>\S+) "
    r"(?P<media>\S+)(?: .*)?$"
)
_URL: Final = r"^(?:[a-z]+://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^/:?#\s]+)(?::\d+)?(?P<path>/[^?#]*)?(?:\?(?P<query>.*))?$"
_NS_PER_MS: Final = 1_000_000


def is_squid(line: str) -> bool:
    """Whether a line is one of squid's own."""
    return bool(pc.match_substring_regex(pa.array([line]), _SQUID)[0].as_py())


def events_of_squid(text: str, about: About) -> Reading:
    """A request for each line."""
    parts, places, unread = cut(lines_of(text), _SQUID)
    rows = len(places)
    split: Any = pc.call_function("extract_regex", [parts["url"]], pc.ExtractRegexOptions(_URL))
    took: Column = pc.call_function(
        "multiply", [parts["took"].cast(pa.int64()), pa.scalar(_NS_PER_MS, pa.int64())]
    )
    address = pc.call_function(
        "match_substring_regex", [parts["peer"]], pc.MatchSubstringOptions(r"^[0-9A-Fa-f.:]{3,45}$")
    )
    nothing = pa.scalar(None, pa.string())
    columns: dict[str, Column] = {
        "@timestamp": epoch_us(parts["time"]),
        "event.duration": took,
        "source.ip": parts["ip"],
        "destination.ip": pc.call_function("if_else", [address, parts["peer"], nothing]),
        "user.name": parts["user"],
        "http.request.method": parts["method"],
        "http.response.status_code": parts["status"],
        "http.response.body.bytes": parts["size"],
        "http.response.mime_type": parts["media"],
        "url.original": parts["url"],
        "url.domain": _said(split, "host"),
        "url.path": _said(split, "path"),
        "url.query": _said(split, "query"),
        "event.category": column(["web"] * rows, pa.string()),
        "event.action": column(["http"] * rows, pa.string()),
        "event.dataset": column(["proxy.access"] * rows, pa.string()),
    }
    return events_from(columns, places, about, unread)


def _said(split: Any, name: str) -> Column:
    """A part of the address, null where it is not there."""
    part: Column = pc.call_function("struct_field", [split], pc.StructFieldOptions(name))
    empty = pc.call_function("equal", [part, pa.scalar("")])
    found: Column = pc.call_function("if_else", [empty, pa.scalar(None, pa.string()), part])
    return found
