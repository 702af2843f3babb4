# Requests in JSON by the usual names and by the operator's.
import pytest

from monitor.log_access_json import events_of_access_json, is_access_json
from monitor.log_reading import About

NGINX = (
    '{"time_iso8601":"2026-11-28T02:13:00+08:00","remote_addr":"10.0.0.7","remote_user":"li",'
    '"request":"POST /drop?a=1 HTTP/1.1","status":"201","body_bytes_sent":"12","request_time":'
    '"0.012","http_user_agent":"say \\"hi\\"","http_referer":"","host":"out.example"}'
)
CADDY = (
    '{"ts":1795803180.5,"request":{"remote_ip":"10.0.0.7","method":"GET","host":"a.example",'
    '"uri":"/x?y","headers":{"User-Agent":["curl/8"]}},"status":200,"size":5,"duration":0.25}'
)
OWN = '{"when":"2026-11-28 02:13:00","who":{"ip":"10.0.0.7"},"what":"/x","code":"200"}'
FIELDS = {
    "when": "@timestamp", "who.ip": "source.ip", "what": "url.original",
    "code": "http.response.status_code",
}  # fmt: skip


def test_nginx() -> None:
    assert is_access_json(NGINX)
    found = events_of_access_json(f"{NGINX}\nbroken\n", About("w"))
    (row,) = found.events.to_pylist()
    assert row["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (row["http.request.method"], row["url.path"], row["url.query"]) == (
        "POST",
        "/drop",
        "a=1",
    )
    assert (row["user.name"], row["user_agent.original"]) == ("li", 'say "hi"')
    assert (row["event.duration"], row["http.request.referrer"]) == (12_000_000, None)
    assert found.unread.tolist() == [1]


def test_others() -> None:
    assert is_access_json(CADDY)
    (row,) = events_of_access_json(CADDY, About("w")).events.to_pylist()
    assert row["@timestamp"].microsecond == 500_000
    assert (row["source.ip"], row["url.domain"], row["url.original"]) == (
        "10.0.0.7", "a.example", "/x?y",
    )  # fmt: skip
    assert (row["user_agent.original"], row["event.duration"]) == ("curl/8", 250_000_000)


def test_the_operators_names() -> None:
    assert not is_access_json(OWN)
    assert is_access_json(OWN, FIELDS)
    about = About("w", zone="+0800", fields=FIELDS)
    (row,) = events_of_access_json(OWN, about).events.to_pylist()
    assert row["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (row["source.ip"], row["url.path"], row["http.response.status_code"]) == (
        "10.0.0.7", "/x", 200,
    )  # fmt: skip


@pytest.mark.parametrize("line", ["{}", '{"time":"x"}', "text", '{"status":1,"ip":"1.1.1.1"}'])
def test_what_is_none(line: str) -> None:
    assert not is_access_json(line)
