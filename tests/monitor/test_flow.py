# Flows: every packet in exactly one, whatever the batches; ended and silent ones handed out.
from pathlib import Path

import numpy as np
import pytest
from made_packets import ACK, FIN, START, SYN, Frame, pcap, talk, tcp, udp

from connectors import read_capture
from monitor import FlowTable, read_packets
from monitor.address import address_text
from monitor.open_flows import Flows


def rows(flows: Flows | None) -> list[tuple]:
    if flows is None:
        return []
    return [
        (
            address_text(int(flows.source_high[n]), int(flows.source_low[n])),
            int(flows.source_port[n]),
            address_text(int(flows.destination_high[n]), int(flows.destination_low[n])),
            int(flows.destination_port[n]),
            int(flows.packets_forth[n]),
            int(flows.packets_back[n]),
            int(flows.bytes_forth[n]),
            int(flows.bytes_back[n]),
            int(flows.payload_forth[n]),
            int(flows.payload_back[n]),
        )
        for n in range(len(flows))
    ]


def flows_of(path: Path, **options: int) -> list[tuple]:
    table, found = FlowTable(seed=3, **options), []
    for batch in read_capture(path):
        found += rows(table.feed(read_packets(batch)))
    return sorted([*found, *rows(table.end())])


def many() -> list[Frame]:
    frames = []
    for n in range(60):
        said = [("forth", b"a" * (n * 7)), ("back", b"b" * (n * 31))]
        frames += talk(f"10.0.{n % 3}.{n + 1}:{2000 + n}", "10.9.9.9:80", said, at=n / 10)
        frames.append((START + n / 10, udp(f"10.0.0.{n + 1}:5000", "10.9.9.9:53", b"q" * n)))
    return sorted(frames)


@pytest.mark.parametrize("block", [700, 5_000, 8 << 20])
def test_batches_make_no_difference(tmp_path: Path, monkeypatch, block: int) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    frames = many()
    found = flows_of(pcap(tmp_path / "a", frames))
    assert len(found) == 120
    assert sum(row[4] + row[5] for row in found) == len(frames)
    assert sum(row[6] + row[7] for row in found) == sum(len(frame) for _, frame in frames)
    by_source = {row[1]: row for row in found if row[3] == 80}
    assert by_source[2010][2:] == ("10.9.9.9", 80, 5, 3, 5 * 54 + 70, 3 * 54 + 310, 70, 310)


def test_an_answer_that_comes_first_does_not_turn_the_flow_around(tmp_path: Path) -> None:
    one, other = "10.0.0.1:4000", "10.0.0.2:80"
    frames = [(START, tcp(other, one, flags=SYN | ACK)), (START + 1, tcp(one, other, b"x"))]
    (row,) = flows_of(pcap(tmp_path / "a", frames))
    assert row[:6] == ("10.0.0.1", 4000, "10.0.0.2", 80, 1, 1)


def test_what_is_silent_or_ended_is_handed_out_and_begins_anew(tmp_path: Path) -> None:
    one, other = "10.0.0.1:4000", "10.0.0.2:80"
    frames = [(START + at, tcp(one, other, b"x")) for at in (0, 1, 500, 501)]
    table, found = FlowTable(seed=1), []
    for frame in frames:
        (batch,) = read_capture(pcap(tmp_path / "a", [frame]))
        found += rows(table.feed(read_packets(batch)))
    assert [row[4] for row in [*found, *rows(table.end())]] == [2, 2]
    ended = [(START, tcp(one, other, flags=FIN)), (START, tcp(other, one, flags=FIN))]
    later = (START + 60, udp("10.0.0.3:1", "10.0.0.4:2", b""))
    table = FlowTable(seed=1)
    for frames_of in (ended, [later]):
        (batch,) = read_capture(pcap(tmp_path / "a", frames_of))
        over = table.feed(read_packets(batch))
    assert len(rows(over)) == 1


def test_the_number_of_open_flows_is_bounded(tmp_path: Path) -> None:
    table, out = FlowTable(seed=1, most=50), 0
    for step in range(20):
        frames = [
            (START + step, udp(f"10.{step}.0.{n + 1}:9", "10.200.0.1:9", b"")) for n in range(20)
        ]
        (batch,) = read_capture(pcap(tmp_path / "a", frames))
        out += len(rows(table.feed(read_packets(batch))))
    assert out == 20 * 20 - 50


def test_keys_depend_on_the_seed_and_not_on_the_direction(tmp_path: Path) -> None:
    from monitor.flow import flow_keys

    one, other = "10.0.0.1:4000", "10.0.0.2:80"
    frames = [(START, tcp(one, other)), (START, tcp(other, one)), (START, tcp(one, "10.0.0.3:80"))]
    (batch,) = read_capture(pcap(tmp_path / "a", frames))
    packets = read_packets(batch)
    key, greater = flow_keys(packets, 1)
    assert key[0] == key[1] != key[2]
    assert greater[0] != greater[1]
    assert not np.isin(key, flow_keys(packets, 2)[0]).any()


@pytest.mark.parametrize("block", [200, 8 << 20])
def test_silence_within_a_batch_cuts_like_silence_between_two(
    tmp_path: Path, monkeypatch, block: int
) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    one = ("10.0.0.1:5000", "10.9.9.9:53")
    times = (0, 50, 109, 170, 171, 250)
    frames = [(START + at, udp(*one, b"q")) for at in times]
    found = flows_of(pcap(tmp_path / "a", frames))
    assert sorted(row[4] for row in found) == [1, 2, 3]


def test_time_that_passes_without_packets_hands_flows_out(tmp_path: Path) -> None:
    table = FlowTable(seed=3)
    capture = pcap(tmp_path / "a", [(START, udp("10.0.0.1:5000", "10.9.9.9:53", b"q"))])
    for batch in read_capture(capture):
        assert table.feed(read_packets(batch)) is None
    assert table.silent((START + 50) * 10**9) is None
    assert len(rows(table.silent((START + 61) * 10**9))) == 1
    assert table.silent((START + 999) * 10**9) is None
