# CEF (ArcSight Common Event Format, revision 25): seven fields between bars, then pairs. In the
# fields a bar and a backslash are escaped, in values the equals sign, a backslash and line ends;
# a value goes up to the next name. Labels of the device's own fields are resolved.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final

from .column import Column
from .json_lines import as_fields
from .log_columns import events_of_records
from .log_reading import About, Reading, lines_of

__all__ = ["events_of_cef", "header_and_rest", "is_cef", "read_cef", "shared_columns", "stamp_of"]

_HEAD: Final = re.compile(r"^(?:<\d{1,3}>)?CEF:\d+\|")
_NAME: Final = re.compile(r"(?:^|(?<= ))(?P<name>[A-Za-z0-9_.\[\]-]+)=")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ENDS: Final = {"n": "\n", "r": "\r"}
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("src", "c6a2"), "source.port": ("spt",), "destination.ip": ("dst", "c6a3"),
    "destination.port": ("dpt",), "destination.domain": ("dhost",), "network.transport": ("proto",),
    "network.protocol": ("app",), "source.bytes": ("out",), "destination.bytes": ("in",),
    "user.name": ("suser", "duser", "suid"), "host.name": ("dvchost", "shost", "dvc"),
    "process.name": ("sproc", "deviceProcessName", "dproc"), "event.action": ("act",),
    "http.request.method": ("requestMethod",), "url.original": ("request",),
    "user_agent.original": ("requestClientApplication",),
    "http.request.referrer": ("requestContext",), "file.name": ("fname",),
    "file.path": ("filePath",), "file.size": ("fsize",), "message": ("msg",),
    "event.outcome": ("outcome",),
}  # fmt: skip
_TIMES: Final = ("rt", "end", "start", "deviceCustomDate1")
_FORMS: Final = (
    "%b %d %Y %H:%M:%S.%f %z", "%b %d %Y %H:%M:%S %z", "%b %d %Y %H:%M:%S.%f",
    "%b %d %Y %H:%M:%S",
)  # fmt: skip
_OUTCOMES: Final = {
    "success": "success", "allow": "success", "allowed": "success", "permit": "success",
    "failure": "failure", "fail": "failure", "deny": "failure", "denied": "failure",
    "block": "failure", "blocked": "failure", "drop": "failure",
}  # fmt: skip


def is_cef(line: str) -> bool:
    """Whether a line is a record of CEF without a header of syslog."""
    return _HEAD.match(line) is not None


def events_of_cef(text: str, about: About) -> Reading:
    """An event for each record."""
    return read_cef(lines_of(text), about)


def read_cef(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """An event for each record; `times` are for those that tell none."""
    return events_of_records(lines, _record, about, times)


def header_and_rest(line: str, bars: int) -> tuple[list[str], str] | None:
    """The fields between so many bars, unescaped, and what stands behind them."""
    fields: list[str] = []
    start = place = 0
    while len(fields) < bars:
        place = line.find("|", place)
        if place < 0:
            return None
        before = line[start:place]
        if (len(before) - len(before.rstrip("\\"))) % 2:
            place += 1
            continue
        fields.append(_ESCAPED.sub(r"\1", before))
        place += 1
        start = place
    return fields, line[start:]


def shared_columns(
    pairs: Mapping[str, str], wanted: Mapping[str, Sequence[str]], device: str
) -> dict[str, object]:
    """The columns that pairs fill, by the first name that says something, and the rest by name."""
    row: dict[str, object] = {}
    used = set()
    for name, sources in wanted.items():
        source = next((each for each in sources if pairs.get(each)), None)
        if source is not None:
            used.add(source)
            row[name] = pairs[source]
    said = str(row.get("event.outcome") or row.get("event.action") or "").lower()
    row["event.outcome"] = _OUTCOMES.get(said)
    if row.get("network.transport"):
        row["network.transport"] = str(row["network.transport"]).lower()
    row["tongguan.fields"] = as_fields(
        {
            "device": device,
            "action": row.get("event.action"),
            **{key: each for key, each in pairs.items() if key not in used},
        }
    )
    return row


def stamp_of(text: str, zone: str) -> float | None:
    """Seconds since 1970 of a time as devices write it: milliseconds, seconds, or `Nov 28 2026 …`."""
    text = text.strip()
    if re.fullmatch(r"\d{9,14}", text):
        return int(text) / (1_000 if len(text) > 11 else 1)
    text = re.sub(r" (?:UTC|GMT|Z)$", " +0000", text)
    for form in _FORMS:
        try:
            found = dt.datetime.strptime(text, form)  # noqa: DTZ007  the zone follows
        except ValueError:
            continue
        if found.tzinfo is None:
            found = found.replace(tzinfo=dt.datetime.strptime(zone, "%z").tzinfo)
        return found.timestamp()
    return None


def _record(line: str, about: About) -> dict[str, object] | None:
    head = _HEAD.match(line)
    found = header_and_rest(line[head.end() :], 6) if head is not None else None
    if found is None:
        return None
    (vendor, product, _, code, name, severity), rest = found
    pairs = _pairs(rest)
    for label in [each for each in pairs if each.endswith("Label")]:
        if (own := label.removesuffix("Label")) in pairs:
            pairs[pairs.pop(label).replace("=", " ")] = pairs.pop(own)
    row = shared_columns({**pairs, "severity": severity}, _COLUMNS, f"{vendor} {product}")
    told = next((pairs[each] for each in _TIMES if pairs.get(each)), None)
    row["@timestamp"] = stamp_of(told, about.zone) if told is not None else None
    row.setdefault("message", name)
    row.setdefault("event.action", "cef")
    is_web = row.get("url.original") is not None
    return row | {
        "event.category": "web" if is_web else "network",
        "event.code": code,
        "event.dataset": "cef",
        "rule.name": name,
        "url.path": str(row["url.original"]).partition("?")[0] if is_web else None,
    }


def _pairs(text: str) -> dict[str, str]:
    """The pairs behind the bars: a value ends where the next name begins."""
    names = [
        each for each in _NAME.finditer(text) if each.end() < 2 or text[each.end() - 2] != "\\"
    ]
    pairs = {}
    for place, each in enumerate(names):
        end = names[place + 1].start() if place + 1 < len(names) else len(text)
        value = text[each.end() : end].strip()
        pairs[each["name"]] = _ESCAPED.sub(lambda one: _ENDS.get(one[1], one[1]), value)
    return pairs
