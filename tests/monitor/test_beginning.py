# Which packets begin a conversation, and who sent them.
from pathlib import Path

import pytest
from iec104_frames import STARTDT, information
from made_packets import START, pcap, tcp
from tls_hello import HELLO

from connectors import read_capture
from monitor.beginning import READERS, beginnings, confirmed
from monitor.packet import TCP, read_packets

QUESTION = b"\x07\x01\x00\0\1\0\0\0\0\0\0\3www\1a\0\0\1\0\1"
GREETING = b"\x4a\0\0\0\x0a8.4.2\0" + bytes(13) + b"\xff\xff\xff\2\0\xff\xff" + bytes(60)


@pytest.mark.parametrize(
    ("payload", "ends", "told"),
    [
        (b"GET / HTTP/1.1\r\n", "fo", ("http", False)),
        (b"HTTP/1.1 200 OK\r\n", "fo", ("http", True)),
        (HELLO, "fo", ("tls", False)),
        (b"\0\0\0\x08\x04\xd2\x16\x2f", "fo", ("postgresql", False)),
        (GREETING, "fo", ("mysql", True)),
        (b"*1\r\n$4\r\nPING\r\n", "fo", ("redis", False)),
        (b"220 there\r\n", "fo", ("greeted", True)),
        (b"EHLO there\r\n", "fo", ("greeted", False)),
        (b"\0\1\0\0\0\6\1\3\0\0\0\x0a", "fo", ("modbus", False)),
        (b"\0\1\0\0\0\5\1\3\2\0\x0a", "fo", ("modbus", True)),
        (b"\0\1\0\0\0\3\1\x83\2", "fo", ("modbus", True)),
        (STARTDT, "fo", ("iec104", False)),
        (information(1, 3, 1, [(1, b"\1")]), "iec", ("iec104", True)),
        (bytes([0, len(QUESTION) + 1]) + b"\0" + QUESTION, "dns", ("dns", False)),
        (b"hello, this is no frame", "fo", None),
        (b"* a list of things\r\n", "fo", None),
        (b"\0\1\0\0\0\6\1\3\0\0\xff\xff", "fo", None),
        (b"xx", "fo", None),
        (b"\0" * 40, "fo", None),
    ],
)
def test_beginnings(tmp_path: Path, payload: bytes, ends: str, told: object) -> None:
    one, other = {"fo": ("10.0.0.1:4000", "10.0.0.2:4001"), "iec": ("10.0.0.2:2404", "10.0.0.1:4000"),
                  "dns": ("10.0.0.1:4000", "10.0.0.2:53")}[ends]  # fmt: skip
    (batch,) = read_capture(pcap(tmp_path / "a", [(START, tcp(one, other, payload))]))
    packets = read_packets(batch)
    begun = beginnings(packets, packets.protocol == TCP)
    assert set(begun) <= {0}
    found = confirmed(packets, 0, begun[0]) if begun else None
    assert found == told
    assert found is None or found[0] in READERS
