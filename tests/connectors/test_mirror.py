# Mirrored requests: taken whole with who asked, answered at once, refused without the token.
import pytest
from handing_over import answered

from connectors import mirror_taker

POST = b"POST /up?x=1 HTTP/1.0\r\nHost: h\r\nX-Real-IP: 10.0.0.7\r\nX-Server-IP: 10.0.0.2\r\n"


def test_a_request_with_who_asked() -> None:
    told, (taken,) = answered(mirror_taker(), POST + b"Content-Length: 4\r\n\r\nbody")
    assert told == b"HTTP/1.1 204 No Content\r\n\r\n"
    assert (taken.client, taken.server, taken.request_body) == ("10.0.0.7", "10.0.0.2", b"body")
    assert taken.request.startswith(b"POST /up?x=1 ")


def test_several_over_one_connection_and_in_chunks() -> None:
    get = b"GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    put = b"PUT /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n2\r\nab\r\n0\r\n\r\n"
    told, taken = answered(mirror_taker(), get + put + get)
    assert [each.request_body for each in taken] == [b"", b"ab", b""]
    assert [each.client for each in taken] == ["10.0.0.9"] * 3
    assert told.count(b" 204 ") == 3
    assert told.count(b" 100 ") == 1


def test_more_than_is_held_is_counted() -> None:
    said = POST + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000
    _, (taken,) = answered(mirror_taker(most_body=100_000), said)
    assert (len(taken.request_body), taken.request_missing) == (65_536, 134_464)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: h\r\n\r\n", b"403"),
        (b"GET / HTTP/1.1\r\nX-Tongguan-Token: wrong\r\n\r\n", b"403"),
        (b"PRI * HTTP/2.0\r\n\r\n", b"505"),
    ],
    ids=["no token", "another token", "another version"],
)
def test_refused(said: bytes, status: bytes) -> None:
    told, taken = answered(mirror_taker(b"0123456789abcdef"), said)
    assert told.startswith(b"HTTP/1.1 " + status)
    assert taken == []


def test_a_body_without_its_length() -> None:
    with pytest.raises(ValueError, match="without its length"):
        answered(mirror_taker(), POST + b"Content-Length: many\r\n\r\n")
