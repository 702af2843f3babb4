# Connections between the same ends that follow one another: each is a flow, whatever the batches.
from pathlib import Path

import pytest
from made_packets import ACK, FIN, RST, START, SYN, pcap, tcp

from connectors import read_capture
from monitor import FlowTable, read_packets

ONE, OTHER = "10.0.0.1:4000", "10.0.0.2:80"


def whole(at: float, number: int, *, cut: bool = False) -> list[tuple[float, bytes]]:
    said = [
        tcp(ONE, OTHER, flags=SYN, sequence=number),
        tcp(OTHER, ONE, flags=SYN | ACK, sequence=7),
        tcp(ONE, OTHER, b"x" * 10, sequence=number + 1),
        tcp(OTHER, ONE, flags=RST, sequence=8) if cut else tcp(OTHER, ONE, flags=FIN, sequence=8),
        tcp(ONE, OTHER, flags=FIN | ACK, sequence=number + 11),
    ]
    return [(START + at + n / 1000, each) for n, each in enumerate(said)]


def flows_of(path: Path) -> list[tuple[int, int]]:
    table, found = FlowTable(seed=3), []
    batches = [table.feed(read_packets(batch)) for batch in read_capture(path)]
    for flows in [*batches, table.end()]:
        if flows is not None:
            both = flows.packets_forth, flows.packets_back
            found += zip(*(each.tolist() for each in both), strict=True)
    return sorted(found)


@pytest.mark.parametrize("block", [150, 400, 8 << 20])
@pytest.mark.parametrize("cut", [False, True])
def test_one_flow_for_each(tmp_path: Path, monkeypatch, block: int, cut: bool) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    frames = [each for n in range(4) for each in whole(n, 1_000 * (n + 1), cut=cut)]
    assert flows_of(pcap(tmp_path / "a", frames)) == [(3, 2)] * 4


@pytest.mark.parametrize("block", [150, 8 << 20])
def test_a_beginning_sent_again_is_no_other(tmp_path: Path, monkeypatch, block: int) -> None:
    monkeypatch.setattr("connectors.capture._BLOCK", block)
    again = [(START + at, tcp(ONE, OTHER, flags=SYN, sequence=5)) for at in (0, 1, 2)]
    refused = [(START + 0.5, tcp(OTHER, ONE, flags=RST | ACK))]
    assert flows_of(pcap(tmp_path / "a", sorted(again + refused))) == [(3, 1)]


def test_what_is_not_over_does_not_begin_again(tmp_path: Path) -> None:
    frames = [*whole(0, 1_000)[:3], (START + 1, tcp(ONE, OTHER, flags=SYN, sequence=9_000))]
    assert flows_of(pcap(tmp_path / "a", frames)) == [(3, 1)]


def test_however_often_it_is_used_again_it_ends(tmp_path: Path) -> None:
    frames = []
    for n in range(300):
        at = START + n / 1000
        frames += [
            (at, tcp(ONE, OTHER, flags=SYN, sequence=n)), (at, tcp(OTHER, ONE, flags=RST))
        ]  # fmt: skip
    found = flows_of(pcap(tmp_path / "a", frames))
    assert sum(map(sum, found)) == 600
    assert len(found) == 65
