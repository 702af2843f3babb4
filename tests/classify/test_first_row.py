# Names of columns that are a row of somebody's values, and names that only look so.
import pyarrow as pa
import pytest

from classify import first_row_is_data, nothing_of, summarise


def is_data(columns, recognisers):
    return first_row_is_data(summarise(pa.record_batch(columns), recognisers), recognisers)


PEOPLE = ["王五", "李明", "刘伟", "陈静"]


@pytest.mark.parametrize(
    "columns",
    [
        {"张三": PEOPLE, "甲": ["乙", "丙", "丁", "戊"]},
        {"男": ["女", "男", "女", "男"], "x": ["y"] * 4},
        {"John Smith": ["Mary Jones", "Peter Brown"], "Boston": ["Chicago", "Denver"]},
        {"京A1234学": ["陕A12345"], "甲": ["乙"]},
        {"zhang@example.com": ["li@example.com"], "编号": ["1"]},
        {"姓名": PEOPLE, "11010519491231002X": ["x"] * 4},
        {"张三": PEOPLE, "c2": ["", None, "", ""]},
    ],
    ids=[
        "a name above names",
        "a sex above sexes",
        "a name in Latin letters",
        "a number plate",
        "a mail address",
        "a citizen's number beside a name of a column",
        "a name beside nothing",
    ],
)
def test_a_row_of_values_is_data(columns, shipped):
    assert is_data(columns, shipped)


@pytest.mark.parametrize(
    "columns",
    [
        {"姓名": PEOPLE, "备注": ["无"] * 4},
        {"高度": ["1.5", "2.5"], "金额": ["3", "4"]},
        {"项目": ["道路工程", "桥梁工程"], "金额": ["3", "4"]},
        {"张三": ["3", "5"], "李四": ["4", "6"]},
        {"张三": PEOPLE, "电话": ["无"] * 4},
        {"ADDRESS_2": ["x"], "COLUMN01": ["y"]},
        {"c1": PEOPLE, "c2": ["x"] * 4},
        {"王五": PEOPLE, "品牌": ["甲"] * 4},
    ],
    ids=[
        "names of columns",
        "words written like names",
        "words above others",
        "people above figures",
        "a name beside a name of a column",
        "identifiers",
        "places",
        "a name beside another thing",
    ],
)
def test_names_of_columns_are_none(columns, shipped):
    assert not is_data(columns, shipped)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["张三", "男", "保密"], True),
        (["姓名", "性别"], False),
        (["水库", "坝高", "库容", "坝长"], False),
        (["甲", "乙"], False),
        ([], False),
    ],
)
def test_without_a_row_below_the_names_speak_for_themselves(names, expected, shipped):
    assert first_row_is_data(nothing_of(names), shipped) is expected
