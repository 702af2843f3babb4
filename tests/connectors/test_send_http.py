# One request over HTTP: what is taken, what is not followed, and what a failure tells.
from __future__ import annotations

from collections.abc import Iterator

import pytest
from free_port import free_port
from receivers import WebReceiver, web_receiver

from connectors import http_host, send_http
from schema import MisuseError, SourceError


@pytest.fixture(scope="module")
def web() -> Iterator[WebReceiver]:
    with web_receiver() as kept:
        yield kept


def test_a_request_is_answered(web: WebReceiver) -> None:
    answer = send_http(web.url("/any?x=1"), b"{}", method="PUT", headers={"X-One": "1"})
    assert answer.is_good
    assert answer.body == b'{"ok":true}'
    assert web.taken[-1].headers["x-one"] == "1"


def test_a_bad_status_is_an_answer_too(web: WebReceiver) -> None:
    web.fail = 1
    answer = send_http(web.url("/any"))
    assert (answer.status, answer.is_good) == (503, False)


def test_nobody_there_is_told_without_the_address() -> None:
    with pytest.raises(SourceError) as raised:
        send_http(f"http://127.0.0.1:{free_port()}/send?key=SECRET", b"{}")
    assert "SECRET" not in str(raised.value)
    assert "nothing answers there" in raised.value.problem


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://a/b", "begins with https://"),
        ("https:///b", "begins with https://"),
        ("https://u:p@a/b", "must not hold a password"),
        ("http://robot.example/send", "by https:// only"),
        ("https://a:99999/b", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_is_refused(url: str, told: str) -> None:
    with pytest.raises(MisuseError, match=told):
        http_host(url)
