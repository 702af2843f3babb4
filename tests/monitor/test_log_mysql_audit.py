# What MySQL and MariaDB audit, in all its forms.
import pytest

from monitor.log_mysql_audit import (
    events_of_audit_csv,
    events_of_audit_json,
    events_of_audit_xml,
    is_audit_csv,
    is_audit_json,
    is_audit_xml,
)
from monitor.log_reading import About

CSV = (
    "20261128 02:13:00,db,li,10.0.0.7,8,0,CONNECT,people,,0\n"
    "20261128 02:13:00,db,li,10.0.0.7,8,23,READ,people,resident,\n"
    "20261128 02:13:00,db,li,10.0.0.7,8,23,QUERY,people,'select *\\nfrom resident where a = \\'x,y\\'',0\n"
    "20261128 02:13:01,db,li,10.0.0.7,8,24,QUERY,people,'select nothing',1054\n"
    "20261128 02:13:02,db,li,localhost,9,0,FAILED_CONNECT,,,1045\n"
    "cut off,here\n"
)
PERCONA = (
    '{"audit_record":{"name":"Query","timestamp":"2026-11-28T02:13:00Z","status":0,"sqltext":'
    '"select * from resident","user":"li[li] @  [10.0.0.7]","host":"","ip":"10.0.0.7","db":"people"}}\n'
    '{"audit_record":{"name":"Quit","timestamp":"2026-11-28T02:13:01Z","status":0,"user":"li"}}\n'
)
MYSQL = (
    '[\n{ "timestamp": "2026-11-28 02:13:00", "id": 0, "class": "connection", "event": "connect", '
    '"account": { "user": "li", "host": "" }, "login": { "user": "li", "ip": "10.0.0.7" }, '
    '"connection_data": { "status": 1045, "db": "people" } },\n'
    '{ "timestamp": "2026-11-28 02:13:01", "id": 1, "class": "general", "event": "status", '
    '"account": { "user": "li", "host": "db" }, "login": { "user": "li", "ip": "10.0.0.7" }, '
    '"general_data": { "command": "Query", "sql_command": "select", "query": "select 1", '
    '"status": 0 } }\n]\n'
)
XML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<AUDIT>\n<AUDIT_RECORD>\n <NAME>Query</NAME>\n'
    " <TIMESTAMP>2026-11-28T02:13:00 UTC</TIMESTAMP>\n <STATUS>0</STATUS>\n"
    " <SQLTEXT>select &quot;a&quot;\nfrom t</SQLTEXT>\n <USER>li[li] @ db []</USER>\n"
    " <IP>10.0.0.7</IP>\n <DB>people</DB>\n</AUDIT_RECORD>\n"
    '<AUDIT_RECORD\n  NAME="Connect"\n  TIMESTAMP="2026-11-28T02:13:01 UTC"\n  STATUS="1045"\n'
    '  USER="li"\n  IP="10.0.0.7"\n/>\nrubbish\n</AUDIT>\n'
)


def test_mariadb() -> None:
    assert is_audit_csv(CSV.splitlines()[0])
    found = events_of_audit_csv(CSV, About("m", zone="+0800"))
    connect, query, wrong, denied = found.events.to_pylist()
    assert connect["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert (connect["event.action"], connect["event.outcome"]) == ("sign-in", "success")
    assert query["db.statement"] == "select *\nfrom resident where a = 'x,y'"
    assert (query["user.name"], query["db.name"], query["source.ip"]) == (
        "li",
        "people",
        "10.0.0.7",
    )
    assert wrong["event.outcome"] == "failure"
    assert (denied["event.outcome"], denied["source.ip"]) == ("failure", None)
    assert (found.lines.tolist(), found.unread.tolist()) == ([0, 2, 3, 4], [5])


def test_percona() -> None:
    assert is_audit_json(PERCONA.splitlines()[0])
    (row,) = events_of_audit_json(PERCONA, About("m")).events.to_pylist()
    assert (row["db.statement"], row["user.name"]) == ("select * from resident", "li")
    assert (row["source.ip"], row["db.name"]) == ("10.0.0.7", "people")


def test_mysql() -> None:
    assert is_audit_json(MYSQL.splitlines()[1])
    found = events_of_audit_json(f"{MYSQL}{{\n", About("m"))
    denied, query = found.events.to_pylist()
    assert (denied["event.action"], denied["event.outcome"]) == ("sign-in", "failure")
    assert (query["db.statement"], query["event.outcome"]) == ("select 1", "success")
    assert query["source.ip"] == "10.0.0.7"
    assert found.unread.tolist() == [4]


def test_xml_of_elements_and_of_attributes() -> None:
    assert is_audit_xml(XML.splitlines()[1])
    found = events_of_audit_xml(XML, About("m"))
    query, denied = found.events.to_pylist()
    assert query["db.statement"] == 'select "a"\nfrom t'
    assert (query["user.name"], query["db.name"]) == ("li", "people")
    assert (denied["event.action"], denied["event.outcome"]) == ("sign-in", "failure")
    assert (found.lines.tolist(), found.unread.tolist()) == ([2, 12], [19])


@pytest.mark.parametrize(
    "text", ["", "<AUDIT_RECORD", "<AUDIT_RECORD><NAME>Query</NAME></AUDIT_RECORD>"]
)
def test_what_is_odd_is_no_crash(text: str) -> None:
    assert events_of_audit_xml(text, About("m")).events.num_rows == 0
