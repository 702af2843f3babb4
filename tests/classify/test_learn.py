# What decisions teach: confidences that are moved as far as there are decisions, names on which
# people agree, and nothing at all from a few.
from __future__ import annotations

import dataclasses
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
    said_by_shipped,
    shipped_weighing,
)
from classify.weigh import Local
from classify.witness import FACTS
from policies import load_policies
from schema import Column, Table, Weighed


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
    told = json.loads(text)
    assert set(told) == {
        "version", "base", "scale", "shift", "labels", "names", "facts", "values", "headers"
    }  # fmt: skip
    before = {name: told[name] for name in ("version", "base", "scale", "shift", "labels", "names")}
    assert read_lesson(json.dumps(before)).local == read_lesson(text).local


def weighed_decisions(count: int, *, read: bool = True) -> list[Decided]:
    """Names of firms in words: right here where values are many, wrong where they are few."""
    told = []
    for number in range(count):
        many = number % 3 > 0
        facts = {
            "header": 0.95,
            "worded": 1.0,
            "rule": 0.62,
            "decided": 1.0,
            "words": 1.0,
            "distinct": 2.5 + number % 7 / 10 if many else 0.5 + number % 5 / 10,
        }
        weighed = Weighed("org.name", facts, read)
        right = "org.name" if many else None
        told.append(
            Decided(
                f"name{chr(97 + number % 26)}{chr(97 + number // 26)}",
                "org.name",
                0.62,
                right,
                (weighed,),
            )
        )
    return told


@pytest.mark.parametrize("read", [True, False], ids=["of cells", "of headers alone"])
def test_trees_are_grown_where_facts_tell_right_from_wrong(read):
    decisions = weighed_decisions(200, read=read)
    lesson = learn(decisions, "local-1")
    trees = (lesson.local.values, lesson.local.headers)
    assert bool(trees[0]) is read
    assert bool(trees[1]) is not read
    again = read_lesson(lesson.to_json())
    assert (again.local.values, again.local.headers) == trees
    weighing = again.weighing()

    def sure(each: Decided) -> float:
        facts = tuple(each.weighed[0].facts.get(name, 0.0) for name in FACTS)
        return weighing.sure_of("org.name", facts, read=read)

    assert min(sure(each) for each in decisions if each.right) > 0.8
    assert max(sure(each) for each in decisions if not each.right) < 0.3
    assert shipped_weighing().local is None


def test_trees_are_not_grown_where_facts_tell_nothing():
    decisions = [
        dataclasses.replace(each, right="org.name" if number % 2 else None)
        for number, each in enumerate(weighed_decisions(200))
    ]
    assert learn(decisions, "local-1").local.values == ()


def test_one_name_in_many_tables_grows_no_trees():
    decisions = [dataclasses.replace(each, name="mc") for each in weighed_decisions(200)]
    assert learn(decisions, "local-1").local.values == ()


def test_trees_of_other_facts_are_not_used():
    told = json.loads(learn(weighed_decisions(200), "local-1").to_json())
    told["facts"] = ["net"]
    assert read_lesson(json.dumps(told)).local.values == ()


def test_what_the_shipped_model_says_is_told_from_the_facts_kept():
    weighed = weighed_decisions(1)[0].weighed[0]
    assert 0.0 < said_by_shipped(weighed) < 1.0


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
