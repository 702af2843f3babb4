# Playbooks stand among the packs: listed with theirs, and examples that do not hold are told.
from __future__ import annotations

from pathlib import Path

import pytest
from playbook_files import write_pack

from operations import Settings, list_packs
from operations.lint_playbooks import playbooks_and_files, tried_playbooks
from policies import load_playbooks


def problems(folder: Path) -> list[str]:
    return [problem for _, name, problem in tried_playbooks(folder) if problem and name == "mine"]


def test_playbooks_are_listed_with_their_entries(tmp_path: Path) -> None:
    path = write_pack(tmp_path / "packs")
    listed = {each.path: each for each in list_packs(Settings(tmp_path, "t", policies=tmp_path / "packs"), language="zh").packs}  # fmt: skip
    assert listed[str(path)].entries == ("mine",)
    shipped = next(each for each in listed.values() if each.id == "playbooks.data-incidents")
    assert set(shipped.entries) == set(load_playbooks().playbooks)
    assert shipped.shipped
    assert set(playbooks_and_files(None)) == {shipped.path}


def test_examples_that_hold_are_counted_and_not_told(tmp_path: Path) -> None:
    write_pack(tmp_path)
    assert problems(tmp_path) == []
    assert len([1 for _, name, _ in tried_playbooks(tmp_path) if name == "mine"]) == 3


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("does: [ask, told]", "does: [told]", "it does ask, told and not told"),
        ("quiet: [{risk_types: [tamper]}]", "quiet: [{risk_types: [leak]}]", "should be quiet on"),
        ("given: {risk_types: [leak], records: 2}", "given: {risk_types: [tamper], records: 2}", "does not begin it"),
    ],
)  # fmt: skip
def test_an_example_that_does_not_hold_is_told(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    write_pack(tmp_path, old, new)
    (problem,) = problems(tmp_path)
    assert told in problem
