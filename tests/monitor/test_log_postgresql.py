# PostgreSQL's CSV log: statements, sign-ins, pgaudit's records and times of any zone.
import csv
import io
import json

import pytest

from monitor.log_postgresql import (
    events_of_csvlog,
    events_of_jsonlog,
    is_csvlog,
    is_jsonlog,
)
from monitor.log_reading import About


def line(message: str, *, time: str = "2026-11-28 02:13:00.123 CST", state: str = "00000",
         query: str = "", host: str = "10.0.0.7:4000") -> str:  # fmt: skip
    row = [time, "li", "people", "1", host, "s", "1", "SELECT", "t", "v", "0", "LOG", state,
           message, "", "", "", "", "", query, "", "", "psql", "client backend", "", "0"]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerow(row)
    return out.getvalue()


def rows(text: str) -> list[dict]:
    return events_of_csvlog(text, About("pg")).events.to_pylist()


def test_a_statement() -> None:
    text = line("statement: select *\nfrom resident")
    assert is_csvlog(text)
    (row,) = rows(text)
    assert row["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (row["user.name"], row["db.name"], row["process.name"]) == ("li", "people", "psql")
    assert (row["source.ip"], row["source.port"]) == ("10.0.0.7", 4000)
    assert row["db.statement"] == "select *\nfrom resident"
    assert row["event.category"] == "database"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (line("duration: 12.5 ms  statement: select 1"),
         {"db.statement": "select 1", "event.duration": 12_500_000}),
        (line("execute <unnamed>: select $1"), {"db.statement": "select $1"}),
        (line('AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.t,"select a, b from t",<none>,1204'),
         {"db.statement": "select a, b from t", "db.rows": 1204, "event.outcome": "success"}),
        (line("AUDIT: SESSION,1,1,READ,SELECT,,,select 1,<none>"),
         {"db.statement": "select 1", "db.rows": None}),
        (line('password authentication failed for user "li"', state="28P01"),
         {"event.category": "authentication", "event.outcome": "failure"}),
        (line("connection authorized: user=li"), {"event.outcome": "success"}),
        (line('relation "x" does not exist', state="42P01", query="select * from x"),
         {"db.statement": "select * from x", "event.outcome": "failure"}),
        (line("statement: select 1", host="[local]"), {"source.ip": None, "source.port": None}),
        (line("statement: select 1", host="2001:db8::1:99"), {"source.ip": "2001:db8::1"}),
    ],
)  # fmt: skip
def test_what_a_record_says(text, wanted) -> None:
    (row,) = rows(text)
    assert {key: row[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("zone", "hour"), [("UTC", 2), ("CST", 18), ("+08", 18), ("+05:30", 20), ("Mars", 2)]
)
def test_zones(zone, hour) -> None:
    (row,) = rows(line("statement: select 1", time=f"2026-11-28 02:13:00.000 {zone}"))
    assert row["@timestamp"].hour == hour


def test_other_lines_are_left_out() -> None:
    assert rows(line("checkpoint starting: time")) == []
    assert rows("nonsense\n,,,\n") == []
    assert not is_csvlog("2026-11-28 02:13:00.123 CST LOG: hello")


def test_the_log_in_json() -> None:
    first = {
        "timestamp": "2026-11-28 02:13:00.123 CST", "user": "li", "dbname": "people",
        "remote_host": "10.0.0.7", "remote_port": 4000, "error_severity": "LOG",
        "application_name": "psql",
        "message": 'AUDIT: SESSION,1,1,READ,SELECT,,,"select 1",<none>,7',
    }  # fmt: skip
    failed = {
        **first, "error_severity": "ERROR", "state_code": "42P01", "message": "no such relation",
        "statement": "select * from x",
    }  # fmt: skip
    other = {**first, "message": "checkpoint starting: time"}
    lines = [json.dumps(each) for each in (first, failed, other)]
    assert all(map(is_jsonlog, lines))
    found = events_of_jsonlog("\n".join([*lines, "half"]), About("p"))
    audited, wrong = found.events.to_pylist()
    assert (audited["db.statement"], audited["db.rows"]) == ("select 1", 7)
    assert audited["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (audited["source.ip"], audited["source.port"], audited["user.name"]) == (
        "10.0.0.7", 4000, "li",
    )  # fmt: skip
    assert (wrong["db.statement"], wrong["event.outcome"]) == ("select * from x", "failure")
    assert (found.lines.tolist(), found.unread.tolist()) == ([0, 1], [3])


def test_records_that_are_cut_off_are_told() -> None:
    found = events_of_csvlog(line("statement: select 1") + "a,b\n", About("p"))
    assert (found.lines.tolist(), found.unread.tolist()) == ([0], [1])
