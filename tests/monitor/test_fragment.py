# Datagrams put together from fragments in any order, overlapping, twice, or never whole.
from __future__ import annotations

import itertools
import random
import struct
from collections import Counter
from pathlib import Path

import pytest
from dns_messages import message
from made_fragments import fragments, part, udp_datagram
from made_packets import START, pcap, tcp
from sensed import sensed
from tshark import TSHARK, fields

from monitor.address import address_text

ENDS = {4: ("10.0.0.9", "10.0.0.1"), 6: ("2001:db8::9", "2001:db8::1")}
NAME = "a" * 60 + "." + "b" * 60 + ".example"
# An answer of so many octets that it comes in several parts.
ANSWER = message(7, NAME, answer=True)[2:] + bytes(900)


def flow_of(path: Path, protocol: int = 17) -> list[tuple[int, ...]]:
    return [
        (int(flows.source_port[n]), int(flows.destination_port[n]), int(flows.packets_forth[n]),
         int(flows.bytes_forth[n]), int(flows.payload_forth[n]))
        for flows in sensed(path)[1] for n in range(len(flows)) if flows.protocol[n] == protocol
    ]  # fmt: skip


def written(path: Path, frames: list[bytes], step: float = 0.01) -> Path:
    return pcap(path, [(START + n * step, frame) for n, frame in enumerate(frames)])


@pytest.mark.parametrize("version", [4, 6])
def test_in_any_order_and_with_what_comes_twice(tmp_path: Path, version: int) -> None:
    frames = fragments(*ENDS[version], 17, udp_datagram(53, 5353, ANSWER))
    size = sum(map(len, frames))
    assert len(frames) == 3
    for order in itertools.permutations(frames):
        path = written(tmp_path / "a", list(order))
        (noted,) = sensed(path)[0]
        assert noted.values["dns.question.name"] == NAME
        assert flow_of(path) == [(53, 5353, 3, size, len(ANSWER))]
    twice = written(tmp_path / "b", [frames[0], frames[0], frames[1], frames[2]])
    assert len(sensed(twice)[0]) == 1
    assert flow_of(twice) == [(53, 5353, 4, size + len(frames[0]), len(ANSWER))]


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("block", [600, 8 << 20])
def test_batches_make_no_difference(tmp_path: Path, version: int, block: int, monkeypatch) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    chance, frames = random.Random(3), []
    for n in range(30):
        frames += fragments(
            *ENDS[version], 17, udp_datagram(53, 6000 + n, ANSWER), number=n, size=160
        )
    chance.shuffle(frames)
    noted, flows, sensor = sensed(written(tmp_path / "a", frames, 0.001))
    assert len(noted) == 30
    assert sensor.incomplete == 0
    assert sum(len(each) for each in flows) == 30


def test_of_two_versions_the_first_counts(tmp_path: Path) -> None:
    whole = udp_datagram(53, 5353, ANSWER)
    other = bytes(len(whole))
    frames = [
        part(*ENDS[4], 17, 0, whole[:400], more=True),
        part(*ENDS[4], 17, 200, other[200:600], more=True),
        part(*ENDS[4], 17, 400, whole[400:], more=False),
    ]
    (noted,) = sensed(written(tmp_path / "a", frames))[0]
    assert noted.values["dns.question.name"] == NAME
    hidden = [frames[1], frames[0], frames[2]]
    assert sensed(written(tmp_path / "b", hidden))[2].incomplete == 0


@pytest.mark.parametrize("left_out", [0, 1, 2])
def test_what_is_never_whole_is_told_and_counts_where_its_first_part_belongs(
    tmp_path: Path, left_out: int
) -> None:
    frames = fragments(*ENDS[4], 17, udp_datagram(53, 5353, ANSWER))
    del frames[left_out]
    path = written(tmp_path / "a", frames)
    noted, _, sensor = sensed(path)
    assert sensor.incomplete == 1
    ((source, destination, packets, size, _),) = flow_of(path)
    assert (packets, size) == (2, sum(map(len, frames)))
    assert (source, destination) == ((0, 0) if left_out == 0 else (53, 5353))
    # What of the question is there is read.
    assert len(noted) == (left_out != 0)
    late = [(START, frames[0]), (START + 90, tcp("10.0.0.1:1", "10.0.0.2:2", b"x"))]
    assert sensed(pcap(tmp_path / "b", late))[2].incomplete == 1


def test_segments_of_a_connection_may_come_in_fragments(tmp_path: Path) -> None:
    body = b"GET /%s HTTP/1.1\r\nHost: h\r\n\r\n" % (b"x" * 900)
    segment = struct.pack(">HHIIBBHHH", 4000, 80, 100, 0, 5 << 4, 24, 65535, 0, 0) + body
    frames = fragments("10.0.0.1", "10.0.0.2", 6, segment)
    (noted,) = sensed(written(tmp_path / "a", frames[::-1]))[0]
    assert len(str(noted.values["url.path"])) == 901


@pytest.mark.skipif(TSHARK is None, reason="no tshark here: scripts/tshark.sh")
def test_tshark_puts_the_same_together(tmp_path: Path) -> None:
    chance, frames = random.Random(5), []
    for n in range(40):
        version = 4 if n % 2 else 6
        answer = message(n, f"n{n}.{'x' * 50}.example", answer=True)[2:] + bytes(n * 20)
        parts = fragments(
            *ENDS[version], 17, udp_datagram(53, 6000 + n, answer), number=n, size=240
        )
        chance.shuffle(parts)
        frames += parts
    path = written(tmp_path / "a", frames, 0.001)
    noted, flows, _ = sensed(path)
    shown = Counter(row[0] for row in fields(path, "dns", "dns.qry.name"))
    assert Counter(str(each.values["dns.question.name"]) for each in noted) == shown
    assert sum(shown.values()) == 40
    sizes: Counter[tuple[str, str]] = Counter()
    for four, other_four, six, other_six, size in fields(
        path, "ip or ipv6", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "frame.len"
    ):
        sizes[four or six, other_four or other_six] += int(size)
    told: Counter[tuple[str, str]] = Counter()
    lengths: Counter[str] = Counter()
    for each in flows:
        for n in range(len(each)):
            ends = (
                address_text(int(each.source_high[n]), int(each.source_low[n])),
                address_text(int(each.destination_high[n]), int(each.destination_low[n])),
            )
            # Port 53 is the server's: what came from it is what came back.
            told[ends[::-1]] += int(each.bytes_back[n])
            lengths[str(int(each.payload_back[n]) + 8)] += 1
    assert told == sizes
    assert lengths == Counter(row[0] for row in fields(path, "udp", "udp.length"))
