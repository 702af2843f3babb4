# Squid's own log: requests, tunnels, accounts; what a proxy wrote itself is read as it stands.
import pyarrow as pa

from monitor.log_reading import About
from monitor.log_squid import events_of_squid, is_squid
from monitor.logs import kind_of

WRITTEN = (
    "1795894856.119     12 127.0.0.1 TCP_MISS/200 64145 POST http://127.0.0.1:46421/up? - "
    "HIER_DIRECT/127.0.0.1 application/json\n"
)
MORE = (
    "1795894857.000  90210 10.0.0.7 TCP_TUNNEL/200 9912 CONNECT out.example:443 li "
    "HIER_DIRECT/203.0.113.9 -\n"
    "1795894858.500      0 10.0.0.8 TCP_DENIED/403 3900 GET http://a.example/x?y=1 - HIER_NONE/- text/html\n"
    "not a line of squid\n"
)


def test_requests_and_tunnels() -> None:
    reading = events_of_squid(WRITTEN + MORE, About("access.log"))
    one, tunnel, denied = reading.events.to_pylist()
    assert reading.unread.tolist() == [3]
    assert (one["source.ip"], one["destination.ip"]) == ("127.0.0.1", "127.0.0.1")
    assert (one["url.domain"], one["url.path"], one["url.query"]) == ("127.0.0.1", "/up", None)
    assert (one["http.request.method"], one["http.response.body.bytes"]) == ("POST", 64_145)
    assert one["event.duration"] == 12_000_000
    assert one["user.name"] is None
    assert (tunnel["user.name"], tunnel["url.domain"]) == ("li", "out.example")
    assert (tunnel["destination.ip"], tunnel["url.path"]) == ("203.0.113.9", None)
    assert tunnel["@timestamp"].timestamp() == 1_795_894_857
    assert (denied["destination.ip"], denied["url.query"]) == (None, "y=1")
    assert denied["http.response.status_code"] == 403


def test_it_is_known_by_its_lines() -> None:
    assert is_squid(WRITTEN.strip())
    assert not is_squid('10.0.0.1 - - [28/Nov/2026:10:00:00 +0800] "GET / HTTP/1.1" 200 5')
    kind = kind_of(WRITTEN)
    assert kind is not None
    assert kind.name == "squid"
    assert events_of_squid("", About("a")).events.schema == pa.schema(
        events_of_squid(WRITTEN, About("a")).events.schema
    )
