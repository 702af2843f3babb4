# Syslog in its forms, dates without a year, and records of other programs in its messages.
import datetime as dt

import pytest
from log_lines import COMBINED, SYSLOG

from monitor.log_reading import About
from monitor.log_syslog import events_of_syslog, is_syslog, year_of

WRITTEN = dt.datetime(2027, 1, 1, 8, 0, tzinfo=dt.UTC)


def rows(text: str, **about: object) -> list[dict]:
    return events_of_syslog(text, About("s", lambda: WRITTEN, **about)).events.to_pylist()


def test_a_line_is_known() -> None:
    assert is_syslog(SYSLOG.splitlines()[0])
    assert is_syslog("<34>Oct 11 22:14:15 gw su: failed")
    assert is_syslog("2026-11-28T02:13:00.123456+08:00 gw sshd[7]: hello")
    assert not is_syslog(COMBINED.splitlines()[0])


def test_messages_of_rfc_5424() -> None:
    first, second, third = events_of_syslog(SYSLOG, About("s")).events.to_pylist()
    assert first["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (first["host.name"], first["process.name"], first["message"]) == (
        "gw", "nginx", "hello world",
    )  # fmt: skip
    assert second["message"] == "with data"
    assert third["message"] is None


@pytest.mark.parametrize(
    ("line", "stamp", "host", "program", "message"),
    [
        ("<34>Oct 11 22:14:15 gw su: failed", "2026-10-11T22:14:15+00:00", "gw", "su", "failed"),
        ("Dec 31 23:59:59 gw cron[1]: x", "2026-12-31T23:59:59+00:00", "gw", "cron", "x"),
        ("Jan  1 00:00:01 gw cron[1]: x", "2027-01-01T00:00:01+00:00", "gw", "cron", "x"),
        ("<5>Nov 28 2026 02:13:00 asa %ASA-6: x", "2026-11-28T02:13:00+00:00", "asa", None, "%ASA-6: x"),
        ("2026-11-28T02:13:00.5+08:00 gw sshd[7]: a: b", "2026-11-27T18:13:00.500000+00:00", "gw",
         "sshd", "a: b"),
    ],
)  # fmt: skip
def test_older_forms(line, stamp, host, program, message) -> None:
    (row,) = rows(line + "\n")
    assert row["@timestamp"].isoformat() == stamp
    assert (row["host.name"], row["process.name"], row["message"]) == (host, program, message)


@pytest.mark.parametrize(
    ("month", "day", "year"), [(12, 31, 2026), (1, 1, 2027), (1, 2, 2027), (1, 3, 2026)]
)
def test_the_year_of_a_date_without_one(month: int, day: int, year: int) -> None:
    assert year_of(month, day, WRITTEN) == year


def test_local_time_is_what_the_operator_says() -> None:
    (row,) = rows("Dec 31 23:59:59 gw cron[1]: x\n", zone="+0800")
    assert row["@timestamp"].isoformat() == "2026-12-31T15:59:59+00:00"


def test_without_knowing_when_it_was_written_a_line_without_a_year_is_not_read() -> None:
    found = events_of_syslog("Dec 31 23:59:59 gw cron[1]: x\n", About("s"))
    assert (found.events.num_rows, found.unread.tolist()) == (0, [0])


INNER = [
    ("gw CEF:0|S|p|1|100|name|5|src=10.0.0.2 act=blocked", {"event.dataset": "cef",
     "source.ip": "10.0.0.2", "event.outcome": "failure", "host.name": "gw"}),
    ("gw LEEF:1.0|S|p|1|E1|src=10.0.0.2\tusrName=li", {"event.dataset": "leef",
     "user.name": "li"}),
    ('web nginx: 10.0.0.7 - - [28/Nov/2026:02:13:00 +0800] "GET /a HTTP/1.1" 200 5 "-" "x"',
     {"event.category": "web", "url.path": "/a", "process.name": "nginx"}),
    ("db mysql-server_auditing: db,li,10.0.0.7,5,9,QUERY,people,'select 1',0",
     {"event.dataset": "mariadb.audit", "db.statement": "select 1", "user.name": "li"}),
    ('fw date=2026-11-28 time=02:13:00 devname="fw1" type="event" action="Add" cfgpath="x"',
     {"event.action": "add", "host.name": "fw1"}),
    ("db postgres[9]: [5-1] user=li,db=people,client=10.0.0.7 LOG:  statement: select 1",
     {"db.statement": "select 1", "source.ip": "10.0.0.7", "user.name": "li"}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), INNER, ids=[each[0][:20] for each in INNER])
def test_records_in_messages(line, wanted) -> None:
    first, second = rows(f"Dec 31 23:00:00 {line}\nDec 31 23:00:01 gw cron[1]: plain\n")
    assert {name: first[name] for name in wanted} == wanted
    assert second["message"] == "plain"


def test_pgaudit_in_parts() -> None:
    text = (
        "Dec 31 23:00:00 db postgres[9]: [5-1] user=li,db=people,client=10.0.0.7 LOG:  AUDIT: "
        'SESSION,1,1,READ,SELECT,TABLE,public.resident,"select id,\n'
        "Dec 31 23:00:00 db postgres[9]: [5-2] #011name from res\n"
        'Dec 31 23:00:00 db postgres[9]: [5-3] ident",<none>,1204\n'
        "Dec 31 23:00:02 db postgres[9]: [6-1] LOG:  checkpoint starting: time\n"
    )
    first, second = rows(text)
    assert first["db.statement"] == "select id,\nname from resident"
    assert (first["db.rows"], first["host.name"]) == (1204, "db")
    assert second["message"] == "[6-1] LOG:  checkpoint starting: time"


def test_what_is_none_is_told() -> None:
    found = events_of_syslog("garbage\n\nDec 31 23:00:00 gw a: b\n", About("s", lambda: WRITTEN))
    assert (found.events.num_rows, found.unread.tolist()) == (1, [0])
