# The refusals of a data set's life: told in Chinese with levels, labels and operations named.
import pytest

from operations.lifecycle_refusals import LIFECYCLE_REFUSALS
from operations.problem import problem_in
from operations.refusal_words import REFUSALS
from operations.wording import wording
from policies import load_policies

POLICIES = load_policies()
ZH, EN = wording("zh", POLICIES), wording("en", POLICIES)


def test_they_stand_among_all_refusals() -> None:
    assert LIFECYCLE_REFUSALS.items() <= REFUSALS.items()


@pytest.mark.parametrize(
    ("problem", "chinese"),
    [
        (
            "people is a candidate: a person confirms it first (catalogue review --confirm)",
            "people为候选：须先由专人确认（catalogue review --confirm）",
        ),
        (
            "masked data is not graded below its origins' core",
            "脱敏数据的级别不低于来源数据的核心数据",
        ),
        (
            (
                "from important to general-2 takes evidence: name it (--evidence), such as a "
                "report on the risk of identification"
            ),
            "由重要数据降为一般2级须有依据：请写明（--evidence），如重标识风险评估报告",
        ),
        ("recogniser cn.id18 changed", "识别器居民身份证号（cn.id18）有变化"),
        ("recogniser own.badge is no more", "识别器own.badge已取消"),
        ("filed on 2027-01-01: that day is still to come", "备案日期2027-01-01尚未到来"),
    ],
)
def test_a_refusal_is_told_with_the_words_of_its_ids(problem: str, chinese: str) -> None:
    assert problem_in(problem, ZH) == chinese
    assert problem_in(problem, EN) != chinese
