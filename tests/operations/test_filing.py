# The life of important data, step by step: each step from each state, and what changes when
# the data does.
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, WHO, day, important, keep, people, review, scanned, ticking

from operations.filing import (
    file_dataset,
    filing_of,
    note_changes,
    standing_of,
    state_trigger,
    statements,
)
from operations.history import History, lineage_id
from schema import Filing, Level, Lineage, MisuseError, RefusedError, Share

P = "ds-people"


@pytest.fixture
def book(tmp_path: Path):
    """A book whose clock stands at 20 November and goes on a second a look."""
    with ticking(tmp_path / "home") as opened:
        yield opened


def standing(book, dataset: str = P):
    return standing_of(book, History(book, POLICIES), dataset, POLICIES)


def file(book, dataset: str = P, **more: str) -> Filing:
    asked = {"filed": "2026-11-20", "number": "备2026-001", "reason": "first filing"} | more
    return file_dataset(book, History(book, POLICIES), dataset, POLICIES, actor="王敏", **asked)


def note(book, **more) -> list[Filing]:
    return note_changes(book, POLICIES, actor="scanner", **more)


def actions(book) -> list[str]:
    return [entry.action for entry in book.entries() if entry.action != "test"]


def confirmed(book, **more) -> None:
    keep(book, important(**more))
    review(book, P)


def candidate(book) -> None:
    keep(book, important())


def overruled(book) -> None:
    keep(book, important())
    review(book, P, decision="overruled", level=Level.GENERAL_4)


def general(book) -> None:
    keep(book, people())


def looked_at(book) -> None:
    keep(book, people())
    review(book, P)


def filed(book) -> None:
    confirmed(book)
    file(book)


def changed(book) -> None:
    filed(book)
    keep(book, important(rows=1_300), day(21))


def by_its_field(book) -> None:
    keep(book, people())
    review(book, P, name="证件号", decision="overruled", level=Level.CORE)


def gone(book) -> None:
    confirmed(book)
    scanned(book, 2, P)
    scanned(book, 6)


STATES = {
    "found": general,
    "candidate": candidate,
    "confirmed": confirmed,
    "overruled": overruled,
    "filed": filed,
    "changed": changed,
}


@pytest.mark.parametrize("state", STATES)
def test_where_a_data_set_stands(book, state: str) -> None:
    STATES[state](book)
    assert standing(book).condition == state


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (general, "is general data: only important and core data is filed"),
        (looked_at, "is general data"),
        (overruled, "is general data"),
        (candidate, "is a candidate: a person confirms it first"),
        (filed, "was filed on 2026-11-20 under 备2026-001 and is as it was then"),
        (gone, "was not found any more on 2026-11-06"),
    ],
)
def test_a_step_that_cannot_follow_is_refused_and_leaves_nothing(book, state, said: str) -> None:
    state(book)
    before = [*book.entries()]
    with pytest.raises(RefusedError, match=said):
        file(book)
    assert [*book.entries()] == before


@pytest.mark.parametrize("state", [confirmed, by_its_field, changed])
def test_what_is_important_by_a_persons_word_is_filed(book, state) -> None:
    state(book)
    filing = file(book, number=" 备2026-002 ", authority="省通信管理局")
    assert (filing.number, filing.person, filing.state) == ("备2026-002", "王敏", "filed")
    assert filing_of(book, P) == filing
    assert standing(book).condition == "filed"
    assert actions(book)[-1] == "dataset.file"
    book.verify()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"number": "  "}, "needs the number"),
        ({"reason": " "}, "needs its reason"),
        ({"filed": "20.11.2026"}, "expected a day, as 2026-11-24"),
        ({"filed": "2026-11-31"}, "expected a day"),
        ({"filed": "2027-01-01"}, "still to come"),
        ({"filed": "2026-11-03"}, "it was decided about on 2026-11-05 only"),
    ],
)
def test_a_filing_that_cannot_be_is_misuse(book, asked: dict[str, str], said: str) -> None:
    confirmed(book)
    with pytest.raises(MisuseError, match=said):
        file(book, **asked)


def test_a_later_filing_takes_the_place_of_the_one_before(book) -> None:
    changed(book)
    with pytest.raises(MisuseError, match="was filed on 2026-11-20 already"):
        file(book, filed="2026-11-19")
    first = filing_of(book, P)
    second = file(book, number="备2026-002")
    assert [(each.id, each.state) for each in book.about(Filing, P)] == [
        (first.id, "replaced"),
        (second.id, "filed"),
    ]
    assert second.finding.rows == 1_300


@pytest.mark.parametrize(
    ("changes", "letters", "rules"),
    [
        ({"rows": 1_300}, "a", ["scale"]),
        ({"rows": 1_299}, "", []),
        ({"persons": 10**6, "rows": 5}, "a", ["scale"]),
        ({"fields": (field("证件号"),)}, "f", ["items"]),
        ({"fields": (*people().fields, field("备注", None, Level.GENERAL_2))}, "i", []),
        ({"fields": (*people().fields, field("诊断", "health.diagnosis"))}, "ei", ["items"]),
        ({"important_factors": ("e", "p")}, "i", ["items"]),
        ({"sampled": 1_000}, "", []),
    ],
)
def test_what_was_filed_is_due_again_when_it_changes(book, changes, letters, rules) -> None:
    confirmed(book, persons=900)
    file(book)
    keep(book, important(**({"persons": 900} | changes)), day(21))
    stands = standing(book)
    assert "".join(each.trigger.letter for each in stands.occasions) == letters
    assert [rule.id for rule in stands.rules] == rules
    assert stands.condition == ("changed" if rules else "filed")
    assert stands.due == ("2027-02-20" if rules else "")


