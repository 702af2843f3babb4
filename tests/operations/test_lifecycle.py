# The steps as the command line takes them: recorded, noted in the ledger, and told back.
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, day, important, keep, people, review

from operations import Settings, open_book
from operations.lifecycle import life_of, lives, record_filing, record_lineage, record_trigger
from schema import Level, MisuseError, RefusedError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("operations.lifecycle.read_policies", lambda _: POLICIES)
    settings = Settings(tmp_path / "home", "王敏")
    with open_book(settings) as book:
        keep(book, important(), day(2))
        keep(book, people("copy", field("a", None, Level.GENERAL_2)), day(2))
        keep(book, people("old", policy_digest="x"), day(2))
        review(book, "ds-people", day(3))
    return settings


def test_every_data_set_is_told_with_where_it_stands(settings: Settings) -> None:
    found = {life.finding.id: life for life in lives(settings)}
    assert {name: life.standing.condition for name, life in found.items()} == {
        "ds-people": "confirmed",
        "ds-copy": "found",
        "ds-old": "found",
    }
    assert found["ds-old"].scan_again
    assert found["ds-people"].scan_again == ()
    assert (found["ds-old"].outdated, found["ds-people"].outdated) == (True, False)
    assert found["ds-people"].lineage is None
    assert (found["ds-copy"].versions, found["ds-copy"].found) == (1, day(2))
    assert list(found) == ["ds-copy", "ds-old", "ds-people"], "by source and name"


def test_a_filing_is_told_with_what_it_leaves(settings: Settings) -> None:
    with open_book(settings) as book:
        today = book.now()[:10]
    filing, life = record_filing(settings, "people", filed="2026-11-04", number="1", reason="r")
    assert filing.person == "王敏"
    assert filing.filed < today
    assert life.standing.filing == filing
    assert life.standing.condition == "filed"
    with pytest.raises(RefusedError, match="is as it was then"):
        record_filing(settings, "people", filed="2026-11-04", number="2", reason="r")


def test_a_statement_makes_a_filing_due_at_once(settings: Settings) -> None:
    record_filing(settings, "people", filed="2026-11-04", number="1", reason="r")
    trigger, life = record_trigger(settings, "people", letter="h", reason="letter 12")
    assert (trigger.letter, life.standing.condition) == ("h", "changed")
    assert life.standing.filing.state == "changed"
    with open_book(settings) as book:
        assert [entry.action for entry in book.entries()][-2:] == ["dataset.trigger", "filing.due"]
        book.verify()


def test_lineage_names_its_origins_as_people_do(settings: Settings) -> None:
    asked = {"origins": ["people"], "operation": "statistics", "reason": "yearly figures"}
    lineage, life = record_lineage(settings, "copy", **asked)
    assert lineage.origins == ("ds-people",)
    assert life.finding.level is Level.IMPORTANT
    assert life.lineage == lineage
    with pytest.raises(RefusedError, match="lowered by two"):
        record_lineage(settings, "copy", level=Level.GENERAL_2, evidence="report", **asked)
    _, life = record_lineage(
        settings, "copy", level=Level.GENERAL_2, evidence="report", approver="李处长", **asked
    )
    assert life.finding.level is Level.GENERAL_2


def test_an_unknown_data_set_is_misuse(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="no data set 'nobody'"):
        life_of(settings, "nobody")
    with pytest.raises(MisuseError, match="no data set 'nobody'"):
        record_lineage(settings, "copy", origins=["nobody"], operation="masked", reason="r")


def test_one_life_is_that_of_the_list(settings: Settings) -> None:
    assert (
        life_of(settings, "copy") == {life.finding.id: life for life in lives(settings)}["ds-copy"]
    )
