# The labels that are fixed, by a column's name alone: each of them under names as officers'
# tables have them, in Chinese, English, pinyin and initials, among names that are none of it.
from __future__ import annotations

from collections import Counter

import pytest
from header_names import NAMED, labelled_names

from classify import compile_recognisers, decide_by_headers
from policies import load_policies
from schema import Column, Table

RECOGNISERS = compile_recognisers(load_policies())


def decided(name: str, comment: str = "", table: str = "t") -> str | None:
    column = Column(name, "text", comment)
    return decide_by_headers(Table("s", table, (column,), "delimited"), RECOGNISERS)[0].label


@pytest.fixture(scope="module")
def decisions() -> list[tuple[str, str | None, str, str | None]]:
    """Name, truth, way of writing and decision; labels that are not fixed count as none."""
    return [
        (name, label, how, found if found in NAMED else None)
        for name, label, how in labelled_names()
        for found in [decided(name)]
    ]


def test_there_are_all_fixed_labels_and_thousands_of_names(decisions) -> None:
    assert len(NAMED) == 26
    assert len(decisions) > 7_000
    assert sum(label is None for _, label, _, _ in decisions) > 2_500


def test_precision_and_recall_by_name_alone(decisions) -> None:
    right = sum(label is not None and label == found for _, label, _, found in decisions)
    said = sum(found is not None for *_, found in decisions)
    true = sum(label is not None for _, label, _, _ in decisions)
    assert right / said >= 0.98, _wrong(decisions)
    assert right / true >= 0.97, _wrong(decisions)


@pytest.mark.parametrize("label", NAMED)
def test_precision_and_recall_of_each_label(decisions, label: str) -> None:
    right, said, true = Counter(), Counter(), Counter()
    for _, truth, _, found in decisions:
        said[found] += 1
        true[truth] += 1
        right[truth] += truth == found
    assert right[label] / said[label] >= 0.9, _wrong(decisions)
    assert right[label] / true[label] >= 0.9, _wrong(decisions)


def test_no_way_of_writing_is_left_behind(decisions) -> None:
    right, all_of_it = Counter(), Counter()
    for _, truth, how, found in decisions:
        all_of_it[how] += 1
        right[how] += truth == found
    assert {
        how: right[how] / all_of_it[how] for how in all_of_it if right[how] / all_of_it[how] < 0.95
    } == {}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("性别代码", "person.gender"),
        ("xbdm", "person.gender"),
        ("民族代码", "person.ethnicity"),
        ("婚姻状况码", "person.marital"),
        ("学历代码", "person.education"),
        ("银行账号", "bank.account"),
        ("yhzh", "bank.account"),
        ("银行卡号", "bank.card"),
        ("卡号", "bank.card"),
        ("access_token", "secret.key"),
        ("私钥", "secret.key"),
        ("密码散列", "secret.password"),
        ("姓名拼音", "person.name"),
        ("身份证签发机关", "org.name"),
        ("手机型号", None),
        ("邮编", "cn.postcode"),
        ("IP段数", None),
        ("编码", None),
        ("名称", None),
        ("设备名称", None),
        ("lambda", None),
        ("bill_depth_mm", None),
        ("trip", None),
        ("是否有身份证", None),
    ],
)
def test_what_a_name_says_and_what_it_does_not(name: str, label: str | None) -> None:
    assert decided(name) == label


@pytest.mark.parametrize(
    ("name", "comment", "table", "label"),
    [
        ("name", "", "t_student", "person.name"),
        ("name", "", "product", None),
        ("f1", "公民身份号码", "", "cn.id18"),
        ("phone", "手机品牌", "", None),
        ("jg", "机构", "", None),
        ("sex", "性别(1男2女)", "", "person.gender"),
        ("flag", "是否有身份证", "", None),
    ],
)
def test_comments_and_tables_help(name: str, comment: str, table: str, label: str | None) -> None:
    assert decided(name, comment, table) == label


def _wrong(decisions) -> list[tuple[str, str | None, str, str | None]]:
    return [each for each in decisions if each[1] != each[3]][:80]
