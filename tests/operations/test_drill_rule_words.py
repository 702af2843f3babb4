# Rules, acts and detectors have their names in both languages.
from __future__ import annotations

import re
from typing import get_args

import pytest

from operations.drill_detector import DetectorName
from operations.drill_rule_words import DETECTORS, DRILL_ACTS, DRILL_RULES
from policies.playbook import LAB_ACTIONS
from range.detector import RULES

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("table", [DETECTORS, DRILL_ACTS, DRILL_RULES])
def test_a_name_is_there_in_both(table: dict) -> None:
    for key, title in table.items():
        assert HAN.search(title.zh), key
        assert title.en.isascii(), key


def test_nothing_is_without_a_name() -> None:
    assert set(RULES) <= set(DRILL_RULES)
    assert set(LAB_ACTIONS) == set(DRILL_ACTS)
    assert set(get_args(DetectorName)) == set(DETECTORS)
