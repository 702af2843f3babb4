# Paragraphs and rows out of the XML of office formats.
from __future__ import annotations

import io

import pytest

from connectors.office_blocks import OPEN_DOCUMENT, WORD, Grammar, blocks
from connectors.xml_events import events


def found(xml: str, grammar: Grammar) -> list[tuple[int, int, str]]:
    return list(blocks(events(io.BytesIO(f"<x>{xml}</x>".encode())), grammar))


T = "<p><r><t>{}</t></r></p>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param(T.format("a") + T.format("b"), [(0, 1, "a"), (0, 2, "b")], id="paragraphs"),
        pytest.param("<p><t>a</t><x>no</x><t>b</t></p>", [(0, 1, "ab")], id="runs, and what is no text"),
        pytest.param("<p><t>a</t><tab/><t>b</t><br/><t>c</t></p>", [(0, 1, "a\tb\nc")], id="tabs and breaks"),
        pytest.param("<p><delText>gone</delText></p>", [(0, 1, "gone")], id="deleted text is there"),
        pytest.param('<p><instrText>HYPERLINK "mailto:a@b.cn"</instrText></p>', [(0, 1, 'HYPERLINK "mailto:a@b.cn"')], id="codes of fields"),
        pytest.param(
            f"<tbl><tr><tc>{T.format('a')}{T.format('b')}</tc><tc>{T.format('c')}</tc></tr><tr><tc><p/></tc><tc>{T.format('d')}</tc></tr></tbl>",
            [(1, 1, "a b\tc"), (1, 2, "d")], id="a table",
        ),
        pytest.param(
            f"<tbl><tr><tc>{T.format('a')}<tbl><tr><tc>{T.format('b')}</tc></tr></tbl></tc></tr></tbl>{T.format('c')}",
            [(2, 1, "b"), (1, 1, "a"), (0, 1, "c")], id="a table in a table",
        ),
        pytest.param(f"<p><t>a</t><box>{T.format('b')}</box><t>c</t></p>", [(0, 1, "b"), (0, 2, "ac")], id="a box in a paragraph"),
        pytest.param(f"<p><Choice>{T.format('a')}</Choice><Fallback>{T.format('a')}</Fallback></p>", [(0, 1, "a"), (0, 2, "")], id="the same again"),
        pytest.param("<tc><p><t>a</t></p></tc>", [], id="a cell outside a row"),
        pytest.param(f"<tr><tc>{T.format('a')}</tc></tr>", [(0, 1, "a")], id="a row outside a table"),
    ],
)  # fmt: skip
def test_the_blocks_of_word(xml: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(xml, WORD) == expected


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        pytest.param("<h>名</h><p>a<span>b</span><s/>c<tab/>d</p>", [(0, 1, "名"), (0, 2, "ab c\td")], id="text between elements"),
        pytest.param("no<p>a</p>", [(0, 1, "a")], id="text outside paragraphs"),
        pytest.param("<table><table-row><table-cell><p>a</p></table-cell><table-cell><p>b</p></table-cell></table-row></table>", [(1, 1, "a\tb")], id="a table"),
    ],
)  # fmt: skip
def test_the_blocks_of_open_document(xml: str, expected: list[tuple[int, int, str]]) -> None:
    assert found(xml, OPEN_DOCUMENT) == expected
