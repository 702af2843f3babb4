# Client hellos: the name asked for and the fingerprint, over as many records as it takes.
import random

import pytest
from tls_hello import hello, records, server_hello

from monitor.tls import read_client_hello, read_server_hello


@pytest.mark.parametrize("size", [16_000, 50, 3])
def test_the_name_and_the_fingerprint(size: int) -> None:
    found = read_client_hello(records(hello(), size))
    assert found is not None
    assert found.server_name == "example.com"
    assert found.alpn == ("h2", "http/1.1")
    # The example of the method's own description (FoxIO, technical_details/JA4.md).
    assert found.ja4 == "t13d1516h2_8daaf6152771_e5627efa2ab1"


def test_without_name_and_protocols() -> None:
    found = read_client_hello(records(hello("", ())))
    assert found is not None
    assert found.server_name == ""
    assert found.ja4.startswith("t13i151400_8daaf6152771_")


def test_what_is_no_hello_or_not_whole() -> None:
    assert read_client_hello(b"") is None
    assert read_client_hello(records(hello())[:-1]) is None
    assert read_client_hello(b"\x17\x03\x03\0\5hello") is None
    assert read_client_hello(records(b"\x02" + hello()[1:])) is None


@pytest.mark.parametrize("size", [16_000, 3])
def test_what_the_server_chose(size: int) -> None:
    newer, older = (
        read_server_hello(records(server_hello(version, b"h2"), size))
        for version in (0x0304, 0x0302)
    )
    assert (newer.version, newer.protocol) == ("1.3", "h2")
    assert older.version == "1.1"
    assert read_server_hello(records(hello())) is None
    assert read_server_hello(records(server_hello())[:-1]) is None
    assert read_server_hello(records(b"\2\0\0\4abcd")) is None


def test_garbage_is_no_crash() -> None:
    chance, whole = random.Random(3), records(hello())
    for _ in range(2_000):
        octets = bytearray(whole)
        for _ in range(3):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        read_client_hello(bytes(octets[: chance.randint(0, len(octets))]))
        octets = bytearray(records(server_hello(0x0303, b"h2")))
        octets[chance.randrange(len(octets))] = chance.randrange(256)
        read_server_hello(bytes(octets))


def test_drafts_of_version_1_3_are_named() -> None:
    told = read_server_hello(records(server_hello(0x7F17, b"")))
    assert told is not None
    assert told.version == "1.3-draft23"
