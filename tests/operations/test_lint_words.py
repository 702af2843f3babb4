# What is wrong with packs is said in both languages, with the same values.
import re

import pytest

from operations.lint import _NOT_READ
from operations.lint_words import LINTS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (_NOT_READ, "无人读取：策略包应位于"),
        ("misses its own hit 'AJ 1'", "没有认出自己的正例'AJ 1'"),
        ("hits its own miss 'x'", "误认了自己的反例'x'"),
        ("header '案号' is taken for it", "列名'案号'误归属于它"),
        ("header '案号' is not taken for it", "列名'案号'没有归属于它"),
        ("factor a: does not fire on '一'", "因素a：遇'一'未触发"),
        ("factor a: fires on '一'", "因素a：遇'一'误触发"),
        ("class 'x' is not in profile gbt-43697", "分级方案gbt-43697中没有类别'x'"),
        ("there is no recogniser 'a.b'", "没有识别器'a.b'"),
        ("class a: there is no class 'b'", "类别a：没有类别'b'"),
        ("a floor: there is no recogniser 'a.b'", "最低级别：没有识别器'a.b'"),
        ("combination c: there is no recogniser 'a.b'", "组合c：没有识别器'a.b'"),
        ("rule r: columns of 'a.b' are called 'a.c': name that", "规则r：'a.b'的列称作'a.c'"),
        ("rule r: there is no recogniser 'a.b'", "规则r：没有识别器'a.b'"),
        ("rule r: there is no class 'b'", "规则r：没有类别'b'"),
        ("rule r: keep takes no parameters, has ['a']", "规则r：原样提供不带参数，却有['a']"),
        ("rule r: mask has no style 'm'; there are ['a', 'b']", "规则r：部分遮盖没有样式'm'，可用"),
        (
            "rule r: fpe needs `form` to be one of ['card', 'id18'], has 'x'",
            "规则r：保留格式加密的`form`应为['card', 'id18']之一，却是'x'",
        ),
        (
            "rule r: truncate needs `length`: a whole number from 1 to 1000",
            "规则r：截断缺少`length`：应为1至1000的整数",
        ),
        ("rule r: clip needs `bottom` or `top`", "规则r：顶底截断需要`bottom`或`top`"),
        ("recogniser a.b: there is no check 'c'", "识别器a.b：没有校验方法'c'"),
    ],
)
def test_a_problem_is_told_in_chinese(english: str, chinese: str) -> None:
    assert problem_in(english, ZH).startswith(chinese)


@pytest.mark.parametrize("english", LINTS)
def test_both_languages_take_the_same_values(english: str) -> None:
    values = re.compile(r"\{(\w+)\}")
    assert set(values.findall(english)) == set(values.findall(LINTS[english]))
