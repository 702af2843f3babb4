# DNS messages: what is asked and answered, and that nothing malformed does harm.
import random
import struct

import pytest

from monitor.dns import Message, read_message


def name(text: str) -> bytes:
    return b"".join(bytes([len(each)]) + each.encode() for each in text.split(".")) + b"\0"


def query(text: str, kind: int = 1, flags: int = 0x0100) -> bytes:
    return struct.pack(">6H", 7, flags, 1, 0, 0, 0) + name(text) + struct.pack(">HH", kind, 1)


def answer(text: str, kind: int, value: bytes, code: int = 0) -> bytes:
    head = struct.pack(">6H", 7, 0x8180 | code, 1, 1, 0, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(value)) + value
    return head + name(text) + struct.pack(">HH", kind, 1) + record


@pytest.mark.parametrize(
    ("payload", "wanted"),
    [
        (query("www.example.com"), Message(7, False, "www.example.com", "A", "")),
        (query("x.example.com", 16), Message(7, False, "x.example.com", "TXT", "")),
        (query("x.y", 4711), Message(7, False, "x.y", "TYPE4711", "")),
        (
            answer("a.b", 1, bytes([192, 0, 2, 1])),
            Message(7, True, "a.b", "A", "NOERROR", ("192.0.2.1",)),
        ),
        (
            answer("a.b", 28, bytes(15) + b"\x01"),
            Message(7, True, "a.b", "AAAA", "NOERROR", ("::1",)),
        ),
        (
            answer("a.b", 16, b"\x05hello\x03abc"),
            Message(7, True, "a.b", "TXT", "NOERROR", ("helloabc",)),
        ),
        (
            answer("a.b", 5, b"\x03www\xc0\x0c"),
            Message(7, True, "a.b", "CNAME", "NOERROR", ("www.a.b",)),
        ),
        (answer("a.b", 1, b"", 3), Message(7, True, "a.b", "A", "NXDOMAIN")),
    ],
)
def test_what_a_message_says(payload: bytes, wanted: Message) -> None:
    assert read_message(payload) == wanted


@pytest.mark.parametrize(
    "payload",
    [b"", b"short", query("a.b")[:-3], struct.pack(">6H", 1, 0x7800, 1, 0, 0, 0) + b"\0\0\1\0\1"],
)
def test_what_is_no_message(payload: bytes) -> None:
    assert read_message(payload) is None


def test_a_name_that_points_to_itself_ends() -> None:
    assert read_message(struct.pack(">6H", 1, 0, 1, 0, 0, 0) + b"\xc0\x0c\0\1\0\1") is None


def test_octets_that_are_no_text_are_shown_as_such() -> None:
    message = read_message(struct.pack(">6H", 1, 0, 1, 0, 0, 0) + b"\x02\x00\xff\0\0\1\0\1")
    assert message is not None
    assert message.name == r"\x00\xff"


def test_garbage_is_no_crash() -> None:
    chance = random.Random(2)
    whole = answer("www.example.com", 5, b"\x03abc\xc0\x0c")
    for _ in range(3_000):
        octets = bytearray(whole)
        octets[chance.randrange(len(octets))] = chance.randrange(256)
        read_message(bytes(octets[: chance.randint(0, len(octets))]))
