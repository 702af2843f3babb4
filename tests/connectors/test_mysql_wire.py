# Signing in once, and what is said of a server that will not have us.
from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from mariadb_reading import full_speed
from mariadb_server import MariaServer

from connectors.mysql_session import Session, locate
from schema import Access, SourceError


@pytest.fixture(scope="module")
def database(mariadb: MariaServer) -> MariaServer:
    mariadb.create_database("wire")
    mariadb.run(
        "create or replace user writer@'127.0.0.1' identified by 'w'",
        "grant all on session.* to writer@'127.0.0.1'",
        "create or replace user chinese@'127.0.0.1' identified by '密码一'",
        "create or replace user locked@'127.0.0.1' identified by 'x' account lock",
        "create or replace user open_door@'127.0.0.1'",
    )
    return mariadb


@pytest.mark.mariadb
@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        pytest.param("reader", "Wrong", r"sign-in refused \(tried once\)", id="a wrong password"),
        pytest.param("nobody", "Wrong", r"sign-in refused \(tried once\)", id="an unknown user"),
        pytest.param("reader", None, "none is registered for this source", id="no password"),
        pytest.param("locked", "x", "the account is locked", id="a locked account"),
        pytest.param("open_door", None, "not there, or not open", id="another's database"),
    ],
)
def test_a_refused_sign_in_is_told_and_tried_once(
    database: MariaServer, user: str, password: str | None, said: str
) -> None:
    def attempts() -> int:
        return int(database.run("show global status like 'Connections'")[0][1])

    before = attempts()
    with (
        pytest.raises(SourceError, match=said) as caught,
        Session(locate(database.url("wire", user)), Access(password=password)),
    ):
        pass
    # Each look of ours is a connection too.
    assert attempts() - before == 2
    assert "Wrong" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.mariadb
def test_a_password_may_be_chinese(database: MariaServer) -> None:
    with Session(locate(database.url("", "chinese")), Access(password="密码一")) as session:
        assert session.rows("select 1") == [(1,)]


@pytest.mark.mariadb
def test_a_socket_is_a_place(database: MariaServer) -> None:
    url = f"mysql://root@localhost/wire?socket={database.socket}"
    with Session(locate(url), Access(password=database.password)) as session:
        assert session.product == "mariadb"


@pytest.mark.mariadb
def test_tls_is_not_given_up_where_it_is_asked_for(database: MariaServer) -> None:
    url = database.url("wire", query="sslmode=require")
    with (
        pytest.raises(SourceError, match="the server offers no TLS, and the source asks for it"),
        Session(locate(url), full_speed(database)),
    ):
        pass


@contextmanager
def _server(script: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says `script` and notes what it is told before and after."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            guest, _ = door.accept()
            with guest:
                guest.sendall(script)
                heard.append(guest.recv(4096))
                # The password in clear text, please.
                ask = b"\xfemysql_clear_password\0"
                guest.sendall(len(ask).to_bytes(3, "little") + b"\x02" + ask)
                heard.append(guest.recv(4096))

        thread = threading.Thread(target=serve)
        thread.start()
        yield door.getsockname()[1], heard
        thread.join(10)


_GREETING = (
    b"\x0a8.0.36\0" + (7).to_bytes(4, "little") + b"abcdefgh\0" + (0xF7FF & ~0x0800).to_bytes(2, "little")
    + b"\x2d" + (2).to_bytes(2, "little") + (0x0008).to_bytes(2, "little") + b"\x15" + b"\0" * 10
    + b"ijklmnopqrst\0" + b"mysql_native_password\0"
)  # fmt: skip


def test_a_password_is_not_given_in_clear_text_to_whoever_asks() -> None:
    script = len(_GREETING).to_bytes(3, "little") + b"\0" + _GREETING
    with (
        _server(script) as (port, heard),
        pytest.raises(SourceError, match="a way to sign in that is not known here"),
        Session(locate(f"mysql://u@127.0.0.1:{port}/d"), Access(password="Hunter2")),
    ):
        pass
    assert heard[-1] == b""
    assert all(b"Hunter2" not in part for part in heard)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("mysql://u@127.0.0.1:1/d", "nothing answers there", id="no server"),
        pytest.param("mysql://u@no.such.host.invalid/d", "the host's name is not known", id="host"),
        pytest.param("mysql://u@h/d?sslmode=maybe", "sslmode is one of", id="a mode of TLS"),
        pytest.param(
            f"mysql://u@h/d?socket=/tmp/none-{os.getpid()}", "nothing answers", id="no socket"
        ),
        pytest.param(
            "mysql://u@h/d?sslmode=verify-ca&sslrootcert=/nowhere.pem",
            "certificate's file cannot be read",
            id="a certificate that is not there",
        ),
    ],
)
def test_a_place_that_does_not_answer_is_told(url: str, said: str) -> None:
    with pytest.raises(SourceError, match=said), Session(locate(url), Access(password="p")):
        pass
