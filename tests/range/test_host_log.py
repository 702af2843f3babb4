# What a platform writes down is what was asked of it, by whom, and how it was answered, and no row of it.
from __future__ import annotations

import json

from drill_files import shipped

from range.exchange import Exchange
from range.host_log import Line, host_log
from range.http import request
from range.people import make_people


def told(*messages: bytes) -> tuple[list[Line], bytes | None]:
    drill = shipped("exchange-bulk")
    lines: list[Line] = []
    writes = host_log(lines, drill.clock.start, "exch1", "10.77.2.10", 8080)
    exchange = Exchange(drill.lab.hosts["exch1"], make_people(10, 1), 1, writes=writes)
    answer = None
    for number, message in enumerate(messages):
        answer = exchange.reply(message, "10.77.1.10", 60.0 * number)
    return lines, answer


def sign_in(password: str) -> bytes:
    body = json.dumps({"account": "health", "password": password}).encode()
    return request("POST", "/sign-in", "exch1", body=body)


def test_who_signed_in_and_who_failed_to() -> None:
    lines, _ = told(sign_in("wrong"), sign_in("qZ7-Marlin-04"))
    first, second = (json.loads(each.text) for each in lines)
    assert first["event.outcome"] == "failure"
    assert second["event.outcome"] == "success"
    assert first["event.category"] == "authentication"
    assert {first["user.name"], second["user.name"]} == {"health"}
    assert second["@timestamp"] == "2026-11-21T02:11:00.000+08:00"
    assert [each.host for each in lines] == ["exch1", "exch1"]
    assert "qZ7" not in lines[1].text


def test_what_was_asked_and_how_much_was_handed_over() -> None:
    _, answer = told(sign_in("qZ7-Marlin-04"))
    token = json.loads((answer or b"").partition(b"\r\n\r\n")[2])["token"]
    lines, answer = told(
        sign_in("qZ7-Marlin-04"),
        request("GET", "/residents?offset=0&limit=3", "exch1", token=token),
    )
    line = json.loads(lines[1].text)
    body = (answer or b"").partition(b"\r\n\r\n")[2]
    assert line["http.response.body.bytes"] == len(body) > 100
    assert (line["user.name"], line["source.ip"]) == ("health", "10.77.1.10")
    assert (line["url.path"], line["url.query"]) == ("/residents", "offset=0&limit=3")
    rows = json.loads(body)["rows"]
    assert not any(str(value) in lines[1].text for row in rows for value in row.values())


def test_what_cannot_be_read_and_what_is_not_there_is_written_down_too() -> None:
    lines, _ = told(
        request("GET", "/residents?offset=0&limit=3", "exch1", token="none"),
        request("POST", "/sign-in", "exch1", body=b"no json"),
        request("GET", "/nothing", "exch1"),
        b"no request",
    )
    assert [json.loads(each.text)["http.response.status_code"] for each in lines] == [401, 400, 404]
