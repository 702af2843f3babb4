# Who else holds a table, asked of a catalogue: found by values, never by names, and only what
# is there now.
import random
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, WHO, book_at, day, imprint, keep, people, scanned

from operations import Settings
from operations.history import lineage_id
from operations.similar import copies, find_similar
from schema import Level, Lineage, MisuseError


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("operations.similar.read_policies", lambda _: POLICIES)
    return Settings(tmp_path / "home", "tester")


def held(book, name: str, span: tuple[int, int], *, column: str = "", label: str | None = "cn.id18",
         covered: float = 1.0, level: Level = Level.GENERAL_4) -> None:  # fmt: skip
    column = column or "证件号"
    shape = "#" * 18
    found = people(name, field(column, label, level, example=shape, sampled=span[1] - span[0]))
    keep(book, found, imprints=[imprint(column, span, covered=covered)])


@pytest.fixture
def book(settings: Settings):
    with book_at(settings.home) as opened:
        held(opened, "register", (0, 4_000))
        held(opened, "renamed", (0, 2_000), column="f1", label=None, level=Level.GENERAL_2)
        held(opened, "neighbours", (3_000, 9_000))
        held(opened, "strangers", (50_000, 54_000))
        keep(opened, people("headers only"))
        yield opened


def kinds(settings: Settings, wanted: str, **more) -> dict[str, str]:
    (found,) = find_similar(settings, wanted, **more)
    return {each.finding.name: each.resemblance.kind for each in found.alike}


def test_a_part_is_found_under_any_name_and_told_to_be_graded_lower(settings, book) -> None:
    (found,) = find_similar(settings, "register")
    (part,) = found.alike
    assert (part.finding.name, part.resemblance.kind) == ("renamed", "whole")
    (pair,) = part.resemblance.pairs
    assert (pair.field, pair.other) == ("证件号", "f1")
    assert pair.likeness.contains > 0.95
    assert pair.likeness.bounds[0] <= 0.5 <= pair.likeness.bounds[1]
    assert (part.graded_lower, part.whole, part.lineage) == (True, True, False)


def test_the_part_finds_the_whole_which_is_not_graded_lower(settings, book) -> None:
    (found,) = find_similar(settings, "renamed")
    assert [
        (each.finding.name, each.resemblance.kind, each.graded_lower) for each in found.alike
    ] == [("register", "part", False)]


def test_less_is_found_where_less_is_asked(settings, book) -> None:
    assert kinds(settings, "register", least=0.1) == {"renamed": "whole", "neighbours": "overlap"}
    assert kinds(settings, "strangers") == {}


def test_the_whole_catalogue_tells_only_what_others_resemble(settings, book) -> None:
    assert [each.finding.name for each in find_similar(settings)] == ["register", "renamed"]


def test_a_recorded_lineage_is_told(settings, book) -> None:
    lineage = Lineage(
        id=lineage_id("ds-renamed"), unit="local", time=day(6), dataset="ds-renamed",
        origins=("ds-register",), operation="masked", base=Level.GENERAL_4, level=Level.GENERAL_4,
        person="a",
    )  # fmt: skip
    book.record([lineage], action="test", **WHO)
    (part,) = find_similar(settings, "register")[0].alike
    assert part.lineage
    # It has its origin's level since.
    assert not part.graded_lower
    assert find_similar(settings, "renamed")[0].alike[0].lineage


def test_a_sample_says_that_rows_were_not_seen(settings, book) -> None:
    held(book, "sampled", (0, 400), covered=0.1)
    (found,) = find_similar(settings, "sampled")
    assert {each.finding.name: each.whole for each in found.alike}["register"] is False


def test_what_is_gone_holds_nothing(settings, book) -> None:
    scanned(book, 2, "ds-renamed", "ds-register")
    scanned(book, 4, "ds-register")
    assert kinds(settings, "register") == {}


@pytest.mark.parametrize(
    ("wanted", "least", "said"),
    [
        ("headers only", 0.3, "nothing is kept of the values of 'headers only': scan it again"),
        ("nobody", 0.3, "no data set 'nobody'"),
        ("register", 0.0, "between 0 and 1"),
        ("register", 1.01, "between 0 and 1"),
    ],
)
def test_what_cannot_be_asked_is_misuse(settings, book, wanted, least, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        find_similar(settings, wanted, least=least)


def test_a_resemblance_is_seen_from_either_side(settings, book) -> None:
    draw = random.Random(3)
    for number in range(12):
        first = draw.randrange(0, 200_000)
        held(book, f"t{number}", (first, first + draw.randrange(500, 60_000)))
    seen = {
        (each.finding.name, one.finding.name)
        for each in find_similar(settings, least=0.05)
        for one in each.alike
    }
    assert seen == {(other, one) for one, other in seen}
    assert len(seen) > 6


def test_copies_are_told_from_either_side_and_overlaps_counted_once(settings, book) -> None:
    held, overlaps = copies(find_similar(settings, least=0.1))
    assert {each.finding.name: [one.finding.name for one in each.alike] for each in held} == {
        "register": ["renamed"],
        "renamed": ["register"],
    }
    assert overlaps == 1
