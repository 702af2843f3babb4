# The report's words are there in both languages, with the same values in them; every kind of event
# and every figure has one.
import re

import pytest
from drill_files import run, shipped

from operations.drill_page_words import ADVICE, DRILL_EVENTS, DRILL_FIGURES, DRILL_PAGE, DRILL_ROLES
from policies import FIGURES, load_drills

HAN = re.compile("[一-鿿]")
FIELD = re.compile(r"\{(\w+)\}")


@pytest.mark.parametrize("table", [ADVICE, DRILL_EVENTS, DRILL_FIGURES, DRILL_PAGE, DRILL_ROLES])
def test_a_word_is_there_in_both(table: dict) -> None:
    for key, title in table.items():
        assert HAN.search(title.zh), key
        assert title.en.isascii(), key
        assert set(FIELD.findall(title.zh)) == set(FIELD.findall(title.en)), key


def test_figures_shares_and_roles_have_their_words() -> None:
    assert set(FIGURES) <= set(DRILL_FIGURES)
    for name in load_drills().drills:
        assert set(shipped(name).defence.roles) <= set(DRILL_ROLES)


@pytest.mark.parametrize("name", ["exchange-wiped", "population-copy", "water-setpoint"])
def test_events_have_their_words(name: str) -> None:
    result = run(name, 7)
    assert {each.kind for each in result.timeline} <= set(DRILL_EVENTS)
    assert set(result.score.shares) <= set(DRILL_FIGURES)
