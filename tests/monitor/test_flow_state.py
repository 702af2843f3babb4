# How a connection went and how much was said, as Zeek has it.
from pathlib import Path

import pytest
from made_packets import ACK, FIN, RST, START, SYN, ethernet, ip, pcap, talk, tcp, udp

from connectors import read_capture
from monitor import FlowTable, read_packets
from monitor.flow_state import flow_fields

ONE, OTHER = "10.0.0.1:4000", "10.0.0.2:80"
OPEN, TAKEN = tcp(ONE, OTHER, flags=SYN), tcp(OTHER, ONE, flags=SYN | ACK)
ASK, TELL = udp(ONE, "10.0.0.2:53", b"who"), udp("10.0.0.2:53", ONE, b"he")
CASES = {
    "S0": [OPEN],
    "S1": [OPEN, TAKEN, tcp(ONE, OTHER)],
    "SF": [OPEN, TAKEN, tcp(ONE, OTHER, flags=FIN), tcp(OTHER, ONE, flags=FIN)],
    "REJ": [OPEN, tcp(OTHER, ONE, flags=RST | ACK)],
    "S2": [OPEN, TAKEN, tcp(ONE, OTHER, flags=FIN)],
    "S3": [OPEN, TAKEN, tcp(OTHER, ONE, flags=FIN)],
    "RSTO": [OPEN, TAKEN, tcp(ONE, OTHER, flags=RST)],
    "RSTR": [OPEN, TAKEN, tcp(OTHER, ONE, flags=RST)],
    "RSTOS0": [OPEN, tcp(ONE, OTHER, flags=RST)],
    "RSTRH": [TAKEN, tcp(OTHER, ONE, flags=RST)],
    "SH": [OPEN, tcp(ONE, OTHER, flags=FIN)],
    "SHR": [TAKEN, tcp(OTHER, ONE, flags=FIN)],
    "OTH": [tcp(ONE, OTHER, b"x"), tcp(OTHER, ONE, b"y")],
}


def fields_of(path: Path, frames: list[tuple[float, bytes]]) -> dict[str, str]:
    table = FlowTable(seed=3)
    (batch,) = read_capture(pcap(path, frames))
    assert table.feed(read_packets(batch)) is None
    flows = table.end()
    assert flows is not None
    (found,) = flow_fields(flows)
    return dict(each.split("=") for each in found)


@pytest.mark.parametrize("state", CASES)
def test_states_of_connections(tmp_path: Path, state: str) -> None:
    frames = [(START + n / 1000, each) for n, each in enumerate(CASES[state])]
    assert fields_of(tmp_path / "a", frames)["conn_state"] == state


@pytest.mark.parametrize(("frames", "state"), [([ASK, TELL], "SF"), ([ASK], "S0"), ([TELL], "SHR")])
def test_states_of_what_knows_no_connections(
    tmp_path: Path, frames: list[bytes], state: str
) -> None:
    assert fields_of(tmp_path / "a", [(START, each) for each in frames])["conn_state"] == state


def test_what_was_sent_again_counts_once_and_what_was_not_captured_counts(tmp_path: Path) -> None:
    frames = talk(ONE, OTHER, [("forth", b"a" * 3_000), ("back", b"b" * 5_000)])
    sizes = {"orig_bytes": "3000", "resp_bytes": "5000"}
    found = fields_of(tmp_path / "a", frames)
    assert {name: found[name] for name in sizes} == sizes
    assert found["orig_ip_bytes"] == str(3_000 + 40 * 7)
    fewer = [*frames[:4], frames[4], *frames[4:7], *frames[8:]]
    found = fields_of(tmp_path / "b", fewer)
    assert {name: found[name] for name in sizes} == sizes


def test_messages_of_icmp_have_their_content(tmp_path: Path) -> None:
    ping = ethernet(ip("10.0.0.1", "10.0.0.2", 1, b"\x08\0\0\0\0\1\0\1" + b"p" * 56))
    pong = ethernet(ip("10.0.0.2", "10.0.0.1", 1, b"\0\0\0\0\0\1\0\1" + b"p" * 56))
    found = fields_of(tmp_path / "a", [(START, ping), (START, pong)])
    assert found == {
        "conn_state": "OTH", "orig_bytes": "56", "resp_bytes": "56",
        "orig_ip_bytes": "84", "resp_ip_bytes": "84",
    }  # fmt: skip
