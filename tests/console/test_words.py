# Every heading the console asks for has its word in both languages, and no word is left over.
import ast
from pathlib import Path

import pytest

import console
from console import words
from schema import Level

FOLDER = Path(console.__file__).parent


def asked_for() -> set[str]:
    """The short texts of the files that print tables: every heading's key is among them."""
    texts: set[str] = set()
    for path in FOLDER.glob("*.py"):
        if path.name == "words.py" or "import word" not in path.read_text(encoding="utf-8").replace(
            "import level, word", "import word"
        ):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return texts


@pytest.mark.parametrize("key", sorted(words._WORDS))
def test_a_word_has_both_languages_and_is_used(key: str) -> None:
    chinese, english = words.word(key, "zh"), words.word(key, "en")
    assert chinese
    assert english.isascii()
    assert chinese != english
    assert key in asked_for()


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
