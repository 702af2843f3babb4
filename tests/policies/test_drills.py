# The shipped drills, and the operator's beside them.
from __future__ import annotations

from pathlib import Path

import pytest
from drill_files import changed

from policies import SHIPPED, load_drills, load_policies
from schema import PolicyError


def test_the_shipped_drills_are_named_like_their_files() -> None:
    found = load_drills()
    assert {name: path.stem for name, path in found.files.items()} == {
        name: name for name in found.drills
    }
    assert "water-setpoint" in found.drills
    assert len(found.drills) == len(list((SHIPPED / "drills").glob("*.yaml")))


def test_a_drill_of_the_operators_stands_in_for_ours(tmp_path: Path) -> None:
    (tmp_path / "drills").mkdir()
    changed(tmp_path / "drills", "length: 1h", "length: 30m")
    found = load_drills(tmp_path)
    assert found.drills["water-setpoint"].clock.length == 1800
    assert found.files["water-setpoint"].is_relative_to(tmp_path)


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "drills").mkdir()
    path = changed(tmp_path / "drills", "length: 1h", "length: 30m")
    path.with_name("second.yaml").write_bytes(path.read_bytes())
    with pytest.raises(PolicyError, match="water-setpoint stands in"):
        load_drills(tmp_path)


def test_a_drill_changes_nothing_of_the_policies_that_grade(tmp_path: Path) -> None:
    (tmp_path / "drills").mkdir()
    changed(tmp_path / "drills", "length: 1h", "length: 30m")
    ours, theirs = load_policies(), load_policies(tmp_path)
    assert ours.digest == theirs.digest
    assert theirs.unread == ()
