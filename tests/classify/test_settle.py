# From drafts to what is said: the model gives each label how sure it is, takes away one in doubt
# that no check digit proves, and gives one that no rule gave where enough speaks for it.
from __future__ import annotations

import dataclasses

import pytest

from classify import ColumnLabel, compile_recognisers
from classify.settle import Draft, settled
from classify.weigh import Part, Weighing
from classify.witness import FACTS, Witness
from policies import load_policies
from schema import LabelRate, Weighed

RECOGNISERS = compile_recognisers(load_policies())
BARE = ColumnLabel(
    name="c", type="text", comment="", label=None, labels=(), confidence=0.0, validated=0.0,
    sampled=9, empty=0, distinct=9, example="", reasons=(),
)  # fmt: skip


def weighing(sure: float) -> Weighing:
    part = Part(0.0, (), (0.0,), (sure,))
    return Weighing("test", part, part, takes=0.6, drops=0.3)


def draft(label: str | None, *, net: float = 0.5, proved: float = 0.0, decided: bool = True):
    facts = dict.fromkeys(FACTS, 0.0) | {"net": net, "proved": proved}
    column = dataclasses.replace(
        BARE, label=label if decided else None, labels=(LabelRate("org.name", 0.5, 0.5),)
    )
    witnesses = () if label is None else (Witness(label, label, decided, facts),)
    return Draft(column, witnesses, read=True)


@pytest.mark.parametrize(
    ("given", "sure", "label", "confidence"),
    [
        (draft("org.name"), 0.9, "org.name", 0.9),
        (draft("org.name"), 0.3, "org.name", 0.3),
        (draft("org.name"), 0.29, None, 0.0),
        (draft("cn.id18", proved=1.0), 0.1, "cn.id18", 0.1),
        (draft("org.name", decided=False), 0.6, "org.name", 0.6),
        (draft("org.name", decided=False), 0.59, None, 0.0),
        (draft("org.name", decided=False, net=0.0), 0.9, None, 0.0),
        (draft(None), 0.9, None, 0.0),
    ],
    ids=[
        "sure",
        "just sure enough",
        "in doubt",
        "in doubt but proved",
        "no rule, likely",
        "no rule, not likely enough",
        "no rule and no cell",
        "nothing speaks",
    ],
)
def test_the_model_decides_where_the_rules_are_in_doubt(given, sure, label, confidence):
    (found,) = settled([given], RECOGNISERS, weighing(sure))
    assert (found.label, found.confidence) == (label, confidence)


def test_a_label_taken_away_is_told_and_its_cells_count_on():
    (found,) = settled([draft("org.name")], RECOGNISERS, weighing(0.2))
    assert found.labels == (LabelRate("org.name", 0.5, 0.5),)
    assert found.validated == 0.0
    assert "only 20.0% are it" in found.reasons[-1].detail


def test_a_label_given_is_told_with_its_rate():
    (found,) = settled([draft("org.name", decided=False)], RECOGNISERS, weighing(0.7))
    assert found.validated == 0.5
    assert "no rule decides" in found.reasons[-1].detail


@pytest.mark.parametrize(
    ("facts", "confidence"),
    [
        ({"matched": 1.0, "passed": 0.1}, 0.5),
        ({"matched": 1.0, "passed": 0.1, "significant": 1.0}, 0.8),
        ({"matched": 1.0, "passed": 0.9}, 0.8),
        ({"matched": 0.4, "passed": 0.1}, 0.8),
        ({"matched": 1.0, "passed": 0.1, "proved": 0.0}, 0.8),
    ],
    ids=["most fail", "more pass than by luck", "most pass", "few of the form", "no check digit"],
)
def test_numbers_whose_check_fails_are_as_likely_as_not(facts, confidence):
    given = draft("cn.id18", proved=1.0)
    facts = {**given.witnesses[0].facts, **facts}
    witness = dataclasses.replace(given.witnesses[0], facts=facts)
    (found,) = settled(
        [dataclasses.replace(given, witnesses=(witness,))], RECOGNISERS, weighing(0.8)
    )
    assert found.confidence == confidence


def test_the_facts_that_were_weighed_are_kept():
    (found,) = settled([draft("org.name", net=0.51234567)], RECOGNISERS, weighing(0.8))
    assert found.weighed == (Weighed("org.name", {"net": 0.5123}, read=True),)
