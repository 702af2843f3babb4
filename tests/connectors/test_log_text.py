# Bytes of logs as text, whatever they are.
import random

import pytest

from connectors.log_text import log_text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("\ufeff李\n".encode(), "李\n"),
        ("李伟 登录\n".encode("gb18030"), "李伟 登录\n"),
        (b"caf\xe9 au lait\n", "caf\ufffd au lait\n"),
        (
            "李\n".encode() + "李伟登录\n".encode("gbk") + b"\xff\xff\nplain\n",
            "李\n李伟登录\n\ufffd\ufffd\nplain\n",
        ),
        (b"\0\0\0a\0b\n", "ab\n"),
        ("李伟 李".encode()[:-1], "李伟 \ufffd"),
        (b"", ""),
    ],
)
def test_text(octets: bytes, text: str) -> None:
    assert log_text(octets) == text


def test_any_bytes_have_as_many_lines_as_line_feeds() -> None:
    chance = random.Random(1)
    for _ in range(300):
        octets = chance.randbytes(200)
        assert log_text(octets).count("\n") == octets.count(b"\n")
