# A named person decides: what may be said, what is refused, what the ledger keeps of it.
import dataclasses
import json
from pathlib import Path

import pytest
from catalogued_people import catalogue, make_settings, write_csv

from operations import Settings, find_entry, open_book, review_field
from operations.review import Change
from schema import LabelRate, Level, MisuseError, RefusedError, Review


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def add(settings: Settings, path: Path, **changes: object) -> str:
    write_csv(path)
    return catalogue(settings, path, **changes)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> str:
    return add(settings, tmp_path / "people.csv")


@pytest.fixture
def candidate(tmp_path: Path, settings: Settings) -> str:
    """A data set whose name speaks for a factor of important data."""
    return add(
        settings,
        tmp_path / "pipes.csv",
        level=Level.IMPORTANT_CANDIDATE,
        important_factors=("e",),
    )


def decide(settings: Settings, wanted: str, field: str = "", **asked: object) -> Level:
    decision = review_field(settings, wanted, field, reason="because", **asked)
    return decision.entry.finding.level


def decisions(settings: Settings, dataset: str) -> list[tuple[str, str, Level | None]]:
    with open_book(settings) as book:
        return [
            (review.decision, review.reviewer, review.level)
            for review in book.reviews(dataset)
            if review.reviewer == settings.actor
        ]


def actions(settings: Settings) -> list[tuple[str, dict]]:
    with open_book(settings) as book:
        return [(entry.action, entry.body["detail"]) for entry in book.entries()]


