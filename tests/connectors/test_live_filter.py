# Programs of the kernel's packet filter, run here by their few rules on frames of every kind.
import struct

import pytest
from made_packets import tcp, udp

from connectors.live_filter import MOST_PORTS, filter_program

SNAP = 100


def kept(program: bytes, frame: bytes) -> int:
    """How much of an Ethernet frame the program keeps."""
    steps = list(struct.iter_unpack("=HBBI", program))
    a = x = at = 0
    network = frame[14:]
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x06:
            return value
        if code == 0x28 and value == 0xFFFFF000:
            a = int.from_bytes(frame[12:14], "big")
        elif code in (0x28, 0x30, 0x48):
            begin = (value + (x if code == 0x48 else 0) - 0xFFF00000) & 0xFFFFFFFF
            a = int.from_bytes(network[begin : begin + (1 if code == 0x30 else 2)], "big")
        elif code == 0xB1:
            x = 4 * (network[value - 0xFFF00000] & 15)
        elif code == 0x01:
            x = value
        elif code == 0x05:
            at += value
        else:
            at += yes if (a == value if code == 0x15 else a & value) else no


@pytest.mark.parametrize(
    ("frame", "stays"),
    [
        (tcp("10.0.0.1:5000", "10.0.0.2:80"), True),
        (tcp("10.0.0.1:80", "10.0.0.2:5000"), True),
        (udp("10.0.0.1:5000", "10.0.0.2:53", b"x"), True),
        (tcp("[fe80::1]:53", "[fe80::2]:4000"), True),
        (tcp("10.0.0.1:5000", "10.0.0.2:81"), False),
        (udp("[fe80::1]:5000", "[fe80::2]:81", b"x"), False),
        (b"\2" * 12 + b"\x08\x06" + b"\0" * 46, False),
        (tcp("10.0.0.1:80", "10.0.0.2:80")[:20] + b"\0\x10" + tcp("10.0.0.1:80", "10.0.0.2:80")[22:], False),
        (tcp("10.0.0.1:80", "10.0.0.2:80")[:23] + b"\x01" + b"\0\x50" * 30, False),
    ],
    ids=["to it", "from it", "by datagram", "by IPv6", "another", "another by IPv6", "no IP",
         "a later fragment", "without ports"],
)  # fmt: skip
def test_frames_of_some_ports_stay(frame: bytes, stays: bool) -> None:
    assert kept(filter_program([53, 80], SNAP), frame) == (SNAP if stays else 0)


def test_without_ports_all_stay() -> None:
    assert kept(filter_program([], SNAP), b"\2" * 60) == SNAP


def test_there_is_an_end_to_ports() -> None:
    program = filter_program(range(MOST_PORTS), SNAP)
    assert kept(program, tcp("10.0.0.1:5000", f"10.0.0.2:{MOST_PORTS - 1}")) == SNAP
    with pytest.raises(ValueError, match="a filter holds 60"):
        filter_program(range(MOST_PORTS + 1), SNAP)
