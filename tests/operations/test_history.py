# The catalogue as it was at any time: findings, decisions, lineage, and what was gone.
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, WHO, book_at, day, important, keep, people, review, scanned

from operations.history import History, latest_review, lineage_id
from schema import Level, Lineage, MisuseError


@pytest.fixture
def book(tmp_path: Path):
    with book_at(tmp_path / "home") as opened:
        yield opened


def made_from(book, dataset: str, *origins: str, time: str = day(6), operation: str = "masked"):
    lineage = Lineage(
        id=lineage_id(dataset), unit="local", time=time, dataset=dataset, origins=origins,
        operation=operation, base=Level.GENERAL_4, level=Level.GENERAL_4, person="王敏",
    )  # fmt: skip
    book.record([lineage], action="test", **WHO)


def test_a_finding_is_in_force_from_its_time_to_the_next(book) -> None:
    keep(book, people(rows=1), day(2))
    keep(book, people(rows=2), day(4))
    history = History(book, POLICIES)
    rows = [
        None if (found := history.decided("ds-people", until)) is None else found.rows
        for until in (day(1), day(2), day(3), day(4), day(9))
    ]
    assert rows == [None, 1, 1, 2, 2]
    assert history.version("ds-people") is not None
    assert history.version("ds-people")[0] == 2
    assert history.decided("ds-nobody") is None


def test_a_decision_counts_from_its_time_on(book) -> None:
    keep(book, important())
    review(book, "ds-people", day(5))
    history = History(book, POLICIES)
    assert history.decided("ds-people", day(4)).level is Level.IMPORTANT_CANDIDATE
    assert history.decided("ds-people", day(5)).level is Level.IMPORTANT
    assert history.decided("ds-people").level is Level.IMPORTANT


def test_derived_data_has_the_level_of_its_origin_from_the_time_this_is_known(book) -> None:
    keep(book, important("origin"))
    keep(book, people("copy", field("a", None, Level.GENERAL_2)))
    review(book, "ds-origin", day(7))
    made_from(book, "ds-copy", "ds-origin", time=day(6))
    history = History(book, POLICIES)
    levels = [history.decided("ds-copy", until).level for until in (day(5), day(6), day(7))]
    assert levels == [Level.GENERAL_2, Level.IMPORTANT_CANDIDATE, Level.IMPORTANT]
    assert history.reviewed("ds-copy").level is Level.GENERAL_2


def test_origins_that_go_in_a_circle_do_not_hang(book) -> None:
    for name in ("a", "b"):
        keep(book, people(name))
    made_from(book, "ds-a", "ds-b")
    made_from(book, "ds-b", "ds-a")
    assert History(book, POLICIES).decided("ds-a").level is Level.GENERAL_4


def test_what_cannot_be_graded_says_what_is_missing(book) -> None:
    keep(book, people("old", profile="theirs"))
    review(book, "ds-old")
    keep(book, people("made"))
    made_from(book, "ds-made", "ds-old", operation="melted")
    history = History(book, POLICIES)
    with pytest.raises(MisuseError, match=r"profile 'theirs', which is not loaded"):
        history.decided("ds-old")
    with pytest.raises(MisuseError, match=r"made by 'melted', of which no policy speaks"):
        history.decided("ds-made")


@pytest.mark.parametrize(
    ("second", "gone"),
    [
        ({"places": ("/data",)}, True),
        ({"places": ("/data/people.csv",)}, True),
        ({"places": ("/",)}, True),
        ({"places": ("/data",), "skipped": ("/data/people.csv",)}, False),
        ({"places": ("/data",), "skipped": ("/data",)}, False),
        ({"places": ("/data",), "skipped": ("/data/other.csv",)}, True),
        ({"places": ("/elsewhere",)}, False),
        ({"places": ("/dat",)}, False),
        ({"places": ("/data/people.csv.old",)}, False),
    ],
    ids=[
        "the same directory",
        "the file itself",
        "a directory above",
        "the file could not be read",
        "the directory could not be read",
        "another file could not be read",
        "elsewhere",
        "a name that begins alike",
        "a file whose name goes on",
    ],
)
def test_what_a_scan_should_have_found_and_did_not_is_gone(book, second, gone: bool) -> None:
    keep(book, people())
    scanned(book, 2, "ds-people")
    scanned(book, 4, "ds-other", **second)
    history = History(book, POLICIES)
    assert history.gone_since("ds-people") == (day(4, 9) if gone else "")
    assert history.gone_since("ds-people", day(3)) == ""


def test_the_same_scan_as_before_would_have_found_it_wherever_it_lies(book) -> None:
    keep(book, people(source="postgresql://h/db"))
    scanned(book, 2, "ds-people", places=("postgresql://h/db?schema=a",))
    scanned(book, 4, places=("postgresql://h/db?schema=b",))
    assert History(book, POLICIES).gone_since("ds-people") == ""
    scanned(book, 5, places=("postgresql://h/db?schema=a",))
    assert History(book, POLICIES).gone_since("ds-people") == day(5, 9)


def test_what_is_found_again_is_gone_no_more(book) -> None:
    keep(book, people())
    for number, found in ((2, ["ds-people"]), (4, []), (6, ["ds-people"])):
        scanned(book, number, *found)
    history = History(book, POLICIES)
    assert [history.gone_since("ds-people", day(n)) for n in (3, 5, 7)] == ["", day(4, 9), ""]


def test_what_no_scan_ever_found_is_not_gone(book) -> None:
    keep(book, people())
    scanned(book, 4)
    assert History(book, POLICIES).gone_since("ds-people") == ""


def test_the_last_decision_about_the_whole_is_in_force(book) -> None:
    keep(book, people())
    review(book, "ds-people", day(6), decision="overruled", level=Level.GENERAL_4)
    review(book, "ds-people", day(5))
    review(book, "ds-people", day(7), name="手机号")
    reviews = History(book, POLICIES).reviews("ds-people")
    assert latest_review(reviews).decision == "overruled"
    assert latest_review(reviews[2:]) is None
