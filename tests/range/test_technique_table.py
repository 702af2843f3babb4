# Every technique can be played somewhere, is called something, and is played by a drill.
import re

import pytest
from drill_files import shipped

from policies import load_drills
from range.technique_table import TECHNIQUES, title_of


@pytest.mark.parametrize("action", TECHNIQUES)
def test_a_technique_has_ids_titles_and_a_fidelity(action: str) -> None:
    technique = TECHNIQUES[action]
    assert technique.fidelities
    for identifier, title in technique.titles.items():
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", identifier)
        assert title.en.isascii()
        assert re.search("[一-鿿]", title.zh)


def test_every_technique_is_played_by_a_shipped_drill_and_works_there() -> None:
    worked = set()
    for name in load_drills().drills:
        drill = shipped(name)
        worked |= {step.action for step in drill.attack if step.id in drill.truth.effective}
    assert worked == set(TECHNIQUES)


def test_a_recorded_step_has_a_title_though_its_id_was_revoked_since() -> None:
    assert title_of("command", "T0855") == title_of("command", "T1692.001")
