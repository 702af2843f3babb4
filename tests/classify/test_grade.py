# Grading by tables: each rule that sets or raises a level, and what just misses it.
import dataclasses

import pytest
from graded_columns import (
    CANDIDATE,
    CORE,
    G1,
    G2,
    G3,
    G4,
    IMPORTANT,
    PROFILE,
    column,
    details,
    graded,
)

from classify.column import ColumnLabel
from classify.grade import dataset_id
from schema import LabelRate, Level


@pytest.mark.parametrize(
    ("one", "level", "rule"),
    [
        pytest.param(column(label="cn.id18"), G4, "rule of pi.identity", id="class has its floor"),
        pytest.param(column(label="org.name"), G1, "rule of org.identity", id="public identity"),
        pytest.param(column(), G1, "rule H.2", id="nothing recognised has the profile's level"),
        pytest.param(
            column(label="cn.mobile", also=(LabelRate("cn.id18", 0.01, 0.006),)),
            G4,
            "0.6% of the cells are cn.id18",
            id="a stricter label in six cells of a thousand prevails",
        ),
        pytest.param(
            column(label="cn.mobile", also=(LabelRate("cn.id18", 0.9, 0.0049),)),
            G2,
            "rule of pi.basic",
            id="below half a percent it does not count, however many fit the form",
        ),
        pytest.param(
            column(also=(LabelRate("cn.id18", 0.02, 0.02),)),
            G4,
            "2.0% of the cells are cn.id18",
            id="a column without a leading label still has what is in it",
        ),
        pytest.param(
            column(label="cn.id18", also=(LabelRate("cn.mobile", 0.1, 0.1),)),
            G4,
            "rule of pi.identity",
            id="a milder label takes nothing away",
        ),
        pytest.param(
            column(label="mine.unknown"),
            G4,
            "profile small sets no floor for mine.unknown",
            id="a class the profile forgot is on the safe side",
        ),
        pytest.param(
            column(label="gone.label"), G4, "no floor for gone.label", id="a label nobody knows"
        ),
        pytest.param(
            column(label="mine.core"),
            CANDIDATE,
            "asks for core; a machine proposes important-candidate at most",
            id="a machine stops at candidate",
        ),
    ],
)
def test_field_level(one: ColumnLabel, level: Level, rule: str) -> None:
    finding = graded(one)
    (field,) = finding.fields
    assert field.level is level
    assert any(rule in reason.detail for reason in field.reasons if reason.kind == "floor")
    assert finding.level is level


def test_strictest_label_is_named_with_its_rate() -> None:
    mixed = column(label="person.name", also=(LabelRate("cn.id18", 0.02, 0.018),))
    (field,) = graded(mixed).fields
    sentences = [reason.detail for reason in field.reasons]
    assert sentences[0] == "as found"
    assert "the strictest prevails: general-4 because of cn.id18" in sentences
    assert field.category == "pi.basic"
    assert field.sensitive


@pytest.mark.parametrize(
    ("label", "personal", "sensitive", "category"),
    [
        ("cn.id18", True, True, "pi.identity"),
        ("cn.mobile", True, False, "pi.basic"),
        ("org.name", False, False, "org.identity"),
        (None, False, False, ""),
    ],
)
def test_class_marks_are_filled(label, personal, sensitive, category) -> None:
    (field,) = graded(column(label=label)).fields
    assert (field.personal, field.sensitive, field.category) == (personal, sensitive, category)


@pytest.mark.parametrize(
    ("columns", "level"),
    [
        pytest.param(
            (column("a", "person.name"), column("b", "cn.mobile")), G3, id="one of each group"
        ),
        pytest.param((column("a", "person.name"), column("b", "person.name")), G2, id="same group"),
        pytest.param((column("b", "cn.mobile"),), G2, id="half of it"),
        pytest.param(
            (column("a", "person.name"), column("b", also=(LabelRate("cn.mobile", 0.2, 0.2),))),
            G3,
            id="a label found beside others is there",
        ),
        pytest.param(
            (column("a", "person.name"), column("b", also=(LabelRate("cn.mobile", 0.2, 0.004),))),
            G2,
            id="a trace is not",
        ),
        pytest.param(
            (column("a", "person.name"), column("b", "cn.mobile"), column("c", "cn.id18")),
            G4,
            id="it never lowers",
        ),
    ],
)
def test_combination(columns, level: Level) -> None:
    finding = graded(*columns)
    assert finding.level is level
    fires = {"a", "b"} <= {c.name for c in columns} and level in (G3, G4)
    assert [
        ("name-phone" in each, "a, b" in each, "O-1" in each)
        for each in details(finding, "combination")
    ] == ([(True, True, True)] if fires else [])


@pytest.mark.parametrize(
    ("persons", "level"),
    [pytest.param(1_000, G4, id="from the threshold on"), pytest.param(999, G2, id="one short")],
)
def test_scale(persons: int, level: Level) -> None:
    finding = graded(
        column("m", "cn.mobile", sampled=2_000, distinct=persons), rows=2_000, sampled=2_000
    )
    assert finding.persons == persons
    assert finding.level is level
    assert any("persons-1k" in each for each in details(finding, "scale")) is (level is G4)


