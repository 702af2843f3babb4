# Every observation has its sentence in both languages, with all its figures in it.
from typing import get_args

import pytest
from kept_catalogue import POLICIES

from operations.change_words import CONDITIONS, KINDS_OF_RESEMBLANCE, MEASURES, observed
from operations.filing import Condition
from operations.wording import wording
from policies import Measure
from schema import Observation, ObservationKind

ENGLISH, CHINESE = wording("en", POLICIES), wording("zh", POLICIES)


def in_both(kind: str, **values: str) -> tuple[str, str]:
    observation = Observation(kind, values)
    return observed(observation, ENGLISH), observed(observation, CHINESE)


@pytest.mark.parametrize(
    ("kind", "values", "english", "chinese"),
    [
        ("scale", {"measure": "rows", "before": "1,000", "after": "1,300", "share": "+30%"}, "rows: 1,000 -> 1,300 (+30%)", "条数由1,000变为1,300（+30%）"),
        ("scale", {"measure": "persons", "before": "0", "after": "9", "share": ""}, "persons: 0 -> 9", "涉及人数由0变为9"),
        ("content", {"fields": "a, b", "share": "33%"}, "up to 33% of the values of a, b replaced", "a, b的取值已更换至多33%"),
        ("fields-added", {"fields": "a, b"}, "fields added: a, b", "新增数据项：a, b"),
        ("fields-removed", {"fields": "a"}, "fields removed: a", "删除数据项：a"),
        ("labels-changed", {"fields": "a"}, "recognised otherwise: a", "识别结果变化：a"),
        ("class-added", {"classes": "pi.health, pi.basic"}, "a new class: Health information, Basic facts about a person", "出现新类别：个人健康生理信息、个人基本资料"),
        ("class-removed", {"classes": "x.unknown"}, "a class is gone: x.unknown", "不再含有类别：x.unknown"),
        ("level-raised", {"before": "general-2", "after": "core"}, "level raised: general 2 -> core data", "级别由一般2级升为核心数据"),
        ("level-lowered", {"before": "core", "after": "general-2"}, "level lowered: core data -> general 2", "级别由核心数据降为一般2级"),
        ("factors-changed", {"before": "", "after": "p"}, 'factors: "" -> "p"', "重要数据因素由“”变为“p”"),
        ("merged-whole", {"datasets": "south"}, "all of south seems merged into it", "疑似并入数据集south的全部"),
        ("merged-part", {"datasets": "bank"}, "a part of bank seems merged into it", "疑似并入数据集bank的部分字段"),
        ("derived", {"operation": "masked"}, "declared to be derived data (masked)", "登记为衍生数据（脱敏数据）"),
        ("shared", {"recipients": "市医保局"}, "provided to 市医保局", "已对外提供：市医保局"),
        ("gone", {}, "the data set is no more there", "数据集已不存在"),
        ("stated", {"letter": "g", "person": "王敏", "reason": "泄露"}, "王敏: 泄露", "王敏：泄露"),
    ],
)  # fmt: skip
def test_an_observation_is_told_in_the_readers_language(kind, values, english, chinese) -> None:
    assert in_both(kind, **values) == (english, chinese)


def test_every_kind_stands_in_the_table_above() -> None:
    (mark,) = test_an_observation_is_told_in_the_readers_language.pytestmark
    assert {row[0] for row in mark.args[1]} == set(get_args(ObservationKind))


def test_braces_in_a_name_are_a_name() -> None:
    assert in_both("fields-added", fields="{before}")[0] == "fields added: {before}"


def test_conditions_measures_and_kinds_have_their_words() -> None:
    assert set(CONDITIONS) == set(get_args(Condition))
    assert set(MEASURES) == set(get_args(Measure))
    assert set(KINDS_OF_RESEMBLANCE) == {"copy", "part", "whole", "overlap"}
    for table in (CONDITIONS, MEASURES, KINDS_OF_RESEMBLANCE):
        assert all(title.zh and title.en for title in table.values())
