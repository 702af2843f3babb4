# Captured packets and lines of logs of a drill, read as those of a day are.
from __future__ import annotations

import json
import struct

from operations.drill_reading import DayReader, asked_for_names
from range.alert import Captured
from range.host_log import Line

START = 1_795_197_000.0


def datagram(source: str, destination: str, ports: tuple[int, int], payload: bytes) -> bytes:
    ends = b"".join(bytes(map(int, each.split("."))) for each in (source, destination))
    head = struct.pack(">BBHHHBBH", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0) + ends
    return b"\x02" * 12 + b"\x08\x00" + head + struct.pack(">HHHH", *ports, 8 + len(payload), 0) + payload  # fmt: skip


def question(name: str) -> bytes:
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    return struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + labels + b"\0\0\x10\0\x01"


def test_packets_are_events_at_the_days_times() -> None:
    day = DayReader(START, 1)
    asked = datagram("10.77.1.10", "10.77.2.10", (4000, 53), question("a.example"))
    answer = bytearray(question("a.example"))
    answer[2] |= 0x80
    back = datagram("10.77.2.10", "10.77.1.10", (53, 4000), bytes(answer))
    (noted,) = day.packets([Captured(5.0, asked), Captured(5.0, back)]).noted
    assert noted.values["dns.question.name"] == "a.example"
    assert noted.time // 1_000_000_000 == START + 5


def test_who_asks_for_names_is_seen() -> None:
    packets = [
        Captured(1.0, datagram("10.77.1.10", "10.77.2.10", (4000, 53), b"")),
        Captured(2.0, datagram("10.77.1.10", "10.77.2.11", (4000, 123), b"")),
    ]
    assert list(asked_for_names(packets)) == [("10.77.1.10", "10.77.2.10")]


def test_lines_are_events_of_the_day_that_they_are_moved_to() -> None:
    document = {
        "@timestamp": "2026-11-20T09:00:00+08:00", "event.category": "web", "source.ip": "10.77.1.10",
        "user.name": "health", "http.request.method": "GET", "url.path": "/residents",
    }  # fmt: skip
    lines = [Line(1.0, "exch1", json.dumps(document)), Line(1.0, "exch2", "no log that is read")]
    (batch,) = DayReader(START, 1).lines(lines)
    (moved,) = DayReader(START - 86_400, 1, shift=-86_400.0).lines(lines)
    assert batch.column("user.name").to_pylist() == ["health"]
    assert batch.column("observer.name").to_pylist() == ["exch1"]
    (at,), (before,) = (each.column("@timestamp").to_pylist() for each in (batch, moved))
    assert (at - before).total_seconds() == 86_400
