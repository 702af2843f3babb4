# Flows of NetFlow v5, v9 and IPFIX, as nfdump writes them out of its files: `-o csv`, `-o json`
# (an array, an object over several lines) or `-o json-log` (an object a line). Each record is one
# way of a connection, and so is its event.
from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from .log_columns import events_of_rows
from .log_reading import About, Reading, lines_of

__all__ = ["NFDUMP_START", "NfdumpCsv", "events_of_nfdump_json", "is_nfdump_csv", "is_nfdump_json"]

_CSV: Final[Mapping[str, tuple[str, ...]]] = {
    "@timestamp": ("ts", "firstSeen"), "source.ip": ("sa", "srcAddr"),
    "source.port": ("sp", "srcPort"), "destination.ip": ("da", "dstAddr"),
    "destination.port": ("dp", "dstPort"), "network.transport": ("pr", "proto"),
    "source.packets": ("ipkt", "packets", "inPackets"),
    "source.bytes": ("ibyt", "bytes", "inBytes"), "destination.packets": ("opkt", "outPackets"),
    "destination.bytes": ("obyt", "outBytes"),
}  # fmt: skip
_JSON: Final[Mapping[str, tuple[str, ...]]] = {
    "@timestamp": ("first", "t_first"), "source.ip": ("src4_addr", "src6_addr"),
    "source.port": ("src_port",), "destination.ip": ("dst4_addr", "dst6_addr"),
    "destination.port": ("dst_port",), "network.transport": ("proto",),
    "source.packets": ("in_packets",), "source.bytes": ("in_bytes",),
    "destination.packets": ("out_packets",), "destination.bytes": ("out_bytes",),
}  # fmt: skip
_PROTOCOLS: Final = {
    "6": "tcp", "17": "udp", "1": "icmp", "58": "ipv6-icmp", "47": "gre", "50": "esp", "132": "sctp",
}  # fmt: skip
# What begins a record of several lines.
NFDUMP_START: Final = r"[\[,]?\{"


def is_nfdump_csv(line: str) -> bool:
    """Whether a line is the first of nfdump's CSV."""
    names = line.strip().split(",")
    return {"ts", "sa", "da", "pr"} <= set(names) or {"firstSeen", "srcAddr", "dstAddr"} <= set(
        names
    )


def is_nfdump_json(line: str) -> bool:
    """Whether a line opens a record of nfdump's JSON, or is one."""
    return line.strip().startswith('"type" : "FLOW"') or (
        line.startswith("{") and '"src' in line and "_addr" in line and '"first"' in line
    )


class NfdumpCsv:
    """Reads nfdump's CSV; the names stand at its beginning only, a summary at its end."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._names: list[str] = []
        self._summed = False

    def __call__(self, text: str) -> Reading:
        """A flow for each line; the summary is none."""
        rows, places, unread = [], [], []
        for place, line in enumerate(lines_of(text)):
            cells = [each.strip() for each in line.split(",")]
            if is_nfdump_csv(line):
                self._names, self._summed = cells, False
            elif line.strip() == "Summary":
                self._summed = True
            elif len(cells) == len(self._names) and not self._summed:
                told = dict(zip(self._names, cells, strict=True))
                rows.append(_row(told, _CSV, _seconds(told.get("td") or told.get("duration"))))
                places.append(place)
            elif line.strip() and not self._summed and line.strip() != "No matching flows":
                unread.append(place)
        return events_of_rows(
            rows, np.array(places, np.int64), self._about, np.array(unread, np.int64)
        )


def events_of_nfdump_json(text: str, about: About) -> Reading:
    """A flow for each object; objects may go over lines."""
    rows, places, unread = [], [], []
    decoder = json.JSONDecoder()
    at, line = 0, 0
    while (begun := text.find("{", at)) >= 0:
        line += text.count("\n", at, begun)
        try:
            found, end = decoder.raw_decode(text, begun)
        except (ValueError, RecursionError):
            unread.append(line)
            end = text.find("\n{", begun + 1)
            found, end = None, len(text) if end < 0 else end
        if isinstance(found, dict) and "first" in found:
            rows.append(_row(found, _JSON, None))
            places.append(line)
        elif found is not None:
            unread.append(line)
        line += text.count("\n", begun, end)
        at = end
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64))


def _row(
    told: Mapping[str, Any], wanted: Mapping[str, tuple[str, ...]], seconds: float | None
) -> dict[str, object]:
    row: dict[str, object] = {
        name: next((told[each] for each in names if told.get(each) not in (None, "")), None)
        for name, names in wanted.items()
    }
    protocol = str(row["network.transport"] or "").strip().lower()
    return row | {
        "network.transport": _PROTOCOLS.get(protocol, protocol) or None,
        "event.duration": None if seconds is None else round(seconds * 1e9),
        "event.category": "network",
        "event.action": "flow",
        "event.dataset": "netflow",
    }


def _seconds(text: str | None) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None
