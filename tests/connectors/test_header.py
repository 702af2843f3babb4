# A first row of names is told from a row of data, and every column gets a name of its own.
from __future__ import annotations

import pytest

from connectors.header import is_clear_header, is_header, unique_names

NAMES = ["姓名", "身份证号", "电话"]
PEOPLE = [
    ["张三", "610102199003071234", "13812345678"],
    ["李四", "610102199003071234", "13912345678"],
]


@pytest.mark.parametrize(
    ("first", "body", "expected"),
    [
        pytest.param(NAMES, PEOPLE, True, id="names above numbers are a header"),
        pytest.param(PEOPLE[0], PEOPLE[1:], False, id="a person is none"),
        pytest.param(
            ["姓名", "地址"], [["张三", "西安"], ["李四", "咸阳"]], True, id="words above words are"
        ),
        pytest.param(
            ["张三", "男", "汉族"],
            [["李四", "男", "汉族"], ["王五", "女", "汉族"]],
            False,
            id="words that come again below are data",
        ),
        pytest.param(NAMES, [], True, id="names alone are a header"),
        pytest.param(["张三", "13812345678"], [], False, id="a person alone is none"),
        pytest.param(["1", "2"], [["3", "4"]], False, id="numbers are none"),
        pytest.param(["1,5", "2,5"], [["1,5", "2,5"]], False, id="equal rows of numbers have none"),
        pytest.param(
            ["地区", "2019", "2020"], [["西安", "1", "2"]], True, id="years may name columns"
        ),
        pytest.param(["", ""], PEOPLE, False, id="empty cells are none"),
        pytest.param(["a@b.cn", "x"], [["c@d.cn", "y"]], False, id="a mail address is a value"),
        pytest.param(["高新路1号", "x"], [["y", "z"]], False, id="a house number is a value"),
        pytest.param(["注" * 41, "x"], [["y", "z"]], False, id="a sentence is a value"),
        pytest.param(
            ["alice", "Passw0rd"],
            [["bob", "qwerty12"], ["carol", "Letme1n9"]],
            False,
            id="a password above passwords is a value",
        ),
        pytest.param(["k", "s3cr3t!x"], [["m", "hunter2#"]], False, id="and one with signs in it"),
        pytest.param(
            ["col1", "F2_CODE", "H1N1"],
            [["abc123", "abc124", "12"], ["abd125", "abd126", "13"]],
            True,
            id="identifiers with a number are names",
        ),
        pytest.param(
            ["user", "Passw0rd"], [["bob", "1"], ["carol", "2"]], True, id="of numbers it may be"
        ),
        pytest.param(
            NAMES, [*PEOPLE, NAMES, *PEOPLE], True, id="a header that comes again is still one"
        ),
    ],
)
def test_that(first: list[str], body: list[list[str]], expected: bool) -> None:
    assert is_header(first, body) is expected


@pytest.mark.parametrize(
    ("cells", "width", "names"),
    [
        pytest.param(["a", "b"], 2, ("a", "b"), id="as written"),
        pytest.param(["a", "a", "a"], 3, ("a", "a_2", "a_3"), id="numbered where repeated"),
        pytest.param(["a", "a_2", "a"], 3, ("a", "a_2", "a_3"), id="not taken from another"),
        pytest.param(["", " ", "x"], 3, ("c1", "c2", "x"), id="by place where empty"),
        pytest.param(["c2", ""], 2, ("c2", "c2_2"), id="by place unless that is a name"),
        pytest.param(
            ["\ufeffa", " b\n(元) "], 2, ("a", "b (元)"), id="without marks and line breaks"
        ),
        pytest.param(["a"], 3, ("a", "c2", "c3"), id="filled up where short"),
        pytest.param(["a", "b", "c"], 2, ("a", "b"), id="cut off where long"),
        pytest.param([], 2, ("c1", "c2"), id="all by place without a header"),
    ],
)
def test_names_are(cells: list[str], width: int, names: tuple[str, ...]) -> None:
    assert unique_names(cells, width) == names


@pytest.mark.parametrize(
    ("first", "body", "clear"),
    [
        pytest.param(["姓名", "电话"], [["张三", "13812345678"]], True, id="words above numbers"),
        pytest.param(["姓名", "地址"], [["张三", "西安"]], False, id="words above words may be"),
        pytest.param(["张三", "13912345678"], [["李四", "13812345678"]], False, id="a person"),
        pytest.param(["姓名", "电话"], [], False, id="names alone"),
    ],
)
def test_it_is_clear(first: list[str], body: list[list[str]], clear: bool) -> None:
    assert is_clear_header(first, body) is clear
