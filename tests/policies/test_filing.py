# The rules of filing: nine occasions, ratios that include their own border, and files that
# contradict themselves refused.
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import SHIPPED, FilingRules, ScaleRule, Title, load_policies, read_yaml
from schema import Level, PolicyError

FILE = SHIPPED / "filing" / "annex-j.yaml"
RULES = load_policies().filings["annex-j"]


def scale(ratio: float) -> ScaleRule:
    return ScaleRule(
        ratio=ratio,
        measures=("rows",),
        rule=Title(zh="", en=""),
        status="O",
        fires=((1, 9),),
        quiet=((1, 1),),
    )


def test_the_nine_of_annex_j_are_there_and_each_names_its_clause() -> None:
    assert "".join(each.letter for each in RULES.triggers) == "abcdefghi"
    assert all(f"annex J {each.letter})" in each.rule.en for each in RULES.triggers)
    assert RULES.levels == (Level.IMPORTANT, Level.CORE)


@pytest.mark.parametrize("pair", RULES.scale.fires)
def test_the_scale_that_should_be_due_is(pair: tuple[int, int]) -> None:
    assert RULES.scale.changed(*pair)


@pytest.mark.parametrize("pair", RULES.scale.quiet)
def test_the_scale_that_should_not_be_due_is_not(pair: tuple[int, int]) -> None:
    assert not RULES.scale.changed(*pair)


@given(st.integers(0, 10**12), st.integers(1, 100))
def test_the_border_itself_counts_however_large_the_figures(before: int, percent: int) -> None:
    rule = scale(percent / 100)
    border = before * percent
    if border % 100 == 0 and before:
        assert rule.changed(before, before + border // 100)
        assert not rule.changed(before, before + border // 100 - 1)
    assert not scale(1.0).changed(before, before)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("letter: b", "letter: a", "trigger a is given twice"),
        ("observations: [merged-whole]", "observations: [scale]", "speaks for trigger a and for c"),
        ("observations: [merged-whole]", "observations: [merged]", "triggers.2.observations.0"),
        ("ratio: 0.30", "ratio: 0", "scale.ratio"),
        ("within_months: 3", "within_weeks: 3", "within_weeks"),
        ("levels: [important, core]", "levels: []", "levels"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    (tmp_path / "bad.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PolicyError, match=rf"bad\.yaml:\d+:\d+: .*{problem}"):
        read_yaml(tmp_path / "bad.yaml", FilingRules)


def test_an_operators_rules_of_the_same_id_take_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "filing").mkdir()
    text = FILE.read_text("utf-8").replace("ratio: 0.30", "ratio: 0.50")
    (tmp_path / "filing" / "ours.yaml").write_text(text, "utf-8")
    assert load_policies(tmp_path).filings["annex-j"].scale.ratio == 0.5
    assert RULES.scale.ratio == 0.3
