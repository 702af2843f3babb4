import asyncio

import pytest

from console.asked import (
    Answer,
    Asked,
    CutShortError,
    TooLargeError,
    body_of,
    headers_of,
    send_answer,
)


def read(*messages: dict[str, object], announced: bytes = b"") -> bytes:
    waiting = iter(messages)

    async def receive() -> object:
        return next(waiting)

    return asyncio.run(body_of(receive, 8, announced))


def part(body: bytes, more: bool = True) -> dict[str, object]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_is_read_in_its_parts():
    assert read(part(b"ab"), part(b""), part(b"cd", more=False)) == b"abcd"
    assert read(part(b"12345678", more=False)) == b"12345678"
    assert read({"type": "http.request"}) == b""


def test_a_body_that_is_too_large_or_ends_early_is_not_given():
    with pytest.raises(TooLargeError):
        read(part(b"12345"), part(b"6789", more=False))
    with pytest.raises(TooLargeError):
        read(part(b"", more=False), announced=b"9")
    with pytest.raises(CutShortError):
        read(part(b"12345"), {"type": "http.disconnect"})


def test_of_a_header_that_stands_there_twice_the_first_counts():
    headers = headers_of({"headers": [(b"a", b"1"), (b"b", b"\xe9"), (b"a", b"2")]})
    asked = Asked(headers, b"", b"")
    assert [asked.header(name) for name in (b"a", b"b", b"c")] == ["1", "é", ""]


def test_an_answer_says_what_it_is_and_that_it_is_not_to_be_kept():
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(send_answer(send, Answer(b"{}", status=401, headers=((b"x-own", b"1"),))))
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], sent[1]["body"]) == (401, b"{}")
    assert (headers[b"content-length"], headers[b"x-own"]) == (b"2", b"1")
    assert headers[b"cache-control"] == b"no-store"
