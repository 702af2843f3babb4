# The platform lets in who may and hands over what was asked; the sink knows rows that arrive.
from __future__ import annotations

import json
import zlib

import pytest
from drill_files import shipped

from range.exchange import Exchange, Sink
from range.http import parse_response, request
from range.people import make_people

PEOPLE = make_people(50, 1)
CLERK = "10.77.1.9"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(shipped("exchange-bulk").lab.hosts["exch1"], PEOPLE, 1)


def sign_in(
    exchange: Exchange, account: str = "civil", password: str = "Xian2026"
) -> tuple[int, str]:
    body = json.dumps({"account": account, "password": password}).encode()
    told = exchange.reply(request("POST", "/sign-in", "h", body=body), CLERK, 1.0)
    assert told is not None
    answered = parse_response(told)
    return answered.status, json.loads(answered.body)["token"] if answered.body else ""


def ask(exchange: Exchange, token: str, offset: int = 0, limit: int = 20):
    path = f"/residents?offset={offset}&limit={limit}"
    told = exchange.reply(request("GET", path, "h", token=token), CLERK, 1.0)
    assert told is not None
    return parse_response(told)


def test_rows_are_for_who_signed_in(exchange: Exchange) -> None:
    status, token = sign_in(exchange)
    assert status == 200
    answered = ask(exchange, token, offset=40)
    assert answered.json()["rows"] == PEOPLE[40:]
    assert exchange.served == {CLERK: 10}
    assert [each.account for each in exchange.of_peer(CLERK)] == ["civil"]
    assert exchange.of_peer("10.77.1.1") == []
    assert ask(exchange, "other").status == 401


@pytest.mark.parametrize(("account", "password"), [("civil", "wrong"), ("nobody", "Xian2026")])
def test_a_wrong_password_opens_nothing(exchange: Exchange, account: str, password: str) -> None:
    assert sign_in(exchange, account, password) == (401, "")
    assert exchange.sign_ins == []


def test_a_disabled_account_gets_no_further(exchange: Exchange) -> None:
    _, token = sign_in(exchange)
    exchange.disabled.add("civil")
    assert ask(exchange, token).status == 403
    assert sign_in(exchange)[0] == 401


@pytest.mark.parametrize(("offset", "limit"), [(-1, 5), (0, 0), (0, 501)])
def test_a_page_that_cannot_be_is_refused(exchange: Exchange, offset: int, limit: int) -> None:
    _, token = sign_in(exchange)
    assert ask(exchange, token, offset, limit).status == 400


def test_what_is_no_request_ends_the_connection(exchange: Exchange) -> None:
    assert exchange.reply(b"\0\1\2", CLERK, 1.0) is None
    told = exchange.reply(request("POST", "/sign-in", "h", body=b"["), CLERK, 1.0)
    assert parse_response(told or b"").status == 400
    assert parse_response(exchange.reply(request("GET", "/", "h"), CLERK, 1.0) or b"").status == 404


def test_rows_that_arrive_are_counted_once_and_only_if_raw() -> None:
    numbers = frozenset(each["id_number"] for each in PEOPLE)
    sink = Sink()

    def post(content: bytes) -> int:
        assert sink.reply(request("POST", "/u", "h", body=content), CLERK, 1.0)
        return sink.leaked(numbers)

    assert post(json.dumps(PEOPLE[:3]).encode()) == 3
    assert post(zlib.compress(json.dumps(PEOPLE[2:5]).encode())) == 5
    masked = [each | {"id_number": each["id_number"][:6] + "*" * 12} for each in PEOPLE]
    assert post(json.dumps(masked).encode()) == 5
    assert post(json.dumps(make_people(9, 99)).encode()) == 5
    assert sink.reply(b"\0", CLERK, 1.0) is None
