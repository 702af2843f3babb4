# A mail's parts with their names, whatever way they are written in.
import random

import pytest

from monitor.mail import read_mail

MAIL = (
    b"Subject: =?gb18030?B?y8TUwg==?= =?utf-8?q?_x?=\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: base64\r\n\r\n1cXI/Q==\r\n"
    b"--b\r\nContent-Type: application/zip\r\n"
    b"Content-Disposition: attachment; filename*=utf-8''%E5%90%8D%E5%8D%95.zip\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nUEsFBg==\r\n--b\r\n"
    b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nforwarded\r\n--b--\r\n"
)


def test_texts_attachments_and_what_is_forwarded() -> None:
    mail = read_mail(MAIL)
    assert (mail.subject, mail.names) == ("四月 x", ("名单.zip",))
    text, packed, inner, subject = mail.bodies
    assert text.octets.decode("gb18030") == "张三"
    assert text.media == "text/plain; charset=gb18030"
    assert packed.octets == b"PK\5\6"
    assert inner.octets.strip() == b"forwarded"
    assert subject.octets.decode() == "四月 x"


def test_what_is_missing_is_missing_once() -> None:
    assert [body.missing for body in read_mail(MAIL, missing=7).bodies] == [7, 0, 0, 0]


@pytest.mark.parametrize(
    "octets", [b"", b"no headers", b"\xff\xfe\0", b"Subject: =?x?q?=41?=\r\n\r\nb"]
)
def test_what_is_hardly_a_mail(octets: bytes) -> None:
    read_mail(octets)


def test_garbage_is_no_crash() -> None:
    chance = random.Random(2)
    for _ in range(500):
        octets = bytearray(MAIL)
        for _ in range(4):
            octets[chance.randrange(len(octets))] = chance.randrange(256)
        read_mail(bytes(octets))
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3_000)
    )
    read_mail(deep)
