# Who began a flow whose beginning was not seen.
from pathlib import Path

import numpy as np
import pytest
from made_packets import ACK, START, SYN, pcap, tcp, udp

from connectors import read_capture
from monitor.direction import is_answer
from monitor.packet import read_packets

ONE, WEB, OTHER, RARE = "10.0.0.1:40000", "10.0.0.2:443", "10.0.0.3:8080", "10.0.0.4:50000"
CASES = {
    "a beginning": (tcp(WEB, ONE, flags=SYN), False),
    "its answer": (tcp(ONE, RARE, flags=SYN | ACK), True),
    "from a server": (tcp(WEB, ONE), True),
    "to a server": (tcp(ONE, WEB), False),
    "between servers, from the lower": (tcp(WEB, OTHER), True),
    "between servers, from the higher": (tcp(OTHER, WEB), False),
    "between none": (tcp(RARE, ONE), False),
    "a datagram from a server": (udp("10.0.0.2:53", ONE, b"x"), True),
    "a datagram to one": (udp(ONE, "10.0.0.2:53", b"x"), False),
    "datagrams between two": (udp("10.0.0.2:53", "10.0.0.3:123", b"x"), False),
}


@pytest.mark.parametrize("name", CASES)
def test_who_answers(tmp_path: Path, name: str) -> None:
    frame, expected = CASES[name]
    (batch,) = read_capture(pcap(tmp_path / "a", [(START, frame)]))
    assert is_answer(read_packets(batch), np.array([0])).tolist() == [expected]
