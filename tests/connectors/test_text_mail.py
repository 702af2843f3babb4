# The program that reads the text of mail: what people see of a message, and where.
from __future__ import annotations

import io
from email.message import EmailMessage

from connectors.text_mail import run


def test_headers_and_both_bodies_come_with_their_parts() -> None:
    message = EmailMessage()
    message["Subject"] = "人员名单"
    message["From"] = "张三 <a@b.cn>"
    message["To"] = "李四 <c@d.cn>"
    message["X-Other"] = "not read"
    message.set_content("您好\n\n电话 13812345678")
    message.add_alternative("<p>您好</p>\n<a href='http://x'>y</a>", subtype="html")
    message.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename="a.csv")
    (rows,) = run(io.BytesIO(message.as_bytes()))
    assert list(zip(rows[1], rows[2], strict=True)) == [
        ("subject", "人员名单"),
        ("sender", "张三 <a@b.cn>"),
        ("recipient", "李四 <c@d.cn>"),
        ("body, line 1", "您好"),
        ("body, line 3", "电话 13812345678"),
        ("body, line 1", "您好"),
        ("body, line 2, attribute", "http://x"),
        ("body, line 2", "y"),
    ]
