# Zeek's own form: names from its header, nothing where it says nothing, any pieces.
import numpy as np
import pytest
from log_lines import ZEEK_CONN, ZEEK_DNS

from monitor.log_reading import About
from monitor.log_zeek import ZeekLog, is_zeek, zeek_events


def test_connections() -> None:
    assert is_zeek(ZEEK_CONN.splitlines()[0])
    first, second = ZeekLog(About("z"))(ZEEK_CONN).events.to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00.123456+00:00"
    assert (first["source.ip"], first["source.port"]) == ("10.0.0.7", 40000)
    assert (first["source.bytes"], first["destination.packets"]) == (1200, 5)
    assert (first["event.action"], first["event.duration"]) == ("flow", 1_500_000_000)
    assert (second["network.protocol"], second["event.duration"]) == (None, None)


def test_questions() -> None:
    (row,) = ZeekLog(About("z"))(ZEEK_DNS).events.to_pylist()
    assert (row["event.action"], row["dns.question.name"]) == ("dns", "www.example.com")
    assert row["dns.answers.data"] == ["192.0.2.1", "192.0.2.2"]


@pytest.mark.parametrize("lines", [1, 4, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    whole, log, found = ZEEK_CONN.splitlines(keepends=True), ZeekLog(About("z")), []
    for at in range(0, len(whole), lines):
        found += log("".join(whole[at : at + lines])).events.column("source.port").to_pylist()
    assert found == [40000, 40001]


def test_lines_that_do_not_fit_are_left_out() -> None:
    assert ZeekLog(About("z"))("1\t2\n#fields\tts\n1\t2\n").events.num_rows == 0
    assert zeek_events([{"ts": None}, {"ts": "x"}], np.arange(2), About("z")).events.num_rows == 0


FURTHER = [
    ({"fuid": "F", "source": "HTTP", "filename": "a.csv", "total_bytes": "9", "mime_type": "text/csv"},
     {"event.action": "file", "file.name": "a.csv", "file.size": 9,
      "http.response.mime_type": "text/csv"}),
    ({"helo": "x", "mailfrom": "li@a.cn", "subject": "名单"},
     {"event.category": "email", "email.from.address": ["li@a.cn"], "email.subject": "名单"}),
    ({"user": "li", "command": "RETR", "arg": "ftp://h/a.csv", "reply_code": "226"},
     {"event.action": "ftp", "user.name": "li", "file.name": "ftp://h/a.csv"}),
    ({"cmd": "query", "arg": "select 1", "success": "T", "rows": "7"},
     {"event.category": "database", "db.statement": "select 1", "db.rows": 7,
      "event.outcome": "success"}),
    ({"func": "WRITE_SINGLE_REGISTER", "exception": None}, {"event.action": "modbus"}),
    ({"name": "bad_TCP_checksum", "notice": "F", "peer": "z"}, {"event.action": "weird"}),
    ({"note": "Scan::Port_Scan", "msg": "10.0.0.7 scanned", "src": "10.0.0.7"},
     {"event.category": "intrusion_detection", "rule.name": "Scan::Port_Scan",
      "message": "10.0.0.7 scanned"}),
    ({"conn_state": "SF", "tunnel_parents": ["C9"], "service": "dns"}, {"event.action": "flow"}),
    ({"tunnel_type": "Tunnel::VXLAN", "action": "Tunnel::DISCOVER"}, {"event.action": "tunnel"}),
    ({"server_name": "a.b", "cipher": "X", "version": "TLSv13"},
     {"event.action": "tls", "tls.client.server_name": "a.b"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wanted"), FURTHER, ids=[next(iter(each[0])) for each in FURTHER]
)
def test_further_logs_by_their_fields(fields: dict, wanted: dict) -> None:
    row = {"ts": 1795803180.5, "id.orig_h": "10.0.0.7", "uid": "C", **fields}
    (event,) = zeek_events([row], np.arange(1), About("z")).events.to_pylist()
    assert {name: event[name] for name in wanted} == wanted


def test_a_connection_within_a_tunnel_says_so() -> None:
    row = {"ts": 1795803180.5, "conn_state": "SF", "tunnel_parents": ["C9", "C8"]}
    (event,) = zeek_events([row], np.arange(1), About("z")).events.to_pylist()
    assert event["tongguan.fields"] == ["tunnel_parents=C9"]
