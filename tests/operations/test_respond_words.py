# What is said about playbooks is said in both languages.
from __future__ import annotations

import re

import pytest

from operations.problem import problem_in
from operations.respond_words import PLAYBOOK_FAULTS, ROLES
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())
HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("step ask: there is no step gone", "步骤ask：没有步骤gone"),
        ("step ask: it leads back to a, which led to it: a playbook has no circles", "不能循环"),
        ("step b: block-address needs address", "步骤b：block-address须写明address"),
        ("it does ask, told and not told", "实际执行ask, told，而非told"),
        ("a playbook has one step of type start, and this has 2", "此处有2个"),
    ],
)
def test_faults_are_told_in_chinese(english: str, chinese: str) -> None:
    assert chinese in problem_in(english, ZH)


@pytest.mark.parametrize("english", PLAYBOOK_FAULTS)
def test_both_languages_take_the_same_values(english: str) -> None:
    chinese = PLAYBOOK_FAULTS[english]
    assert set(re.findall(r"\{(\w+)", chinese)) == set(re.findall(r"\{(\w+)", english))
    assert HAN.search(chinese)


def test_roles_have_words() -> None:
    assert all(HAN.search(each.zh) and not HAN.search(each.en) for each in ROLES.values())
