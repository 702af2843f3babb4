# Documents of Elastic Common Schema, flat or nested, from beats or a search.
import json

import pytest

from monitor.log_ecs import events_of_ecs, is_ecs
from monitor.log_reading import About

PACKETBEAT = {
    "@timestamp": "2026-11-28T02:13:00.123Z", "ecs": {"version": "8.11.0"},
    "agent": {"type": "packetbeat"}, "type": "mysql", "query": "select 1",
    "event": {"category": ["network"], "dataset": "mysql"}, "client": {"ip": "10.0.0.7"},
    "mysql": {"num_rows": 7}, "server": {"ip": "10.0.0.1", "port": 3306},
}  # fmt: skip
FLOW = {
    "@timestamp": "2026-11-28T02:13:00Z", "event.category": ["network_traffic", "network"],
    "event.action": "network_flow", "source.ip": "10.0.0.7", "source.bytes": 12,
    "destination.ip": "192.0.2.9", "network.bytes": 20, "destination.geo.country_iso_code": "DE",
}  # fmt: skip
SIGN_IN = {
    "_index": "x", "_source": {
        "@timestamp": "2026-11-28T02:13:00Z", "agent": {"type": "filebeat"},
        "event": {"category": "authentication", "outcome": "failure", "action": "ssh_login"},
        "user": {"name": "li"}, "source": {"ip": "10.0.0.7"},
    },
}  # fmt: skip
DNS = {
    "@timestamp": "2026-11-28T02:13:00Z", "ecs.version": "8", "dns": {"question": {"name": "a.b"}},
    "event": {"category": ["network"]},
}  # fmt: skip


def test_documents() -> None:
    text = "".join(f"{json.dumps(each)}\n" for each in (PACKETBEAT, FLOW, SIGN_IN, DNS))
    assert all(is_ecs(line) for line in text.splitlines())
    query, flow, denied, dns = events_of_ecs(text, About("e")).events.to_pylist()
    assert (query["event.category"], query["event.action"]) == ("database", "statement")
    assert (query["db.system"], query["db.statement"], query["db.rows"]) == ("mysql", "select 1", 7)
    assert (query["source.ip"], query["destination.port"]) == ("10.0.0.7", 3306)
    assert (flow["event.action"], flow["event.category"], flow["source.bytes"]) == (
        "flow", "network", 12,
    )  # fmt: skip
    assert flow["destination.geo.country_iso_code"] == "DE"
    assert (denied["event.action"], denied["event.outcome"], denied["user.name"]) == (
        "sign-in", "failure", "li",
    )  # fmt: skip
    assert (dns["event.action"], dns["dns.question.name"]) == ("dns", "a.b")


@pytest.mark.parametrize("line", ["{}", '{"@timestamp":"x"}', "text", '{"message":"x"}'])
def test_what_is_none(line: str) -> None:
    assert not is_ecs(line)


def test_without_a_time_it_is_told() -> None:
    found = events_of_ecs('{"message":"x"}\n', About("e"))
    assert (found.events.num_rows, found.unread.tolist()) == (0, [0])
