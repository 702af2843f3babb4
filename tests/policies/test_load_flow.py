# The operator's entries come first and take the place of ours; mistakes are told.
from pathlib import Path

import pytest
from flow_files import TEXT, own_flow

from policies import load_flow_policy
from schema import PolicyError


def test_ours_hold_the_thresholds_of_2024() -> None:
    ours = load_flow_policy()
    counts = {each.id: (each.level.value, each.at_least) for each in ours.exports}
    assert counts["export.standard-contract"] == ("general-2", 100_000)
    assert counts["export.assessment"] == ("general-2", 1_000_000)
    assert counts["export.assessment-sensitive"] == ("general-4", 10_000)
    assert counts["export.assessment-important"] == ("important", 1)
    for each in (*ours.zones, *ours.rules, *ours.exports):
        assert each.title.zh != each.title.en


def test_the_operators_are_asked_first(tmp_path: Path) -> None:
    found = load_flow_policy(own_flow(tmp_path))
    assert [each.id for each in found.rules][:2] == ["own.contract", "own.by-share"]
    assert [each.id for each in found.zones] == ["partner", "bureaus", "inside", "abroad"]
    replaced = own_flow(tmp_path / "b", TEXT.replace("id: partner", "id: abroad").replace(
        "receivers: [partner]", "receivers: [abroad]"))  # fmt: skip
    zones = {each.id: each for each in load_flow_policy(replaced).zones}
    assert zones["abroad"].networks == ("203.0.113.0/24",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("receivers: [partner]", "receivers: [nobody]"), "names zone nobody"),
        (TEXT.replace("id: own.by-share", "id: partner"), "stands in"),
        (TEXT.replace("203.0.113.0/24", "203.0.113.0/99"), "networks"),
        (TEXT.replace("verdict", "verdikt"), "verdikt"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        load_flow_policy(own_flow(tmp_path, text))
