# Signs in HTTP: each by what it is of, and what clerks do every day is none.
from __future__ import annotations

import json

import pytest

from range.detect_http import HttpSigns
from range.http import request, response
from range.journal import Frame

CLERK, NEW, EXCHANGE, OUT = "10.77.1.9", "10.77.1.13", "10.77.2.10", "10.77.9.10"
ROWS = {"rows": ["x" * 40] * 40}


def sent(
    time: float, payload: bytes, source: str = CLERK, to: str = EXCHANGE, kind: str = "request"
) -> Frame:
    return Frame(time, kind, source, to, 80 if to == OUT else 8080, 1, payload)  # type: ignore[arg-type]


def signing(account: str) -> bytes:
    body = json.dumps({"account": account, "password": "p"}).encode()
    return request("POST", "/sign-in", EXCHANGE, body=body)


def taught() -> HttpSigns:
    signs = HttpSigns()
    for frame in (
        sent(1, signing("civil")),
        sent(2, response(200, ROWS), kind="reply"),
        sent(3, request("POST", "/u", EXCHANGE, body=b"x" * 5000)),
    ):
        assert list(signs.look(frame, learning=True)) == []
    return signs


def told(frames: list[Frame]) -> set[str]:
    signs = taught()
    return {rule for frame in frames for rule, _ in signs.look(frame, learning=False)}


UPLOAD = request("POST", "/u", OUT, body=b"x" * 2000)


@pytest.mark.parametrize(
    ("frames", "rules"),
    [
        ([sent(900, signing("civil"))], set()),
        ([sent(900, signing("civil"), NEW)], {"account-new-place"}),
        ([sent(900, signing("tax"))], {"account-new-place"}),
        ([sent(900, UPLOAD, to=OUT)], {"upload-new-place"}),
        ([sent(900, request("POST", "/u", OUT, body=b"x" * 1999), to=OUT)], set()),
        ([sent(900, request("POST", "/u", EXCHANGE, body=b"x" * 9000))], set()),
        ([sent(900 + at, response(401), kind="reply") for at in range(4)], set()),
        ([sent(900 + at, response(401), kind="reply") for at in range(5)], {"sign-in-failures"}),
        ([sent(900 + 60 * at, response(401), kind="reply") for at in range(9)], set()),
        ([sent(900 + at, response(200, ROWS), kind="reply") for at in range(9)], set()),
        ([sent(900 + at, response(200, ROWS), kind="reply") for at in range(14)], {"bulk-read"}),
        ([sent(900 + 60 * at, response(200, ROWS), kind="reply") for at in range(40)], set()),
        ([sent(900, b"\0\1\2", NEW)], set()),
    ],
)  # fmt: skip
def test_a_sign_is_told_and_daily_work_is_not(frames: list[Frame], rules: set[str]) -> None:
    assert told(frames) == rules
