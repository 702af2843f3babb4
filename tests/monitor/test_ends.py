# Who speaks with whom in a packet, and what it carries.
from pathlib import Path

from made_packets import START, pcap, tcp

from connectors import read_capture
from monitor.ends import Ends, ends_of, payload_of
from monitor.packet import read_packets


def test_ends_either_way_and_the_payload(tmp_path: Path) -> None:
    frame = tcp("[2001:db8::1]:4000", "[2001:db8::2]:80", b"payload")
    (batch,) = read_capture(pcap(tmp_path / "a", [(START, frame)]))
    packets = read_packets(batch)
    ends = Ends("2001:db8::1", 4000, "2001:db8::2", 80)
    assert ends_of(packets, 0) == ends
    assert ends_of(packets, 0, turned=True) == Ends("2001:db8::2", 80, "2001:db8::1", 4000)
    assert payload_of(packets, 0) == b"payload"
    assert ends.values("tcp")["destination.port"] == 80
