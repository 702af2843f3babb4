# Mails from made bytes: commands sent together, chunks, what is refused, gaps. Real servers are in
# test_real_mail_and_files.py.
import base64
import random

import pytest
from reader_pieces import same_however_cut

from monitor.smtp import Smtp
from monitor.stream import Gap

HELLO = [
    ("back", 1, b"220 h ESMTP\r\n"),
    ("forth", 2, b"EHLO c\r\n"),
    ("back", 3, b"250-h\r\n250 PIPELINING\r\n"),
]
ENVELOPE = b"MAIL FROM:<li@a.cn> SIZE=9\r\nRCPT TO:<x@b.example>\r\nRCPT TO:<y@a.cn>\r\n"
TEXT = b"Subject: s\r\n\r\nbody\r\n..dot\r\n.\r\n"


def test_commands_that_are_sent_together() -> None:
    said = [
        *HELLO,
        ("forth", 4, ENVELOPE + b"DATA\r\n"),
        ("back", 5, b"250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n"),
        ("forth", 6, TEXT + b"QUIT\r\n"),
        ("back", 7, b"250 taken\r\n221 bye\r\n"),
    ]
    (mail,) = same_however_cut(Smtp, said)
    assert mail.values["email.to.address"] == ("x@b.example",)
    assert (mail.time, mail.values["event.outcome"]) == (4, "success")
    assert [body.octets for body in mail.bodies] == [b"body\r\n.dot\r\n", b"s"]


def test_chunks_and_a_mail_that_is_refused() -> None:
    said = [
        *HELLO,
        ("forth", 4, ENVELOPE + b"BDAT 14\r\nSubject: s\r\n\r\nBDAT 8 LAST\r\n..\r\n.\r\nx"),
        ("back", 5, b"250 ok\r\n250 ok\r\n250 ok\r\n250 14\r\n554 no\r\n"),
    ]
    (mail,) = same_however_cut(Smtp, said)
    assert mail.values["event.outcome"] == "failure"
    assert mail.bodies[0].octets == b"..\r\n.\r\nx"


def test_data_that_is_refused_is_followed_by_commands() -> None:
    said = [
        *HELLO,
        ("forth", 4, b"MAIL FROM:<a@a.cn>\r\n"), ("back", 5, b"250 ok\r\n"),
        ("forth", 6, b"DATA\r\n"), ("back", 7, b"503 nobody\r\n"),
        ("forth", 8, ENVELOPE + b"DATA\r\n"), ("back", 9, b"250 ok\r\n" * 3 + b"354 go\r\n"),
        ("forth", 10, TEXT), ("back", 11, b"250 taken\r\n"),
    ]  # fmt: skip
    (mail,) = same_however_cut(Smtp, said)
    assert mail.values["email.from.address"] == ("li@a.cn",)


@pytest.mark.parametrize(
    ("lines", "user"),
    [
        ([b"AUTH PLAIN " + base64.b64encode(b"\0li\0secret")], "li"),
        ([b"AUTH PLAIN", base64.b64encode(b"\0li\0secret")], "li"),
        ([b"AUTH LOGIN", base64.b64encode(b"li"), base64.b64encode(b"secret")], "li"),
        ([b"AUTH CRAM-MD5", base64.b64encode(b"li 0123abcd")], "li"),
        ([b"AUTH XOAUTH2 " + base64.b64encode(b"user=li\1auth=Bearer secret\1\1")], "li"),
    ],
)
def test_who_signs_in_without_the_password(lines: list[bytes], user: str) -> None:
    said = list(HELLO)
    for place, line in enumerate(lines):
        said.append(("forth", 4, line + b"\r\n"))
        said.append(("back", 5, b"334 \r\n" if place < len(lines) - 1 else b"235 yes\r\n"))
    (signed_in,) = same_however_cut(Smtp, said)
    assert (signed_in.values["user.name"], signed_in.values["event.outcome"]) == (user, "success")
    assert "secret" not in str(signed_in)


def test_what_is_missing_of_a_mail_is_counted() -> None:
    session = Smtp()
    for way, time, octets in HELLO:
        (session.forth if way == "forth" else session.back)(time, octets)
    session.forth(4, ENVELOPE + b"DATA\r\n")
    session.back(5, b"250 ok\r\n" * 3 + b"354 go\r\n")
    session.forth(6, b"Subject: s\r\n\r\nbegin")
    session.forth(6, Gap(500))
    session.forth(7, b"end\r\n.\r\n")
    (mail,) = session.back(8, b"250 ok\r\n")
    assert mail.bodies[0].missing == 500
    session.forth(9, Gap(5))
    assert session.over


def test_garbage_is_no_crash() -> None:
    chance = random.Random(4)
    for _ in range(1_000):
        session = Smtp()
        for way, time, whole in [
            *HELLO,
            ("forth", 4, ENVELOPE + b"DATA\r\n" + TEXT),
            ("back", 5, b"250 ok\r\n" * 5),
        ]:
            octets = bytearray(whole)
            octets[chance.randrange(len(octets))] = chance.randrange(256)
            (session.forth if way == "forth" else session.back)(time, bytes(octets))
        session.end()
