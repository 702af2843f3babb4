# A decision below the evidence: refused unless it is meant, in force only while it knows of
# all that stands against it.
import dataclasses

import pytest
from reviewed_people import (
    CANDIDATE_CHANGES,
    CORE,
    G1,
    G2,
    G3,
    G4,
    IMPORTANT,
    POLICIES,
    PROFILE,
    by_name,
    finding,
    knowing,
    review,
    reviewed,
)

from classify.review import objection_to
from classify.sentence import in_words
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Review


def kinds(found: FieldFinding | DatasetFinding) -> list[str]:
    ours = {"review", "lowered", "overtaken"}
    return list(dict.fromkeys(each.kind for each in found.reasons if each.kind in ours))


@pytest.mark.parametrize(
    ("decision", "label", "level", "said"),
    [
        pytest.param(
            knowing(review("id", label="none")), None, G1, ["review", "lowered"], id="knowingly"
        ),
        pytest.param(
            review("id", label="none"), "cn.id18", G4, ["overtaken"], id="unknowingly"
        ),
        pytest.param(
            knowing(review("id", label="none"), of=G2), "cn.id18", G4, ["overtaken"],
            id="knowing of less than there is",
        ),
        pytest.param(
            knowing(review("id", label="none"), aside=("bank.card",)), "cn.id18", G4,
            ["overtaken"], id="knowing of another label",
        ),
        pytest.param(
            review("id", label="none", level=IMPORTANT), "cn.id18", IMPORTANT,
            ["overtaken"], id="a higher level stands, its label does not",
        ),
        pytest.param(review("id", level=G4), "cn.id18", G4, ["review"], id="as high as it is"),
        pytest.param(review("no", label="none", level=G1), None, G1, ["review"], id="no evidence"),
    ],
)  # fmt: skip
def test_a_decision_below_the_evidence_stands_only_knowingly(
    decision: Review, label: str | None, level: Level, said: list[str]
) -> None:
    field = by_name(reviewed(decision), decision.field)
    assert (field.label, field.level, kinds(field)) == (label, level, said)


def test_an_overtaken_decision_says_whose_it_was_and_what_was_found() -> None:
    field = by_name(reviewed(review("id", label="none")), "id")
    said = [reason.detail for reason in field.reasons if reason.kind == "overtaken"]
    assert "王敏" in said[0]
    assert "核对过原表" in said[0]
    assert said[1] == "cn.id18 is validated in 100.0% of 50 cells, its floor is general-4"


def test_a_dataset_decided_low_follows_its_fields_up() -> None:
    low = knowing(review("", level=G1), of=G2)
    milder = finding(fields=finding().fields[1:])
    assert reviewed(low, of=milder).level is G1
    assert kinds(reviewed(low, of=milder)) == ["review", "lowered"]
    assert reviewed(low).level is G4
    assert kinds(reviewed(low)) == ["overtaken"]


EARLIER = review("name", level=IMPORTANT)


@pytest.mark.parametrize(
    ("decision", "earlier", "level", "labels"),
    [
        pytest.param(review("id", label="none"), (), G4, ("cn.id18", "cn.mobile"), id="none"),
        pytest.param(review("id", level=G3), (), G4, ("cn.id18",), id="a lower level"),
        pytest.param(
            review("id", label="none", level=G4), (), G4, ("cn.id18",), id="a checked label alone"
        ),
        pytest.param(review("id", label="cn.mobile", level=G4), (), G4, ("cn.id18",), id="another"),
        pytest.param(review("name", level=G1), (), G2, ("person.name",), id="one without a check"),
        pytest.param(review("name", "confirmed"), (EARLIER,), IMPORTANT, (), id="a decision"),
        pytest.param(
            review("name", level=G1),
            (EARLIER,),
            IMPORTANT,
            ("person.name",),
            id="cells and decision",
        ),
        pytest.param(review("", level=G3), (), G4, (), id="a whole below its fields"),
        pytest.param(review("", level=G4), (EARLIER,), IMPORTANT, (), id="below a decided field"),
        pytest.param(
            review("", "confirmed"), (review("", level=CORE),), CORE, (), id="a whole once core"
        ),
    ],
)
def test_what_stands_against(
    decision: Review, earlier: tuple[Review, ...], level: Level, labels: tuple[str, ...]
) -> None:
    against = objection_to(finding(), decision, earlier, POLICIES, PROFILE)
    assert against is not None
    assert (against.level, against.labels) == (level, labels)
    assert len(against.details) >= max(1, len(labels))
    assert all(in_words(detail, {}, chinese=True) for detail in against.details)
    known = dataclasses.replace(decision, lowered_from=against.level, set_aside=against.labels)
    assert against.is_known_to(known)
    assert not against.is_known_to(decision)


@pytest.mark.parametrize(
    ("decision", "earlier"),
    [
        pytest.param(review("id", "confirmed"), (), id="confirmed"),
        pytest.param(review("id", level=CORE), (), id="raised"),
        pytest.param(review("name", label="none", level=G2), (), id="no check, level as it was"),
        pytest.param(review("no", label="none", level=G1), (), id="never recognised"),
        pytest.param(review("no", level=G2), (review("no", level=G1),), id="above a decision"),
        pytest.param(
            review("name", "confirmed"), (review("id", level=CORE),), id="another field's"
        ),
        pytest.param(review("", "confirmed"), (), id="the whole confirmed"),
        pytest.param(review("", level=IMPORTANT), (), id="the whole raised"),
    ],
)
def test_nothing_stands_against(decision: Review, earlier: tuple[Review, ...]) -> None:
    assert objection_to(finding(), decision, earlier, POLICIES, PROFILE) is None


def test_too_few_cells_are_no_evidence() -> None:
    fields = list(finding().fields)
    fields[2] = dataclasses.replace(fields[2], labels=(LabelRate("cn.id18", 0.004, 0.004),))
    decision = review("no", label="none", level=G1)
    few = finding(fields=tuple(fields))
    assert objection_to(few, decision, (), POLICIES, PROFILE) is None
    fields[2] = dataclasses.replace(fields[2], labels=(LabelRate("cn.id18", 0.006, 0.006),))
    enough = finding(fields=tuple(fields))
    against = objection_to(enough, decision, (), POLICIES, PROFILE)
    assert against is not None
    assert against.labels == ("cn.id18",)


def test_a_candidate_may_be_overruled_down_to_its_fields() -> None:
    candidate = finding(**CANDIDATE_CHANGES)
    assert objection_to(candidate, review("", level=G4), (), POLICIES, PROFILE) is None
    assert objection_to(candidate, review("", level=G3), (), POLICIES, PROFILE) is not None
