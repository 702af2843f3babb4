# Records of pairs, name="value", as FortiGate and other devices write them.
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from .column import Column, column
from .log_cef import shared_columns
from .log_columns import events_of_rows
from .log_reading import About, Reading, lines_of

__all__ = ["events_of_pairs", "is_pairs", "read_pairs"]

_PAIR: Final = re.compile(r'(?P<name>[\w.-]+)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>\S*))')
_FIRST: Final = re.compile(
    r"^(?:<\d{1,3}>)?(?:date=\S+ time=\S+|logver=\S+ |timestamp=\S+ devname=)"
)
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "source.ip": ("srcip",), "source.port": ("srcport",), "destination.ip": ("dstip",),
    "destination.port": ("dstport",), "network.protocol": ("service",),
    "destination.domain": ("hostname",), "source.bytes": ("sentbyte",),
    "destination.bytes": ("rcvdbyte",), "source.packets": ("sentpkt",),
    "destination.packets": ("rcvdpkt",), "user.name": ("user",), "host.name": ("devname",),
    "url.original": ("url",), "message": ("msg", "logdesc"), "event.code": ("logid",),
    "file.name": ("filename",), "rule.name": ("policyname", "attack"),
    "dns.question.name": ("qname",), "dns.question.type": ("qtype",),
}  # fmt: skip
_PROTOCOLS: Final = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmp"}


def is_pairs(line: str) -> bool:
    """Whether a line is such a record."""
    return _FIRST.match(line) is not None


def events_of_pairs(text: str, about: About) -> Reading:
    """An event for each record."""
    return read_pairs(lines_of(text), about)


def read_pairs(lines: Sequence[str], about: About, times: Column | None = None) -> Reading:
    """An event for each record; `times` are for those that tell none."""
    rows, places, unread = [], [], []
    for place, line in enumerate(lines):
        pairs = {
            each["name"]: each["quoted"] if each["quoted"] is not None else each["plain"]
            for each in _PAIR.finditer(line)
        }
        if len(pairs) > 2:
            rows.append(_row(pairs, about))
            places.append(place)
        elif line.strip():
            unread.append(place)
    held = None if times is None else times.take(column(places, pa.int64()))
    return events_of_rows(rows, np.array(places, np.int64), about, np.array(unread, np.int64), held)


def _row(pairs: dict[str, str], about: About) -> dict[str, object]:
    action = pairs.get("action", "")
    row = shared_columns(pairs, _COLUMNS, "pairs")
    zone = pairs.get("tz", "").strip('"') or about.zone
    told = f"{pairs.get('date', '')} {pairs.get('time', '')}{zone}"
    epoch = pairs.get("eventtime", "")
    kind = pairs.get("type", "")
    is_flow = kind == "traffic"
    return row | {
        "@timestamp": int(epoch) / 1e9 if re.fullmatch(r"\d{19}", epoch) else told,
        "network.transport": _PROTOCOLS.get(pairs.get("proto", "")),
        "event.category": "network"
        if is_flow
        else "configuration"
        if "cfgpath" in pairs
        else "host",
        "event.action": "flow" if is_flow else action.lower() or kind or "record",
        "event.outcome": {"deny": "failure", "accept": "success", "close": "success"}.get(action),
        "event.duration": _nanoseconds(pairs.get("duration", "")),
        "event.dataset": "device.pairs",
    }


def _nanoseconds(seconds: str) -> int | None:
    return int(seconds) * 1_000_000_000 if seconds.isdigit() else None
