# Refusals in Chinese: commands stay as they are typed. That all are there is test_problem's.
import re

import pytest

from operations.format_words import FORMATS
from operations.reading_words import READING
from operations.refusal_words import REFUSALS
from operations.server_words import SERVERS


def test_no_sentence_stands_in_two_tables() -> None:
    tables = (READING, FORMATS, SERVERS, REFUSALS)
    assert len({**READING, **FORMATS, **SERVERS, **REFUSALS}) == sum(map(len, tables))


@pytest.mark.parametrize("english", [each for each in REFUSALS if "`" in each])
def test_commands_are_the_same_in_both_languages(english: str) -> None:
    command = re.search(r"`((?:tongguan |chmod |catalogue )[a-z0-9]+)", english)
    assert command is None or command[1] in REFUSALS[english]


@pytest.mark.parametrize("english", [each for each in REFUSALS if " --" in each or "(--" in each])
def test_options_are_the_same_in_both_languages(english: str) -> None:
    assert set(re.findall(r"--[a-z-]+", english)) == set(
        re.findall(r"--[a-z-]+", REFUSALS[english])
    ) | ({"--overrule"} & set(re.findall(r"--[a-z-]+", english)))
