# The program that reads pages: encodings as declared and as they are.
from __future__ import annotations

import io

import pytest

from connectors.guard_frame import Fault
from connectors.text_html import run


def rows(raw: bytes) -> list[tuple[str, str]]:
    return [
        pair
        for message in run(io.BytesIO(raw))
        for pair in zip(message[1], message[2], strict=True)
    ]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "gb2312"),
        ("gbk", "utf-8"),
        ("gbk", "gb2312"),
        ("big5", "big5"),
        ("utf-16", ""),
        ("utf-8", "base64"),
        ("utf-8", "nobody-knows"),
    ],
)
def test_a_page_is_read_whatever_it_declares(encoding: str, declared: str) -> None:
    page = f'<meta charset="{declared}">\n<p>中文網頁</p><a title="名">x</a>'
    text = page.replace("網頁", "网页") if encoding == "gbk" else page
    found = rows(text.encode(encoding))
    assert found[0] == ("line 2", "中文网页" if encoding == "gbk" else "中文網頁")
    assert found[1:] == [("line 2, attribute", "名"), ("line 2", "x")]


def test_what_is_no_text_is_a_fault() -> None:
    with pytest.raises(Fault):
        rows(bytes(range(256)) * 99)
