# Frames of IEC 60870-5-104 as they stand in the standard and in captures, and what is none.
from __future__ import annotations

import pytest

from range.iec104 import (
    STARTDT,
    TESTFR,
    FrameError,
    Information,
    answered,
    command,
    cut,
    cut_exchange,
    information_frame,
    interrogation,
    parse,
    setpoint,
    supervisory,
    unnumbered,
    values_of,
)


@pytest.mark.parametrize(
    ("frame", "bytes_"),
    [
        (unnumbered(STARTDT), "680407000000"),
        (unnumbered(TESTFR), "680443000000"),
        (supervisory(9), "680401001200"),
        (interrogation(0, 0), "680e0000000064010600010000000014"),
        (command(1, 2, 3001, on=True), "680e020004002d0106000100b90b0001"),
        (setpoint(0, 0, 4001, -1.0), "68120000000032010600 0100a10f00000080bf00"),
    ],
)
def test_frames_are_as_the_standard_has_them(frame: bytes, bytes_: str) -> None:
    assert frame == bytes.fromhex(bytes_)
    assert cut(frame) == ([frame], b"")


def test_a_frame_is_read_back() -> None:
    read = parse(command(5, 7, 3001, on=True))
    assert (read.kind, read.sent, read.received) == ("I", 5, 7)
    assert read.information == Information(45, 6, False, 1, ((3001, b"\1"),))
    assert parse(supervisory(9)).received == 9
    assert answered(parse(unnumbered(STARTDT)).control) == 0x0B
    assert answered(0x0B) is None


@pytest.mark.parametrize("stream", ["69040700", "6803070000", "68fe", "00"])
def test_what_is_no_frame_is_told(stream: str) -> None:
    with pytest.raises(FrameError):
        cut(bytes.fromhex(stream) + bytes(4))


@pytest.mark.parametrize("at", [1, 3, 6, 11])
def test_a_stream_is_cut_wherever_it_breaks(at: int) -> None:
    whole = unnumbered(STARTDT) + interrogation(0, 0)
    frames, rest = cut(whole[:at])
    more, left = cut(rest + whole[at:])
    assert frames + more == [unnumbered(STARTDT), interrogation(0, 0)]
    assert left == b""


def test_objects_in_a_row_are_read_by_their_first_address() -> None:
    # Three states from address 1001 on, as a sequence.
    body = bytes.fromhex("0000 0000 01 83 14 00 0100 e90300 01 00 01")
    assert values_of(bytes((0x68, len(body))) + body) == {1001: 1.0, 1002: 0.0, 1003: 1.0}


@pytest.mark.parametrize("body", ["0000 0000 01 02 14 00 0100 e90300 01", "0000 0000 01"])
def test_objects_that_do_not_fill_their_frame_are_told(body: str) -> None:
    content = bytes.fromhex(body)
    with pytest.raises(FrameError):
        parse(bytes((0x68, len(content))) + content)


def test_an_answer_is_whole_when_it_is_terminated_or_refused() -> None:
    asked = Information(100, 7, False, 1, ((0, b"\x14"),))
    told = Information(1, 20, False, 1, ((1001, b"\1"),))
    ended = Information(100, 10, False, 1, ((0, b"\x14"),))
    whole = b"".join(information_frame(n, 1, each) for n, each in enumerate((asked, told, ended)))
    refused = information_frame(3, 2, Information(45, 47, True, 1, ((9, b"\1"),)))
    assert cut_exchange(whole + refused + whole[:20]) == ([whole, refused], whole[:20])
