# Where packets lie: as far as they are whole, and no further than lengths make sense.
import pytest
from made_packets import START, pcap, tcp

from connectors.capture_blocks import Fault, Ng, Plain


def test_whole_records_are_noted_and_the_rest_is_left(tmp_path) -> None:
    frame = tcp("10.0.0.1:1", "10.0.0.2:2", b"hello")
    octets = pcap(tmp_path / "a", [(START, frame), (START + 1, frame)]).read_bytes()[24:]
    walk = Plain("<", 1000, 1)
    assert walk.through(memoryview(octets[:-1])) == 16 + len(frame)
    starts, captured, wire, time, link = walk.taken()
    assert (starts.tolist(), captured.tolist(), wire.tolist()) == ([16], [len(frame)], [len(frame)])
    assert (time.tolist(), link.tolist()) == ([START * 10**9], [1])


def test_a_length_that_cannot_be_is_a_fault() -> None:
    with pytest.raises(Fault):
        Plain("<", 1000, 1).through(memoryview(b"\xff" * 64))
    with pytest.raises(Fault):
        Ng().through(memoryview(b"\xff" * 64))
