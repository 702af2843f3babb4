# Every heading the console asks for has its word in both languages, and no word is left over.
import ast
import re
from pathlib import Path

import pytest

import console
from console import words
from operations import decisions
from schema import Level

FOLDER = Path(console.__file__).parent


def texts_of_the_console() -> set[str]:
    """Every short text of the console's files: keys of headings are among them."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for path in FOLDER.glob("*.py")
        if path.name != "words.py"
    )
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


# What becomes of a decision is a word that operations gives.
USED = texts_of_the_console() | {state for _, state in decisions._STATES}


@pytest.mark.parametrize("key", sorted(words._WORDS))
def test_a_word_has_both_languages_and_is_used(key: str) -> None:
    chinese, english = words.word(key, "zh"), words.word(key, "en")
    assert chinese
    assert english.isascii()
    assert chinese != english
    assert key in USED


def test_an_unknown_word_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        words.word("colour", "en")


def test_levels_are_said_by_the_standards_terms() -> None:
    said = [words.level(level, "zh") for level in Level]
    assert said == [
        "一般1级",
        "一般2级",
        "一般3级",
        "一般4级",
        "重要数据（候选）",
        "重要数据",
        "核心数据",
    ]
    english = [words.level(level, "en") for level in Level]
    assert all(each.isascii() for each in english)
    assert len(set(english)) == len(Level)


@pytest.mark.parametrize("key", sorted(words._SAID))
def test_a_sentence_says_the_same_values_in_both_languages(key: str) -> None:
    chinese, english = words._SAID[key]
    assert set(re.findall(r"\{(\w+)", chinese)) == set(re.findall(r"\{(\w+)", english))
    assert re.search("[一-鿿]", chinese)
    assert english.isascii()
    assert key in USED


@pytest.mark.parametrize(
    ("key", "values", "zh", "en"),
    [
        ("exported", {"count": 1, "output": "a"}, "1个数据集 -> a", "1 data set -> a"),
        ("exported", {"count": 1200, "output": "a"}, "1,200个数据集 -> a", "1,200 data sets -> a"),
        (
            "checked",
            {"count": 1, "problems": 0},
            "运行了1个例子，0个问题",
            "1 example run, 0 problems",
        ),
        ("resumed", {"count": 1}, "此前已完成1个数据集", "1 data set had been finished before"),
    ],
)
def test_a_noun_goes_with_its_number(key: str, values: dict[str, object], zh: str, en: str) -> None:
    assert words.said(key, "zh", **values) == zh
    assert words.said(key, "en", **values) == en
