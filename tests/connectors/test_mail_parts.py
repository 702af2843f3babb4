# Mail as people send it: the text, the files with it, and headers nobody kept to the rules in.
from __future__ import annotations

import io
from email.message import EmailMessage

import pytest

from connectors.guard_frame import Fault
from connectors.mail_parts import attachment, attachments, header, message_of, texts


def mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "人员名单"
    message["From"] = "张三 <a@b.cn>"
    message.set_content("请查收。\n张三")
    message.add_alternative("<p>请查收。</p>", subtype="html")
    return message


def read(message: EmailMessage | bytes) -> EmailMessage:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return message_of(io.BytesIO(raw))


def test_the_texts_are_the_message() -> None:
    assert list(texts(read(mail()))) == [
        ("plain", "请查收。\n张三\n"),
        ("html", "<p>请查收。</p>\n"),
    ]
    assert list(attachments(read(mail()))) == []


def test_files_come_by_their_place() -> None:
    message = mail()
    message.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename="名单.csv")
    message.add_attachment("as text", filename="notes.txt")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf")
    inner = mail()
    inner.replace_header("Subject", "转发")
    message.add_attachment(inner)
    found = read(message)
    assert list(attachments(found)) == [
        "名单.csv",
        "notes.txt",
        "attachment-3.pdf",
        "attachment-4.eml",
    ]
    contents = [attachment(found, place) for place in range(4)]
    assert contents[:3] == [b"a,b\n", b"as text\n", b"%PDF-"]
    assert header(read(contents[3]), "Subject") == "转发"
    assert len(list(texts(found))) == 2


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            b"Content-Type: text/plain; charset=gb2312\n\n" + "张三".encode("gbk"),
            "张三",
            id="GB2312",
        ),
        pytest.param(b"Content-Type: text/plain; charset=nobody-knows\n\n\xd5\xc5", "张", id="an unknown set"),
        pytest.param(
            b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n5byg5LiJ!!", "张三", id="base64 with rubbish",
        ),
        pytest.param(b"Content-Type: ;;;\nSubject: x\n\nbody", "body", id="a type that is none"),
        pytest.param(b"Content-Type: multipart/mixed\nSubject: x\n\nbody", "", id="parts without a boundary"),
    ],
)  # fmt: skip
def test_a_message_that_keeps_to_no_rules_is_read(raw: bytes, expected: str) -> None:
    assert "".join(text for _, text in texts(read(raw))).strip() == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(b"Subject: =?gb2312?B?1cXI/Q==?=\n\n", "张三", id="encoded"),
        pytest.param("Subject: 张三\n\n".encode(), "张三", id="plain UTF-8"),
        pytest.param(b"From: x\n\n", "", id="none"),
        pytest.param(b"Subject: a\n b\n\n", "a b", id="folded"),
    ],
)
def test_a_header_is_text(raw: bytes, expected: str) -> None:
    assert header(read(raw), "Subject") == expected


@pytest.mark.parametrize("raw", [b"", b"\n\nno header"])
def test_what_has_no_header_is_no_mail(raw: bytes) -> None:
    with pytest.raises(Fault, match="damaged"):
        read(raw)
