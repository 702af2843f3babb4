# The words of the live pages: both languages of each, with the same places for values.
import re

import pytest

from operations import drill_live_words
from policies import Title

TABLES = ("CONTROL_ACTS", "ENTRY_KEYS", "HOST_STATES", "LIVE_PAGE", "SEVERITIES", "YES_NO")


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_of_each(table: str) -> None:
    titles: dict[str, Title] = getattr(drill_live_words, table)
    for key, title in titles.items():
        assert re.search("[一-鿿]", title.zh) or key == "language", key
        assert not re.search("[一-鿿]", title.en) or key == "language", key
        assert re.findall(r"\{\w+\}", title.zh) == re.findall(r"\{\w+\}", title.en)
