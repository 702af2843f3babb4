# What changed in the catalogue: by a scan, since a day, of one data set; and what it means.
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, book_at, day, important, imprint, keep, people, review, scanned

from operations import Settings
from operations.diff import Difference, diff_catalogue
from operations.filing import file_dataset, state_trigger
from operations.history import History
from schema import Level, MisuseError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    # Read once: the packs are the same in every test.
    monkeypatch.setattr("operations.diff.read_policies", lambda _: POLICIES)
    return Settings(tmp_path / "home", "tester")


@pytest.fixture
def book(settings: Settings):
    with book_at(settings.home) as opened:
        yield opened


@pytest.fixture
def scans(book) -> None:
    """Two scans of /data: one data set grew, one is new, one is gone, one is as it was."""
    for name in ("grown", "gone", "same"):
        keep(book, people(name), day(2))
    scanned(book, 2, "ds-grown", "ds-gone", "ds-same")
    keep(book, people("grown", rows=1_300), day(4))
    keep(book, people("new"), day(4))
    scanned(book, 4, "ds-grown", "ds-same", "ds-new")


def names(difference: Difference) -> dict[str, list[str]]:
    return {
        kind: [each.change.finding.name for each in getattr(difference, kind)]
        for kind in ("added", "removed", "changed")
    }


LAST = {"added": ["new"], "removed": ["gone"], "changed": ["grown"]}
NOTHING = {"added": [], "removed": [], "changed": []}


def test_the_last_scan_is_meant_where_nothing_is_said(settings: Settings, scans) -> None:
    difference = diff_catalogue(settings)
    assert (names(difference), difference.scan, difference.looked_at) == (LAST, "job-4", 4)
    (grown,) = difference.changed
    assert [each.trigger.letter for each in grown.occasions] == ["a"]
    assert [each.trigger.letter for each in difference.removed[0].occasions] == ["i"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"scan": "job-4"}, LAST),
        ({"scan": "job-2"}, {"added": ["gone", "grown", "same"], "removed": [], "changed": []}),
        ({"since": "2026-11-03"}, LAST),
        ({"since": "2026-11-03T08:00:00+08:00"}, LAST),
        ({"since": "2026-11-01"}, {"added": ["grown", "new", "same"], "removed": [], "changed": []}),
        ({"since": "2026-11-19"}, NOTHING),
        ({"wanted": "grown"}, {"added": [], "removed": [], "changed": ["grown"]}),
        ({"wanted": "same"}, {"added": ["same"], "removed": [], "changed": []}),
        ({"wanted": "same", "scan": "job-4"}, NOTHING),
        ({"wanted": "gone", "since": "2026-11-03"}, {"added": [], "removed": ["gone"], "changed": []}),
    ],
    ids=[
        "by a scan",
        "by the first scan",
        "since a day",
        "since a time",
        "since before all",
        "since after all",
        "one data set's last step",
        "one with one version",
        "one by a scan",
        "one that is gone",
    ],
)  # fmt: skip
def test_what_is_asked_for_is_compared(settings: Settings, scans, asked, found) -> None:
    assert names(diff_catalogue(settings, **asked)) == found


def test_a_scan_that_found_the_same_changed_nothing(settings: Settings, book, scans) -> None:
    scanned(book, 6, "ds-grown", "ds-same", "ds-new")
    difference = diff_catalogue(settings)
    assert (names(difference), difference.looked_at) == (NOTHING, 3)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "2026-11-01", "scan": "job-2"}, "not both"),
        ({"scan": "job-9"}, r"no scan 'job-9' .* job-4 \(2026-11-04T09:00\), job-2"),
        ({"since": "last week"}, "expected a day, as 2026-11-24"),
        ({"since": "2026-12-01"}, "still to come"),
        ({"wanted": "nobody"}, "no data set 'nobody'"),
    ],
)
def test_what_cannot_be_compared_is_misuse(settings: Settings, scans, asked, said) -> None:
    with pytest.raises(MisuseError, match=said):
        diff_catalogue(settings, **asked)


def test_before_any_scan_there_is_nothing_to_compare(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="nothing was scanned yet"):
        diff_catalogue(settings)


def test_decisions_are_part_of_what_changed(settings: Settings, book) -> None:
    keep(book, important(), day(2))
    scanned(book, 2, "ds-people")
    review(book, "ds-people", day(10))
    (changed,) = diff_catalogue(settings, since="2026-11-09").changed
    assert changed.change.before.level is Level.IMPORTANT_CANDIDATE
    assert changed.change.after.level is Level.IMPORTANT
    assert changed.standing.condition == "confirmed"


def test_a_filed_data_set_says_whether_it_is_due(settings: Settings, book) -> None:
    keep(book, important(), day(2))
    review(book, "ds-people", day(3))
    history = History(book, POLICIES)
    file_dataset(
        book, history, "ds-people", POLICIES, actor="a", filed="2026-11-20", number="1", reason="r"
    )
    keep(book, important(rows=1_100), day(21))
    (slightly,) = diff_catalogue(settings, "people").changed
    assert (slightly.standing.condition, slightly.standing.rules) == ("filed", ())
    keep(book, important(rows=1_350), day(22))
    (step,) = diff_catalogue(settings, "people").changed
    # A step of 23 %, and yet 35 % since it was filed.
    assert step.occasions == ()
    assert [rule.id for rule in step.standing.rules] == ["scale"]


def test_a_statement_alone_is_told_with_its_occasion(settings: Settings, book) -> None:
    keep(book, people(), day(2))
    scanned(book, 2, "ds-people")
    history = History(book, POLICIES)
    state_trigger(book, history, "ds-people", POLICIES, actor="a", letter="h", reason="letter 12")
    (changed,) = diff_catalogue(settings, since="2026-11-10").changed
    assert [each.trigger.letter for each in changed.occasions] == ["h"]
    assert changed.change.observations == ()
    assert changed.stated[0].values["reason"] == "letter 12"


def test_a_merger_is_traced_to_the_data_set_that_was_there_before(settings: Settings, book) -> None:
    ids = [field("证件号")]
    keep(book, people("north", *ids), day(2), imprints=[imprint("证件号", (0, 900))])
    keep(book, people("south", *ids), day(2), imprints=[imprint("证件号", (900, 1_800))])
    scanned(book, 2, "ds-north", "ds-south")
    keep(book, people("later", *ids), day(4), imprints=[imprint("证件号", (900, 1_800))])
    keep(book, people("north", *ids, rows=2_000), day(4), imprints=[imprint("证件号", (0, 1_800))])
    scanned(book, 4, "ds-north", "ds-south", "ds-later")
    (changed,) = diff_catalogue(settings).changed
    merged = [each.values for each in changed.change.observations if each.kind == "merged-whole"]
    assert merged == [{"datasets": "south"}]
    assert "c" in [each.trigger.letter for each in changed.occasions]
