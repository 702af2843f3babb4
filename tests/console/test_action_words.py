# Every action that is recorded has its word.
import re
from pathlib import Path

import pytest

from console.action_words import action_word

ROOT = Path(__file__).parents[2]
# As they are written where something is recorded.
RECORDED = sorted(
    {
        action
        for path in (ROOT / "operations").glob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "action" in line or "return" in line
        for action in re.findall(r'"((?:[a-z]+\.[a-z]+)|share)"', line)
    }
)


def test_there_are_actions_to_look_at() -> None:
    assert {"scan.start", "source.remove", "dataset.review", "share"} <= set(RECORDED)


@pytest.mark.parametrize("action", RECORDED)
def test_an_action_has_a_word_in_each_language(action: str) -> None:
    english, chinese = action_word(action, "en"), action_word(action, "zh")
    assert english.isascii()
    assert not chinese.isascii()


def test_an_unknown_action_stands_as_it_is() -> None:
    assert action_word("future.deed", "zh") == "future.deed"
