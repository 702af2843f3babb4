# HTTP messages as bytes, against the standard library as the other side.
from __future__ import annotations

import http.client
import io

import pytest

from range.http import HttpError, cut, parse_request, parse_response, request, response


class Sock:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self.content)


def test_the_standard_library_reads_our_response() -> None:
    told = http.client.HTTPResponse(Sock(response(200, {"名": [1, 2]})))  # type: ignore[arg-type]
    told.begin()
    assert told.status == 200
    assert told.read().decode() == '{"名":[1,2]}'


def test_a_request_is_read_back() -> None:
    message = request("GET", "/residents?offset=5&limit=20", "10.77.2.10", token="t")
    asked = parse_request(message)
    assert (asked.method, asked.path, asked.query) == (
        "GET", "/residents", {"offset": "5", "limit": "20"},
    )  # fmt: skip
    assert asked.headers["authorization"] == "Bearer t"
    body = parse_request(request("POST", "/x", "h", body=b"\0\r\n\r\n\1")).body
    assert body == b"\0\r\n\r\n\1"


def test_messages_are_cut_wherever_the_stream_was_broken() -> None:
    whole = request("POST", "/a", "h", body=b"12345") + request("GET", "/b", "h")
    for place in range(len(whole) + 1):
        first, rest = cut(whole[:place])
        second, left = cut(rest + whole[place:])
        assert b"".join([*first, *second]) == whole
        assert left == b""


@pytest.mark.parametrize("message", [b"", b"\r\n\r\n", b"GET /\r\n\r\n", b"GET / FTP/1\r\n\r\n"])
def test_what_is_no_request_is_refused(message: bytes) -> None:
    with pytest.raises(HttpError):
        parse_request(message)


@pytest.mark.parametrize("message", [b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 ok\r\n\r\n", b"x"])
def test_what_is_no_response_is_refused(message: bytes) -> None:
    with pytest.raises(HttpError):
        parse_response(message)


@pytest.mark.parametrize("length", ["-1", "many", "99999999999"])
def test_a_length_that_cannot_be_ends_the_connection(length: str) -> None:
    with pytest.raises(HttpError):
        cut(f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())


def test_a_body_that_is_no_json_says_so() -> None:
    with pytest.raises(HttpError, match="no JSON"):
        parse_response(b"HTTP/1.1 200 OK\r\n\r\n{").json()
