# Every heading the console asks for has its word in both languages, and no word is left over.
import ast
from pathlib import Path

import pytest

import console
from console import words
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


USED = texts_of_the_console()


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
