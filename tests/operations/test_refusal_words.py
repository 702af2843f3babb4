# Refusals in Chinese: commands stay as they are typed. That all are there is test_problem's.
import re

import pytest

from operations.reading_words import READING
from operations.refusal_words import REFUSALS


def test_no_sentence_stands_in_both_tables() -> None:
    assert not READING.keys() & REFUSALS.keys()


@pytest.mark.parametrize("english", [each for each in REFUSALS if "`" in each])
def test_commands_are_the_same_in_both_languages(english: str) -> None:
    command = re.search(r"`((?:tongguan |chmod |catalogue )[a-z0-9]+)", english)
    assert command is None or command[1] in REFUSALS[english]


@pytest.mark.parametrize("english", [each for each in REFUSALS if " --" in each or "(--" in each])
def test_options_are_the_same_in_both_languages(english: str) -> None:
    assert set(re.findall(r"--[a-z-]+", english)) == set(
        re.findall(r"--[a-z-]+", REFUSALS[english])
    ) | ({"--overrule"} & set(re.findall(r"--[a-z-]+", english)))
