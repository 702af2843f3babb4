# Data units of IEC 60870-5-104 from made bytes: gaps, garbage, beginnings. A whole talk is in
# test_real_plants.py.
import random

import pytest
from iec104_frames import CONFIRM, STARTDT, information, sequence, station_talk

from monitor.iec104 import Iec104, begins_iec104
from monitor.stream import Gap


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        (STARTDT, True), (CONFIRM, True), (information(45, 6, 1, [(1, b"\1")]), True),
        (STARTDT + CONFIRM, True), (b"\x68\x04\x17\0\0\0", False), (b"\x68\x04\x07\0\0\1", False),
        (b"hello world", False), (STARTDT[:5], False), (STARTDT + b"x", False),
        (information(200, 6, 1, [(1, b"\1")]), False),
    ],
)  # fmt: skip
def test_a_conversation_is_known_by_its_frames(payload: bytes, begins: bool) -> None:
    assert begins_iec104(payload) is begins


def test_after_a_gap_it_goes_on_at_the_next_frame() -> None:
    session = Iec104()
    session.back(1, information(1, 3, 2, [(7, b"\1")])[:6])
    session.back(2, Gap(10))
    session.back(3, b"\1\2" + sequence(1, 3, 2, 7, [b"\1"] * 5))
    (noted,) = session.end()
    assert (noted.values["tongguan.times"], noted.values["message"]) == (5, "spontaneous")


def test_a_command_whose_objects_are_several() -> None:
    session = Iec104()
    session.forth(1, information(48, 6, 1, [(9, b"\0\1\0"), (3, b"\0\1\x80")]))
    (noted,) = session.end()
    assert noted.values["tongguan.target"] == "station 1 object 3-9"


def test_garbage_is_no_crash() -> None:
    chance = random.Random(4)
    for _ in range(1_500):
        session = Iec104()
        for way, whole in station_talk():
            octets = bytearray(whole)
            octets[chance.randrange(len(octets))] = chance.randrange(256)
            (session.forth if way == "forth" else session.back)(1, bytes(octets))
        session.end()
