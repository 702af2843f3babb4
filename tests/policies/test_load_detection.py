# Detections in force: ours and the operator's, merged by id, mistakes told with their place.
from pathlib import Path

import pytest

from policies import load_detections
from schema import PolicyError

HEADER = """
header: {id: x, title: {zh: 一, en: one}, owner: me, created: 2026-11-01, maturity: stable,
         source: none, gaps: none}
"""
EXPECTED = "expected:\n  - {id: a, where: {user.name: b}, reason: r, until: 2026-12-01}\n"


def written(tmp_path: Path, text: str, name: str = "a.yaml") -> Path:
    folder = tmp_path / "detection"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(HEADER + text, encoding="utf-8")
    return tmp_path


def test_ours_are_there_in_both_languages() -> None:
    ours = load_detections()
    assert {"data.read-at-night", "data.sent-out", "dns.tunnel"} <= set(ours.detections)
    assert set(ours.expected) == {"dns.reputation-services"}
    for each in ours.detections.values():
        assert each.title.zh != each.title.en
        assert each.fires
        assert each.quiet
    assert {header.maturity for header in ours.headers.values()} == {"stable"}


def test_an_operators_file_is_merged_and_changes_the_digest(tmp_path: Path) -> None:
    found = load_detections(written(tmp_path, EXPECTED))
    assert set(found.expected) == {"a", "dns.reputation-services"}
    assert set(found.detections) == set(load_detections().detections)
    assert found.digest != load_detections().digest


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EXPECTED.replace("reason: r, ", ""), "reason"),
        (EXPECTED.replace("reason", "raeson"), "raeson"),
        (EXPECTED.replace("2026-12-01", "someday"), "until"),
        (EXPECTED + EXPECTED.partition("\n")[2], "stands in"),
        ("detections:\n  - {id: a}\n", "title"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        load_detections(written(tmp_path, text))


def test_a_sequence_of_one_step_is_none(tmp_path: Path) -> None:
    text = """
detections:
  - {id: a, title: {zh: 一, en: one}, risk_type: other, confidence: 0.5, where: {a: b}, by: [c],
     sequence: [{where: {d: e}}], fires: [[{a: b}]], quiet: [[{a: c}]]}
"""
    with pytest.raises(PolicyError, match="two steps or more"):
        load_detections(written(tmp_path, text))
