# Access logs of nginx and Apache, in the common and combined forms and what is usual around them:
# a virtual host before, the time a request took and the client a proxy names behind.
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from .column import Column, column, same
from .log_columns import events_from, parsed_times
from .log_reading import About, Reading
from .log_web_cut import COMBINED, cut_requests

__all__ = ["events_of_combined", "is_combined", "read_requests"]

# Seconds with a fraction, as nginx writes them, or Apache's microseconds: the first number behind.
_TOOK: Final = (
    r"(?:^|[ \"=])(?:(?P<seconds>\d+\.\d{3})|(?P<micros>\d{1,12}))(?:[\" ]|$)"
)  # fmt: skip
_CLIENT: Final = r'"(?P<client>[0-9A-Fa-f.:]{3,45})(?:, [^"]*)?"'
_TIMES: Final = ("%d/%b/%Y:%H:%M:%S %z",)


def is_combined(line: str) -> bool:
    """Whether a line is one of an access log."""
    return bool(pc.match_substring_regex(pa.array([line]), COMBINED)[0].as_py())


def events_of_combined(text: str, about: About) -> Reading:
    """A request for each line."""
    return _read(text, about, None)


def read_requests(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """A request for each line; `times` are for lines that tell none."""
    return _read("".join(f"{line}\n" for line in lines), about, times)


def _read(text: str, about: About, times: Column | None) -> Reading:
    parts, places, unread = cut_requests(text)
    columns = _columns(parts)
    if times is not None:
        held = [columns["@timestamp"], times.take(column(places))]
        columns["@timestamp"] = pc.call_function("coalesce", held)
    rows = len(places)
    columns |= {
        "event.category": same("web", rows),
        "event.action": same("http", rows),
        "event.dataset": same("web.access", rows),
    }
    return events_from(columns, places, about, unread)


def _columns(parts: dict[str, Column]) -> dict[str, Column]:
    """The columns of a request from the parts of its line."""
    columns = {
        "@timestamp": parsed_times(parts["time"], _TIMES),
        "source.ip": parts["ip"],
        "user.name": parts["user"],
        "url.domain": parts["vhost"],
        "http.request.method": parts["method"],
        "url.original": parts["url"],
        "url.path": parts["path"],
        "url.query": parts["query"],
        "http.response.status_code": parts["status"],
        "http.response.body.bytes": parts["size"],
        "http.request.referrer": parts["referrer"],
        "user_agent.original": parts["agent"],
    }
    rest = parts["rest"]
    return columns | (_behind(rest) if rest.null_count < len(rest) else {})


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
