# HTTP read from a capture's two directions: pairs in order, bodies whole, gaps survived.
import gzip
import random

import pytest
from reader_pieces import same_however_cut
from tls_hello import HELLO, SERVER_HELLO

from monitor.http import Http
from monitor.stream import Gap

POST = (
    b"POST /upload?id=5 HTTP/1.1\r\nHost: Example.com:8080\r\nUser-Agent: curl/8\r\n"
    b"Content-Type: application/json\r\nContent-Length: 11\r\n\r\nhello world"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    b'Content-Disposition: attachment; filename="a.csv"\r\n\r\n'
)


def test_an_exchange_and_its_bodies() -> None:
    http = Http()
    assert http.forth(1, POST) == []
    (noted,) = http.back(2, OK)
    assert noted.time == 1
    assert noted.values["http.request.method"] == "POST"
    assert noted.values["url.domain"] == "example.com"
    assert (noted.values["url.path"], noted.values["url.query"]) == ("/upload", "id=5")
    assert noted.values["http.response.status_code"] == 200
    assert noted.values["http.response.mime_type"] == "text/plain"
    forth, back = noted.bodies
    assert (forth.way, forth.octets, forth.media) == ("forth", b"hello world", "application/json")
    assert (back.way, back.octets) == ("back", b"ok")


def test_bytes_may_come_one_by_one_and_exchanges_one_after_the_other() -> None:
    http, noted = Http(), []
    for octet in POST + POST:
        noted += http.forth(1, bytes([octet]))
    for octet in OK + OK:
        noted += http.back(2, bytes([octet]))
    assert [len(each.bodies) for each in noted] == [2, 2]


