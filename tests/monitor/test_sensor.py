# A capture through the sensor: every exchange noted with its ends, flows beside it.
import random
import struct
from contextlib import suppress
from pathlib import Path

import pytest
from made_packets import START, pcap, pcapng, talk, tcp, udp
from sensed import sensed
from tls_hello import HELLO

from connectors import read_capture
from monitor import Sensor, flow_events
from schema import SourceError

POST = b"POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 3000\r\n\r\n" + b"x" * 3000
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
QUERY = struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + b"\3www\1a\0\0\1\0\1"
ANSWER = struct.pack(">6H", 7, 0x8180, 1, 0, 0, 0) + b"\3www\1a\0\0\1\0\1"
CLIENT, SERVER = "10.0.0.1:40000", "10.0.0.2:80"


def exchange(at: float = 0, client: str = CLIENT) -> list:
    return talk(client, SERVER, [("forth", POST), ("back", OK)], at=at)


def test_an_exchange_is_noted_with_its_ends(tmp_path: Path) -> None:
    noted, flows, sensor = sensed(pcap(tmp_path / "a", exchange()))
    (one,) = noted
    assert one.values["source.ip"] == "10.0.0.1"
    assert (one.values["source.port"], one.values["destination.port"]) == (40000, 80)
    assert one.values["http.request.body.bytes"] == 3000
    assert (len(flows), sensor.missing) == (1, 0)


@pytest.mark.parametrize("block", [600, 3_000])
def test_batches_make_no_difference(tmp_path: Path, monkeypatch, block: int) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    frames = sorted(
        frame for n in range(20) for frame in exchange(n / 1000, f"10.0.1.{n + 1}:40000")
    )
    noted, _, _ = sensed(pcap(tmp_path / "a", frames))
    assert {each.values["source.ip"] for each in noted} == {f"10.0.1.{n + 1}" for n in range(20)}
    assert {each.bodies[0].missing for each in noted} == {0}


def test_segments_out_of_order_and_twice(tmp_path: Path) -> None:
    frames = exchange()
    frames[3], frames[5] = frames[5], frames[3]
    frames.insert(6, frames[4])
    (one,) = sensed(pcap(tmp_path / "a", frames))[0]
    assert one.bodies[0].octets == b"x" * 3000


def test_a_lost_segment_is_a_gap_that_is_counted(tmp_path: Path) -> None:
    frames = exchange()
    del frames[4]
    noted, _, sensor = sensed(pcap(tmp_path / "a", frames))
    assert sensor.missing == 1400
    assert any(each.values.get("url.path") == "/up" for each in noted)


def test_questions_are_paired_with_their_answers(tmp_path: Path) -> None:
    one, other = "10.0.0.1:5353", "10.0.0.9:53"
    frames = [
        (START, udp(one, other, QUERY)),
        (START + 0.2, udp(other, one, ANSWER)),
        (START + 1, udp(one, other, QUERY.replace(b"\1a", b"\1b"))),
    ]
    noted, _, _ = sensed(pcap(tmp_path / "a", frames))
    told = [(each.values["dns.question.name"], each.values["dns.response_code"]) for each in noted]
    assert told == [("www.a", "NOERROR"), ("www.b", None)]
    assert {each.values["source.ip"] for each in noted} == {"10.0.0.1"}
    assert noted[0].time == START * 10**9


def test_the_same_ports_used_again_are_a_new_connection(tmp_path: Path) -> None:
    noted, _, _ = sensed(pcap(tmp_path / "a", exchange() + exchange(10)))
    assert len(noted) == 2


def test_other_traffic_is_no_event_but_a_flow(tmp_path: Path) -> None:
    frames = [(START, tcp(CLIENT, "10.0.0.2:9", b"whatever it is"))]
    noted, flows, _ = sensed(pcap(tmp_path / "a", frames))
    assert (noted, len(flows)) == ([], 1)


@pytest.mark.parametrize("write", [pcap, pcapng])
def test_a_capture_changed_anywhere_is_no_crash(tmp_path: Path, write) -> None:
    frames = exchange() + talk("[2001:db8::1]:9", "[2001:db8::2]:443", [("forth", HELLO)], size=90)
    frames.append((START, udp("10.0.0.1:53", "10.0.0.9:53", QUERY)))
    whole, chance = write(tmp_path / "a", frames).read_bytes(), random.Random(13)
    path = tmp_path / "b"
    for _ in range(250):
        octets = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            octets[chance.randrange(len(octets))] = chance.choice([0, 255, chance.randrange(256)])
        path.write_bytes(octets[: chance.randint(len(octets) // 2, len(octets))])
        with suppress(SourceError):
            for flows in sensed(path)[1]:
                flow_events(flows, "lo")


def test_more_than_there_is_room_for_is_let_go_and_counted(tmp_path: Path) -> None:
    halves = [
        frame
        for n in range(6)
        for frame in talk(f"10.0.1.{n + 1}:40000", SERVER, [("forth", POST)], at=n)[:6]
    ]
    sensor, noted = Sensor(seed=1, most_kept=4_000), []
    for batch in read_capture(pcap(tmp_path / "a", halves)):
        noted += sensor.feed(batch).noted
    assert sensor.given_up == 5
    assert [each.values["source.ip"] for each in noted] == [f"10.0.1.{n + 1}" for n in range(5)]
    assert len(sensor.end().noted) == 1


def test_connections_that_are_silent_for_long_end(tmp_path: Path) -> None:
    sensor = Sensor(seed=1)
    for batch in read_capture(pcap(tmp_path / "a", exchange()[:5])):
        assert sensor.feed(batch).noted == []
    assert sensor.silent((START + 7_000) * 10**9).noted == []
    (noted,) = sensor.silent((START + 7_300) * 10**9).noted
    assert noted.bodies[0].octets == b"x" * (2 * 1400 - (len(POST) - 3000))
