# The shipped profiles: what each makes of the same labels, and that every grade of theirs has
# its place on the scale of GB/T 43697.
import pytest

from classify.floor import category_of
from policies import GradingProfile, load_policies
from schema import Level

POLICIES = load_policies()
G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
EACH = pytest.mark.parametrize(
    "profile", [pytest.param(each, id=name) for name, each in POLICIES.profiles.items()]
)


def test_the_profiles_are_there() -> None:
    assert set(POLICIES.profiles) == {
        "gbt-43697",
        "gbt-35273",
        "gbt-45574",
        "gbt-39725",
        "jrt-0171",
        "jrt-0197",
        "miit",
        "public-data",
        "ydt-3813",
    }


@EACH
def test_every_class_that_a_recogniser_names_is_in_every_profile(profile: GradingProfile) -> None:
    assert {each.category for each in POLICIES.recognisers.values()} <= {
        category.id for category in profile.categories
    }


@EACH
def test_every_grade_maps_to_a_level_and_every_class_has_a_grade(profile: GradingProfile) -> None:
    ranks = [grade.level.rank for grade in profile.grades]
    assert ranks == sorted(ranks)
    assert all(grade.rule for grade in profile.grades)
    known = {grade.id for grade in profile.grades} or {""}
    assert {category.grade for category in profile.categories} <= known


@EACH
def test_floors_name_labels_that_exist(profile: GradingProfile) -> None:
    assert {label for floor in profile.floors for label in floor.labels} <= set(
        POLICIES.recognisers
    )


@EACH
def test_an_industrys_profile_says_what_was_recalled(profile: GradingProfile) -> None:
    assert profile.header.gaps.strip()
    if profile.header.id != "gbt-43697":
        assert profile.factors == POLICIES.profiles["gbt-43697"].factors


@pytest.mark.parametrize(
    ("name", "label", "grade", "level"),
    [
        ("jrt-0197", "bank.card", "3", G3),
        ("jrt-0197", "person.name", "3", G3),
        ("jrt-0197", "cn.mobile", "3", G3),
        ("jrt-0197", "health.diagnosis", "4", G4),
        ("jrt-0197", "bio.template", "4", G4),
        ("jrt-0197", "secret.password", "4", G4),
        ("jrt-0197", "person.education", "2", G2),
        ("jrt-0197", "person.political", "2", G2),
        ("jrt-0197", "org.name", "1", G1),
        ("jrt-0171", "secret.password", "C3", G4),
        ("jrt-0171", "bio.template", "C3", G4),
        ("jrt-0171", "bank.card", "C2", G3),
        ("jrt-0171", "cn.id18", "C2", G3),
        ("jrt-0171", "bank.name", "C1", G2),
        ("gbt-39725", "health.diagnosis", "4", G4),
        ("gbt-39725", "person.name", "3", G3),
        ("gbt-39725", "org.name", "1", G1),
        ("ydt-3813", "cn.id18", "3", G3),
        ("ydt-3813", "comm.content", "4", G4),
        ("ydt-3813", "net.ip", "2", G2),
        ("public-data", "org.name", "L1", G1),
        ("public-data", "person.name", "L2", G2),
        ("public-data", "net.subnet", "L3", G3),
        ("public-data", "cn.id18", "L4", G4),
        ("miit", "cn.id18", "general", G4),
        ("miit", "org.name", "general", G1),
        ("gbt-43697", "cn.id18", "", G4),
    ],
)
def test_a_profile_grades_a_label(name: str, label: str, grade: str, level: Level) -> None:
    category = category_of(label, POLICIES, POLICIES.profiles[name])
    assert category is not None
    assert (category.grade, category.level) == (grade, level)


@pytest.mark.parametrize(
    ("label", "by_35273", "by_45574"),
    [
        ("cn.id18", True, False),
        ("cn.passport", True, False),
        ("comm.content", True, False),
        ("person.marital", True, False),
        ("bank.card", True, True),
        ("health.diagnosis", True, True),
        ("bio.template", True, True),
        ("geo.track", True, True),
        ("person.religion", True, True),
        ("person.criminal_record", True, True),
        ("secret.password", True, True),
        ("person.name", False, False),
        ("cn.mobile", False, False),
        ("org.name", False, False),
    ],
)
def test_two_standards_differ_about_what_is_sensitive(
    label: str, by_35273: bool, by_45574: bool
) -> None:
    for name, expected in (("gbt-35273", by_35273), ("gbt-45574", by_45574)):
        category = category_of(label, POLICIES, POLICIES.profiles[name])
        assert category is not None
        assert category.sensitive is expected, name
        if category.sensitive:
            assert category.level is G4


@pytest.mark.parametrize(
    ("name", "level", "grade"),
    [
        ("jrt-0197", G1, "1"),
        ("jrt-0197", CANDIDATE, "5"),
        ("jrt-0197", CORE, "5"),
        ("gbt-39725", G4, "4"),
        ("miit", G1, "general"),
        ("miit", CANDIDATE, "important-candidate"),
        ("miit", IMPORTANT, "important"),
        ("miit", CORE, "core"),
        ("jrt-0171", G1, "C1"),
        ("gbt-43697", G3, ""),
    ],
)
def test_the_grade_of_a_level_is_the_least_that_covers_it(
    name: str, level: Level, grade: str
) -> None:
    assert POLICIES.profiles[name].grade_of(level) == grade


def test_the_gravest_of_some_grades() -> None:
    profile = POLICIES.profiles["jrt-0171"]
    assert profile.gravest(["C1", "C3", "C2"]) == "C3"
    assert profile.gravest(["", "nothing"]) == ""
    assert POLICIES.profiles["gbt-43697"].gravest([""]) == ""
