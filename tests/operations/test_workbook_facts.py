# What the store knows for the lists: standings, versions, last changes and shares.
from pathlib import Path

import pytest
from kept_catalogue import POLICIES, WHO, book_at, day, important, keep, people, review, scanned

from operations.workbook_facts import Facts, gather_facts
from schema import Share


def share(identifier: str, dataset: str, time: str) -> Share:
    return Share(
        id=identifier, unit="u", time=time, dataset=dataset, purpose="p", recipient="r",
        approver="a", output="o", output_sha256="", plan_digest="", columns=(), rows=1,
    )  # fmt: skip


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    with book_at(tmp_path / "home") as book:
        keep(book, important(), day(2))
        review(book, "ds-people", day(3))
        keep(book, important(rows=1_500), day(4))
        keep(book, people("same"), day(2))
        keep(book, people("gone"), day(2))
        keep(book, people("touched"), day(2))
        keep(book, people("touched"), day(4), mark="touched")
        scanned(book, 2, "ds-people", "ds-same", "ds-gone", "ds-touched")
        scanned(book, 5, "ds-people", "ds-same", "ds-touched")
        book.record(
            [share("sh-2", "ds-same", day(7)), share("sh-1", "ds-same", day(6))],
            action="test",
            **WHO,
        )
        return gather_facts(book, POLICIES)


def test_every_data_set_has_its_standing_and_versions(facts: Facts) -> None:
    assert facts.standings["ds-people"].condition == "confirmed"
    assert facts.standings["ds-gone"].gone == day(5, 9)
    assert facts.versions == {"ds-people": 2, "ds-same": 1, "ds-gone": 1, "ds-touched": 2}


def test_changes_are_of_what_changed_or_is_gone(facts: Facts) -> None:
    assert [each.change.finding.name for each in facts.changes] == ["gone", "people"]
    change = facts.change_of("ds-people")
    assert change is not None
    assert [each.trigger.letter for each in change.occasions] == ["a"]
    assert facts.change_of("ds-same") is None
    assert facts.change_of("ds-gone").change.after is None


def test_shares_stand_by_data_set_and_time(facts: Facts) -> None:
    assert [each.id for each in facts.shares_of("ds-same")] == ["sh-1", "sh-2"]
    assert facts.shares_of("ds-people") == []


def test_nothing_is_known_without_a_store() -> None:
    assert Facts().change_of("ds-people") is None
    assert Facts().shares_of("ds-people") == []
