# Control connections from made bytes: where files will pass, what is hidden. Real servers are in
# test_real_mail_and_files.py.
import random

import pytest
from reader_pieces import read, same_however_cut
from tls_hello import HELLO

from monitor.ftp import Awaited, Ftp, FtpData, Transfer
from monitor.stream import Gap

BEGUN = [("back", 1, b"220-hello\r\n220 there\r\n"), ("forth", 2, b"USER li\r\n"), ("back", 3, b"331 password\r\n"),
         ("forth", 4, b"PASS secret\r\n"), ("back", 5, b"230 in\r\n")]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "answer", "places"),
    [
        (b"PASV", b"227 Entering (10,0,0,9,4,1).", [("10.0.0.9", 1025, True), ("", 1025, True)]),
        (b"EPSV", b"229 Extended (|||2000|)", [("", 2000, True)]),
        (b"PORT 10,0,0,1,4,2", b"200 ok", [("10.0.0.1", 1026, False)]),
        (b"EPRT |2|2001:db8::1|2001|", b"200 ok", [("2001:db8::1", 2001, False)]),
        (b"PASV", b"227 nonsense", []),
    ],
)
def test_where_files_will_pass(asked: bytes, answer: bytes, places: list) -> None:
    session = Ftp()
    read_on(session, BEGUN)
    session.forth(6, asked + b"\r\n")
    session.back(7, answer + b"\r\n")
    found = session.awaited()
    assert [(each.address, each.port, each.passive) for each in found] == places
    session.forth(8, b"RETR /pub/a.csv\r\n")
    for each in found:
        assert (each.transfer.verb, each.transfer.name, each.transfer.user) == (
            "RETR",
            "/pub/a.csv",
            "li",
        )
    assert session.awaited() == []


def read_on(session: Ftp, said: list) -> None:
    for way, time, octets in said:
        (session.forth if way == "forth" else session.back)(time, octets)


def test_requests_are_told_when_they_are_answered() -> None:
    said = [
        *BEGUN,
        ("forth", 6, b"RETR a\r\n"), ("back", 7, b"150 opening\r\n"), ("back", 8, b"226 done\r\n"),
        ("forth", 9, b"RNFR a\r\n"), ("back", 10, b"350 to?\r\n"), ("forth", 11, b"RNTO b\r\n"),
        ("back", 12, b"553 no\r\n"), ("forth", 13, b"NOOP\r\nDELE c\r\n"), ("back", 14, b"200 ok\r\n"),
    ]  # fmt: skip
    signed_in, *noted = same_however_cut(Ftp, said)
    assert (signed_in.values["event.category"], signed_in.values["user.name"]) == (
        "authentication",
        "li",
    )
    told = [(each.values["tongguan.operation"], each.values["event.outcome"]) for each in noted]
    assert told == [
        ("RETR", "success"),
        ("RNFR", "success"),
        ("RNTO", "failure"),
        ("DELE", "unknown"),
    ]
    assert "secret" not in str([signed_in, *noted])


def test_a_session_that_goes_over_to_tls() -> None:
    said = [
        BEGUN[0],
        ("forth", 2, b"AUTH TLS\r\n"),
        ("back", 3, b"234 go\r\n"),
        ("forth", 4, HELLO),
    ]
    (hidden,) = same_however_cut(Ftp, said)
    assert (hidden.values["network.protocol"], hidden.values["tls.client.server_name"]) == (
        "ftp",
        "example.com",
    )


def test_a_file_with_what_is_missing_of_it() -> None:
    data = FtpData(Transfer("STOR", "dir/a.csv", "li"))
    data.forth(1, b"abc")
    data.forth(2, Gap(5))
    (noted,) = data.end()
    assert (noted.values["file.size"], noted.values["file.name"]) == (8, "dir/a.csv")
    (body,) = noted.bodies
    assert (body.octets, body.missing, body.way, body.name) == (b"abc", 5, "forth", "a.csv")
    assert FtpData(Transfer("NLST", "")).end() == []


def test_garbage_is_no_crash() -> None:
    chance = random.Random(4)
    for _ in range(1_000):
        octets = [(way, time, bytearray(each)) for way, time, each in BEGUN]
        for _, _, each in octets:
            each[chance.randrange(len(each))] = chance.randrange(256)
        read(Ftp(), [(way, time, bytes(each)) for way, time, each in octets])
    assert Awaited("", 1, 0, Transfer()).passive
