# The monitor's words stand in both languages.
import re
from typing import get_args

import pytest

from monitor.alert import SEVERITIES
from operations.monitor_words import MONITORING, RISKS, SEVERITY
from policies.detection import RiskType

HAN = re.compile("[一-鿿]")


def test_every_severity_and_risk_has_its_word() -> None:
    assert set(SEVERITY) == set(SEVERITIES)
    assert set(RISKS) == set(get_args(RiskType))
    assert all(HAN.search(title.zh) for title in (*SEVERITY.values(), *RISKS.values()))


@pytest.mark.parametrize("english", MONITORING)
def test_both_languages_take_the_same_values(english: str) -> None:
    def values(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    assert values(MONITORING[english]) == values(english)
    assert HAN.search(MONITORING[english])
