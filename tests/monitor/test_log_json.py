# Suricata's and Zeek's lines of JSON as events.
import pytest
from log_lines import EVE, ZEEK_JSON

from monitor.log_json import events_of_eve, events_of_zeek_json, is_eve, is_zeek_json
from monitor.log_reading import About


def test_each_is_known_by_a_line() -> None:
    assert is_eve(EVE.splitlines()[0])
    assert not is_eve(ZEEK_JSON.splitlines()[0])
    assert is_zeek_json(ZEEK_JSON.splitlines()[0])
    assert not is_zeek_json(EVE.splitlines()[0])
    assert not is_eve("{}")
    assert not is_eve("{broken")


def test_eve() -> None:
    http, dns, newer = events_of_eve(EVE, About("s")).events.to_pylist()
    assert http["@timestamp"].isoformat() == "2026-11-27T18:13:00.123456+00:00"
    assert (http["source.ip"], http["destination.port"]) == ("10.0.0.7", 80)
    assert (http["event.category"], http["network.transport"]) == ("web", "tcp")
    assert (http["url.domain"], http["url.path"], http["url.query"]) == (
        "out.example", "/drop", "a=1",
    )  # fmt: skip
    assert (http["http.request.method"], http["http.response.status_code"]) == ("POST", 200)
    assert (dns["dns.question.name"], dns["dns.question.type"]) == ("www.example.com", "A")
    assert dns["dns.answers.data"] == ["192.0.2.1"]
    assert dns["@timestamp"].microsecond == 500_000
    assert (newer["dns.question.name"], newer["dns.question.type"]) == ("a.b", "TXT")


def test_zeek_in_json() -> None:
    http, tls = events_of_zeek_json(ZEEK_JSON, About("z")).events.to_pylist()
    assert (http["event.action"], http["url.path"], http["url.query"]) == ("http", "/drop", "a=1")
    assert (http["source.port"], http["http.request.body.bytes"]) == (40000, 900)
    assert http["@timestamp"].microsecond == 250_000
    assert (tls["event.action"], tls["tls.client.server_name"]) == ("tls", "out.example")


@pytest.mark.parametrize("read", [events_of_eve, events_of_zeek_json])
@pytest.mark.parametrize(
    "text", ["", "{", "[]\n{}\n", '{"ts":{}}\n', '{"timestamp":5,"event_type":"dns","dns":[]}\n',
             '{"ts":"x","uid":1}\n', '{"timestamp":"\u884c","event_type":"http","http":"x"}\n'],
)  # fmt: skip
def test_what_is_odd_is_no_crash(read, text) -> None:
    read(text, About("x"))


FURTHER = [
    ('{"event_type":"smtp","smtp":{"helo":"x","mail_from":"<li@a.cn>"},"email":{"subject":"名单"}}',
     {"event.category": "email", "email.subject": "名单", "email.from.address": ["li@a.cn"]},
     "smtp.helo=x"),
    ('{"event_type":"ftp","ftp":{"command":"RETR","command_data":"a.csv"}}',
     {"event.category": "file", "event.action": "ftp"}, "ftp.command=RETR"),
    ('{"event_type":"ftp_data","ftp_data":{"filename":"a.csv","command":"STOR"}}',
     {"event.category": "file", "file.name": "a.csv"}, "ftp_data.command=STOR"),
    ('{"event_type":"mysql","mysql":{"command":"select 1"}}',
     {"event.category": "database", "db.statement": "select 1"}, None),
    ('{"event_type":"pgsql","pgsql":{"request":{"simple_query":"select 1"},"response":{"data_rows":7}}}',
     {"event.category": "database", "db.statement": "select 1", "db.rows": 7}, None),
    ('{"event_type":"modbus","modbus":{"request":{"function_code":"WrSingleReg"}}}',
     {"event.action": "modbus"}, "modbus.request.function_code=WrSingleReg"),
    ('{"event_type":"dnp3","dnp3":{"application":{"function_code":5}}}',
     {"event.action": "dnp3"}, "dnp3.application.function_code=5"),
    ('{"event_type":"fileinfo","fileinfo":{"filename":"/a.zip","size":9,"sha256":"ab"}}',
     {"event.category": "file", "file.name": "/a.zip", "file.size": 9}, "fileinfo.sha256=ab"),
    ('{"event_type":"alert","alert":{"signature":"ET X","signature_id":7,"action":"blocked"}}',
     {"event.category": "intrusion_detection", "rule.name": "ET X", "event.code": "7",
      "event.outcome": "failure"}, "alert.signature_id=7"),
    ('{"event_type":"krb5","krb5":{"cname":"li"}}', {"event.category": "authentication"},
     "krb5.cname=li"),
    ('{"event_type":"something_new"}', {"event.category": "network",
                                        "event.action": "something_new"}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wanted", "field"), FURTHER, ids=[each[0][:28] for each in FURTHER]
)
def test_further_kinds_of_eve(line: str, wanted: dict, field: str | None) -> None:
    whole = line.replace("{", '{"timestamp":"2026-11-28T02:13:00.5+0800","src_ip":"10.0.0.7",', 1)
    assert is_eve(whole)
    (row,) = events_of_eve(whole, About("s")).events.to_pylist()
    assert {name: row[name] for name in wanted} == wanted
    assert row["source.ip"] == "10.0.0.7"
    if field is not None:
        assert field in row["tongguan.fields"]
