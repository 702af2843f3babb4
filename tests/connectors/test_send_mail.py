# Mail to a server of another maker: what it took, and what it refused.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.header import decode_header, make_header

import pytest
from free_port import free_port
from receivers import MailBox, mail_server

from connectors import Mail, MailServer, send_mail
from schema import SourceError

MAIL = Mail(
    "nt-1", "tongguan@bureau.example", ("duty@bureau.example", "head@bureau.example"),
    "数据泄露", "1,204条\n", "Sat, 28 Nov 2026 02:14:00 +0000",
)  # fmt: skip


@pytest.fixture(scope="module")
def box() -> Iterator[MailBox]:
    with mail_server() as found:
        yield found


def server(box: MailBox) -> MailServer:
    return MailServer("127.0.0.1", box.port, "none")


def test_a_mail_arrives_with_an_id_of_its_own(box: MailBox) -> None:
    send_mail(server(box), MAIL)
    mail = box.mails[-1]
    assert mail["Message-ID"] == "<nt-1@bureau.example>"
    assert str(make_header(decode_header(mail["Subject"]))) == "数据泄露"
    assert mail.get_payload(decode=True).decode() == "1,204条\r\n"  # type: ignore[union-attr]
    assert mail["To"] == "duty@bureau.example, head@bureau.example"


def test_a_server_that_is_not_ready_is_told_by_its_code(box: MailBox) -> None:
    box.refuse = 1
    with pytest.raises(SourceError, match="refused the mail with code 451"):
        send_mail(server(box), MAIL)


def test_a_server_without_tls_gets_no_mail_that_asks_for_it(box: MailBox) -> None:
    before = len(box.mails)
    with pytest.raises(SourceError, match="no TLS or no sign-in"):
        send_mail(replace(server(box), security="starttls"), MAIL)
    assert len(box.mails) == before


def test_nobody_there_is_told() -> None:
    with pytest.raises(SourceError, match="nothing answers there"):
        send_mail(MailServer("127.0.0.1", free_port(), "none"), MAIL)
