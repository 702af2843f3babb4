# People's decisions over machines' findings: what wins, what is inert, what survives a
# new scan, and that only a person makes a candidate important.
import dataclasses
import datetime as dt

import pytest

from classify.grade import settled
from classify.review import with_reviews
from policies import Category, Combination, GradingProfile, Header, Policies, Recogniser, Title
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Reason, Review

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
_TITLE = Title(zh="题", en="title")


def _recogniser(label: str, category: str, subject: str) -> Recogniser:
    return Recogniser(
        id=label,
        title=_TITLE,
        category=category,
        subject=subject,
        evidence="header",
        header_hits=(),
        header_misses=(),
    )


def _category(identifier: str, level: Level, *, sensitive: bool = False) -> Category:
    return Category(
        id=identifier,
        title=_TITLE,
        path=(identifier,),
        personal=True,
        sensitive=sensitive,
        level=level,
        rule="R",
    )


POLICIES = Policies(
    {
        "cn.id18": _recogniser("cn.id18", "pi.identity", "person"),
        "cn.mobile": _recogniser("cn.mobile", "pi.basic", "person"),
        "person.name": _recogniser("person.name", "pi.basic", "none"),
    },
    {},
    {},
    {},
    {},
    digest="d",
)
PROFILE = GradingProfile(
    header=Header(
        id="small",
        title=_TITLE,
        owner="test",
        created=dt.date(2026, 1, 1),
        maturity="stable",
        source="none",
        gaps="all",
    ),
    unlabelled=G1,
    unlabelled_rule="H.2",
    matrix=(),
    categories=(_category("pi.identity", G4, sensitive=True), _category("pi.basic", G2)),
    combinations=(
        Combination(
            id="pair",
            title=_TITLE,
            groups=(("person.name",), ("cn.mobile",)),
            level=G3,
            rule="O",
        ),
    ),
)


def finding(**changes: object) -> DatasetFinding:
    fields = (
        FieldFinding("id", "text", "cn.id18", G4, 0.9, 1.0, 50, (Reason("check", "passes"),),
                     labels=(LabelRate("cn.id18", 1.0, 1.0), LabelRate("cn.mobile", 0.1, 0.1)),
                     category="pi.identity", personal=True, sensitive=True, distinct=40),
        FieldFinding("name", "text", "person.name", G2, 0.8, 0.9, 50, (), category="pi.basic",
                     labels=(LabelRate("person.name", 0.9, 0.9),), personal=True, distinct=30),
        FieldFinding("no", "text", None, G1, 0.0, 0.0, 50, (), distinct=50),
    )  # fmt: skip
    base = DatasetFinding(
        "ds-1", "t", "a.db", "u", G4, fields, 50, 50, rows_exact=True, profile="small"
    )
    return settled(dataclasses.replace(base, **changes), POLICIES, PROFILE)


CANDIDATE_CHANGES = {
    "important_factors": ("p",),
    "reasons": (
        Reason(
            "factor", "factor p (population_health): the data set's name or comment speaks of 病历"
        ),
    ),
}


def review(field: str = "", decision: str = "overruled", **changes: object) -> Review:
    values: dict[str, object] = {
        "id": "rv-1",
        "unit": "u",
        "time": "2026-11-24T08:00:00Z",
        "dataset": "ds-1",
        "reviewer": "王敏",
        "reason": "核对过原表",
    }
    return Review(field=field, decision=decision, **(values | changes))


def reviewed(*reviews: Review, of: DatasetFinding | None = None) -> DatasetFinding:
    return with_reviews(of or finding(), reviews, POLICIES, PROFILE)


def by_name(result: DatasetFinding, name: str) -> FieldFinding:
    return next(field for field in result.fields if field.name == name)


@pytest.mark.parametrize(
    ("decision", "label", "level"),
    [
        pytest.param(review("no", label="cn.id18"), "cn.id18", G4, id="a label regrades"),
        pytest.param(review("id", label="none"), None, G1, id="none is unlabelled"),
        pytest.param(review("id", label="cn.mobile"), "cn.mobile", G2, id="a milder label lowers"),
        pytest.param(review("id", level=G2), "cn.id18", G2, id="a reviewed level wins"),
        pytest.param(
            review("id", label="cn.mobile", level=G3), "cn.mobile", G3, id="both, the level wins"
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
    field = by_name(reviewed(review("id", label="none")), "id")
    assert (field.category, field.personal, field.sensitive) == ("", False, False)
    assert (field.labels, field.validated) == ((), 0.0)
    kept = by_name(reviewed(review("id", label="cn.mobile")), "id")
    assert kept.labels == (LabelRate("cn.mobile", 0.1, 0.1),)
    assert (kept.validated, kept.confidence, kept.personal) == (0.1, 1.0, True)
    assert Reason("check", "passes") in kept.reasons


@pytest.mark.parametrize(
    ("decisions", "level"),
    [
        pytest.param([review("id", label="none")], G2, id="the highest field left decides"),
        pytest.param([review("no", label="cn.mobile")], G4, id="the identity number still counts"),
        pytest.param(
            [review("id", label="none"), review("no", label="cn.mobile")],
            G3,
            id="a combination that the labels now make",
        ),
        pytest.param([review("name", level=IMPORTANT)], IMPORTANT, id="an important field"),
        pytest.param([review(level=G3)], G3, id="a level for the whole, lower than its fields"),
    ],
)
def test_dataset_is_drawn_anew(decisions: list[Review], level: Level) -> None:
    assert reviewed(*decisions).level is level


def test_persons_follow_the_reviewed_labels() -> None:
    assert finding().persons == 40
    without = reviewed(review("id", label="none"))
    assert (without.persons, without.sensitive_persons) == (None, None)
    other = reviewed(review("id", label="none"), review("no", label="cn.id18"))
    assert (other.persons, other.persons_exact) == (50, True)


@pytest.mark.parametrize("order", [1, -1], ids=["in order", "in reverse"])
def test_the_later_review_of_a_field_counts(order: int) -> None:
    decisions = [
        review("id", label="none", time="2026-11-24T08:00:00Z"),
        review("id", label="cn.mobile", time="2026-11-25T08:00:00Z"),
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
        pytest.param(review("", "overruled", level=G3), G3, (), id="overruled to a level"),
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
    assert sum(reason.kind == "review" for reason in result.reasons) == 1


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
    result = reviewed(review("", level=G1), of=dataclasses.replace(base, fields=(unnamed,)))
    assert result.level is G1
    assert result.fields == (unnamed,)


def test_a_new_scan_keeps_the_decision() -> None:
    again = finding(sampled=50, policy_digest="later")
    assert by_name(reviewed(review("id", label="none"), of=again), "id").label is None


@pytest.mark.parametrize(
    "decisions",
    [
        [review("id", label="none"), review("no", label="cn.mobile", level=G4)],
        [review("", "confirmed")],
        [review("", "overruled")],
    ],
    ids=["fields", "confirmed", "overruled"],
)
def test_applied_twice_is_applied_once(decisions: list[Review]) -> None:
    once = reviewed(*decisions, of=finding(**CANDIDATE_CHANGES))
    assert reviewed(*decisions, of=once) == once
