# What decisions teach: confidences that are moved as far as there are decisions, names on which
# people agree, and nothing at all from a few.
from __future__ import annotations

import json

import pytest

from classify import (
    LEAST_DECISIONS,
    Decided,
    Lesson,
    TooFewDecisionsError,
    compile_recognisers,
    decide_by_headers,
    learn,
    match_header,
    read_lesson,
    shipped_weighing,
)
from classify.weigh import Local
from policies import load_policies
from schema import Column, Table


def decisions(count: int, *, right: float, label: str = "org.name", sure: float = 0.9):
    return [
        Decided(f"c{number}", label, sure, label if number < right * count else None)
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [0, LEAST_DECISIONS - 1])
def test_too_few_decisions_teach_nothing(count):
    with pytest.raises(TooFewDecisionsError) as refused:
        learn(decisions(count, right=1.0), "local-1")
    assert refused.value.found == count


@pytest.mark.parametrize(
    ("count", "least", "most"),
    [(20, 0.3, 0.5), (200, 0.27, 0.35)],
    ids=["twenty decisions move it", "two hundred bring it there"],
)
def test_what_is_said_comes_to_what_was_decided(count, least, most):
    local = learn(decisions(count, right=0.3), "local-1").local
    assert least < local.taught(0.9, "org.name") < most
    assert local.taught(0.9, "cn.id18") > 0.75


def test_where_the_shipped_model_was_right_little_changes():
    local = learn(decisions(100, right=0.9), "local-1").local
    assert local.taught(0.9, "org.name") == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("sure", [0.2, 0.5, 0.93])
def test_what_was_taught_can_be_taken_back(sure):
    local = learn(decisions(60, right=0.4), "local-1").local
    taught = local.taught(sure, "org.name")
    assert local.untaught(taught, "org.name") == pytest.approx(sure, abs=0.02)


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ([Decided("RYBH", None, 0, "person.staff_number")] * 2, {"rybh": "person.staff_number"}),
        ([Decided("RYBH", None, 0, "person.staff_number")], {}),
        ([Decided("BM", "org.name", 0.7, None)] * 2, {"bm": ""}),
        (
            [Decided("BM", "org.name", 0.7, None)] * 2
            + [Decided("bm", "org.name", 0.7, "org.name")],
            {},
        ),
        ([Decided("姓名", "person.name", 0.9, "person.name")] * 3, {}),
    ],
    ids=["twice the same", "once", "twice nothing", "not agreed", "known already"],
)
def test_names_are_learned_where_people_agree_against_the_machine(more, names):
    assert learn([*decisions(20, right=1.0), *more], "local-1").names == names


def test_a_lesson_survives_its_file_and_holds_nothing_else():
    lesson = learn(
        [*decisions(30, right=0.5), *[Decided("RYBH", None, 0, "person.staff_number")] * 2],
        "local-3",
    )
    text = lesson.to_json()
    assert read_lesson(text).to_json() == text
    assert set(json.loads(text)) == {"version", "base", "scale", "shift", "labels", "names"}


@pytest.mark.parametrize("text", ["{}", "[]", '{"labels": 3}', "no"])
def test_what_is_no_lesson_is_refused(text):
    with pytest.raises(ValueError, match=r"lesson|Expecting"):
        read_lesson(text)


def test_a_lesson_names_columns_and_weighs_them():
    lesson = Lesson(
        "local-1",
        "shipped-1",
        Local(labels={"person.name": -5.0}),
        {"rybh": "person.staff_number", "xm": ""},
    )
    recognisers = compile_recognisers(load_policies(), lesson.names)
    (hit,) = match_header(recognisers.headers, "RYBH")
    assert (hit.recogniser, hit.strength) == ("person.staff_number", 1.0)
    assert "by reviewers' decisions" in hit.detail
    assert match_header(recognisers.headers, "XM") == ()
    columns = tuple(Column(name, "text") for name in ("RYBH", "XM", "姓名"))
    found = decide_by_headers(Table("s", "t", columns, ""), recognisers, lesson.weighing())
    assert [column.label for column in found][:2] == ["person.staff_number", None]
    assert lesson.weighing().version == "local-1"
    assert shipped_weighing().local is None
