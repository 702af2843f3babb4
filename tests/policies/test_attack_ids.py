# Every technique that anything of ours names is one of the pinned release, by its id, its name and its
# tactic, and none is one that was revoked there.
from __future__ import annotations

import re
from pathlib import Path

import pytest
from drill_files import shipped

from monitor import TECHNIQUES as WATCHED
from policies import ATTACK_IDS, ATTACK_RELEASE, ATTACK_REVOKED, load_detections, load_drills
from range.drill import fit
from range.technique import ATTACK_VERSION
from range.technique_table import TECHNIQUES as PLAYED

ROOT = Path(__file__).parents[2]
_ID = re.compile(r"\bT[01]\d{3}(?:\.\d{3})?\b")
# Everything that is shipped and may name a technique, but the table and what it became of.
_NAMING = sorted(
    path
    for folder in ("policies", "range", "monitor", "assess", "operations", "console", "docs")
    for kind in ("*.py", "*.yaml", "*.json", "*.md", "*.html")
    for path in (ROOT / folder).rglob(kind)
    if path.name != "attack_ids.py" and path.parent.name != "decisions"
)
# A tactic as detections tell it, by the matrix and its short name.
_TACTICS = {
    "TA0001": "initial-access",
    "TA0006": "credential-access",
    "TA0009": "collection",
    "TA0010": "exfiltration",
    "TA0011": "command-and-control",
    "TA0102": "discovery",
    "TA0106": "impair-process-control",
}


def called(identifier: str, title: str) -> bool:
    """Whether a title is the technique's name, or that of a finer one behind its parent's."""
    name = ATTACK_IDS[identifier].name
    parent = ATTACK_IDS.get(identifier.partition(".")[0])
    return title == name or (parent is not None and title == f"{parent.name}: {name}")


def test_every_id_that_is_written_anywhere_is_of_the_release_and_not_revoked() -> None:
    named = {
        (identifier, str(path.relative_to(ROOT)))
        for path in _NAMING
        for identifier in _ID.findall(path.read_text(encoding="utf-8"))
    }
    assert len({identifier for identifier, _ in named}) > 50
    assert {each for each in named if each[0] not in ATTACK_IDS} == set()


def test_what_was_revoked_has_become_something_and_is_gone() -> None:
    assert set(ATTACK_REVOKED).isdisjoint(ATTACK_IDS)
    assert {"T0803", "T0804", "T0855", "T0856"} <= set(ATTACK_REVOKED)
    assert all(_ID.fullmatch(each) for each in ATTACK_REVOKED.values())


@pytest.mark.parametrize("identifier", ATTACK_IDS)
def test_an_id_belongs_to_a_matrix_and_has_tactics(identifier: str) -> None:
    each = ATTACK_IDS[identifier]
    assert each.name
    assert each.tactics
    # Release 19 has finer techniques for control systems, which are numbered like the others.
    assert (each.matrix == "ics") == identifier.startswith(("T0", "T169"))


@pytest.mark.parametrize("action", PLAYED)
def test_what_is_played_is_called_by_its_name(action: str) -> None:
    for identifier, title in PLAYED[action].titles.items():
        assert called(identifier, title.en), f"{identifier} is {ATTACK_IDS[identifier].name}"


def test_what_is_watched_for_is_called_by_its_name_and_serves_its_tactic() -> None:
    for identifier, each in WATCHED.items():
        assert called(identifier, each.title.en), identifier
        assert _TACTICS[each.tactic] in ATTACK_IDS[identifier].tactics, identifier


def test_steps_and_detections_name_what_there_is() -> None:
    steps = {step.technique for drill in load_drills().drills.values() for step in drill.attack}
    told = {name for each in load_detections().detections.values() for name in each.technique}
    assert steps | told <= set(ATTACK_IDS)


def test_results_say_which_release() -> None:
    assert f"ATT&CK v{ATTACK_RELEASE}" == ATTACK_VERSION


def test_a_drill_with_a_revoked_id_is_refused_with_the_one_that_stands_for_it() -> None:
    drill = shipped("water-setpoint")
    steps = tuple(
        each.model_copy(update={"technique": "T0855"}) if each.action == "command" else each
        for each in drill.attack
    )
    (reason,) = fit(drill.model_copy(update={"attack": steps}), "memory")
    assert reason == "step r6: ATT&CK has revoked T0855, it is T1692.001 now"
