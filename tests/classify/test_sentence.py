# Every reason that grading gives reads in both languages, and its values come back.
import re
from collections.abc import Iterable

import pyarrow as pa
import pytest

from classify import compile_recognisers, decide, grade, summarise
from classify.evidence import EVIDENCE
from classify.header import HEADINGS
from classify.sentence import SENTENCES, in_words, say, values_of
from policies import load_policies
from schema import Column, Table, filled


def _names(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", template))


def _filled_with(names: Iterable[str]) -> dict[str, str]:
    # Rules of a profile may explain themselves in brackets.
    return {name: "O-1 (own; choice)" if name == "rule" else f"<{name} 1,000>" for name in names}


def _values(key: str) -> dict[str, str]:
    return _filled_with(_names(SENTENCES[key][0]))


def in_chinese(detail: str, names: dict[str, str]) -> str | None:
    return in_words(detail, names, chinese=True)


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same_values(key: str) -> None:
    values = _values(key)
    said = say(key, **values)
    assert in_chinese(said, {}) == SENTENCES[key][1].format_map(values)
    assert in_words(said, {}, chinese=False) == said
    assert set(values) == _names(SENTENCES[key][1])


@pytest.mark.parametrize("key", SENTENCES)
def test_values_come_back(key: str) -> None:
    assert values_of(say(key, **_values(key))) == _values(key)


@pytest.mark.parametrize("sentence", ["", "something else", "nothing was recognised:"])
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert in_chinese(sentence, {}) is None
    assert values_of(sentence) == {}


def test_names_replace_ids_but_never_field_names() -> None:
    names = {"core": "核心数据", "cn.id18": "身份证号"}
    said = say("highest-field", level="core", fields="core, cn.id18")
    assert in_chinese(said, names) == "数据集级别不低于其最高数据项：core, cn.id18为核心数据"
    assert in_chinese(say("floor-prevails", level="core", label="cn.id18"), names) == (
        "就高从严：因身份证号定为核心数据"
    )


@pytest.mark.parametrize("key", [*EVIDENCE, *HEADINGS])
def test_reasons_of_labels_read_in_chinese(key: str) -> None:
    english, chinese = {**EVIDENCE, **HEADINGS}[key]
    values = _filled_with(_names(english))
    assert in_chinese(filled(english, values), {}) == chinese.format_map(values)


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        ("persons-exact", {"persons": "1", "field": "f"}, "1 person, counted by f over every row"),
        ("persons-exact", {"persons": "0", "field": "f"}, "0 persons, counted by f over every row"),
        ("persons-exact", {"persons": "2", "field": "f"}, "2 persons, counted by f over every row"),
        (
            "persons-least",
            {"persons": "1", "field": "f", "sampled": "1"},
            (
                "at least 1 person, the distinct values of f in 1 sampled row; the number of rows "
                "is not known"
            ),
        ),
        (
            "against-label",
            {"label": "cn.id18", "share": "100.0%", "cells": "1", "level": "general-4"},
            "cn.id18 is validated in 100.0% of 1 cell, its floor is general-4",
        ),
    ],
)
def test_a_noun_goes_with_its_number(key: str, values: dict[str, str], said: str) -> None:
    assert say(key, **values) == said
    assert values_of(said) == values


def test_english_is_told_with_titles_too() -> None:
    names = {"cn.id18": "Identity number", "general-4": "general 4", "O-1": "our rule 1"}
    said = say("floor", label="cn.id18", category="pi.x", level="general-4", rule="O-1")
    assert in_words(said, names, chinese=False) == (
        "Identity number is of class pi.x, whose floor is general 4 (our rule 1)"
    )


def test_a_rule_with_commas_stays_whole() -> None:
    said = say("floor-unlabelled", level="general-1", rule="H.2, H.3")
    assert in_chinese(said, {"H.2": "甲"}) == "未识别出已知类型：general-1（H.2, H.3）"


def test_every_reason_about_a_real_table_reads_in_chinese() -> None:
    policies = load_policies()
    recognisers = compile_recognisers(policies)
    rows = 400
    cells = {
        "sfzh": ["11010519491231002X"] * rows,
        "card_no": ["4111111111111111"] * (rows - 20) + ["13800138000"] * 20,
        "order_no": [f"{17 * n:018d}" for n in range(rows)],
        "phone": ["none"] * rows,
        "zdjg": ["高血压"] * rows,
        "xb": ["男", "女"] * (rows // 2),
    }
    comments = {"zdjg": "诊断结果", "phone": "联系人，含手机号"}
    table = Table(
        "a.db",
        "居民健康档案",
        tuple(Column(name, "text", comments.get(name, "")) for name in cells),
        "sqlite",
    )
    batch = pa.record_batch({name: pa.array(values) for name, values in cells.items()})
    finding = grade(
        table,
        decide(summarise(batch, recognisers), table, recognisers),
        rows=50 * rows,
        sampled=rows,
        rows_exact=False,
        complete=False,
        policies=policies,
        profile=policies.profiles["gbt-43697"],
        unit="u",
        dataset_id="ds-1",
    )
    reasons = [*finding.reasons, *(one for field in finding.fields for one in field.reasons)]
    assert {reason.kind for reason in reasons} >= {"values", "check", "floor", "factor", "matrix"}
    assert [one.detail for one in reasons if in_chinese(one.detail, {}) is None] == []
