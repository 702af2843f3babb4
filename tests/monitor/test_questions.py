# Questions over UDP: an old one is told without its answer. Pairs are in test_sensor.py.
import struct
from pathlib import Path

from made_packets import START, pcap, udp

from connectors import read_capture
from monitor.flow import flow_keys
from monitor.packet import read_packets
from monitor.questions import Questions


def test_a_question_that_nobody_answers_is_told_after_a_while(tmp_path: Path) -> None:
    ask = struct.pack(">6H", 7, 0x0100, 1, 0, 0, 0) + b"\3www\1a\0\0\1\0\1"
    frames = [
        (START, udp("10.0.0.1:5353", "10.0.0.9:53", ask)),
        (START + 40, udp("10.0.0.1:9", "10.0.0.2:9", b"x")),
    ]
    (batch,) = read_capture(pcap(tmp_path / "a", frames))
    packets = read_packets(batch)
    questions = Questions()
    (noted,) = questions.feed(packets, flow_keys(packets, 1)[0])
    assert (noted.values["dns.question.name"], noted.values["dns.response_code"]) == ("www.a", None)
    assert questions.end() == []
