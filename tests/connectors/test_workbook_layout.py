# The table in a sheet is found below titles, remarks and joined cells.
from __future__ import annotations

import pytest

from connectors.workbook_layout import find_table, title_above

NAMES = ["姓名", "电话", "住址"]
PERSON = ["张三", "13812345678", "西安"]


@pytest.mark.parametrize(
    ("top", "place", "header"),
    [
        pytest.param([NAMES, PERSON], 0, True, id="at once"),
        pytest.param([["名单"], NAMES, PERSON], 1, True, id="below a title"),
        pytest.param([["名单"] * 3, NAMES, PERSON], 1, True, id="below a title over all columns"),
        pytest.param([["单位", "", "日期"], NAMES, PERSON], 1, True, id="below two labels"),
        pytest.param(
            [["序", "人", "人"], ["序", "姓名", "电话"], ["1", "张三", "13812345678"]],
            1,
            True,
            id="the lower row of a header that is split",
        ),
        pytest.param(
            [NAMES, ["a", "b", "c"], ["d", "e", "f"]],
            0,
            True,
            id="the upper where nothing is split",
        ),
        pytest.param([PERSON, PERSON], 0, False, id="none above data"),
        pytest.param([["名单"], PERSON, PERSON], 1, False, id="none between title and data"),
        pytest.param([["姓名"], ["张三"], ["李四"]], 0, True, id="one column"),
        pytest.param([], 0, False, id="nothing at all"),
    ],
)
def test_the_header_is(top: list[list[str]], place: int, header: bool) -> None:
    assert find_table(top) == (place, header)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        pytest.param([["名单", ""]], "名单", id="one cell"),
        pytest.param([["名单", "名单"]], "名单", id="one text in joined cells"),
        pytest.param([["2020年名单"]], "2020年名单", id="a year is no secret"),
        pytest.param([["电话 13812345678"]], "", id="a telephone number may be"),
        pytest.param([["甲", "乙"]], "", id="two cells are no title"),
        pytest.param([["字" * 41]], "", id="a long remark is none"),
        pytest.param([], "", id="nothing"),
    ],
)
def test_the_title_is(rows: list[list[str]], title: str) -> None:
    assert title_above(rows) == title
