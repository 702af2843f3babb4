# Access logs: the usual forms and what is around them.
from log_lines import COMBINED, SYSLOG

from monitor.log_reading import About
from monitor.log_web import events_of_combined, is_combined


def test_each_is_known_by_a_line() -> None:
    assert is_combined(COMBINED.splitlines()[0])
    assert is_combined('::1 - - [28/Nov/2026:02:13:00 +0800] "GET / HTTP/1.0" 200 5')
    assert not is_combined(SYSLOG.splitlines()[0])


def test_requests() -> None:
    first, second, third = events_of_combined(COMBINED, About("w")).events.to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (first["user.name"], first["http.response.body.bytes"]) == ("li", 9000)
    assert (first["url.path"], first["url.query"]) == ("/api/residents", "page=1")
    assert (second["user.name"], second["user_agent.original"]) == (None, None)
    assert (second["http.response.status_code"], second["http.response.body.bytes"]) == (401, None)
    assert (third["http.request.method"], third["http.response.status_code"]) == (None, 400)


def test_nothing_is_nothing() -> None:
    assert events_of_combined("", About("w")).events.num_rows == 0


AROUND = (
    'www.example.cn:443 10.0.0.7 - li [28/Nov/2026:02:13:00 +0800] "GET /x\\"y HTTP/1.1" 200 12 "-" '
    '"ag\\"ent" "192.0.2.4, 192.0.2.5" rt=0.015\n'
    '10.0.0.7 - - [28/Nov/2026:02:13:00 +0800] "GET / HTTP/1.1" 200 12 "-" "agent" 1532\n'
    "half a line\n\n"
    '10.0.0.7 - - [28/Nov/2026:02:13:00 +0800] "\\x16\\x03" 400 12 "-" "-"\n'
)


def test_what_stands_around_a_request() -> None:
    found = events_of_combined(AROUND, About("w"))
    first, second, third = found.events.to_pylist()
    assert (first["url.domain"], first["source.ip"]) == ("www.example.cn", "10.0.0.7")
    assert (first["url.path"], first["user_agent.original"]) == ('/x\\"y', 'ag\\"ent')
    assert first["event.duration"] == 15_000_000
    assert first["tongguan.fields"] == ["x_forwarded_for=192.0.2.4"]
    assert (second["url.domain"], second["event.duration"]) == (None, 1_532_000)
    assert third["http.request.method"] is None
    assert (found.lines.tolist(), found.unread.tolist()) == ([0, 1, 4], [2])
