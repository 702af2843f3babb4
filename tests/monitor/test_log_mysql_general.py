# The general log: times only where they change, accounts remembered, statements over lines.
import pytest

from monitor import LogReader, kind_of
from monitor.log_mysql_general import GeneralLog, is_general
from monitor.log_reading import About

MARIADB = (
    "/usr/sbin/mariadbd, Version: 10.11.19-MariaDB (Debian 12). started with:\n"
    "Tcp port: 3306  Unix socket: /run/s\nTime\t\t    Id Command\tArgument\n"
    "261128  2:13:00\t     8 Connect\tli@10.0.0.7 on people using TCP/IP\n"
    "\t\t     8 Query\tselect *\nfrom resident\n\twhere a = 1\n"
    "\t\t     9 Connect\tAccess denied for user 'li'@'10.0.0.8' (using password: YES)\n"
    "261128  2:13:05\t     8 Init DB\tother\n\t\t     8 Query\tselect 2\n\t\t     8 Quit\t\n"
)
MYSQL = (
    "2026-11-28T02:13:00.123456Z\t    8 Connect\tli@10.0.0.7 on people using SSL/TLS\n"
    "2026-11-28T02:13:00.223456Z\t    8 Query\tselect 1\n"
)


def test_mariadb() -> None:
    assert is_general(MARIADB.splitlines()[0])
    found = GeneralLog(About("g", zone="+0800"))(MARIADB)
    connect, first, denied, second = found.events.to_pylist()
    assert connect["@timestamp"].isoformat() == "2026-11-27T18:13:00+00:00"
    assert first["db.statement"] == "select *\nfrom resident\n\twhere a = 1"
    assert (first["user.name"], first["source.ip"], first["db.name"]) == (
        "li",
        "10.0.0.7",
        "people",
    )
    assert (denied["event.outcome"], denied["source.ip"]) == ("failure", "10.0.0.8")
    assert (second["db.name"], second["@timestamp"].second) == ("other", 5)
    assert len(found.unread) == 0


def test_mysql() -> None:
    connect, query = GeneralLog(About("g"))(MYSQL).events.to_pylist()
    assert connect["@timestamp"].microsecond == 123_456
    assert (query["db.statement"], query["user.name"]) == ("select 1", "li")


@pytest.mark.parametrize("lines", [1, 2, 3, 100])
def test_pieces_make_no_difference(lines: int) -> None:
    kind = kind_of(MARIADB)
    assert kind is not None
    whole = MARIADB.splitlines(keepends=True)
    reader, found = LogReader(kind, About("g")), []
    for at in range(0, len(whole), lines):
        found += reader.feed("".join(whole[at : at + lines])).column("db.statement").to_pylist()
    found += reader.end().column("db.statement").to_pylist()
    assert found == [None, "select *\nfrom resident\n\twhere a = 1", None, "select 2"]
    assert reader.unread().count == 0


def test_what_stands_before_the_first_record_is_told() -> None:
    assert GeneralLog(About("g"))("the rest of a statement\n").unread.tolist() == [0]
