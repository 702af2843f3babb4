# PostgreSQL's log as text: prefixes, records over lines, who is behind a process.
import pytest

from monitor import LogReader, kind_of
from monitor.log_postgresql_text import PostgresqlText, is_postgresql_text, read_messages
from monitor.log_reading import About

LOG = (
    "2026-11-28 02:13:00.100 CST [12] LOG:  connection received: host=10.0.0.7 port=4000\n"
    "2026-11-28 02:13:00.110 CST [12] LOG:  connection authorized: user=li database=people "
    "application_name=psql\n"
    '2026-11-28 02:13:00.123 CST [12] LOG:  AUDIT: OBJECT,1,1,READ,SELECT,TABLE,public.resident,"select\n'
    '\t* from resident",<none>,1204\n'
    '2026-11-28 02:13:01 CST [12] ERROR:  relation "x" does not exist at character 15\n'
    "2026-11-28 02:13:01 CST [12] STATEMENT:  select * from x\n"
    "2026-11-28 02:13:02 CST [1] LOG:  checkpoint starting: time\n"
    '2026-11-28 02:13:03 CST [13] FATAL:  password authentication failed for user "wang"\n'
)


def test_a_log() -> None:
    assert is_postgresql_text(LOG.splitlines()[0])
    found = PostgresqlText(About("p"))(LOG)
    begun, audited, failed, denied = found.events.to_pylist()
    assert (begun["event.action"], begun["event.outcome"]) == ("sign-in", "success")
    assert audited["@timestamp"].isoformat() == "2026-11-27T18:13:00.123000+00:00"
    assert (audited["db.statement"], audited["db.rows"]) == ("select\n* from resident", 1204)
    for row in (audited, failed):
        assert (row["user.name"], row["db.name"], row["process.name"]) == ("li", "people", "psql")
        assert (row["source.ip"], row["source.port"]) == ("10.0.0.7", 4000)
    assert (failed["db.statement"], failed["event.outcome"]) == ("select * from x", "failure")
    assert (denied["user.name"], denied["event.outcome"]) == ("wang", "failure")
    assert (found.lines.tolist(), found.unread.tolist()) == ([1, 2, 5, 7], [])


@pytest.mark.parametrize(
    ("prefix", "wanted"),
    [
        ("2026-11-28 02:13:00 UTC [9]: user=li,db=people,app=[unknown],client=10.0.0.7 ",
         ("li", "people", "10.0.0.7")),
        ("2026-11-28 02:13:00.000 UTC [9] li@people ", ("li", "people", None)),
        ("2026-11-28 02:13:00 UTC:10.0.0.7(4000):li@people:[9]:", ("li", "people", "10.0.0.7")),
        ("2026-11-28 02:13:00 UTC [9] ", (None, None, None)),
    ],
)  # fmt: skip
def test_prefixes(prefix: str, wanted: tuple) -> None:
    (row,) = PostgresqlText(About("p"))(f"{prefix}LOG:  statement: select 1\n").events.to_pylist()
    assert (row["user.name"], row["db.name"], row["source.ip"]) == wanted


@pytest.mark.parametrize("lines", [1, 2, 3, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    kind = kind_of(LOG)
    assert kind is not None
    whole = LOG.splitlines(keepends=True)
    reader, found = LogReader(kind, About("p")), []
    for at in range(0, len(whole), lines):
        found += reader.feed("".join(whole[at : at + lines])).column("db.statement").to_pylist()
    found += reader.end().column("db.statement").to_pylist()
    assert found == [None, "select\n* from resident", "select * from x", None]


def test_messages_that_are_no_events_are_left_to_syslog() -> None:
    lines = [
        "[1-1] LOG:  checkpoint starting: time",
        "[2-1] LOG:  statement: select 1",
        "[2-2]  , 2",
    ]
    found = read_messages(lines, About("p"))
    assert found.unread.tolist() == [0, 1]
