# Profiles that build on another: what is said anew, what is taken over, what is refused.
from pathlib import Path

import pytest

from policies import GradingProfile, load_policies
from schema import Level, PolicyError

HEADER = """\
header:
  id: {id}
  title: {{zh: 自有, en: own}}
  owner: bureau
  created: 2026-01-01
  maturity: stable
  source: none
  gaps: none
"""
GRADES = """\
grades:
  - {id: low, title: {zh: 低, en: low}, level: general-2, rule: M1}
  - {id: high, title: {zh: 高, en: high}, level: general-4, rule: M2}
"""


def load(root: Path, **files: str) -> dict[str, GradingProfile]:
    folder = root / "grading"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(HEADER.format(id=name) + text, encoding="utf-8")
    return dict(load_policies(root).profiles)


def classes(profile: GradingProfile) -> dict[str, tuple[Level, str]]:
    return {each.id: (each.level, each.grade) for each in profile.categories}


def test_what_a_profile_does_not_say_is_taken_over(tmp_path: Path) -> None:
    profiles = load(tmp_path, own="extends: gbt-43697\n")
    base, own = profiles["gbt-43697"], profiles["own"]
    assert own.header.id == "own"
    assert own.extends == "gbt-43697"
    assert own.model_copy(update={"header": base.header, "extends": ""}) == base


def test_every_class_gets_the_least_grade_that_stands_for_its_level(tmp_path: Path) -> None:
    own = load(tmp_path, own="extends: gbt-43697\n" + GRADES)["own"]
    graded = classes(own)
    assert graded["org.identity"] == (Level.GENERAL_1, "low")
    assert graded["pi.basic"] == (Level.GENERAL_2, "low")
    assert graded["sys.network"] == (Level.GENERAL_3, "high")
    assert graded["pi.health"] == (Level.GENERAL_4, "high")


def test_a_floor_changes_level_grade_flags_and_the_rule_cited(tmp_path: Path) -> None:
    floor = "floors: [{categories: [pi.health], grade: low, sensitive: false, rule: M 3}]\n"
    profiles = load(tmp_path, own="extends: gbt-43697\n" + GRADES + floor)
    health = next(each for each in profiles["own"].categories if each.id == "pi.health")
    assert (health.level, health.grade, health.sensitive) == (Level.GENERAL_2, "low", False)
    assert (health.personal, health.rule) == (True, "M 3")
    assert classes(profiles["gbt-43697"])["pi.health"] == (Level.GENERAL_4, "")


def test_a_floor_of_a_label_leaves_its_class_alone(tmp_path: Path) -> None:
    floor = "floors: [{labels: [cn.plate], level: general-3, rule: M 4}]\n"
    own = load(tmp_path, own="extends: gbt-43697\n" + floor)["own"]
    vehicle = next(each for each in own.categories if each.id == "pi.vehicle")
    assert vehicle.level is Level.GENERAL_2
    assert own.for_label("cn.plate", vehicle).level is Level.GENERAL_3
    assert own.for_label("vehicle.vin", vehicle) == vehicle


def test_a_profile_may_build_on_one_that_builds_on_another(tmp_path: Path) -> None:
    first = "extends: gbt-43697\nfloors: [{categories: [pi.tag], level: general-3, rule: M}]\n"
    profiles = load(tmp_path, first=first, another="extends: first\n" + GRADES)
    assert classes(profiles["another"])["pi.tag"] == (Level.GENERAL_3, "high")


def test_a_class_of_the_same_id_replaces_the_others(tmp_path: Path) -> None:
    own = """\
extends: gbt-43697
categories:
  - {id: pi.tag, title: {zh: 标签, en: tag}, path: [标签], level: general-1, rule: M}
  - {id: mine.new, title: {zh: 新, en: new}, path: [新], level: general-3, rule: M}
"""
    profiles = load(tmp_path, own=own)
    merged = classes(profiles["own"])
    assert merged["pi.tag"] == (Level.GENERAL_1, "")
    assert merged["mine.new"] == (Level.GENERAL_3, "")
    assert list(merged)[:-1] == list(classes(profiles["gbt-43697"]))


PACK_CLASS = """\
categories:
  - {id: mine.brought, title: {zh: 带来, en: brought}, path: [带来], level: general-3, rule: O-mine}
recognisers: []
"""


def test_classes_that_packs_bring_join_every_profile(tmp_path: Path) -> None:
    (tmp_path / "recognisers").mkdir()
    pack = tmp_path / "recognisers" / "mine.yaml"
    pack.write_text(HEADER.format(id="mine") + PACK_CLASS, encoding="utf-8")
    profiles = load(tmp_path, own="extends: gbt-43697\n" + GRADES)
    assert classes(profiles["gbt-43697"])["mine.brought"] == (Level.GENERAL_3, "")
    assert classes(profiles["own"])["mine.brought"] == (Level.GENERAL_3, "high")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("extends: nobody\n", "there is no profile 'nobody'"),
        ("extends: own\n", "in a ring"),
        ("unlabelled: general-2\n", "has `unlabelled` and `categories`"),
        (
            "extends: gbt-43697\nfloors: [{categories: [pi.tag], grade: x, rule: M}]\n",
            "there is no grade 'x'",
        ),
        (
            "extends: gbt-43697\nfloors: [{categories: [pi.nowhere], level: general-1, rule: M}]\n",
            "names class 'pi.nowhere'",
        ),
        (
            "extends: gbt-43697\n"
            + GRADES
            + "floors: [{categories: [pi.tag], grade: low, level: general-1, rule: M}]\n",
            "a grade brings its own",
        ),
        (
            (
                "extends: gbt-43697\ngrades:\n"
                "  - {id: a, title: {zh: 甲, en: a}, level: general-4, rule: M}\n"
                "  - {id: b, title: {zh: 乙, en: b}, level: general-1, rule: M}\n"
            ),
            "the least first",
        ),
    ],
)
def test_what_cannot_be_whole_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem) as caught:
        load(tmp_path, own=text)
    assert "own.yaml" in str(caught.value)


def test_a_ring_of_two_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="in a ring"):
        load(tmp_path, one="extends: two\n", two="extends: one\n")
