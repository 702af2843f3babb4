# Syslog and mail over TLS to servers of other makers: whom they trust, whom they refuse, and that
# nothing goes to whoever is refused.
from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from authority import Authority
from free_port import free_port

from connectors import Mail, MailServer, send_http, send_mail, send_syslog
from connectors.trust import trusting
from schema import SourceError

LINE = "<106>1 2026-11-28T02:14:00Z host tongguan - nt-1 - \ufeff警"
MAIL = Mail(
    "nt-1", "a@bureau.example", ("b@bureau.example",), "泄露", "1,204\n", "Sat, 28 Nov 2026"
)
SECRET = "pw-7f3a"


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"))


@contextmanager
def syslog_server(context: ssl.SSLContext) -> Iterator[tuple[int, list[bytes]]]:
    """A port that takes one connection over TLS, and what was read from it."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            link, _ = server.accept()
            # A caller that refuses the certificate ends the handshake.
            with suppress(OSError), context.wrap_socket(link, server_side=True) as secured:
                stream = b""
                while piece := secured.recv(65_536):
                    stream += piece
                taken.append(stream)
                with suppress(OSError):
                    secured.unwrap()

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield server.getsockname()[1], taken
        finally:
            thread.join()


class Box:
    """What a mail server heard: mails, sign-ins, and whether each came over TLS."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[tuple[Message, bool]] = []
        self.signed_in: list[bool] = []

    async def handle_DATA(self, _server: object, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mails.append((message_from_bytes(envelope.content), session.ssl is not None))
        return "250 taken"

    def sign_in(
        self, _server: Any, session: Any, _envelope: Any, _how: str, data: Any
    ) -> AuthResult:
        self.signed_in.append(session.ssl is not None)
        return AuthResult(success=data.password == SECRET.encode(), handled=False)


@contextmanager
def mail_server(context: ssl.SSLContext, *, at_once: bool) -> Iterator[Box]:
    """A mail server that wants TLS from the start, or by STARTTLS before anything else."""
    box = Box()

    class Offers(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                box,
                tls_context=None if at_once else context,
                require_starttls=not at_once,
                authenticator=box.sign_in,
                auth_required=not at_once,
                auth_require_tls=not at_once,
            )

    controller = Offers(
        box, hostname="127.0.0.1", port=box.port, ssl_context=context if at_once else None
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def test_a_line_goes_over_tls_to_whom_the_file_trusts(trusted: Authority) -> None:
    with syslog_server(trusted.context("127.0.0.1")) as (port, taken):
        send_syslog("127.0.0.1", port, "tls", LINE, authority=str(trusted.file))
    assert taken == [b"%d %s" % (len(LINE.encode()), LINE.encode())]


REFUSED = {
    "of nobody known": ("stranger", "127.0.0.1", 2, "its certificate is not trusted"),
    "for another name": ("trusted", "elsewhere.example", 2, "is for another name"),
    "out of date": ("trusted", "127.0.0.1", -3, "has expired or is not valid yet"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_nothing_goes_to_a_server_with_a_certificate(
    wrong: str, trusted: Authority, request: pytest.FixtureRequest
) -> None:
    giver, name, days, told = REFUSED[wrong]
    context = request.getfixturevalue(giver).context(name, days=days)
    with syslog_server(context) as (port, taken), pytest.raises(SourceError, match=told):
        send_syslog("127.0.0.1", port, "tls", LINE, authority=str(trusted.file))
    assert not taken
    for at_once in (True, False):
        with mail_server(context, at_once=at_once) as box:
            server = MailServer(
                "127.0.0.1", box.port, "tls" if at_once else "starttls", "li", SECRET,
                str(trusted.file),
            )  # fmt: skip
            with pytest.raises(SourceError, match=told) as caught:
                send_mail(server, MAIL)
            assert not box.mails
            assert not box.signed_in
            assert SECRET not in f"{caught.value!r} {caught.value} {server!r}"


def test_without_a_file_the_machines_own_authorities_are_asked(trusted: Authority) -> None:
    with (
        syslog_server(trusted.context("127.0.0.1")) as (port, taken),
        pytest.raises(SourceError, match="not trusted"),
    ):
        send_syslog("127.0.0.1", port, "tls", LINE)
    assert not taken


@pytest.mark.parametrize("at_once", [True, False], ids=["tls", "starttls"])
def test_a_mail_and_its_sign_in_go_over_tls(at_once: bool, trusted: Authority) -> None:
    with mail_server(trusted.context("127.0.0.1"), at_once=at_once) as box:
        security = "tls" if at_once else "starttls"
        server = MailServer("127.0.0.1", box.port, security, "li", SECRET, str(trusted.file))  # type: ignore[arg-type]
        assert send_mail(server, MAIL) == "250"
        ((mail, over_tls),) = box.mails
        assert mail["Message-ID"] == "<nt-1@bureau.example>"
        # aiosmtpd notes TLS of a session where it was begun within one.
        assert over_tls or at_once
        assert box.signed_in
        wrong = MailServer("127.0.0.1", box.port, security, "li", "pw-other", str(trusted.file))  # type: ignore[arg-type]
        with pytest.raises(SourceError, match="sign-in refused") as caught:
            send_mail(wrong, MAIL)
        assert "pw-other" not in f"{caught.value!r} {wrong!r}"
        assert len(box.mails) == 1


def test_a_server_that_speaks_no_tls_hears_nothing() -> None:
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            for _ in range(2):
                link, _ = server.accept()
                with link:
                    heard.append(link.recv(65_536))
                    link.sendall(b"220 plain\r\n")

        thread = threading.Thread(target=take)
        thread.start()
        port = server.getsockname()[1]
        with pytest.raises(SourceError, match="no TLS is spoken there"):
            send_syslog("127.0.0.1", port, "tls", LINE)
        with pytest.raises(SourceError, match="no TLS is spoken there"):
            send_mail(MailServer("127.0.0.1", port, "tls", "li", SECRET), MAIL)
        thread.join()
    assert all(each[:1] == b"\x16" for each in heard)
    assert not any(word.encode() in each for each in heard for word in (LINE[-9:], SECRET, "li@"))


def test_a_server_that_asks_for_our_certificate_is_told(trusted: Authority) -> None:
    context = trusted.context("127.0.0.1")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(trusted.file)
    with (
        syslog_server(context) as (port, taken),
        # What it says is lost where its system resets what it never read.
        pytest.raises(SourceError, match=r"asks for a certificate of ours|connection broke off"),
    ):
        send_syslog("127.0.0.1", port, "tls", LINE, authority=str(trusted.file))
    assert not taken


@pytest.mark.parametrize("held", [None, b"no certificate"], ids=["not there", "something else"])
def test_a_file_without_certificates_is_told(held: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "authorities.pem"
    if held is not None:
        path.write_bytes(held)
    for send in (
        lambda: send_syslog("127.0.0.1", 1, "tls", LINE, authority=str(path)),
        lambda: send_mail(MailServer("127.0.0.1", 1, authority=str(path)), MAIL),
        lambda: send_http("https://127.0.0.1:1/", authority=str(path)),
        lambda: trusting(str(path), "host"),
    ):
        with pytest.raises(SourceError, match="file of authorities to trust cannot be read"):
            send()
