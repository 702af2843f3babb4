# Sessions of PostgreSQL from the wire: who asked what, how many rows came, and which.
import random
import struct

import pytest
from tls_hello import HELLO as HIDDEN

from monitor.postgresql import PostgreSql, begins_postgresql
from monitor.stream import Gap


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">i", len(body) + 4) + body


def start(**parameters: str) -> bytes:
    said = b"".join(f"{key}\0{value}\0".encode() for key, value in parameters.items())
    body = struct.pack(">i", 196608) + said + b"\0"
    return struct.pack(">i", len(body) + 4) + body


def described(*names: str, coded: int = 0, oid: int = 25) -> bytes:
    fields = b"".join(
        f"{each}\0".encode() + struct.pack(">ihihih", 0, 0, oid, -1, -1, coded) for each in names
    )
    return message(b"T", struct.pack(">h", len(names)) + fields)


def row(*cells: bytes | None) -> bytes:
    body = b"".join(
        struct.pack(">i", -1) if each is None else struct.pack(">i", len(each)) + each
        for each in cells
    )
    return message(b"D", struct.pack(">h", len(cells)) + body)


SSL = struct.pack(">ii", 8, 80877103)
HELLO = start(user="li", database="people", application_name="psql")
READY = message(b"R", struct.pack(">i", 0)) + message(b"Z", b"I")
ROWS = described("id", "name") + row(b"1", "张三".encode()) + row(b"2", None)


def complete(tag: str) -> bytes:
    return message(b"C", f"{tag}\0".encode()) + message(b"Z", b"I")


def test_a_simple_query() -> None:
    session = PostgreSql()
    session.forth(1, HELLO)
    session.back(2, READY)
    session.forth(3, message(b"Q", b"select * from t\0"))
    (noted,) = session.back(5, ROWS + complete("SELECT 2"))
    assert noted.time == 3
    assert noted.values["user.name"] == "li"
    assert noted.values["db.name"] == "people"
    assert noted.values["process.name"] == "psql"
    assert noted.values["db.statement"] == "select * from t"
    assert (noted.values["db.rows"], noted.values["event.duration"]) == (2, 2)
    (body,) = noted.bodies
    assert body.rows is not None
    assert body.rows.to_pylist() == [{"id": "1", "name": "张三"}, {"id": "2", "name": None}]


def test_a_prepared_statement_and_binary_numbers() -> None:
    session = PostgreSql()
    session.forth(1, SSL)
    session.back(1, b"N")
    session.forth(1, HELLO)
    session.back(1, READY)
    session.forth(
        2,
        message(b"P", b"s1\0select id from t\0\0\0")
        + message(b"B", b"\0s1\0\0\0\0\0\0\0")
        + message(b"D", b"P\0")
        + message(b"E", b"\0\0\0\0\0")
        + message(b"S", b""),
    )
    answer = described("id", coded=1, oid=23) + row(struct.pack(">i", 77))
    (noted,) = session.back(3, answer + complete("SELECT 1"))
    assert noted.values["db.statement"] == "select id from t"
    assert noted.bodies[0].rows.column("id").to_pylist() == ["77"]


def test_rows_copied_out() -> None:
    session = PostgreSql()
    session.forth(1, HELLO)
    session.forth(1, message(b"Q", b"copy t to stdout\0"))
    data = b"".join(message(b"d", f"{n}\tname {n}\n".encode()) for n in range(5))
    (noted,) = session.back(2, data + complete("COPY 5"))
    assert noted.values["db.rows"] == 5
    assert noted.bodies[0].rows.num_rows == 5


def test_errors_and_what_was_cut_off() -> None:
    session = PostgreSql()
    session.forth(1, HELLO)
    session.forth(1, message(b"Q", b"select nonsense\0"))
    (noted,) = session.back(2, message(b"E", b"SERROR\0\0") + message(b"Z", b"I"))
    assert noted.values["event.outcome"] == "failure"
    session.forth(3, message(b"Q", b"select * from t\0"))
    session.back(4, ROWS)
    (last,) = session.end()
    assert (last.values["event.outcome"], last.values["db.rows"]) == ("unknown", 2)


def test_encrypted_sessions_and_gaps_end_it() -> None:
    session = PostgreSql()
    session.forth(1, SSL)
    session.back(1, b"S")
    # What is encrypted is told as such, with what the hellos say.
    session.forth(2, HIDDEN)
    (noted,) = session.end()
    assert session.over
    assert (noted.values["event.action"], noted.values["network.protocol"]) == ("tls", "postgresql")
    assert noted.values["tls.client.server_name"] == "example.com"
    broken = PostgreSql()
    broken.forth(1, HELLO)
    broken.back(1, Gap(9))
    assert broken.over


def test_rows_kept_are_bounded_and_counted_all() -> None:
    session = PostgreSql(most_rows=3)
    session.forth(1, HELLO + message(b"Q", b"select id from t\0"))
    (noted,) = session.back(2, described("id") + row(b"1") * 10 + complete("SELECT 10"))
    assert (noted.bodies[0].rows.num_rows, noted.bodies[0].rows_sent) == (3, 10)


def test_messages_may_come_in_any_pieces() -> None:
    session, noted = PostgreSql(), []
    for octet in HELLO + message(b"Q", b"select 1\0"):
        session.forth(1, bytes([octet]))
    for octet in READY[:9] + ROWS + complete("SELECT 2"):
        noted += session.back(2, bytes([octet]))
    assert [each.values["db.rows"] for each in noted] == [2]


@pytest.mark.parametrize("payload", [SSL, HELLO])
def test_a_session_is_known_by_its_beginning(payload: bytes) -> None:
    assert begins_postgresql(payload)
    assert not begins_postgresql(payload[:7])
    assert not begins_postgresql(b"GET / HTTP/1.1\r\n")


def test_garbage_is_no_crash() -> None:
    chance = random.Random(6)
    forth, back = HELLO + message(b"Q", b"select 1\0"), READY + ROWS + complete("SELECT 2")
    for _ in range(1_000):
        session = PostgreSql()
        for take, whole in ((session.forth, forth), (session.back, back)):
            octets = bytearray(whole)
            for _ in range(3):
                octets[chance.randrange(len(octets))] = chance.randrange(256)
            take(1, bytes(octets))
        session.end()
