# Pages keep every byte but what is covered, wherever it stands.
from __future__ import annotations

import io

from connectors.cover_html import run

PAGE = """<!DOCTYPE html><html><head><title>名册 &amp; 表</title><!-- 联系 13800138000 -->
<script>const phone = "13800138000";\nlet a = 1 < 2;</script></head>
<body><p>张<b>三</b>的电话：138<i>0013</i>8000&lt;</p><a href='tel:13800138000' id=x>打</a>
<table><tr><td>姓名</td><td>张三</td></tr></table></body></html>"""


def texts(page: str) -> list[str]:
    return [text for message in run(io.BytesIO(page.encode()), (0, 0)) for text in message[1]]


def covered(page: str, edits: list) -> str:
    return b"".join(m[1] for m in run(io.BytesIO(page.encode()), (0, 0), edits)).decode()


def test_what_is_read_as_one_text_is_one() -> None:
    found = texts(PAGE)
    assert "名册 & 表" in found
    assert " 联系 13800138000 " in found
    assert 'const phone = "13800138000";' in found
    assert "张三的电话：13800138000<" in found
    assert "tel:13800138000" in found
    assert any("姓名 张三" in text for text in found)
    assert covered(PAGE, []) == PAGE


def test_values_are_covered_everywhere() -> None:
    edits = []
    for number, text in enumerate(texts(PAGE)):
        for value, shown in (("13800138000", "138****8000"), ("张三", "张*<")):
            if (at := text.find(value)) >= 0:
                edits.append([number, [[at, at + len(value), shown]]])
    # Two values in one text.
    merged: dict[int, list] = {}
    for number, those in edits:
        merged.setdefault(number, []).extend(those)
    shown = covered(PAGE, [[number, sorted(those)] for number, those in merged.items()])
    assert "13800138000" not in shown.replace("<i>", "").replace("</i>", "")
    assert "三" not in shown
    assert "<p>张*&lt;<b></b>的电话：138****8000<i></i>&lt;</p>" in shown
    assert "<a href='tel:138****8000' id=x>" in shown
    assert 'const phone = "138****8000";\nlet a = 1 < 2;' in shown
    assert [text.count("138****8000") for text in texts(shown)].count(1) == 4
