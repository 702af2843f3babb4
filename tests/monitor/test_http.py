# HTTP read from a capture's two directions: pairs in order, bodies whole, gaps survived.
import gzip
import random

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
