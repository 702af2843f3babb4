# Mails and files handed over by foreign servers and clients, recorded on loopback: envelopes,
# attachments and files with their content, the same in whatever pieces the connection is cut.
from __future__ import annotations

import ftplib
import io
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from free_port import free_port
from ftp_server import FtpServer, ftp_server
from reader_pieces import exchanges, same_however_cut
from recorded_traffic import recording
from sensed import sensed
from server_certificate import certificate

from monitor import Noted
from monitor.ftp import Ftp
from monitor.greeting import Greeted

ROWS = [f"{n},张{n},1380000{n:04}" for n in range(900)]
TABLE = "\n".join(["id,name,mobile", *ROWS]).encode()
SECRET = "mail-password"


class Taker:
    """Takes every mail but those to nobody."""

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address.startswith("nobody@"):
            return "550 no such account"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        return "250 taken"


def signed_in(server, session, envelope, mechanism, data) -> AuthResult:
    # On failure it is the server that answers.
    return AuthResult(success=data.password == SECRET.encode(), handled=False)


def mail() -> EmailMessage:
    told = EmailMessage()
    told["From"], told["To"] = "li@xa.gov.cn", "someone@elsewhere.example"
    told["Subject"] = "居民名单"
    told.set_content("as you asked\n.\n..a line with dots\n")
    told.add_attachment(TABLE, maintype="text", subtype="csv", filename="名单.csv")
    return told


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path_factory.mktemp("tls")))
    return context


def test_mails_and_what_is_attached_to_them(tmp_path: Path, context: ssl.SSLContext) -> None:
    capture = tmp_path / "lo.pcap"
    settings = {"authenticator": signed_in, "auth_require_tls": False, "tls_context": context}
    taker = Controller(Taker(), hostname="127.0.0.1", port=free_port(), **settings)
    taker.start()
    try:
        with recording(capture, ports=frozenset({taker.port})):
            with smtplib.SMTP("127.0.0.1", taker.port) as client:
                client.login("li", SECRET)
                client.send_message(
                    mail(), to_addrs=["someone@elsewhere.example", "nobody@x.example"]
                )
                client.sendmail(
                    "li@xa.gov.cn", ["other@xa.gov.cn"], b"Subject: two\r\n\r\nsecond\r\n"
                )
            client = smtplib.SMTP("127.0.0.1", taker.port)
            with client, pytest.raises(smtplib.SMTPAuthenticationError):
                client.login("li", "guessed")
            with smtplib.SMTP("127.0.0.1", taker.port) as client:
                client.starttls(context=ssl._create_unverified_context())
                client.login("li", SECRET)
                client.send_message(mail())
    finally:
        taker.stop()
    first, second, third = exchanges(capture, taker.port)
    sign_in, sent, other = same_however_cut(Greeted, first, (1, 3, 1_000))
    assert (sign_in.values["user.name"], sign_in.values["event.outcome"]) == ("li", "success")
    assert sent.values["email.from.address"] == ("li@xa.gov.cn",)
    assert sent.values["email.to.address"] == ("someone@elsewhere.example",)
    assert (sent.values["email.subject"], sent.values["user.name"]) == ("居民名单", "li")
    assert sent.values["destination.domain"] == "elsewhere.example"
    text, table, subject = sent.bodies
    assert b"\n.\r\n..a line" in text.octets
    assert (table.name, table.octets, table.way) == ("名单.csv", TABLE, "forth")
    assert subject.octets.decode() == "居民名单"
    assert other.values["destination.domain"] == "xa.gov.cn"
    # The client tries one mechanism after the other.
    refused = same_however_cut(Greeted, second)
    assert {each.values["event.outcome"] for each in refused} == {"failure"}
    assert {each.values["user.name"] for each in refused} == {"li"}
    (hidden,) = same_however_cut(Greeted, third, (5, 100))
    assert (hidden.values["network.protocol"], hidden.values["event.action"]) == ("smtp", "tls")
    assert hidden.values["tls.version"] == "1.3"
    every = sensed(capture)[0]
    assert len(every) == 4 + len(refused)
    assert SECRET not in str(every)
    assert "guessed" not in str(every)


@pytest.fixture(scope="module")
def server() -> Iterator[FtpServer]:
    with ftp_server(SECRET) as told:
        yield told


def by_name(noted: list[Noted]) -> list[tuple[object, ...]]:
    return [
        (each.values.get("tongguan.operation"), each.values.get("file.name"), each.values["event.outcome"])
        for each in noted if each.values["event.action"] == "ftp"
    ]  # fmt: skip


def test_files_and_the_connections_they_pass_over(
    server: FtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture, back = tmp_path / "lo.pcap", free_port()
    port = server.port
    # In active mode the client says where it listens.
    listening = socket.create_server(("127.0.0.1", back))
    monkeypatch.setattr(ftplib.socket, "create_server", lambda *_, **__: listening)
    with recording(capture, ports=frozenset({port, server.passive, back})):
        with ftplib.FTP() as client:
            client.connect("127.0.0.1", port)
            client.login("li", SECRET)
            client.storbinary("STOR people.csv", io.BytesIO(TABLE))
            got = io.BytesIO()
            client.retrbinary("RETR people.csv", got.write)
            assert client.nlst() == ["people.csv"]
            # The server opens the connection.
            client.set_pasv(False)
            client.storbinary("STOR again.csv", io.BytesIO(TABLE))
            client.delete("again.csv")
            # The newer way to say where.
            client.set_pasv(True)
            client.af = 10
            client.retrbinary("RETR people.csv", got.write)
            with pytest.raises(ftplib.error_perm):
                client.size("nothing.csv")
        with ftplib.FTP() as client:
            client.connect("127.0.0.1", port)
            with pytest.raises(ftplib.error_perm):
                client.login("li", "guessed")
    first, second = exchanges(capture, port)
    noted = same_however_cut(Ftp, first, (1, 3, 1_000))
    assert by_name(noted) == [
        ("STOR", "people.csv", "success"),
        ("RETR", "people.csv", "success"),
        ("NLST", None, "success"),
        ("STOR", "again.csv", "success"),
        ("DELE", "again.csv", "success"),
        ("RETR", "people.csv", "success"),
        ("SIZE", "nothing.csv", "failure"),
    ]
    (refused,) = same_however_cut(Ftp, second)
    assert (refused.values["user.name"], refused.values["event.outcome"]) == ("li", "failure")
    for block in (8 << 20, 3_000):
        monkeypatch.setattr("connectors.capture._BLOCK", block)
        every = sensed(capture)[0]
        passed = [each for each in every if each.values["event.action"] == "ftp-data"]
        told = [
            (each.values["tongguan.operation"], each.values["file.name"], each.bodies[0].way)
            for each in passed
        ]
        assert sorted(told) == [
            ("RETR", "people.csv", "back"),
            ("RETR", "people.csv", "back"),
            ("STOR", "again.csv", "forth"),
            ("STOR", "people.csv", "forth"),
        ]
        assert {each.bodies[0].octets for each in passed} == {TABLE}
        assert {each.values["user.name"] for each in passed} == {"li"}
    assert SECRET not in str(every)
    assert "guessed" not in str(every)
