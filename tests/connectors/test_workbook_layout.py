# The table in a sheet is found below titles, remarks and joined cells.
from __future__ import annotations

import pytest

from connectors.workbook_layout import find_table, header_cells, title_above

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


COUPLE = ["张三", "13812345678", "李四", "13912345678"]
TWICE = ["姓名", "电话", "姓名", "电话"]
TOLD = ["户主姓名", "户主电话", "配偶姓名", "配偶电话"]


@pytest.mark.parametrize(
    ("top", "place", "names"),
    [
        pytest.param(
            [["户主", "户主", "配偶", "配偶"], TWICE, COUPLE], 1, TOLD, id="joined groups"
        ),
        pytest.param([["户主", "", "配偶", ""], TWICE, COUPLE], 1, TOLD, id="groups and gaps"),
        pytest.param(
            [["名册"] * 4, ["户主", "户主", "配偶", "配偶"], TWICE, COUPLE],
            2,
            TOLD,
            id="below a title",
        ),
        pytest.param(
            [
                ["序号", "姓名", "联系", "联系"],
                ["", "", "电话", "邮箱"],
                ["1", "张三", "13812345678", "a@b.cn"],
            ],
            1,
            ["序号", "姓名", "电话", "邮箱"],
            id="names that stand in the upper row alone",
        ),
        pytest.param(
            [["head", "head", "spouse", "spouse"], ["name", "phone", "name", "phone"], COUPLE],
            1,
            ["head name", "head phone", "spouse name", "spouse phone"],
            id="English words, with a blank",
        ),
        pytest.param(
            [
                ["基本", "基本", "基本", "联系"],
                ["姓名", "性别", "民族", "电话"],
                ["张三", "男", "汉族", "13812345678"],
            ],
            1,
            ["姓名", "性别", "民族", "电话"],
            id="fields that need no group",
        ),
        pytest.param(
            [["单位", "", "日期"], NAMES, PERSON], 1, NAMES, id="labels above a whole header"
        ),
    ],
)
def test_the_names_are(top: list[list[str]], place: int, names: list[str]) -> None:
    assert find_table(top) == (place, True)
    assert list(header_cells(top, place)) == names


@pytest.mark.parametrize(
    "top",
    [
        pytest.param([["名册"] * 4, TWICE, COUPLE], id="a title is no group"),
        pytest.param(
            [["序号", "家属", "家属"], ["1", "张三", "李四"], ["2", "王五", "赵六"]],
            id="data below a name that stands twice",
        ),
        pytest.param(
            [["姓名", "部门", ""], ["张三", "", "男"], ["李四", "财务", "女"]],
            id="a first row of data with a gap",
        ),
        pytest.param(
            [["姓名", "住址", "住址"], ["张三", "西安", ""], ["李四", "咸阳", "渭城"]],
            id="a first row of data with a gap in a group",
        ),
        pytest.param(
            [
                ["户主", "户主", "配偶", "配偶"],
                ["姓名", "13712345678", "姓名", "13612345678"],
                COUPLE,
            ],
            id="a row with a value in it",
        ),
        pytest.param(
            [["户主", "户主", "配偶", "配偶"], TWICE, ["张三", "王五", "李四", "赵六"]],
            id="nothing that speaks for names",
        ),
        pytest.param([["户主", "户主", "配偶", "配偶"], TWICE], id="no row of data"),
    ],
)
def test_no_row_is_joined_to_the_one_above(top: list[list[str]]) -> None:
    assert header_cells(top, 1) == top[1]
    place, header = find_table(top)
    # A value taken into a name would stand in every report.
    assert not header or not any(cell.isdecimal() for cell in header_cells(top, place))


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
