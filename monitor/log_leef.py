# LEEF 1.0 and 2.0 (IBM, Log Event Extended Format): five fields between bars, in 2.0 a sixth that
# names what stands between the pairs, as itself or as a number; otherwise it is a tab.
from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Final

from .column import Column
from .log_cef import header_and_rest, shared_columns, stamp_of
from .log_columns import events_of_records
from .log_reading import About, Reading, lines_of

__all__ = ["events_of_leef", "is_leef", "read_leef"]

_HEAD: Final = re.compile(r"^(?:<\d{1,3}>)?LEEF:(?P<version>[12])(?:\.\d)?\|")
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("src", "srcPreNAT"), "source.port": ("srcPort",), "destination.ip": ("dst",),
    "destination.port": ("dstPort",), "network.transport": ("proto",),
    "source.bytes": ("srcBytes",), "destination.bytes": ("dstBytes",),
    "source.packets": ("srcPackets",), "destination.packets": ("dstPackets",),
    "user.name": ("usrName", "accountName"), "host.name": ("identHostName",),
    "url.original": ("url",), "message": ("msg", "reason"), "event.action": ("action",),
    "file.name": ("file", "filename"), "rule.name": ("policy",),
}  # fmt: skip
# What Java's patterns of times are made of, as Python's.
_JAVA: Final = {
    "yyyy": "%Y", "MMM": "%b", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S",
    "SSS": "%f", "XXX": "%z", "Z": "%z", "z": "%Z", "'T'": "T",
}  # fmt: skip
_JAVA_PART: Final = re.compile("|".join(_JAVA))


def is_leef(line: str) -> bool:
    """Whether a line is a record of LEEF without a header of syslog."""
    return _HEAD.match(line) is not None


def events_of_leef(text: str, about: About) -> Reading:
    """An event for each record."""
    return read_leef(lines_of(text), about)


def read_leef(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """An event for each record; `times` are for those that tell none."""
    return events_of_records(lines, _record, about, times)


def _record(line: str, about: About) -> dict[str, object] | None:
    head = _HEAD.match(line)
    found = header_and_rest(line[head.end() :], 4) if head is not None else None
    if head is None or found is None:
        return None
    (vendor, product, _, code), rest = found
    between = "\t"
    if head["version"] == "2":
        named, bar, behind = rest.partition("|")
        if bar and "=" not in named:
            between, rest = _delimiter(named), behind
    pairs = {
        name.strip(): value.replace("\\=", "=").strip()
        for name, mark, value in (each.partition("=") for each in rest.split(between))
        if mark
    }
    row = shared_columns(pairs, _COLUMNS, f"{vendor} {product}")
    row["@timestamp"] = _time(pairs.get("devTime", ""), pairs.get("devTimeFormat", ""), about.zone)
    row.setdefault("event.action", pairs.get("cat") or "leef")
    return row | {
        "event.category": "web" if row.get("url.original") else "network",
        "event.code": code,
        "event.dataset": "leef",
    }


def _delimiter(text: str) -> str:
    """What stands between pairs: a character, or its number as x09 or 0x09."""
    number = re.fullmatch(r"0?x([0-9A-Fa-f]{1,4})", text)
    return chr(int(number[1], 16)) if number is not None else text[:1] or "\t"


def _time(text: str, form: str, zone: str) -> float | None:
    if not form:
        return stamp_of(text, zone)
    form = _JAVA_PART.sub(lambda part: _JAVA[part[0]], form)
    try:
        found = dt.datetime.strptime(text, form)  # noqa: DTZ007  the zone follows
    except (ValueError, re.error):
        return stamp_of(text, zone)
    if found.tzinfo is None:
        found = found.replace(tzinfo=dt.datetime.strptime(zone, "%z").tzinfo)
    return found.timestamp()
