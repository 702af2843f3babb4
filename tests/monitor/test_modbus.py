# Requests and answers of Modbus from made bytes. Foreign masters and devices are in
# test_real_plants.py.
import random
import struct

import pytest
from reader_pieces import same_however_cut

from monitor.modbus import Modbus, begins_modbus, target_of
from monitor.stream import Gap


def frame(number: int, body: bytes, unit: int = 1) -> bytes:
    return struct.pack(">HHHB", number, 0, len(body) + 1, unit) + body


READ, ANSWER = bytes([3, 0, 0, 0, 2]), bytes([3, 4, 0, 1, 0, 2])


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (READ, "unit 1 register 0-1"),
        (bytes([1, 0, 5, 0, 1]), "unit 1 coil 5"),
        (bytes([4, 0, 5, 0, 3]), "unit 1 input-register 5-7"),
        (bytes([6, 1, 0, 0, 9]), "unit 1 register 256"),
        (bytes([23, 0, 0, 0, 2, 0, 10, 0, 3, 6]), "unit 1 register 10-12"),
        (bytes([43, 14, 1, 0]), "unit 1"),
        (bytes([16, 0]), "unit 1"),
    ],
)
def test_units_and_registers(body: bytes, target: str) -> None:
    assert target_of(1, body) == target


def test_requests_that_overtake_each_other_and_those_without_an_answer() -> None:
    write = bytes([5, 0, 1, 0xFF, 0])
    said = [
        ("forth", 1, frame(1, READ) + frame(2, write) + frame(3, READ, unit=9)),
        ("back", 2, frame(2, write) + frame(1, ANSWER)),
        ("forth", 3, frame(4, bytes([99, 1]))),
        ("back", 4, frame(4, bytes([0xE3, 1]))),
    ]
    noted = same_however_cut(Modbus, said)
    told = {(each.values["tongguan.operation"], each.values["event.outcome"]) for each in noted}
    assert told == {
        ("write-single-coil", "success"), ("read-holding-registers", "success"),
        ("read-holding-registers", "unknown"), ("function-99", "failure"),
    }  # fmt: skip


def test_after_a_gap_it_goes_on_and_what_is_no_message_ends_it() -> None:
    session = Modbus()
    session.forth(1, frame(1, READ)[:5])
    session.forth(2, Gap(7))
    session.forth(3, frame(2, READ))
    session.back(4, frame(2, ANSWER))
    (noted,) = session.end()
    assert noted.values["event.outcome"] == "success"
    session.forth(5, b"GET / HTTP/1.1\r\n")
    assert session.over


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (frame(1, READ), False),
        (frame(1, ANSWER), True),
        (frame(1, READ) * 2, False),
        (frame(1, bytes([0x83, 2])), True),
        (frame(1, bytes([0x83, 99])), None),
        (frame(1, READ) + b"xyzw", None),
        (frame(1, READ)[:-1], None),
        (frame(1, bytes([99, 0])), None),
        (b"\0" * 12, None),
    ],
)
def test_a_conversation_is_known_by_whole_messages(payload: bytes, begins: bool | None) -> None:
    assert begins_modbus(payload) is begins


def test_the_port_decides_where_both_could_be() -> None:
    both = frame(1, bytes([5, 0, 1, 0xFF, 0]))
    assert begins_modbus(both) is False
    assert begins_modbus(both, from_port=True) is True


def test_garbage_is_no_crash() -> None:
    chance = random.Random(4)
    for _ in range(2_000):
        session = Modbus()
        for take, whole in (
            (session.forth, frame(1, READ) * 2),
            (session.back, frame(1, ANSWER) * 2),
        ):
            octets = bytearray(whole)
            octets[chance.randrange(len(octets))] = chance.randrange(256)
            take(1, bytes(octets))
        session.end()


def test_what_is_asked_again_under_one_number_is_told_each_time() -> None:
    session = Modbus()
    noted = []
    for n in range(3):
        noted += session.forth(n, frame(0, bytes([6, 0, n, 0, 1])))
    assert len(noted) == 2
    assert [each.values["event.outcome"] for each in [*noted, *session.end()]] == ["unknown"] * 3
