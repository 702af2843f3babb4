# Pages as blocks of text, however they are written.
from __future__ import annotations

import pytest

from connectors.html_text import blocks_of


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        pytest.param("<p>a<b>b</b>c</p><p>d", ["abc", "d"], id="paragraphs"),
        pytest.param("a<br>b", ["a", "b"], id="a line break"),
        pytest.param("<table><tr><td>姓名<td>张三</tr><tr><td>电话</td><td>1</td></tr></table>", ["姓名 张三", "电话 1"], id="rows of a table"),
        pytest.param("张&#19977;&amp;&nbsp;李", ["张三& 李"], id="references"),
        pytest.param("<p> a\n  b </p>", ["a b"], id="white space"),
        pytest.param("<title>名</title><body>x", ["名", "x"], id="a title"),
        pytest.param("plain", ["plain"], id="no element at all"),
        pytest.param("<p><<<>>a</p", ["<<<>>a</p"], id="signs that begin nothing"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_the_text_of(page: str, blocks: list[str]) -> None:
    assert [text for _, _, text in blocks_of(iter([page]))] == blocks


@pytest.mark.parametrize(
    ("page", "found"),
    [
        pytest.param('<a href="mailto:a@b.cn">x</a>', (1, "attribute", "mailto:a@b.cn"), id="a link"),
        pytest.param('<input type="hidden" value="13812345678">', (1, "attribute", "13812345678"), id="a hidden field"),
        pytest.param("<div data-id='610'>", (1, "attribute", "610"), id="data of the page's own"),
        pytest.param("\n<!-- 密码 x\n y -->", (2, "comment", "密码 x y"), id="a comment"),
        pytest.param("<script>a\nkey = 'x<p>'</script>", (2, "script", "key = 'x<p>'"), id="a script"),
    ],
)  # fmt: skip
def test_what_a_browser_does_not_show_is_found(page: str, found: tuple[int, str, str]) -> None:
    assert found in list(blocks_of(iter([page])))


def test_a_picture_in_an_attribute_is_no_text() -> None:
    assert list(blocks_of(iter(['<img src="data:image/png;base64,AAAA" class="x">']))) == []


def test_lines_are_those_of_the_page() -> None:
    page = "<html>\n<p>\n  a</p>\n<p>b\nc</p>\n<p>d</p>"
    assert [(line, text) for line, _, text in blocks_of(iter([page]))] == [
        (3, "a"),
        (4, "b c"),
        (6, "d"),
    ]


@pytest.mark.parametrize("step", [1, 2, 5, 1000])
def test_blocks_are_the_same_however_the_page_is_cut(step: int) -> None:
    page = "<p>一&amp;二</p><script>x = 1\ny</script><a title='三'>四</a><!-- 五 --><p>六"
    pieces = (page[n : n + step] for n in range(0, len(page), step))
    joined = "".join(text for _, _, text in blocks_of(pieces))
    assert "".join(joined.split()) == "一&二x=1y三五四六"


def test_a_text_without_blocks_is_let_go_in_parts() -> None:
    blocks = list(blocks_of("x" * 1000 for _ in range(1000)))
    assert len(blocks) > 5
    assert sum(len(text) for _, _, text in blocks) == 1_000_000
