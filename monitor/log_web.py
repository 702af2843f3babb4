# Access logs in the combined form of nginx and Apache, and messages of syslog (RFC 5424), which
# may carry such lines. Both are cut by one expression over the whole piece at once; a line that
# does not fit is left out.
from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, column
from .log_columns import events_from, parsed_times

__all__ = ["events_of_combined", "events_of_syslog", "is_combined", "is_syslog"]

_COMBINED: Final = (
    r"^(?P<ip>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "
    r'"(?:(?P<method>[A-Z]+) (?P<url>[^" ]*)[^"]*|[^"]*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r'(?: "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)")?'
)
_SYSLOG: Final = (
    r"^<(?P<priority>\d{1,3})>1 (?P<time>\S+) (?P<host>\S+) (?P<program>\S+) (?P<process>\S+) "
    r'(?P<kind>\S+) (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+)(?: (?P<message>.*))?$'
)
_TIMES: Final = ("%d/%b/%Y:%H:%M:%S %z",)
_NOTHING: Final = ("-", "")


def is_combined(line: str) -> bool:
    """Whether a line is one of an access log."""
    return _fits(line, _COMBINED)


def is_syslog(line: str) -> bool:
    """Whether a line is a message of syslog by RFC 5424."""
    return _fits(line, _SYSLOG)


def events_of_combined(text: str, observer: str) -> pa.RecordBatch:
    """A request for each line."""
    parts = _cut(text, _COMBINED)
    url = parts["url"]
    cut: Any = pc.call_function("split_pattern", [url], pc.SplitPatternOptions("?", max_splits=1))
    rows = len(url)
    columns: dict[str, Column] = {
        "@timestamp": parsed_times(parts["time"], _TIMES),
        "source.ip": parts["ip"],
        "user.name": parts["user"],
        "http.request.method": parts["method"],
        "url.original": url,
        "url.path": column([each and each[0] for each in cut.to_pylist()], pa.string()),
        "url.query": column(
            [each[1] if each and len(each) > 1 else None for each in cut.to_pylist()], pa.string()
        ),
        "http.response.status_code": parts["status"],
        "http.response.body.bytes": parts["size"],
        "http.request.referrer": parts["referrer"],
        "user_agent.original": parts["agent"],
        "event.category": column(["web"] * rows, pa.string()),
        "event.action": column(["http"] * rows, pa.string()),
        "event.dataset": column(["web.access"] * rows, pa.string()),
    }
    return events_from(columns, rows, observer)


def events_of_syslog(text: str, observer: str) -> pa.RecordBatch:
    """A message for each line; its text is what rules of keywords look at."""
    parts = _cut(text, _SYSLOG)
    rows = len(parts["time"])
    columns: dict[str, Column] = {
        "@timestamp": _internet_times(parts["time"]),
        "host.name": parts["host"],
        "process.name": parts["program"],
        "message": parts["message"],
        "event.category": column(["host"] * rows, pa.string()),
        "event.action": column(["syslog"] * rows, pa.string()),
        "event.dataset": column(["syslog"] * rows, pa.string()),
    }
    return events_from(columns, rows, observer)


def _fits(line: str, expression: str) -> bool:
    return bool(pc.match_substring_regex(pa.array([line]), expression)[0].as_py())


def _cut(text: str, expression: str) -> dict[str, Column]:
    """The named parts of each line that fits; what stands for nothing is null."""
    lines: Column = column(text.splitlines(), pa.string())
    found: Any = pc.call_function("extract_regex", [lines], pc.ExtractRegexOptions(expression))
    fitting = found.filter(found.is_valid())
    nothing = column(list(_NOTHING), pa.string())
    names = [field.name for field in found.type]
    parts: dict[str, Column] = {}
    for place, name in enumerate(names):
        part = fitting.field(place)
        empty = pc.call_function("is_in", [part], pc.SetLookupOptions(nothing))
        parts[name] = pc.call_function("if_else", [empty, pa.scalar(None, pa.string()), part])
    return parts


def _internet_times(texts: Column) -> Column:
    """Times by RFC 3339 with up to six digits of a second."""
    shape: Final = r"^(?P<whole>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<part>\d{1,6}))?(?P<zone>Z|[+-]\d\d:\d\d)$"
    found: Any = pc.call_function("extract_regex", [texts], pc.ExtractRegexOptions(shape))
    rows = found.to_pylist()
    zoned = [
        row and f"{row['whole']}{'+0000' if row['zone'] == 'Z' else row['zone'].replace(':', '')}"
        for row in rows
    ]
    whole = parsed_times(column(zoned, pa.string()), ("%Y-%m-%dT%H:%M:%S%z",))
    micros = [int((row["part"] or "0").ljust(6, "0")) if row else 0 for row in rows]
    joined = [
        None if one is None else one + more
        for one, more in zip(whole.cast(pa.int64()).to_pylist(), micros, strict=True)
    ]
    return column(joined, pa.int64()).cast(pa.timestamp("us", tz="UTC"))
