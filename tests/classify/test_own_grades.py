# Profiles with grades of their own: what a field and a data set get, what is said of it in both
# languages, and what reviews make of it.
import pytest
from graded_columns import (
    CANDIDATE,
    G1,
    G3,
    G4,
    IMPORTANT,
    POLICIES,
    PROFILE,
    column,
    details,
    graded,
)

from classify import with_reviews
from classify.sentence import in_words
from policies import Floor, Grade, Title
from schema import LabelRate, Review

GRADES = tuple(
    Grade(id=name, title=Title(zh=f"{name}级", en=f"grade {name}"), level=level, rule=f"O-{name}")
    for name, level in (("low", G1), ("mid", G3), ("high", G4), ("top", IMPORTANT))
)
_BARE = PROFILE.model_copy(update={"grades": GRADES})
OWN = _BARE.model_copy(
    update={
        "categories": tuple(
            each.model_copy(update={"grade": _BARE.grade_of(each.level)})
            for each in PROFILE.categories
        ),
        "floors": (Floor(labels=("person.gender",), grade="mid", level=G3, rule="O-sex"),),
    }
)


@pytest.mark.parametrize(
    ("label", "level", "grade"),
    [
        ("org.name", G1, "low"),
        ("cn.id18", G4, "high"),
        ("person.gender", G3, "mid"),
        ("mine.unknown", G4, "high"),
        ("mine.core", CANDIDATE, "top"),
        (None, G1, "low"),
    ],
)
def test_a_field_has_the_profiles_grade_beside_its_level(label, level, grade):
    (field,) = graded(column("a", label), profile=OWN).fields
    assert (field.level, field.grade) == (level, grade)


def test_the_gravest_grade_of_a_mixed_column_counts():
    mixed = column("a", "org.name", also=(LabelRate("cn.id18", 0.2, 0.2),))
    (field,) = graded(mixed, profile=OWN).fields
    assert (field.level, field.grade) == (G4, "high")


def test_a_data_set_has_the_grade_of_its_gravest_field():
    finding = graded(column("a", "org.name"), column("b", "person.gender"), profile=OWN)
    assert (finding.level, finding.grade) == (G3, "mid")


def test_what_raises_the_level_raises_the_grade():
    finding = graded(column("a", "person.name"), column("b", "cn.mobile"), profile=OWN)
    assert (finding.level, finding.grade) == (G3, "mid")
    finding = graded(column("患者病历"), profile=OWN)
    assert (finding.level, finding.grade) == (CANDIDATE, "top")


def test_the_reason_names_what_the_grade_stands_for_and_who_says_so():
    finding = graded(column("a", "cn.id18"), profile=OWN)
    said = "small grades it high, which stands for general-4 (O-high)"
    assert said in details(finding, "floor")
    assert said in details(finding.fields[0], "floor")
    names = {"small:high": "高级", "general-4": "一般4级"}
    assert in_words(said, names, chinese=True) == "按small为高级，对应一般4级（O-high）"


def test_a_machine_never_says_that_a_grade_is_important_data():
    (field,) = graded(column("a", "mine.core"), profile=OWN).fields
    told = [detail for detail in details(field, "floor") if detail.startswith("small grades it")]
    assert told == ["small grades it top, which stands for important-candidate (O-top)"]


def test_a_profile_without_grades_says_nothing_of_them():
    finding = graded(column("a", "cn.id18"))
    assert (finding.grade, finding.fields[0].grade) == ("", "")
    assert not [detail for detail in details(finding, "floor") if "grades it" in detail]


def review(field: str, level):
    return Review(
        id="r", unit="u", time="2026-11-25T00:00:00Z", dataset="", field=field,
        reviewer="wang", decision="overruled", reason="as seen", level=level, lowered_from=G4,
        set_aside=("cn.id18",),
    )  # fmt: skip


@pytest.mark.parametrize(("level", "grade"), [(G1, "low"), (IMPORTANT, "top")])
@pytest.mark.parametrize("field", ["a", ""])
def test_a_reviewed_level_has_its_grade(field, level, grade):
    import dataclasses

    finding = graded(column("a", "cn.id18"), profile=OWN)
    decision = dataclasses.replace(review(field, level), dataset=finding.id)
    result = with_reviews(finding, [decision], POLICIES, OWN)
    judged = result.fields[0] if field else result
    assert (judged.level, judged.grade) == (level, grade)
