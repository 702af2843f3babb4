# Drills stand among the packs: listed with theirs, and one that cannot be played is told with its
# place.
from __future__ import annotations

from pathlib import Path

import pytest
from drill_files import changed

from operations import Settings, check_packs, list_packs
from operations.lint_drills import drills_and_files, played_drills
from policies import load_drills
from schema import PolicyError


def own(tmp_path: Path, old: str, new: str) -> Path:
    folder = tmp_path / "packs" / "drills"
    folder.mkdir(parents=True)
    changed(folder, old, new)
    return tmp_path / "packs"


def test_drills_are_listed_and_counted(tmp_path: Path) -> None:
    here = Settings(tmp_path, "t")
    listed = {each.id: each for each in list_packs(here, language="zh").packs}
    assert set(load_drills().drills) <= set(listed)
    assert listed["water-setpoint"].title == "水厂设定值篡改"
    assert listed["water-setpoint"].shipped
    assert len(list(played_drills(None))) == len(load_drills().drills)


def test_a_drill_of_the_operators_is_listed_in_place_of_ours(tmp_path: Path) -> None:
    packs = own(tmp_path, "maturity: stable", "maturity: sandbox")
    (path,) = [path for path, drill in drills_and_files(packs).items() if drill.header.id == "water-setpoint"]  # fmt: skip
    assert path == str(packs / "drills" / "changed.yaml")
    here = Settings(tmp_path, "t", policies=packs)
    (pack,) = [each for each in list_packs(here, language="en").packs if each.id == "water-setpoint"]  # fmt: skip
    assert not pack.shipped


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("zone: ot", "zone: sea", "there is no zone sea"),
        ("action: scan", "action: dance", "there is no action dance"),
    ],
)
def test_a_drill_that_cannot_be_played_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    packs = own(tmp_path, old, new)
    with pytest.raises(PolicyError, match=said) as told:
        check_packs(Settings(tmp_path, "t"), packs)
    assert told.value.line is not None
    assert str(told.value.file).endswith("changed.yaml")
