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


def asked(tmp_path: Path, *frames: bytes):
    (batch,) = read_capture(pcap(tmp_path / "a", [(START, each) for each in frames]))
    packets, questions = read_packets(batch), Questions()
    return [*questions.feed(packets, flow_keys(packets, 1)[0]), *questions.end()]


def test_questions_to_whoever_is_near_have_names_of_their_own(tmp_path: Path) -> None:
    ask = struct.pack(">6H", 0, 0, 1, 0, 0, 0) + b"\3abc\5local\0\0\x0c\x80\1"
    told = asked(
        tmp_path,
        udp("10.0.0.1:5353", "224.0.0.251:5353", ask),
        udp("10.0.0.1:40000", "224.0.0.252:5355", ask),
    )
    found = [(each.values["event.action"], each.values["dns.question.name"]) for each in told]
    assert found == [("mdns", "abc.local"), ("llmnr", "abc.local")]


def test_names_of_netbios_are_read(tmp_path: Path) -> None:
    name = b"\x20FHEPFCELEHFCEPFFFACACACACACACACA\0"
    ask = struct.pack(">6H", 9, 0x2910, 1, 0, 0, 0) + name + b"\0\x20\0\1"
    (told,) = asked(tmp_path, udp("10.0.0.1:137", "10.0.0.255:137", ask))
    assert told.values["dns.question.name"] == "WORKGROUP"
    assert (told.values["dns.question.type"], told.values["event.action"]) == ("NB", "netbios-ns")


def test_an_answer_whose_question_was_not_seen_is_told(tmp_path: Path) -> None:
    tell = struct.pack(">6H", 7, 0x8180, 1, 1, 0, 0) + b"\1a\0\0\x0f\0\1"
    tell += b"\xc0\x0c\0\x0f\0\1\0\0\0\1\0\7\0\5\4mail\0"
    (told,) = asked(tmp_path, udp("10.0.0.9:53", "10.0.0.1:4000", tell))
    assert (told.values["source.ip"], told.values["dns.answers.data"]) == ("10.0.0.1", ("mail",))
