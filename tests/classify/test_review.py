# People's decisions over machines' findings: what wins, what is inert, what survives a
# new scan, and that only a person makes a candidate important.
import dataclasses

import pytest
from reviewed_people import (
    CANDIDATE,
    CANDIDATE_CHANGES,
    CORE,
    G1,
    G2,
    G3,
    G4,
    IMPORTANT,
    by_name,
    finding,
    knowing,
    review,
    reviewed,
)

from schema import LabelRate, Level, Reason, Review


@pytest.mark.parametrize(
    ("decision", "label", "level"),
    [
        pytest.param(review("no", label="cn.id18"), "cn.id18", G4, id="a label regrades"),
        pytest.param(
            knowing(review("id", label="none")), None, G1, id="none, knowingly, is unlabelled"
        ),
        pytest.param(
            knowing(review("id", label="cn.mobile")), "cn.mobile", G2, id="a milder label lowers"
        ),
        pytest.param(knowing(review("id", level=G2)), "cn.id18", G2, id="a reviewed level wins"),
        pytest.param(
            knowing(review("id", label="cn.mobile", level=G3)),
            "cn.mobile",
            G3,
            id="both, the level wins",
        ),
        pytest.param(review("name", level=IMPORTANT), "person.name", IMPORTANT, id="raised"),
        pytest.param(review("id", "confirmed"), "cn.id18", G4, id="confirmed as found"),
    ],
)
def test_field_review(decision: Review, label: str | None, level: Level) -> None:
    field = by_name(reviewed(decision), decision.field)
    assert (field.label, field.level) == (label, level)
    said = [reason.detail for reason in field.reasons if reason.kind == "review"]
    assert len(said) == 1
    assert "王敏 on 2026-11-24" in said[0]
    assert "核对过原表" in said[0]


def test_marks_and_evidence_follow_the_reviewed_label() -> None:
    field = by_name(reviewed(knowing(review("id", label="none"))), "id")
    assert (field.category, field.personal, field.sensitive) == ("", False, False)
    assert (field.labels, field.validated) == ((), 0.0)
    kept = by_name(reviewed(knowing(review("id", label="cn.mobile"))), "id")
    assert kept.labels == (LabelRate("cn.mobile", 0.1, 0.1),)
    assert (kept.validated, kept.confidence, kept.personal) == (0.1, 1.0, True)
    assert Reason("check", "passes") in kept.reasons


@pytest.mark.parametrize(
    ("decisions", "level"),
    [
        pytest.param(
            [knowing(review("id", label="none"))], G2, id="the highest field left decides"
        ),
        pytest.param([review("no", label="cn.mobile")], G4, id="the identity number still counts"),
        pytest.param(
            [knowing(review("id", label="none")), review("no", label="cn.mobile")],
            G3,
            id="a combination that the labels now make",
        ),
        pytest.param([review("name", level=IMPORTANT)], IMPORTANT, id="an important field"),
        pytest.param(
            [knowing(review(level=G3))], G3, id="a level for the whole, lower than its fields"
        ),
        pytest.param([review(level=IMPORTANT)], IMPORTANT, id="a level above its fields"),
    ],
)
def test_dataset_is_drawn_anew(decisions: list[Review], level: Level) -> None:
    assert reviewed(*decisions).level is level


def test_persons_follow_the_reviewed_labels() -> None:
    assert finding().persons == 40
    without = reviewed(knowing(review("id", label="none")))
    assert (without.persons, without.sensitive_persons) == (None, None)
    other = reviewed(knowing(review("id", label="none")), review("no", label="cn.id18"))
    assert (other.persons, other.persons_exact) == (50, True)


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "in reverse"])
def test_the_later_review_of_a_field_counts(order: int) -> None:
    decisions = [
        knowing(review("id", label="none", time="2026-11-24T08:00:00Z")),
        knowing(review("id", label="cn.mobile", time="2026-11-25T08:00:00Z")),
    ]
    field = by_name(reviewed(*decisions[::order]), "id")
    assert field.label == "cn.mobile"
    assert sum(reason.kind == "review" for reason in field.reasons) == 1


@pytest.mark.parametrize(
    ("decision", "level", "factors"),
    [
        pytest.param(review("", "confirmed"), IMPORTANT, ("p",), id="confirmed is important"),
        pytest.param(review("", "confirmed", level=CORE), CORE, ("p",), id="confirmed as core"),
        pytest.param(review("", "overruled"), G4, (), id="overruled falls back to its fields"),
        pytest.param(
            knowing(review("", "overruled", level=G3)),
            G3,
            (),
            id="overruled, knowingly, to a level",
        ),
        pytest.param(
            review("", "overruled", level=G3), G4, (), id="overruled no lower than its fields"
        ),
        pytest.param(
            review("", "confirmed", level=CANDIDATE), CANDIDATE, ("p",), id="left a candidate"
        ),
    ],
)
def test_review_of_a_candidate(decision: Review, level: Level, factors: tuple[str, ...]) -> None:
    candidate = finding(**CANDIDATE_CHANGES)
    assert candidate.level is CANDIDATE
    result = reviewed(decision, of=candidate)
    assert (result.level, result.important_factors) == (level, factors)
    assert any(reason.kind == "factor" for reason in result.reasons) is bool(factors)


def test_confirming_what_is_no_candidate_raises_nothing() -> None:
    assert reviewed(review("", "confirmed")).level is G4


@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(review("gone", label="cn.id18"), id="the field is gone"),
        pytest.param(review("id", label="none", dataset="ds-2"), id="another dataset"),
        None,
    ],
)
def test_inert(decision: Review | None) -> None:
    machine = finding(**CANDIDATE_CHANGES)
    assert reviewed(*([decision] if decision else []), of=machine) == machine


def test_a_column_without_a_name_is_not_the_dataset() -> None:
    base = finding()
    unnamed = dataclasses.replace(base.fields[0], name="")
    result = reviewed(
        knowing(review("", level=G1)), of=dataclasses.replace(base, fields=(unnamed,))
    )
    assert result.level is G1
    assert result.fields == (unnamed,)


def test_a_new_scan_keeps_the_decision() -> None:
    again = finding(sampled=50, policy_digest="later")
    assert by_name(reviewed(knowing(review("id", label="none")), of=again), "id").label is None


@pytest.mark.parametrize(
    "decisions",
    [
        [review("no", label="cn.mobile", level=G4)],
        [review("", "confirmed")],
        [review("", "overruled")],
        [review("id", label="none")],
    ],
    ids=["fields", "confirmed", "overruled", "overtaken"],
)
def test_applied_twice_is_applied_once(decisions: list[Review]) -> None:
    once = reviewed(*decisions, of=finding(**CANDIDATE_CHANGES))
    assert reviewed(*decisions, of=once) == once
