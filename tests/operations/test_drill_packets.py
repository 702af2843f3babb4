# A drill's frames become packets that the monitor's own sensor reads as it reads a capture.
from __future__ import annotations

import struct

import pyarrow as pa

from connectors import CAPTURED
from monitor import Noted, Sensor
from operations.drill_packets import DrillPackets
from range.dns import query
from range.http import request, response
from range.journal import Frame

HERE, THERE = "10.77.1.10", "10.77.2.10"
START = 1_795_800_000 * 1_000_000_000


def frame(
    time: float, kind: str, payload: bytes = b"", *, port: int = 8080, session: int = 7
) -> Frame:
    return Frame(time, kind, HERE, THERE, port, session, payload)  # type: ignore[arg-type]


def sensed(frames: list[Frame], *, at_once: bool = True) -> list[Noted]:
    packets, sensor = DrillPackets(START), Sensor(seed=1)
    noted = []
    for part in [frames] if at_once else [[each] for each in frames]:
        noted += sensor.feed(packets.batch(part)).noted
    return noted + sensor.end().noted


def talk() -> list[Frame]:
    rows = [{"name": "王伟", "mobile": "13800000000"}] * 100
    return [
        frame(1.0, "open"),
        frame(1.1, "request", request("GET", "/residents?offset=0&limit=100", "exch1")),
        frame(1.2, "reply", response(200, {"rows": rows})),
        frame(2.0, "close"),
    ]


def test_a_request_with_its_answer_is_put_together() -> None:
    for at_once in (True, False):
        (noted,) = [
            each
            for each in sensed(talk(), at_once=at_once)
            if each.values["event.category"] == "web"
        ]
        assert noted.values["url.path"] == "/residents"
        assert noted.values["source.ip"] == HERE
        assert noted.values["http.response.status_code"] == 200
        assert any(body.octets.count("王伟".encode()) == 100 for body in noted.bodies)
        assert noted.time // 1_000_000_000 == START // 1_000_000_000 + 1


def test_packets_are_a_batch_in_the_order_of_their_times() -> None:
    batch = DrillPackets(START).batch(talk())
    assert batch.schema == CAPTURED
    times = batch.column("time").cast(pa.int64()).to_pylist()
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_a_connection_that_was_refused_or_dropped_is_a_syn() -> None:
    batch = DrillPackets(START).batch([frame(1.0, "refused"), frame(2.0, "dropped", session=8)])
    flags = [each.as_py()[14 + 20 + 13] for each in batch.column("frame")]
    assert flags == [2, 4 | 16, 2]


def test_names_are_datagrams() -> None:
    message = query(5, "a.b.example")
    asked = (
        message
        if struct.unpack(">H", message[:2])[0] == len(message) - 2
        else struct.pack(">H", len(message)) + message
    )
    noted = sensed([frame(1.0, "open", port=53), frame(1.0, "request", asked, port=53)])
    assert [each.values["dns.question.name"] for each in noted] == ["a.b.example"]


def test_no_frames_are_no_packets() -> None:
    assert DrillPackets(START).batch([]).num_rows == 0
