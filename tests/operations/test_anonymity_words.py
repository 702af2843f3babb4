import re

import pytest

from operations.anonymity_words import ANONYMITY_REFUSALS, PAGE_WORDS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies

HAN = re.compile("[一-鿿]")
ZH = wording("zh", load_policies())


@pytest.mark.parametrize("key", sorted(PAGE_WORDS))
def test_both_languages_speak(key: str) -> None:
    assert HAN.search(PAGE_WORDS[key].zh)
    assert not HAN.search(PAGE_WORDS[key].en)


@pytest.mark.parametrize(
    "said",
    [
        "a.csv: the table has 3 rows, fewer than k (5)",
        "a.csv: sensitive column b has 1 values in all, fewer than l (2)",
        "a.csv: column b has 2 values that are not in its hierarchy",
        "hierarchy of column b: a value stands on two lines of its hierarchy",
    ],
)
def test_what_kernels_say_is_known(said: str) -> None:
    assert HAN.search(problem_in(said, ZH))
    assert not re.search("[a-z]{4}", problem_in(said, ZH).replace("a.csv", ""))


def test_templates_are_not_empty() -> None:
    assert all(HAN.search(chinese) for chinese in ANONYMITY_REFUSALS.values())
