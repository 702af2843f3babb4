# Packets read column by column are what was put into their frames.
import struct

import pytest
from made_packets import ACK, START, SYN, ethernet, ip, pcap, tcp, udp

from connectors import read_capture
from monitor import read_packets
from monitor.address import address_text


def packets(tmp_path, *frames: bytes, cut: int | None = None):
    path = pcap(tmp_path / "a.pcap", [(START, frame) for frame in frames], cut=cut)
    (batch,) = read_capture(path)
    return read_packets(batch)


def told(found, place: int) -> tuple:
    ends = [
        (address_text(int(high[place]), int(low[place])), int(port[place]))
        for (high, low), port in (
            (found.source, found.source_port),
            (found.destination, found.destination_port),
        )
    ]
    at, held = int(found.payload[place]), int(found.held[place])
    return (*ends, int(found.protocol[place]), found.octets[at : at + held].tobytes())


@pytest.mark.parametrize("tags", [(), (5,), (5, 6), (1, 2, 3)])
def test_ends_and_payload_behind_any_vlan_tags(tmp_path, tags) -> None:
    found = packets(tmp_path, tcp("10.0.0.1:1234", "192.0.2.9:80", b"GET /", tags=tags))
    assert told(found, 0) == (("10.0.0.1", 1234), ("192.0.2.9", 80), 6, b"GET /")


def test_both_versions_stand_beside_each_other_in_order(tmp_path) -> None:
    found = packets(
        tmp_path,
        tcp("[2001:db8::1]:1", "[2001:db8::2]:2", b"six", flags=SYN, sequence=7),
        udp("10.0.0.1:3", "10.0.0.2:4", b"four"),
        udp("[2001:db8::1]:5", "[2001:db8::2]:6", b"six again"),
    )
    assert [told(found, place)[3] for place in range(3)] == [b"six", b"four", b"six again"]
    assert told(found, 0)[:2] == (("2001:db8::1", 1), ("2001:db8::2", 2))
    assert (found.flags[0], found.sequence[0]) == (SYN, 7)


def test_extension_headers_are_passed_over(tmp_path) -> None:
    inner = struct.pack(">HHHH", 5, 53, 11, 0) + b"abc"
    hop = bytes([43, 0]) + bytes(6)
    routing = bytes([17, 1]) + bytes(14)
    frame = ethernet(ip("2001:db8::1", "2001:db8::2", 0, hop + routing + inner), version=6)
    assert told(packets(tmp_path, frame), 0) == (
        ("2001:db8::1", 5),
        ("2001:db8::2", 53),
        17,
        b"abc",
    )


def test_later_fragments_have_no_ports(tmp_path) -> None:
    frame = bytearray(tcp("10.0.0.1:1234", "10.0.0.2:80", b"x" * 40))
    frame[20:22] = struct.pack(">H", 185)
    found = packets(tmp_path, bytes(frame))
    assert (found.source_port[0], found.held[0]) == (0, 0)


def test_what_is_no_ip_or_too_short_is_counted(tmp_path) -> None:
    arp = b"\xff" * 12 + b"\x08\x06" + bytes(28)
    found = packets(tmp_path, arp, tcp("10.0.0.1:1", "10.0.0.2:2"), b"short")
    assert (len(found), found.others) == (1, 2)


def test_padding_is_no_payload_and_a_cut_one_knows_its_size(tmp_path) -> None:
    padded = tcp("10.0.0.1:1", "10.0.0.2:2", flags=ACK) + bytes(6)
    assert packets(tmp_path, padded).held[0] == 0
    found = packets(tmp_path, tcp("10.0.0.1:1", "10.0.0.2:2", b"x" * 500), cut=100)
    assert (found.held[0], found.sent[0]) == (46, 500)


def test_garbage_behind_a_good_ethernet_header_is_no_crash(tmp_path) -> None:
    frames = [ethernet(bytes([value] * size)) for value in range(0, 256, 5) for size in (1, 20, 41)]
    assert len(packets(tmp_path, *frames)) <= len(frames)


LABELS = b"\x88\x47" + b"\0\1\0\x40" + b"\0\2\1\x40"


@pytest.mark.parametrize(
    "between",
    [
        b"\x88\xa8\0\7\x81\0\0\x09\x08\0",
        b"\x91\0\0\7\x81\0\0\x08\x81\0\0\x09\x08\0",
        LABELS,
        b"\x81\0\0\7" + LABELS,
        b"\x88\x64\x11\0\0\1\0\x40\0\x21",
    ],
    ids=["802.1ad", "three tags", "labels", "labels behind a tag", "a session of PPPoE"],
)
def test_what_stands_between_ethernet_and_ip(tmp_path, between) -> None:
    frame = tcp("10.0.0.1:1234", "192.0.2.9:80", b"GET /")
    found = packets(tmp_path, frame[:12] + between + frame[14:])
    assert told(found, 0) == (("10.0.0.1", 1234), ("192.0.2.9", 80), 6, b"GET /")


def test_labels_without_an_end_and_other_sessions_are_no_ip(tmp_path) -> None:
    frame = tcp("10.0.0.1:1234", "192.0.2.9:80", b"GET /")
    endless = frame[:12] + b"\x88\x47" + b"\0\1\0\x40" * 9 + frame[14:]
    other = frame[:12] + b"\x88\x64\x11\0\0\1\0\x40\xc0\x21" + frame[14:]
    found = packets(tmp_path, endless, other)
    assert (len(found), found.others) == (0, 2)