@pytest.mark.parametrize(
    ("sick", "level"),
    [
        pytest.param(500, CANDIDATE, id="five hundred with a diagnosis"),
        pytest.param(499, G4, id="499 with a diagnosis, whatever the number of persons"),
    ],
)
def test_scale_of_sensitive_information(sick: int, level: Level) -> None:
    finding = graded(
        column("m", "cn.mobile", sampled=900, distinct=900),
        column("d", "health.diagnosis", sampled=sick, distinct=40),
        rows=900,
        sampled=900,
    )
    assert (finding.persons, finding.sensitive_persons) == (900, sick)
    assert finding.level is level


@pytest.mark.parametrize("asked", [IMPORTANT, CORE])
def test_no_rule_makes_data_important_by_itself(asked: Level) -> None:
    raised = PROFILE.model_copy(
        update={"combinations": (PROFILE.combinations[0].model_copy(update={"level": asked}),)}
    )
    finding = graded(column("a", "person.name"), column("b", "cn.mobile"), profile=raised)
    assert finding.level is CANDIDATE
    assert any(f"asks for {asked}" in each for each in details(finding, "matrix"))


@pytest.mark.parametrize(
    ("name", "comment", "column_comment", "fires"),
    [
        pytest.param("患者病历", "", "", True, id="in the name"),
        pytest.param("t1", "患者病历表", "", True, id="in the comment"),
        pytest.param("病历", "", "患者编号", True, id="cue and companion in different places"),
        pytest.param("病历", "", "", False, id="the cue alone says too little"),
        pytest.param("患者病历模板", "", "", False, id="refused by an exclusion"),
        pytest.param("t1", "", "", False, id="no cue"),
    ],
)
def test_factor(name: str, comment: str, column_comment: str, fires: bool) -> None:
    finding = graded(column("c", comment=column_comment), name=name, comment=comment)
    assert finding.important_factors == (("p",) if fires else ())
    assert finding.level is (CANDIDATE if fires else G1)
    if fires:
        assert details(finding, "factor") == [
            "factor p (population_health): the data set's name or comment speaks of 病历"
        ]
        assert details(finding, "matrix") == [
            "important or core only by harm to national security: a named person judges it"
        ]


def test_a_cue_in_a_field_names_the_field() -> None:
    finding = graded(column("id"), column("c7", comment="患者病历号"))
    assert details(finding, "factor") == ["factor p (population_health): field c7 speaks of 病历"]


@pytest.mark.parametrize(
    ("rows", "sampled", "filled", "complete", "fires"),
    [
        pytest.param(0, 0, 0, True, False, id="no rows"),
        pytest.param(0, 0, 0, False, False, id="no rows, by the catalogue"),
        pytest.param(5, 5, 0, True, False, id="rows with nothing in them"),
        pytest.param(5, 5, 1, True, True, id="one cell is data"),
        pytest.param(None, 0, 0, False, True, id="headers only: not known to be empty"),
    ],
)
def test_factors_need_data(rows, sampled, filled, complete, fires) -> None:
    finding = graded(
        column(sampled=filled, distinct=filled),
        name="患者病历",
        rows=rows,
        sampled=sampled,
        complete=complete,
    )
    assert finding.important_factors == (("p",) if fires else ())


@pytest.mark.parametrize(
    ("rows", "sampled", "filled", "complete", "said"),
    [
        pytest.param(0, 0, 0, True, "holds no row", id="no rows"),
        pytest.param(5, 5, 0, True, "every cell in it is empty", id="empty cells"),
        pytest.param(5, 5, 1, True, None, id="one cell"),
        pytest.param(5, 0, 0, False, None, id="headers only"),
    ],
)
def test_a_table_without_data_says_so(rows, sampled, filled, complete, said) -> None:
    finding = graded(
        column(sampled=filled, distinct=filled or None),
        rows=rows,
        sampled=sampled,
        complete=complete,
    )
    told = [reason.detail for reason in finding.reasons if reason.kind == "header"]
    assert len(told) == (said is not None)
    assert all(str(said) in each for each in told)


def test_finding_carries_what_it_was_drawn_from() -> None:
    finding = graded(column("m", "cn.mobile"), comment="说明", rows=None, complete=True)
    assert (finding.rows, finding.rows_exact, finding.sampled) == (100, True, 100)
    assert (finding.profile, finding.policy_digest, finding.comment) == ("small", "d1", "说明")
    assert (finding.source, finding.unit) == ("a.db", "u")


def test_an_overtaken_estimate_of_rows_gives_way() -> None:
    assert graded(column(), rows=10, sampled=100, complete=False).rows == 100


def test_without_fields_the_level_is_open_and_nothing_is_claimed() -> None:
    finding = graded(rows=0, sampled=0)
    assert (finding.level, finding.reasons, finding.persons) == (G1, (), None)


def test_ids_depend_on_source_and_name_alone() -> None:
    assert dataset_id("a", "b") == dataset_id("a", "b")
    assert len({dataset_id("a", "b"), dataset_id("ab", ""), dataset_id("b", "a")}) == 3
    assert graded(column()).id == graded(column("x", "cn.id18")).id


def test_same_input_same_finding() -> None:
    columns = (column("a", "person.name"), column("b", "cn.mobile"))
    assert dataclasses.asdict(graded(*columns)) == dataclasses.asdict(graded(*columns))
