# Archives of HTTP: entries as exchanges, damaged ones counted, anything else refused.
import json

import pytest

from monitor import exchanges_of, is_har, noted_of


def entry(**more: object) -> dict:
    request = {
        "method": "POST", "url": "https://a.example/up?x=1#y", "httpVersion": "h2",
        "headers": [{"name": ":authority", "value": "a.example"}, {"name": "User-Agent", "value": "c"}],
        "postData": {"mimeType": "application/json", "text": '[{"n":"王"}]'},
    }  # fmt: skip
    response = {
        "status": 200,
        "headers": [{"name": "content-encoding", "value": "br"}, {"name": "x", "value": "a\r\nb"}],
        "content": {"size": 3, "mimeType": "text/plain", "text": "YWJj", "encoding": "base64"},
    }
    return {
        "startedDateTime": "2026-11-28T10:00:00.250+08:00", "serverIPAddress": "[2001:db8::1]",
        "request": request, "response": response, **more,
    }  # fmt: skip


def archive(*entries: object) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(entries)}}).encode()


def test_an_entry_is_an_event_with_its_content() -> None:
    (exchange,) = exchanges_of(archive(entry()))
    assert exchange is not None
    (noted,) = noted_of(exchange)
    assert noted.time == 1_795_831_200_250_000_000
    assert noted.values["url.domain"] == "a.example"
    assert (noted.values["url.path"], noted.values["url.query"]) == ("/up", "x=1")
    assert noted.values["destination.ip"] == "2001:db8::1"
    assert noted.values["user_agent.original"] == "c"
    sent, told = noted.bodies
    assert (sent.octets.decode(), sent.media) == ('[{"n":"王"}]', "application/json")
    assert (told.octets, told.coding, told.media) == (b"abc", "", "text/plain")


def test_content_that_was_not_kept_is_missing() -> None:
    (exchange,) = exchanges_of(archive(entry(response={"status": 200, "content": {"size": 900}})))
    assert exchange is not None
    assert exchange.answer.missing == 900


@pytest.mark.parametrize(
    "bad",
    [
        {"startedDateTime": "yesterday"},
        {"startedDateTime": "2026-11-28T10:00:00"},
        {"request": {"method": "GET", "url": "data:text/plain,x"}},
        {"request": {"method": "GET x", "url": "http://a/"}},
        {"request": None},
    ],
    ids=["no time", "no zone", "no address", "no method", "no request"],
)
def test_a_damaged_entry_is_counted_and_the_others_are_read(bad: dict) -> None:
    found = list(exchanges_of(archive(entry(**bad), entry(), "no entry")))
    assert [each is None for each in found] == [True, False, True]


def test_a_request_that_was_never_answered() -> None:
    (exchange,) = exchanges_of(archive(entry(response={"status": 0, "content": {"size": 0}})))
    assert exchange is not None
    assert exchange.answer.head == b""


@pytest.mark.parametrize("octets", [b"", b"{", b'{"log": {"entries": [', b"\xff\xfe"])
def test_no_archive(octets: bytes) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        list(exchanges_of(octets))
    assert list(exchanges_of(b"[]")) == []


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        ('\ufeff{\n "log" : { "version"', True),
        ('{"log": "line"}', False),
        ("{}", False),
        ("", False),
    ],
)
def test_it_is_known_by_its_beginning(head: str, is_one: bool) -> None:
    assert is_har(head) is is_one
