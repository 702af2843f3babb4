# Exchanges handed over in clear become the events that they would be on the wire.
import gzip

import pytest

from monitor import Exchange, Message, noted_of

HEAD = b"POST http://h:8080/up?x=1 HTTP/1.0\r\nHost: h\r\nUser-Agent: c\r\nTransfer-Encoding: chunked\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n"


def test_an_exchange_with_both_bodies() -> None:
    (noted,) = noted_of(
        Exchange(7, Message(HEAD, b"abc"), Message(ANSWER, b"[1]"), "10.0.0.7", "10.0.0.2", "li")
    )
    assert noted.time == 7
    values = {name: value for name, value in noted.values.items() if value is not None}
    assert values["source.ip"] == "10.0.0.7"
    assert values["destination.ip"] == "10.0.0.2"
    assert values["user.name"] == "li"
    assert values["url.domain"] == "h"
    assert values["url.path"] == "/up"
    assert (values["http.request.body.bytes"], values["http.response.body.bytes"]) == (3, 3)
    assert [each.octets for each in noted.bodies] == [b"abc", b"[1]"]
    assert [each.way for each in noted.bodies] == ["forth", "back"]


def test_a_request_alone_and_an_answer_alone() -> None:
    (asked,) = noted_of(Exchange(1, Message(HEAD, b"abc")))
    assert asked.values["http.request.method"] == "POST"
    assert asked.values["source.ip"] is None
    (told,) = noted_of(Exchange(1, answer=Message(ANSWER, b"[1]")))
    assert told.values["http.response.status_code"] == 200


def test_what_was_too_much_is_counted_and_packed_bodies_stay_packed() -> None:
    (noted,) = noted_of(Exchange(1, Message(HEAD, b"abc", 1_000)))
    assert (noted.bodies[0].missing, noted.values["http.request.body.bytes"]) == (1_000, 1_003)
    head = ANSWER.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    (noted,) = noted_of(Exchange(1, Message(HEAD), Message(head, gzip.compress(b"[1]"))))
    assert noted.bodies[0].coding == "gzip"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n\r\n",
        b"HTTP/2 204\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
    ids=["not modified", "of HTTP/2, empty", "another protocol"],
)
def test_answers_without_a_body(answer: bytes) -> None:
    found = list(
        noted_of(Exchange(1, Message(b"GET /x HTTP/2\r\nHost: h\r\n\r\n"), Message(answer)))
    )
    assert [each.values["url.path"] for each in found] == ["/x"]
    assert found[0].bodies == ()


@pytest.mark.parametrize("head", [b"", b"\0\1\2", b"no request at all\r\n\r\n"])
def test_what_is_none_gives_nothing(head: bytes) -> None:
    assert list(noted_of(Exchange(1, Message(head)))) == []
