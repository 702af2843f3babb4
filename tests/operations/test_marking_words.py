# What is said of marks is read in Chinese.
import pytest

from operations.marking_words import MARKING_REFUSALS
from operations.problem import problem_in
from operations.wording import wording
from policies import load_policies

ZH = wording("zh", load_policies())


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("no column is called a.b: nothing to mark there", "没有名为a.b的列：无可加水印"),
        ("nothing carries the mark in the tables a, b", "下列表中没有可承载水印的内容：a, b"),
    ],
)
def test_a_sentence_is_read_in_chinese(told: str, read: str) -> None:
    assert problem_in(told, ZH) == read


def test_none_is_without_chinese() -> None:
    assert all(
        any("\u4e00" <= one <= "\u9fff" for one in text) for text in MARKING_REFUSALS.values()
    )
