# Delimiters, quotes, escapes, headers and titles, in small files as well.
from __future__ import annotations

import pytest

from connectors.dialect import detect_dialect, looks_delimited

ROWS = [["姓名", "电话", "备注"], ["张三", "13812345678", "一般"], ["李四", "13912345678", "重点"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\x01"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_every_mixture_is_told(encoding: str, delimiter: str, end: str, quote: str) -> None:
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in ROWS]
    raw = (end.join(lines) + end).encode(encoding)
    dialect = detect_dialect(raw, whole=True)
    assert dialect is not None
    assert dialect.delimiter == delimiter
    assert dialect.names == ("姓名", "电话", "备注")
    assert dialect.header
    assert dialect.records == 2
    assert quote in ("", dialect.quote)
    assert raw[dialect.start :].decode(dialect.encoding) == end.join([*lines[1:], ""])


@pytest.mark.parametrize(
    ("text", "delimiter", "width", "records"),
    [
        pytest.param("a;b;c\n1,5;2,5;3,5\n", ";", 3, 1, id="decimal commas with a header"),
        pytest.param("1,5;2,5;3,5\n1,5;2,5;3,6\n", ";", 3, 2, id="decimal commas without one"),
        pytest.param("a,b\n", ",", 2, 0, id="a header alone"),
        pytest.param("a,b", ",", 2, 0, id="a header without a line end"),
        pytest.param("姓名\n张三\n李四\n", ",", 1, 2, id="one column"),
        pytest.param(
            "内容\n你好,世界\n好\n再见\n", "\x01", 1, 3, id="one column with commas in it"
        ),
        pytest.param('a,b\n"1,2",3\n"4,5",6\n', ",", 2, 2, id="delimiters in quotes"),
        pytest.param('a,b\n"1\n2",3\n', ",", 2, 1, id="line ends in quotes"),
        pytest.param("a,b,c\n1,2,3\n1,2\n1,2,3\n", ",", 3, 3, id="a ragged row"),
        pytest.param("a,b,c\n1,2\n1\n", ",", 3, 2, id="nothing but ragged rows"),
        pytest.param("名单\n姓名,电话\n张三,13812345678\n", ",", 2, 1, id="a title above"),
        pytest.param("\n\na,b\n\n1,2\n", ",", 2, 1, id="blank lines"),
        pytest.param("a,b\n1,2,\n3,4,\n", ",", 3, 2, id="a comma too many in every row"),
        pytest.param("k|v\n1|x,y\n2|x,y\n", "|", 2, 2, id="commas in a column of values"),
        pytest.param('高,b\n5",1\n6",2\n', ",", 2, 2, id="a quote that is an inch"),
        pytest.param('a,b\n"x,1\n"y,2\nz,3\nz,4\n', ",", 2, 4, id="quotes that are never closed"),
    ],
)
def test_told_apart_are(text: str, delimiter: str, width: int, records: int) -> None:
    dialect = detect_dialect(text.encode(), whole=True)
    assert dialect is not None
    assert (dialect.delimiter, len(dialect.names), dialect.records) == (delimiter, width, records)


def test_backslashes_escape_only_where_they_must() -> None:
    escaped = detect_dialect(b'a,b\n"x\\"y",1\n"x\\"y",2\n', whole=True)
    windows = detect_dialect(b'a,b\n"c:\\x\\",1\n"c:\\y\\",2\n', whole=True)
    assert escaped is not None
    assert windows is not None
    assert (escaped.escape, windows.escape) == ("\\", "")


def test_a_suffix_decides_between_equals() -> None:
    raw = b"a,b\tc,d\n1,2\t3,4\n"
    tabs = detect_dialect(raw, whole=True, prefer="\t")
    commas = detect_dialect(raw, whole=True)
    assert tabs is not None
    assert commas is not None
    assert (tabs.delimiter, commas.delimiter) == ("\t", ",")


def test_a_head_cut_within_a_line_is_told_by_its_whole_lines() -> None:
    raw = "姓名,电话\n".encode() + "张三,13812345678\n".encode() * 100
    for end in range(1500, 1530):
        dialect = detect_dialect(raw[:end], whole=False)
        assert dialect is not None
        assert dialect.names == ("姓名", "电话")
        assert dialect.share == 1.0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("姓名|电话\n张三|1\n李四|2\n", True, id="a table with bars is one"),
        pytest.param("张三\t1\n李四\t2\n", True, id="a table with tabs is one"),
        pytest.param("Dear all,\nplease read this.\nYours, me\n", False, id="a letter is none"),
        pytest.param("第一条 总则。\n第二条 定义。\n", False, id="a law is none"),
        pytest.param("一行\n", False, id="a line is none"),
        pytest.param("a,b\n", False, id="a header alone is none"),
    ],
)
def test_of_texts(text: str, expected: bool) -> None:
    assert looks_delimited(text.encode(), whole=True) is expected
