# Packets inside packets: the tunnel is a flow and so is what goes through it.
from __future__ import annotations

import struct
from pathlib import Path

import pytest
from dns_messages import message
from made_fragments import fragments, udp_datagram
from made_packets import START, ethernet, ip, pcap, talk, udp
from sensed import sensed

ASK = message(7, "inner.example")[2:]
INNER = ip("192.0.2.1", "192.0.2.2", 17, udp_datagram(5000, 53, ASK))
INNER_6 = ip("2001:db8::1", "2001:db8::2", 17, udp_datagram(5000, 53, ASK))
FRAME = ethernet(INNER, tags=(7,))


def outer(protocol: int, payload: bytes) -> bytes:
    return ethernet(ip("10.0.0.1", "10.0.0.2", protocol, payload))


@pytest.mark.parametrize(
    "frame",
    [
        outer(4, INNER),
        outer(41, INNER_6),
        outer(47, b"\0\0\x08\0" + INNER),
        outer(47, b"\xb0\0\x86\xdd" + bytes(12) + INNER_6),
        outer(47, b"\x20\0\x65\x58" + bytes(4) + FRAME),
        udp("10.0.0.1:3333", "10.0.0.2:4789", b"\x08\0\0\0\0\0\7\0" + FRAME),
        udp("10.0.0.1:3333", "10.0.0.2:6081", b"\1\0\x65\x58\0\0\7\0" + bytes(4) + FRAME),
        outer(47, b"\0\0\x08\0" + ip("10.1.0.1", "10.1.0.2", 4, INNER)),
    ],
    ids=["ip", "ipv6", "gre", "gre with all", "gre bridged", "vxlan", "geneve", "two deep"],
)
def test_what_is_inside_is_read(tmp_path: Path, frame: bytes) -> None:
    noted, flows, sensor = sensed(pcap(tmp_path / "a", [(START, frame)]))
    (asked,) = noted
    assert asked.values["dns.question.name"] == "inner.example"
    assert str(asked.values["source.ip"]) in ("192.0.2.1", "2001:db8::1")
    assert sum(len(each) for each in flows) >= 2
    assert sensor.packets == 1


@pytest.mark.parametrize(
    "frame",
    [
        outer(47, b"\0\1\x88\x0b" + INNER),
        outer(47, b"\0\0"),
        outer(4, b""),
        udp("10.0.0.1:3333", "10.0.0.2:4789", b"\0\0\0\0\0\0\7\0" + FRAME),
        udp("10.0.0.1:3333", "10.0.0.2:4789", b"\x08\0\0\0\0\0\7\0" + b"\xff" * 20),
    ],
    ids=["gre of another version", "short", "nothing", "no vxlan", "no ip"],
)
def test_what_is_no_tunnel_is_a_flow(tmp_path: Path, frame: bytes) -> None:
    noted, flows, _ = sensed(pcap(tmp_path / "a", [(START, frame)]))
    assert noted == []
    assert sum(len(each) for each in flows) == 1


def test_a_connection_in_a_tunnel_that_comes_in_fragments(tmp_path: Path) -> None:
    said = [("forth", b"GET /in HTTP/1.1\r\nHost: h\r\n\r\n"), ("back", b"HTTP/1.1 204 No\r\n\r\n")]
    frames = []
    for time, frame in talk("192.0.2.1:4000", "192.0.2.2:80", said):
        number = len(frames)
        parts = fragments(
            "10.0.0.1",
            "10.0.0.2",
            47,
            struct.pack(">HH", 0, 0x6558) + frame,
            size=40,
            number=number,
        )
        frames += [(time, each) for each in parts]
    (noted,) = sensed(pcap(tmp_path / "a", frames))[0]
    assert (noted.values["url.path"], noted.values["http.response.status_code"]) == ("/in", 204)


PPP = b"\xff\3\0\x21" + INNER
MORE = [
    outer(47, b"\0\0\x88\x47\0\1\1\x40" + INNER),
    outer(47, b"\x30\1\x88\x0b\0\x40\0\1" + bytes(4) + PPP),
    outer(47, b"\x30\x81\x88\x0b\0\x40\0\1" + bytes(8) + PPP),
    outer(47, b"\0\0\x88\xbe" + FRAME),
    outer(47, b"\x10\0\x88\xbe" + bytes(4) + bytes(8) + FRAME),
    outer(47, b"\x10\0\x22\xeb" + bytes(4) + bytes(11) + b"\1" + bytes(8) + FRAME),
    udp("10.0.0.1:3333", "10.0.0.2:6081", b"\0\0\x08\0\0\0\7\0" + INNER),
    udp("10.0.0.1:3333", "10.0.0.2:2152", b"\x30\xff\0\x40\0\0\0\1" + INNER),
    udp("10.0.0.1:3333", "10.0.0.2:2152",
        b"\x34\xff\0\x40\0\0\0\1\0\0\0\x85\1\0\0\x20\1\0\0\0" + INNER),
    udp("10.0.0.1:3544", "10.0.0.2:4444", INNER_6),
    udp("10.0.0.1:4444", "10.0.0.2:3544", b"\0\1\0\0" + bytes(9) + bytes(8) + INNER_6),
    udp("10.0.0.1:1701", "10.0.0.2:1701", b"\x48\2\0\x40\0\1\0\1\0\0\0\0" + PPP),
    udp("10.0.0.1:1701", "10.0.0.2:1701", b"\2\2\0\1\0\1\0\2\0\0" + PPP),
]  # fmt: skip
NAMES = (
    "labels", "pptp", "pptp with a receipt", "erspan", "erspan ii", "erspan iii", "geneve with ip",
    "gtp", "gtp extended", "teredo", "teredo signed", "l2tp", "l2tp with an offset",
)  # fmt: skip


@pytest.mark.parametrize("frame", MORE, ids=NAMES)
def test_more_tunnels_are_read(tmp_path: Path, frame: bytes) -> None:
    test_what_is_inside_is_read(tmp_path, frame)


def test_what_stands_behind_a_packet_in_its_frame_is_not_in_the_tunnel(tmp_path: Path) -> None:
    _, flows, _ = sensed(pcap(tmp_path / "a", [(START, outer(4, INNER) + bytes(40))]))
    inner = [each for each in flows for n in range(len(each)) if each.protocol[n] == 17]
    assert inner[0].bytes_forth[inner[0].protocol == 17].tolist() == [len(INNER)]
