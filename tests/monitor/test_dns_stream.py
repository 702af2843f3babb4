# Messages behind their lengths, paired by their numbers.
import struct

from reader_pieces import read, same_however_cut

from monitor.dns_stream import DnsStream, begins_dns
from monitor.stream import Gap


def message(number: int, name: str, *, answer: bool = False) -> bytes:
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    body = (
        struct.pack(">6H", number, 0x8183 if answer else 0x0100, 1, 0, 0, 0)
        + labels
        + b"\0\0\1\0\1"
    )
    return struct.pack(">H", len(body)) + body


def test_answers_in_another_order_and_questions_without_one() -> None:
    said = [
        ("forth", 1, message(1, "a.example") + message(2, "b.example") + message(3, "c.example")),
        ("back", 2, message(2, "b.example", answer=True) + message(1, "a.example", answer=True)),
    ]
    noted = same_however_cut(DnsStream, said)
    told = [(each.values["dns.question.name"], each.values["dns.response_code"]) for each in noted]
    assert told == [("b.example", "NXDOMAIN"), ("a.example", "NXDOMAIN"), ("c.example", None)]


def test_what_waits_is_bounded_and_a_gap_ends_it() -> None:
    many = [("forth", 1, b"".join(message(n, "a.example") for n in range(1_200)))]
    assert len(read(DnsStream(), many)) == 1_200
    session = DnsStream()
    session.back(1, Gap(4))
    assert session.over


def test_a_conversation_is_known_by_its_first_message() -> None:
    assert begins_dns(message(1, "a.example"))
    assert not begins_dns(b"\0\5hello")
    assert not begins_dns(b"\0\x0c" + b"\xff" * 12)
