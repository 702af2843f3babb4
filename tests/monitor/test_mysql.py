# Sessions of MySQL from made bytes: what real servers do not say on demand. Real ones are in
# test_real_databases.py.
import random
import struct

import pytest
from reader_pieces import read, same_however_cut
from tls_hello import HELLO

from monitor.mysql import MySql, begins_mysql
from monitor.stream import Gap

CAPABILITIES = 0xFFFFF7DF & ~(1 << 5) & ~(1 << 26)


def packet(number: int, body: bytes) -> bytes:
    return len(body).to_bytes(3, "little") + bytes([number]) + body


def greeting(version: str = "8.4.2", capabilities: int = CAPABILITIES) -> bytes:
    low, high = struct.pack("<H", capabilities & 0xFFFF), struct.pack("<H", capabilities >> 16)
    body = b"\x0a" + version.encode() + b"\0" + bytes(4) + b"12345678\0" + low + b"\xff\2\0" + high
    return packet(0, body + b"\x15" + bytes(10) + b"123456789012\0mysql_native_password\0")


def login(user: str = "li", *, capabilities: int = CAPABILITIES, more: bytes = b"\0") -> bytes:
    head = struct.pack("<IIB", capabilities, 1 << 24, 45) + bytes(23)
    said = user.encode() + b"\0" + b"\x14" + b"the secret digest...."[:20] + b"people\0plugin\0"
    return packet(1, head + said + more)


OK = b"\0\0\0\2\0\0\0"


def column(name: str, kind: int = 253) -> bytes:
    texts = [b"def", b"d", b"t", b"t", name.encode(), name.encode()]
    told = b"".join(bytes([len(each)]) + each for each in texts)
    return told + b"\x0c" + struct.pack("<HIBHBH", 45, 100, kind, 0, 0, 0)


def query(statement: bytes) -> bytes:
    # Attributes that newer clients put before a statement: none of them.
    return packet(0, b"\3\0\1" + statement)


def rows(*cells: bytes, status: int = 2, number: int = 1) -> bytes:
    told = packet(number, b"\1") + packet(number + 1, column("name"))
    for place, each in enumerate(cells):
        told += packet(number + 2 + place, bytes([len(each)]) + each)
    # The newer form of an end: as what is done, under the old one's mark.
    return told + packet(number + 2 + len(cells), b"\xfe\0\0" + struct.pack("<HH", status, 0))


BEGUN = [("back", 1, greeting()), ("forth", 2, login()), ("back", 3, packet(2, OK))]


def test_several_results_of_one_statement() -> None:
    answers = rows(b"a", b"b", status=10) + rows(b"c", number=6)
    said = [*BEGUN, ("forth", 4, query(b"select 1; select 2")), ("back", 5, answers)]
    signed_in, first, second = same_however_cut(MySql, said)
    assert (signed_in.values["user.name"], signed_in.values["db.system"]) == ("li", "mysql")
    assert (first.values["db.rows"], second.values["db.rows"]) == (2, 1)
    assert first.values["db.name"] == "people"
    assert second.bodies[0].rows is not None
    assert second.bodies[0].rows.to_pydict() == {"name": ["c"]}
    assert "digest" not in str((signed_in, first))


def test_attributes_of_a_statement_are_no_part_of_it() -> None:
    attributes = b"\3\1\1\0\1" + b"\xfe\0\3who" + b"\2me"
    said = [*BEGUN, ("forth", 4, packet(0, attributes + b"select 9")), ("back", 5, rows(b"9"))]
    assert same_however_cut(MySql, said)[1].values["db.statement"] == "select 9"


def test_a_file_that_the_client_loads_is_no_command() -> None:
    said = [
        *BEGUN,
        ("forth", 4, query(b"load data local infile 'f' into table t")),
        ("back", 5, packet(1, b"\xfbf")),
        ("forth", 6, packet(2, b"\3select 1") + packet(3, b"")),
        ("back", 7, packet(4, b"\0\x05\0\2\0\0\0")),
    ]
    (loaded,) = same_however_cut(MySql, said)[1:]
    assert (loaded.values["db.rows"], loaded.values["event.outcome"]) == (5, "success")


def test_a_replica_is_told_and_a_session_that_goes_over_to_tls() -> None:
    dump = [
        *BEGUN,
        ("forth", 4, packet(0, b"\x12" + bytes(10))),
        ("back", 5, packet(1, b"\0event") * 3),
    ]
    told = same_however_cut(MySql, dump)[1]
    assert (told.values["db.statement"], told.values["db.rows"]) == ("BINLOG DUMP", 3)
    asks = packet(1, struct.pack("<IIB", CAPABILITIES | 1 << 11, 1 << 24, 45) + bytes(23))
    (hidden,) = same_however_cut(MySql, [BEGUN[0], ("forth", 2, asks), ("forth", 3, HELLO)])
    assert (hidden.values["network.protocol"], hidden.values["event.action"]) == ("mysql", "tls")
    assert hidden.values["tls.client.server_name"] == "example.com"


def test_what_has_no_end_is_told_and_a_gap_ends_it() -> None:
    session = MySql()
    read(session, BEGUN)
    session.forth(4, query(b"select name from t"))
    session.back(5, rows(b"a", b"b")[:-9])
    session.back(6, Gap(9))
    (told,) = session.end()
    assert session.over
    assert (told.values["event.outcome"], told.values["db.rows"]) == ("unknown", 2)


def test_rows_kept_are_bounded_and_counted_all() -> None:
    said = [*BEGUN, ("forth", 4, query(b"select 1")), ("back", 5, rows(*[b"x"] * 9))]
    (told,) = read(MySql(most_rows=3), said)[1:]
    assert (told.bodies[0].rows.num_rows, told.bodies[0].rows_sent) == (3, 9)


@pytest.mark.parametrize(
    ("payload", "begins"),
    [(greeting(), True), (greeting("10.11.6-MariaDB"), True), (greeting("none"), False),
     (greeting()[:30], False), (b"GET / HTTP/1.1\r\n" * 3, False)],
)  # fmt: skip
def test_a_session_is_known_by_its_greeting(payload: bytes, begins: bool) -> None:
    assert begins_mysql(payload) is begins


def test_garbage_is_no_crash() -> None:
    chance = random.Random(6)
    for _ in range(1_000):
        session = MySql()
        for way, time, whole in [*BEGUN, ("forth", 4, query(b"select 1")), ("back", 5, rows(b"a"))]:
            octets = bytearray(whole)
            octets[chance.randrange(len(octets))] = chance.randrange(256)
            (session.forth if way == "forth" else session.back)(time, bytes(octets))
        session.end()
