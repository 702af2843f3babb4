# Access logs and syslog, whole pieces at once.
from log_lines import COMBINED, SYSLOG

from monitor.log_web import events_of_combined, events_of_syslog, is_combined, is_syslog


def test_each_is_known_by_a_line() -> None:
    assert is_combined(COMBINED.splitlines()[0])
    assert is_combined('::1 - - [28/Nov/2026:02:13:00 +0800] "GET / HTTP/1.0" 200 5')
    assert not is_combined(SYSLOG.splitlines()[0])
    assert is_syslog(SYSLOG.splitlines()[0])
    assert not is_syslog(COMBINED.splitlines()[0])
    assert not is_syslog("<34>Oct 11 22:14:15 old form")


def test_requests() -> None:
    first, second, third = events_of_combined(COMBINED, "w").to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (first["user.name"], first["http.response.body.bytes"]) == ("li", 9000)
    assert (first["url.path"], first["url.query"]) == ("/api/residents", "page=1")
    assert (second["user.name"], second["user_agent.original"]) == (None, None)
    assert (second["http.response.status_code"], second["http.response.body.bytes"]) == (401, None)
    assert (third["http.request.method"], third["http.response.status_code"]) == (None, 400)


def test_messages() -> None:
    first, second, third = events_of_syslog(SYSLOG, "s").to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (first["host.name"], first["process.name"], first["message"]) == (
        "gw", "nginx", "hello world",
    )  # fmt: skip
    assert second["message"] == "with data"
    assert third["message"] is None


def test_nothing_is_nothing() -> None:
    assert events_of_combined("", "w").num_rows == 0
    assert events_of_syslog("garbage\n\n", "s").num_rows == 0