def test_a_change_is_noted_once_with_the_day_it_was_first_seen(book) -> None:
    filed(book)
    assert note(book) == []
    keep(book, important(rows=1_300), day(21))
    (noted,) = note(book)
    assert (noted.state, noted.due) == ("changed", "2027-02-20")
    assert [each.kind for each in noted.observed] == ["scale"]
    assert note(book) == []
    keep(book, important(rows=2_600), day(22))
    (again,) = note(book)
    assert again.changed == noted.changed
    assert again.observed[0].values["after"] == "2,600"
    assert actions(book) == ["dataset.file", "filing.due", "filing.due"]
    book.verify()


def test_what_is_as_it_was_filed_again_stands(book) -> None:
    changed(book)
    note(book)
    keep(book, important(), day(23))
    (noted,) = note(book)
    assert (noted.state, noted.observed, noted.due, noted.changed) == ("filed", (), "", "")
    assert actions(book)[-1] == "filing.stands"
    assert standing(book).condition == "filed"


def test_only_the_data_sets_asked_for_are_noted(book) -> None:
    changed(book)
    assert note(book, datasets=["ds-other"]) == []
    assert len(note(book, datasets=[P])) == 1


def test_what_is_gone_is_due_and_its_filing_withdraws_it(book) -> None:
    filed(book)
    scanned(book, 21, P)
    scanned(book, 22)
    (noted,) = note(book)
    assert [each.kind for each in noted.observed] == ["gone"]
    assert file(book, number="撤2026-001").state == "withdrawn"
    assert filing_of(book, P) is None
    assert note(book) == []
    with pytest.raises(RefusedError, match="not found any more"):
        file(book)


def test_what_is_important_no_more_is_withdrawn(book) -> None:
    filed(book)
    review(book, P, day(20, 9), decision="overruled", level=Level.GENERAL_4)
    assert standing(book).condition == "changed"
    assert file(book, number="撤2026-001").state == "withdrawn"
    assert standing(book).condition == "overruled"


def test_what_people_state_gives_its_occasion_and_a_filing_falls_due(book) -> None:
    filed(book)
    state_trigger(
        book, History(book, POLICIES), P, POLICIES, actor="李处长", letter="g", reason="泄露"
    )
    stands = standing(book)
    (occasion,) = stands.occasions
    assert (occasion.trigger.letter, occasion.stated) == ("g", True)
    assert [rule.id for rule in stands.rules] == ["items"]
    (noted,) = note(book)
    assert noted.observed[0].values == {"letter": "g", "person": "李处长", "reason": "泄露"}
    assert file(book).state == "filed"
    assert standing(book).occasions == ()


@pytest.mark.parametrize(
    ("letter", "reason", "said"),
    [("x", "why", r"no occasion 'x'; there are a \(scale\)"), ("g", " ", "needs its reason")],
)
def test_a_statement_that_says_nothing_is_misuse(book, letter: str, reason: str, said: str) -> None:
    filed(book)
    with pytest.raises(MisuseError, match=said):
        state_trigger(
            book, History(book, POLICIES), P, POLICIES, actor="a", letter=letter, reason=reason
        )


def test_statements_count_after_a_time_and_up_to_another(book) -> None:
    filed(book)
    made = state_trigger(
        book, History(book, POLICIES), P, POLICIES, actor="a", letter="b", reason="new purpose"
    )
    assert len(statements(book, P, day(1))) == 1
    assert statements(book, P, made.time) == []
    assert len(statements(book, P, day(1), made.time)) == 1
    assert statements(book, P, day(1), day(2)) == []


def test_a_provision_and_a_declaration_of_lineage_since_are_changes(book) -> None:
    filed(book)
    share = Share(
        id="sh-1", unit="local", time=day(21), dataset=P, purpose="p", recipient="市医保局",
        approver="a", output="x", output_sha256="", plan_digest="", columns=(), rows=1,
    )  # fmt: skip
    keep(book, people("origin"))
    lineage = Lineage(
        id=lineage_id(P), unit="local", time=day(21), dataset=P, origins=("ds-origin",),
        operation="merged", base=Level.GENERAL_4, level=Level.GENERAL_4, person="a",
    )  # fmt: skip
    book.record([share, lineage], action="test", **WHO)
    (noted,) = note(book)
    assert {each.kind: dict(each.values) for each in noted.observed} == {
        "derived": {"operation": "merged"},
        "shared": {"recipients": "市医保局"},
    }


def test_a_filing_nobody_can_grade_is_left_for_who_looks_at_it(book) -> None:
    confirmed(book)
    file(book)
    keep(book, important(profile="theirs"), day(21))
    assert note(book) == []
    with pytest.raises(MisuseError, match="theirs"):
        standing(book)


def test_an_unknown_data_set_stands_nowhere(book) -> None:
    with pytest.raises(MisuseError, match="no data set 'ds-none'"):
        standing(book, "ds-none")
