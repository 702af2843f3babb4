# Every technique can be played somewhere, is called something, is played by a drill, and is proven by an
# effect that a test gives and takes away; no drill is without an ordinary day around it.
from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from drill_files import shipped

from policies import AttackStep, load_drills
from range.technique import Seen
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


NOTHING = Seen((), ({}, {}), ({}, {}), 0, 0, frozenset())
# Everything that an attacker could say of itself, and no effect of it anywhere.
CLAIMS = {
    "hosts": [b"10.77.3.10"], "open": [b"10.77.3.10"], "overheard": [b"said"] * 5000,
    "rows": [b"rows"] * 100, "token": [b"token"], "account": [b"a", b"b"], "blocks": [bytes(999)],
}  # fmt: skip
ATTACKED = [
    name for name, drill in load_drills().drills.items() if drill.kind == "attack"
]  # fmt: skip


def steps_of(action: str) -> list[AttackStep]:
    """The steps of shipped drills that an action plays."""
    drills = load_drills().drills.values()
    return [each for drill in drills for each in drill.attack if each.action == action]


def tried() -> Iterator[tuple[str, bool]]:
    """Each action that a test gives facts of, with whether they are a proof."""
    for path in Path(__file__).parent.glob("test_attack_*.py"):
        spec = importlib.util.spec_from_file_location(f"tried_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        steps = getattr(module, "STEPS", {})
        (rows,) = (each.args[1] for each in module.test_a_proof_is_of_the_effect.pytestmark)
        for chosen, *_, worked in rows:
            step = steps.get(chosen) if isinstance(chosen, str) else chosen
            yield (step.action if step is not None else chosen), worked


def test_every_technique_has_a_test_of_its_effect_and_of_its_absence() -> None:
    found = set(tried())
    assert {(each, worked) for each in TECHNIQUES for worked in (True, False)} - found == set()


@pytest.mark.parametrize("action", TECHNIQUES)
def test_what_an_attacker_says_of_itself_proves_nothing(action: str) -> None:
    for step in steps_of(action):
        assert not TECHNIQUES[action].effect(step, NOTHING)
        assert not TECHNIQUES[action].effect(step, replace(NOTHING, loot=CLAIMS))


@pytest.mark.parametrize("name", ATTACKED)
def test_steps_keep_no_even_time_and_are_not_alone_on_the_wire(name: str) -> None:
    drill = shipped(name)
    assert all(each.jitter > 0 for each in drill.attack)
    ordinary = [each for each in drill.lab.hosts.values() if each.polls and not each.attack]
    assert len(ordinary) >= 2
