# Requests handed over in clear by real programs: squid by ICAP, nginx by mirroring. What leaves
# by them is an alert, and people are served as without us.
import contextlib
import http.client
import time
from pathlib import Path

import pytest
from handing_over import needs, nginx, origin, squid
from live_traffic import residents

from monitor import Exchange, Message
from operations import HandedFeed, Settings, read_token, watch_logs
from operations.watch_handed import _Pairs
from schema import MisuseError

TOKEN = "0123456789abcdef"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", actor="tester")


def post(port: int, url: str, body: bytes) -> bytes:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("POST", url, body, {"content-type": "application/json"})
    with contextlib.closing(client):
        return client.getresponse().read()


def watched(settings: Settings, feed: HandedFeed, step) -> list:
    """The rounds around a step, and after what it brought has come."""
    steps = iter([lambda: (step(), arrived(feed))])

    def wait() -> bool:
        do = next(steps, None)
        if do is not None:
            do()
        return do is not None

    return list(watch_logs(settings, [], wait=wait, feeds=lambda _run: [feed]))


def arrived(feed: HandedFeed) -> None:
    end = time.monotonic() + 10
    while not feed._listener._queue and time.monotonic() < end:
        time.sleep(0.01)


@needs("squid")
def test_a_proxy_hands_over_by_icap(settings: Settings) -> None:
    body, back = residents(300), []
    with (
        origin() as server,
        HandedFeed("icap", "127.0.0.1:0") as feed,
        squid(feed.port) as proxy,
    ):
        url = f"http://127.0.0.1:{server}/drop"
        found = watched(settings, feed, lambda: back.append(post(proxy, url, body)))
    assert back == [b"%d" % len(body)]
    (alert,) = [alert for each in found for alert in each.alerts]
    assert (alert.rule, alert.records, alert.persons) == ("data.sent-out", 300, 300)
    # Request and answer came apart and are one event.
    assert sum(each.events for each in found) == 1
    assert [lost for each in found for lost in each.skipped] == []


@needs("nginx")
def test_a_web_server_mirrors(settings: Settings) -> None:
    body, back = residents(300), []
    with origin() as server, HandedFeed("mirror", "127.0.0.1:0", token=TOKEN.encode()) as feed:
        with nginx(server, feed.port, TOKEN) as web:
            found = watched(settings, feed, lambda: back.append(post(web, "/drop?x=1", body)))
        with nginx(server, feed.port, "wrong") as web:
            assert post(web, "/", b"[]") == b"2"
    assert back == [b"%d" % len(body)]
    (alert,) = [alert for each in found for alert in each.alerts]
    assert (alert.rule, alert.records) == ("data.sent-out", 300)
    assert alert.entities["source"] == "127.0.0.1"
    kept = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert residents(1)[15:33] not in kept


def asked(path: str, time: int = 0, body: bytes = b"") -> Exchange:
    return Exchange(time, Message(b"POST %s HTTP/1.1\r\n\r\n" % path.encode(), body), client="c")


def told(path: str, time: int = 0) -> Exchange:
    return Exchange(
        time, asked(path).request, Message(b"HTTP/1.1 200 OK\r\n\r\n", path.encode()), client="c"
    )


def test_requests_and_answers_that_come_apart_are_one() -> None:
    pairs, second = _Pairs(), 10**9
    assert list(pairs.paired([asked("/1")], 0)) == [asked("/1")], "nobody waits for answers yet"
    mixed = [asked("/a", body=b"1"), asked("/b"), asked("/a", body=b"2"), told("/a"), told("/c")]
    found = list(pairs.paired(mixed, second))
    assert [(each.request.body, each.answer.body) for each in found] == [
        (b"1", b"/a"),
        (b"", b"/c"),
    ]
    found = list(pairs.paired([told("/a", 5)], 59 * second))
    assert [each.request.body for each in found] == [b"2"]
    assert list(pairs.paired([], 61 * second)) == [asked("/b")]


@pytest.mark.parametrize("text", ["", "short\n", "has a space in it\n", "日" * 20, "a" * 201])
def test_no_token(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token"
    path.write_text(text)
    with pytest.raises(MisuseError, match="holds no token"):
        read_token(str(path))
    with pytest.raises(MisuseError, match="cannot be read"):
        read_token(str(tmp_path / "gone"))
    path.write_text(f"{TOKEN}\nmore\n")
    assert read_token(str(path)) == TOKEN.encode()
