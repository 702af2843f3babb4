# Packets, numbers and cells of MySQL's wire.
import struct
import zlib

import pytest

from monitor.mysql_wire import Packets, binary_cells, column_of, lenenc, lenenc_bytes, text_cells


def framed(body: bytes, number: int = 0) -> bytes:
    return len(body).to_bytes(3, "little") + bytes([number]) + body


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_packets_and_those_of_several_parts(size: int) -> None:
    long = b"x" * 0xFFFFFF
    octets = framed(b"one", 1) + framed(long, 2) + framed(b"tail", 3) + framed(b"", 4)
    packets = Packets()
    if size < 1_000:
        octets, long = framed(b"one", 1) + framed(b"tail", 3) + framed(b"", 4), b""
    step = size if size < 1_000 else 1 << 20
    found = [
        each for at in range(0, len(octets), step) for each in packets.feed(octets[at : at + step])
    ]
    assert found == [(1, b"one"), (3, long + b"tail"), (4, b"")]


def test_compressed_packets() -> None:
    packets, inside = Packets(), framed(b"a" * 200) + framed(b"b")
    packed = zlib.compress(inside[:150])
    octets = len(packed).to_bytes(3, "little") + b"\0" + (150).to_bytes(3, "little") + packed
    rest = inside[150:]
    octets += len(rest).to_bytes(3, "little") + b"\1\0\0\0" + rest
    packets.compress()
    found = [one for at in range(len(octets)) for one in packets.feed(octets[at : at + 1])]
    assert [body for _, body in found] == [b"a" * 200, b"b"]
    assert list(packets.feed(b"\5\0\0\2\x20\0\0wrong")) == []
    assert packets.broken


def test_numbers_of_their_own_length() -> None:
    assert lenenc(b"\x05", 0) == (5, 1)
    assert lenenc(b"\xfc\1\1", 0) == (257, 3)
    assert lenenc(b"\xfb", 0) == (-1, 1)
    assert lenenc_bytes(b"\3abcd", 0) == (b"abc", 4)
    for damaged in (b"", b"\xfc\1", b"\xff"):
        with pytest.raises(IndexError):
            lenenc(damaged, 0)
    with pytest.raises(IndexError):
        lenenc_bytes(b"\5abc", 0)


def test_a_columns_definition_and_rows_in_text() -> None:
    told = b"".join(bytes([len(each)]) + each for each in (b"def", b"d", b"t", b"t", b"n", b"n"))
    definition = told + b"\x0c" + struct.pack("<HIBHBH", 45, 11, 3, 0x20, 0, 0)
    assert column_of(definition) == ("n", 3, True)
    assert text_cells(b"\2ab\xfb\0") == ["ab", None, ""]


def test_rows_in_binary() -> None:
    kinds = [
        (3, False),
        (3, True),
        (253, False),
        (10, False),
        (7, False),
        (11, False),
        (5, False),
        (4, False),
    ]
    values = struct.pack("<i", -5) + struct.pack("<I", 4_000_000_000) + b"\2ab"
    values += b"\4\xc6\x07\1\2" + b"\7\xc6\x07\1\2\3\4\5" + b"\x08\0\0\0\0\0\1\2\3"
    values += struct.pack("<d", 1.5) + struct.pack("<f", 0.5)
    body = b"\0\0\0" + values
    assert binary_cells(body, kinds) == [
        "-5", "4000000000", "ab", "1990-01-02", "1990-01-02 03:04:05", "01:02:03", "1.5", "0.5",
    ]  # fmt: skip
    assert binary_cells(b"\0\xfc\3", kinds) == [None] * 8
