# Which occasions of annex J observations speak for, when a filing is due again, and the day.
import pytest
from compared_findings import RULES

from classify import due_rules, occasions, until
from schema import Observation, ObservationKind


@pytest.mark.parametrize(
    ("kinds", "letters"),
    [
        ([], ""),
        (["scale"], "a"),
        (["merged-whole"], "c"),
        (["merged-part"], "d"),
        (["class-added"], "e"),
        (["fields-removed"], "f"),
        (["derived", "class-removed"], "f"),
        (["content"], "i"),
        (["gone"], "i"),
        (["content", "class-added", "scale"], "aei"),
    ],
)
def test_observations_speak_for_their_letters_in_order(
    kinds: list[ObservationKind], letters: str
) -> None:
    found = occasions([Observation(kind) for kind in kinds], RULES)
    assert "".join(each.trigger.letter for each in found) == letters
    assert sorted(each.kind for one in found for each in one.observations) == sorted(kinds)
    assert not any(each.stated for each in found)


@pytest.mark.parametrize("letter", "abcdefghi")
def test_a_person_may_state_any_of_the_nine(letter: str) -> None:
    (found,) = occasions([Observation("stated", {"letter": letter})], RULES)
    assert found.trigger.letter == letter
    assert found.stated


@pytest.mark.parametrize(
    ("kinds", "rules"),
    [
        ([], []),
        (["scale"], ["scale"]),
        (["labels-changed"], ["items"]),
        (["stated", "scale"], ["scale", "items"]),
        (["content"], []),
        (["fields-added"], []),
    ],
)
def test_a_filing_is_due_again_for_what_was_filed(
    kinds: list[ObservationKind], rules: list[str]
) -> None:
    assert [rule.id for rule in due_rules(map(Observation, kinds), RULES)] == rules


@pytest.mark.parametrize(
    ("noticed", "months", "day"),
    [
        ("2026-11-24T08:00:00Z", 3, "2027-02-24"),
        ("2026-11-30T08:00:00Z", 3, "2027-02-28"),
        ("2027-11-30T08:00:00Z", 3, "2028-02-29"),
        ("2026-01-31T00:00:00Z", 1, "2026-02-28"),
        ("2026-12-01T00:00:00Z", 12, "2027-12-01"),
    ],
)
def test_months_end_on_a_day_there_is(noticed: str, months: int, day: str) -> None:
    assert until(noticed, months) == day
