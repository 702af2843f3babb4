# The same packet behind the heads of every link that captures are made on.
import struct

import numpy as np
import pytest
from made_packets import ethernet, ip, udp

from monitor.link import internet_layer
from monitor.loads import Loads
from monitor.packet import Frames, read_frames

PACKET = udp("10.0.0.1:4000", "10.0.0.2:53", b"hello")[14:]
PACKET_6 = ip("2001:db8::1", "2001:db8::2", 17, struct.pack(">HHHH", 4000, 53, 13, 0) + b"hello")
SNAP = b"\xaa\xaa\3\0\0\0\x08\0"
MACS = b"\2" * 12
DATA = b"\x08\1\0\0" + bytes(20)
FRAMES = {
    "loopback": (0, b"\2\0\0\0" + PACKET),
    "ethernet": (1, ethernet(PACKET)),
    "snap": (1, MACS + b"\0\x40" + SNAP + PACKET),
    "three tags": (1, ethernet(PACKET, tags=(1, 2, 3))),
    "vn-tag": (1, MACS + b"\x89\x26\0\0\0\0\x08\0" + PACKET),
    "802.1ah": (1, MACS + b"\x88\xe7\0\0\0\1" + ethernet(PACKET, tags=(4,))),
    "fabricpath": (1, MACS + b"\x89\3\0\1" + ethernet(PACKET)),
    "labels": (1, MACS + b"\x88\x47\0\1\0\x40\0\2\1\x40" + PACKET),
    "pppoe": (1, MACS + b"\x88\x64\x11\0\0\1\0\x40\0\x21" + PACKET),
    "token ring": (6, b"\x10\x40" + MACS + SNAP + PACKET),
    "ppp": (9, b"\xff\3\0\x21" + PACKET),
    "ppp without address": (9, b"\x21" + PACKET),
    "ppp with labels": (9, b"\xff\3\2\x81\0\1\1\x40" + PACKET),
    "cisco's hdlc as ppp": (9, b"\x0f\0\x08\0" + PACKET),
    "fddi": (10, b"\x54" + MACS + SNAP + PACKET),
    "raw": (101, PACKET),
    "ppp hdlc": (50, b"\xff\3\0\x21" + PACKET),
    "pppoe alone": (51, b"\x11\0\0\1\0\x40\0\x21" + PACKET),
    "cisco's hdlc": (104, b"\x8f\0\x08\0" + PACKET),
    "802.11": (105, DATA + SNAP + PACKET),
    "802.11 between bridges, with quality": (105, b"\x88\3\0\0" + bytes(28) + SNAP + PACKET),
    "enc": (109, bytes(12) + PACKET),
    "cooked": (113, bytes(14) + b"\x08\0" + PACKET),
    "prism": (119, bytes(144) + DATA + SNAP + PACKET),
    "radiotap": (127, b"\0\0\x0c\0" + bytes(8) + DATA + SNAP + PACKET),
    "ieee 1394": (138, bytes(16) + b"\x08\0" + PACKET),
    "avs": (163, b"\0\0\0\1\0\0\0\x40" + bytes(56) + DATA + SNAP + PACKET),
    "pppd": (166, b"\1\3\0\x21" + PACKET),
    "ppi": (192, b"\0\0\x08\0\x69\0\0\0" + DATA + SNAP + PACKET),
    "ppp with direction": (204, b"\1\xff\3\0\x21" + PACKET),
    "labelled": (219, b"\0\1\1\x40" + PACKET),
    "raw ipv4": (228, PACKET),
    "nflog": (239, b"\2\0\0\0\x07\0\1\0abc\0" + struct.pack("<HH", 4 + len(PACKET), 9) + PACKET),
    "infiniband": (242, bytes(40) + b"\x08\0\0\0" + PACKET),
    "cooked again": (276, b"\x08\0" + bytes(18) + PACKET),
    "raw ipv6": (229, PACKET_6),
    "cooked ipv6": (113, bytes(14) + b"\x86\xdd" + PACKET_6),
}  # fmt: skip
NONE = {
    "802.11, hidden": (105, b"\x08\x41\0\0" + bytes(20) + SNAP + PACKET),
    "802.11, beacon": (105, b"\x80\0\0\0" + bytes(20) + SNAP + PACKET),
    "another ppp": (9, b"\xff\3\xc0\x21" + PACKET),
    "netbeui": (1, MACS + b"\0\x40\xf0\xf0\3" + PACKET),
    "labels without end": (1, MACS + b"\x88\x47" + b"\0\1\0\x40" * 9 + PACKET),
    "nflog without a packet": (239, b"\2\0\0\0\x07\0\1\0abc\0"),
    "usb": (220, PACKET),
    "nothing": (105, b""),
}


def read(link: int, frame: bytes):
    octets = np.frombuffer(frame, np.uint8)
    sizes = np.array([len(frame)])
    zeros = np.zeros(1, np.int64)
    return read_frames(Frames(octets, zeros, sizes, sizes, zeros, np.array([link], np.uint16)))


@pytest.mark.parametrize("name", FRAMES)
def test_the_packet_behind_it(name: str) -> None:
    found = read(*FRAMES[name])
    assert (found.source_port.tolist(), found.destination_port.tolist()) == ([4000], [53])
    at = int(found.payload[0])
    assert found.octets[at : at + 5].tobytes() == b"hello"
    assert found.size.tolist() == [len(PACKET_6 if "ipv6" in name else PACKET)]


@pytest.mark.parametrize("name", NONE)
def test_what_holds_none(name: str) -> None:
    assert len(read(*NONE[name])) == 0


def test_frames_of_several_links_beside_each_other() -> None:
    several = [*FRAMES.values(), *NONE.values()]
    starts = np.cumsum([0, *(len(frame) for _, frame in several)])[:-1].astype(np.int64)
    loads = Loads(np.frombuffer(b"".join(frame for _, frame in several), np.uint8))
    links = np.array([link for link, _ in several], np.uint16)
    at, kind = internet_layer(loads, starts, links)
    assert (kind[: len(FRAMES)] >= 0).all()
    assert (loads.byte(at[: len(FRAMES)]) >> 4).tolist() == [
        6 if "ipv6" in name else 4 for name in FRAMES
    ]