def test_chunks_are_joined_and_stay_packed() -> None:
    packed = gzip.compress(b"a,b\n1,2\n")
    http = Http()
    http.forth(1, b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
    chunk = b"%x\r\n%s\r\n" % (len(packed), packed)
    (noted,) = http.back(2, CHUNKED + chunk + b"0\r\n\r\n")
    (body,) = noted.bodies
    assert (body.octets, body.coding, body.name) == (packed, "gzip", "a.csv")


def test_a_gap_within_a_body_is_counted_and_the_next_message_found() -> None:
    http = Http()
    head = POST[:-11]
    http.forth(1, head + b"he")
    http.forth(1, Gap(6))
    http.forth(1, b"rld" + POST)
    noted = http.back(2, OK + OK)
    assert [each.bodies[0].missing for each in noted] == [6, 0]
    assert noted[0].bodies[0].octets == b"herld"


def test_after_a_gap_between_messages_it_reads_on() -> None:
    http = Http()
    http.forth(1, POST)
    http.forth(1, Gap(1_000))
    http.forth(1, b"tail of something\r\n" + POST)
    http.back(2, OK)
    (noted,) = http.back(3, OK)
    assert noted.values["url.path"] == "/upload"


def test_a_body_is_bounded_and_the_rest_counted() -> None:
    http = Http(most_body=5)
    http.forth(1, POST)
    (noted,) = http.back(2, OK)
    assert noted.bodies[0].missing == 11


def test_what_was_not_answered_is_told_at_the_end() -> None:
    http = Http()
    http.forth(1, POST + POST[:-4])
    assert len(http.end()) == 2
    closing = Http()
    closing.forth(1, b"GET / HTTP/1.0\r\n\r\n")
    closing.back(2, b"HTTP/1.0 200 OK\r\n\r\nuntil the end")
    (noted,) = closing.end()
    assert noted.bodies[0].octets == b"until the end"


def test_interim_answers_are_passed_over() -> None:
    http = Http()
    http.forth(1, POST)
    (noted,) = http.back(2, b"HTTP/1.1 100 Continue\r\n\r\n" + OK)
    assert noted.values["http.response.status_code"] == 200


def test_garbage_is_no_crash() -> None:
    chance = random.Random(4)
    for _ in range(500):
        http = Http()
        for take, whole in ((http.forth, POST), (http.back, OK)):
            octets = bytearray(whole * 2)
            for _ in range(3):
                octets[chance.randrange(len(octets))] = chance.randrange(256)
            take(1, bytes(octets))
        http.end()


HEAD = b"HEAD /%d HTTP/1.1\r\nHost: h\r\n\r\n"
GET = b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n"
LONG = b"HTTP/1.1 %d OK\r\nContent-Length: 5000\r\n\r\n"


def statuses(noted: list) -> list:
    return [
        (each.values["http.request.method"], each.values["url.path"], each.values["http.response.status_code"])
        for each in noted
    ]  # fmt: skip


def test_answers_to_head_have_no_body_whatever_they_say() -> None:
    asked = HEAD % 1 + GET % 2 + HEAD % 3 + HEAD % 4
    answers = LONG % 200 + OK + LONG % 301 + LONG.replace(b"%d", b"404")
    (pieces,) = {
        tuple(
            statuses(
                same_however_cut(Http, [("forth", 1, asked), ("back", 2, answers)], (1, 3, 90))
            )
        )
    }
    assert list(pieces) == [
        ("HEAD", "/1", 200), ("GET", "/2", 200), ("HEAD", "/3", 301), ("HEAD", "/4", 404),
    ]  # fmt: skip


def test_interim_answers_answer_nothing() -> None:
    asked = POST.replace(b"Host", b"Expect: 100-continue\r\nHost")
    said = [("forth", 1, asked[:-11]), ("back", 2, b"HTTP/1.1 100 Continue\r\n\r\n"),
            ("forth", 3, asked[-11:]), ("back", 4, b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + OK)]  # fmt: skip
    (noted,) = same_however_cut(Http, said)
    assert noted.values["http.response.status_code"] == 200
    assert [body.octets for body in noted.bodies] == [b"hello world", b"ok"]


def test_another_protocol_that_is_refused_and_one_that_is_taken() -> None:
    asked = b"GET /1 HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    said = [("forth", 1, asked), ("back", 2, OK), ("forth", 3, GET % 2), ("back", 4, OK)]
    assert statuses(same_however_cut(Http, said)) == [("GET", "/1", 200), ("GET", "/2", 200)]
    switched = (
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n\0\0"
    )
    http = Http()
    http.forth(1, asked)
    assert statuses(http.back(2, switched)) == [("GET", "/1", 101)]
    assert http.over


def test_a_tunnel_through_a_proxy_and_the_hello_inside() -> None:
    asked = b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\nProxy-Authorization: Basic bGk6c2VjcmV0\r\n\r\n"
    opened = b"HTTP/1.1 200 Connection established\r\n\r\n"
    said = [
        ("forth", 1, asked),
        ("back", 2, opened),
        ("forth", 3, HELLO),
        ("back", 4, SERVER_HELLO),
    ]
    connect, hello = same_however_cut(Http, said, (1, 50))
    assert (connect.values["http.request.method"], connect.values["user.name"]) == ("CONNECT", "li")
    assert hello.values["tls.client.server_name"] == "example.com"
    refused = [("forth", 1, asked), ("back", 2, b"HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nno"),
               ("forth", 3, GET % 2), ("back", 4, OK)]  # fmt: skip
    assert [each[2] for each in statuses(same_however_cut(Http, refused))] == [407, 200]


@pytest.mark.parametrize(
    ("header", "user"),
    [
        (b"Authorization: Basic bGk6c2VjcmV0", "li"),
        (b"Authorization: basic bGk6c2VjcmV0", "li"),
        (b'Authorization: Digest realm="r", username="li", response="secret"', "li"),
        (b"Authorization: Bearer secret", None),
        (b"Authorization: Basic =secret", None),
    ],
)
def test_who_signed_in_without_the_password(header: bytes, user: str | None) -> None:
    http = Http()
    http.forth(1, (GET % 1).replace(b"\r\n\r\n", b"\r\n" + header + b"\r\n\r\n"))
    (noted,) = http.back(2, OK)
    assert noted.values["user.name"] == user
    assert "secret" not in str(noted)