@pytest.mark.parametrize(
    ("field", "asked", "said"),
    [
        ("证件号", {"decision": "maybe"}, "confirmed or overruled"),
        ("证件号", {"decision": "confirmed", "reason": " \n"}, "needs its reason"),
        ("证件号", {"decision": "overruled"}, "a label or a level"),
        ("证件号", {"decision": "overruled", "label": "cn.id81"}, "no recogniser 'cn.id81'"),
        ("", {"decision": "overruled", "label": "cn.id18"}, "name the field"),
        ("住址", {"decision": "confirmed"}, "no field '住址'"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_not_recorded(
    settings: Settings, people: str, field: str, asked: dict[str, str], said: str
) -> None:
    with open_book(settings) as book:
        before = book.head()
    with pytest.raises(MisuseError, match=said):
        review_field(settings, people, field, **{"reason": "x", **asked})
    with open_book(settings) as book:
        assert book.head() == before


def test_a_field_is_what_the_last_decision_says(settings: Settings, people: str) -> None:
    decide(settings, people, "备注", decision="overruled", label="health.diagnosis")
    entry = review_field(
        settings, people, "备注", decision="overruled", reason="looked again", label="none",
        level=Level.GENERAL_1, lower=True,
    ).entry  # fmt: skip
    (field,) = [each for each in entry.finding.fields if each.name == "备注"]
    assert (field.label, field.level) == (None, Level.GENERAL_1)
    assert [reason.kind for reason in field.reasons].count("review") == 1
    assert any("looked again" in reason.detail for reason in field.reasons)
    assert find_entry(settings, people) == entry


def test_confirming_a_candidate_records_that_it_is_important(
    settings: Settings, candidate: str
) -> None:
    assert decide(settings, candidate, decision="confirmed") is Level.IMPORTANT
    assert decisions(settings, candidate) == [("confirmed", settings.actor, Level.IMPORTANT)]


def test_a_confirmed_candidate_stays_important_whatever_a_later_scan_finds(
    settings: Settings, candidate: str, tmp_path: Path
) -> None:
    decide(settings, candidate, decision="confirmed")
    catalogue(settings, tmp_path / "pipes.csv")
    assert find_entry(settings, candidate).finding.level is Level.IMPORTANT


def test_confirming_one_field_does_not_make_the_set_important(
    settings: Settings, candidate: str
) -> None:
    level = decide(settings, candidate, "证件号", decision="confirmed")
    assert level is Level.IMPORTANT_CANDIDATE
    assert decisions(settings, candidate) == [("confirmed", settings.actor, None)]


def test_confirming_general_data_leaves_its_level(settings: Settings, people: str) -> None:
    before = find_entry(settings, people).finding.level
    assert decide(settings, people, decision="confirmed") is before
    assert decisions(settings, people) == [("confirmed", settings.actor, None)]


def test_confirming_with_a_level_keeps_to_that_level(settings: Settings, candidate: str) -> None:
    assert decide(settings, candidate, decision="confirmed", level=Level.CORE) is Level.CORE


def test_a_candidate_that_was_overruled_may_be_confirmed_after_all(
    settings: Settings, candidate: str
) -> None:
    asked = {"decision": "overruled", "level": Level.GENERAL_4}
    assert decide(settings, candidate, **asked) is Level.GENERAL_4
    assert decide(settings, candidate, decision="confirmed") is Level.IMPORTANT


def test_a_decision_is_in_the_ledger_without_its_reason(settings: Settings, people: str) -> None:
    decide(settings, people, "备注", decision="confirmed", level=Level.GENERAL_2)
    decide(settings, people, decision="confirmed")
    with open_book(settings) as book:
        *_, field, whole = book.entries()
        (kept,) = [each for each in book.reviews(people) if each.field == "备注" and each.level]
    assert (field.action, whole.action) == ("field.review", "dataset.review")
    assert (field.actor, field.unit) == (settings.actor, "local")
    assert "because" not in json.dumps(field.body, ensure_ascii=False)
    assert isinstance(kept, Review)
    assert kept.reason == "because"


def test_the_acting_person_is_the_reviewer(settings: Settings, people: str) -> None:
    other = dataclasses.replace(settings, actor="赵复核")
    decide(other, people, "备注", decision="confirmed", level=Level.GENERAL_2)
    assert decisions(other, people) == [("confirmed", "赵复核", Level.GENERAL_2)]


@pytest.mark.parametrize(
    ("field", "asked", "said"),
    [
        ("证件号", {"label": "cn.id18"}, "to give another label, overrule"),
        ("证件号", {"level": Level.GENERAL_3}, "to give general-3, overrule"),
        ("", {"level": Level.IMPORTANT}, "to give important, overrule"),
        ("", {"level": Level.GENERAL_1}, "to give general-1, overrule"),
    ],
)
def test_confirming_keeps_what_was_found(
    settings: Settings, people: str, field: str, asked: dict[str, object], said: str
) -> None:
    before = len(actions(settings))
    with pytest.raises(MisuseError, match=said):
        decide(settings, people, field, decision="confirmed", **asked)
    assert len(actions(settings)) == before


LOWERING = [
    pytest.param("证件号", {"label": "none", "level": Level.GENERAL_1}, "cn.id18", id="a field"),
    pytest.param("姓名", {"level": Level.GENERAL_1}, "person.name", id="its level alone"),
    pytest.param("", {"level": Level.GENERAL_1}, "the highest field decides", id="the whole"),
]


@pytest.mark.parametrize(("field", "asked", "said"), LOWERING)
def test_what_goes_below_the_evidence_is_refused(
    settings: Settings, people: str, field: str, asked: dict[str, object], said: str
) -> None:
    before = find_entry(settings, people)
    entries = len(actions(settings))
    with pytest.raises(RefusedError, match="stands against this decision") as refused:
        decide(settings, people, field, decision="overruled", **asked)
    assert said in str(refused.value)
    assert "--lower" in str(refused.value)
    assert find_entry(settings, people) == before
    assert len(actions(settings)) == entries


@pytest.mark.parametrize(("field", "asked", "said"), LOWERING)
def test_what_is_meant_is_recorded_as_lowering(
    settings: Settings, people: str, field: str, asked: dict[str, object], said: str
) -> None:
    decision = review_field(
        settings, people, field, decision="overruled", reason="made up", lower=True, **asked
    )
    review = decision.review
    assert review.lowered_from is not None
    assert review.set_aside == ((said,) if field else ())
    action, detail = actions(settings)[-1]
    assert action == ("field.lower" if field else "dataset.lower")
    assert detail == {
        "dataset": people,
        "decision": "overruled",
        "lowered_from": review.lowered_from.value,
        "set_aside": " ".join(review.set_aside),
    }
    finding = find_entry(settings, people).finding
    graded = [finding] if not field else [each for each in finding.fields if each.name == field]
    for each in graded:
        assert each.level is Level.GENERAL_1
        assert {"review", "lowered"} <= {reason.kind for reason in each.reasons}


def test_a_flag_without_need_is_misuse(settings: Settings, people: str) -> None:
    with pytest.raises(MisuseError, match="leave --lower out"):
        decide(settings, people, "备注", decision="overruled", level=Level.GENERAL_3, lower=True)


def test_a_decision_of_another_is_not_undone_in_passing(settings: Settings, people: str) -> None:
    decide(settings, people, "备注", decision="overruled", level=Level.IMPORTANT)
    other = dataclasses.replace(settings, actor="赵复核")
    asked = {"decision": "overruled", "level": Level.GENERAL_2}
    with pytest.raises(RefusedError, match="decided on important"):
        decide(other, people, "备注", **asked)
    assert decide(other, people, "备注", lower=True, **asked) is not Level.IMPORTANT


def test_cells_filled_in_later_are_not_covered_by_an_old_decision(
    settings: Settings, people: str, tmp_path: Path
) -> None:
    decide(settings, people, "备注", decision="overruled", label="none", level=Level.GENERAL_1)
    with open_book(settings) as book:
        (record,) = list(book.list(type(book.latest("dataset", people))))
        fields = tuple(
            dataclasses.replace(
                field,
                label="cn.id18",
                level=Level.GENERAL_4,
                labels=(LabelRate("cn.id18", 1.0, 1.0),),
            )
            if field.name == "备注"
            else field
            for field in record.finding.fields
        )
        again = dataclasses.replace(
            record,
            time="2027-01-01T00:00:00Z",
            finding=dataclasses.replace(record.finding, fields=fields),
        )
        book.record([again], action="scan.dataset", actor="tests", unit="local")
    (field,) = [each for each in find_entry(settings, people).finding.fields if each.name == "备注"]
    assert (field.label, field.level) == ("cn.id18", Level.GENERAL_4)
    assert {reason.kind for reason in field.reasons} >= {"overtaken"}


def test_a_decision_tells_what_it_changed(settings: Settings, people: str) -> None:
    decision = review_field(
        settings, people, "备注", decision="overruled", reason="x", label="cn.id18"
    )
    assert decision.changes == (Change("备注", Level.GENERAL_2, Level.GENERAL_4, None, "cn.id18"),)
    again = review_field(
        settings, people, "备注", decision="overruled", reason="x", label="cn.id18"
    )
    assert again.changes == ()
    whole = review_field(settings, people, "", decision="overruled", reason="x", level=Level.CORE)
    assert whole.changes == (Change("", Level.GENERAL_4, Level.CORE),)
