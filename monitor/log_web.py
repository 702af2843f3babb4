# Access logs of nginx and Apache, in the common and combined forms and what is usual around them:
# a virtual host before, the time a request took and the client a proxy names behind. They are cut
# by one expression over the whole piece at once.
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, as_places, column
from .log_columns import events_from, parsed_times
from .log_reading import About, Lines, Reading, lines_of

__all__ = ["cut", "events_of_combined", "is_combined", "read_requests"]

_COMBINED: Final = (
    r"^(?:(?P<vhost>[\w.-]*)(?::\d+)? )?(?P<ip>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "
    r'"(?:(?P<method>[A-Z]+) (?P<url>(?:[^" \\]|\\.)*)(?:[^"\\]|\\.)*|(?:[^"\\]|\\.)*)" '
    r"(?P<status>\d{3}) (?P<size>\d+|-)"
    r'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?(?P<rest>(?: .*)?)$'
)
# Seconds with a fraction, as nginx writes them, or Apache's microseconds: the first number behind.
_TOOK: Final = (
    r"(?:^|[ \"=])(?:(?P<seconds>\d+\.\d{3})|(?P<micros>\d{1,12}))(?:[\" ]|$)"
)  # fmt: skip
_CLIENT: Final = r'"(?P<client>[0-9A-Fa-f.:]{3,45})(?:, [^"]*)?"'
_TIMES: Final = ("%d/%b/%Y:%H:%M:%S %z",)
_NOTHING: Final = ("-", "")


def is_combined(line: str) -> bool:
    """Whether a line is one of an access log."""
    return bool(pc.match_substring_regex(pa.array([line]), _COMBINED)[0].as_py())


def events_of_combined(text: str, about: About) -> Reading:
    """A request for each line."""
    return read_requests(lines_of(text), about)


def read_requests(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """A request for each line; `times` are for lines that tell none."""
    parts, places, unread = cut(lines, _COMBINED)
    columns = _columns(parts)
    if times is not None:
        held = [columns["@timestamp"], times.take(column(places))]
        columns["@timestamp"] = pc.call_function("coalesce", held)
    rows = len(places)
    columns |= {
        "event.category": column(["web"] * rows, pa.string()),
        "event.action": column(["http"] * rows, pa.string()),
        "event.dataset": column(["web.access"] * rows, pa.string()),
    }
    return events_from(columns, places, about, unread)


def _columns(parts: dict[str, Column]) -> dict[str, Column]:
    """The columns of a request from the parts of its line."""
    url = parts["url"]
    split: Any = pc.call_function("split_pattern", [url], pc.SplitPatternOptions("?", max_splits=1))
    halves = split.to_pylist()
    columns = {
        "@timestamp": parsed_times(parts["time"], _TIMES),
        "source.ip": parts["ip"],
        "user.name": parts["user"],
        "url.domain": parts["vhost"],
        "http.request.method": parts["method"],
        "url.original": url,
        "url.path": column([each and each[0] for each in halves], pa.string()),
        "url.query": column(
            [each[1] if each and len(each) > 1 else None for each in halves], pa.string()
        ),
        "http.response.status_code": parts["status"],
        "http.response.body.bytes": parts["size"],
        "http.request.referrer": parts["referrer"],
        "user_agent.original": parts["agent"],
    }
    rest = parts["rest"]
    return columns | (_behind(rest) if rest.null_count < len(rest) else {})


def cut(lines: Sequence[str], expression: str) -> tuple[dict[str, Column], Lines, Lines]:
    """The named parts of the lines that fit, their places, and those of lines that do not.

    What stands for nothing is null; empty lines are neither.
    """
    texts = column(list(lines), pa.string())
    found: Any = pc.call_function("extract_regex", [texts], pc.ExtractRegexOptions(expression))
    fits = as_places(found.is_valid())
    places = np.flatnonzero(fits).astype(np.int64)
    fitting = found if fits.all() else found.filter(pa.array(fits))
    nothing = column(list(_NOTHING), pa.string())
    parts: dict[str, Column] = {}
    for place, field in enumerate(found.type):
        part = fitting.field(place)
        empty = pc.call_function("is_in", [part], pc.SetLookupOptions(nothing))
        parts[field.name] = pc.call_function("if_else", [empty, pa.scalar(None, pa.string()), part])
    others = [place for place in np.flatnonzero(~fits).tolist() if lines[place].strip()]
    return parts, places, np.array(others, np.int64)


def _behind(rest: Column) -> dict[str, Column]:
    """How long requests took, and the clients that proxies named, from behind the usual fields."""
    took: Any = pc.call_function("extract_regex", [rest], pc.ExtractRegexOptions(_TOOK))
    named: Any = pc.call_function("extract_regex", [rest], pc.ExtractRegexOptions(_CLIENT))
    durations = [
        each and (round(float(each["seconds"]) * 1e9) if each["seconds"] else int(each["micros"]) * 1_000)
        for each in took.to_pylist()
    ]  # fmt: skip
    clients = [each and [f"x_forwarded_for={each['client']}"] for each in named.to_pylist()]
    return {
        "event.duration": column(durations, pa.int64()),
        "tongguan.fields": column(clients, pa.list_(pa.string())),
    }
