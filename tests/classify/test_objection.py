# What stands against a decision, piece by piece; decisions themselves are in test_review.
import pytest
from graded_columns import POLICIES, PROFILE, column, graded

from classify.objection import (
    Objection,
    against_dataset,
    against_earlier,
    against_field,
    joined,
    proved,
)
from schema import LabelRate, Level, Review

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level


def review(**changes: object) -> Review:
    values: dict[str, object] = {"id": "rv-1", "unit": "u", "time": "2026-11-24T08:00:00Z",
        "dataset": "ds-1", "field": "", "reviewer": "王敏", "decision": "overruled",
        "reason": "r"}  # fmt: skip
    return Review(**(values | changes))


@pytest.mark.parametrize(
    ("label", "rate", "also", "labels"),
    [
        pytest.param("cn.id18", 1.0, (), ("cn.id18",), id="a clean column"),
        pytest.param("cn.id18", 0.0, (), (), id="a header without cells"),
        pytest.param(None, 1.0, (LabelRate("cn.id18", 0.1, 0.1),), ("cn.id18",), id="a second"),
        pytest.param(None, 1.0, (LabelRate("cn.id18", 0.1, 0.004),), (), id="too few that pass"),
        pytest.param("mine.unknown", 1.0, (), ("mine.unknown",), id="of no class: the safe side"),
        pytest.param("mine.core", 1.0, (), ("mine.core",), id="of a grave class"),
        pytest.param("org.name", 1.0, (), (), id="of the lowest floor"),
    ],
)
def test_cells_speak_against_a_field(
    label: str | None, rate: float, also: tuple[LabelRate, ...], labels: tuple[str, ...]
) -> None:
    (found,) = graded(column("c", label, rate=rate, also=also)).fields
    (decided,) = graded(column("c")).fields
    against = against_field(found, decided, POLICIES, PROFILE, persons=True)
    assert (against.labels if against else ()) == labels
    assert against_field(found, found, POLICIES, PROFILE, persons=True) is None


@pytest.mark.parametrize(("level", "count"), [(G1, 2), (G2, 1), (G3, 0), (CORE, 0)], ids=str)
def test_fields_and_rules_speak_against_a_whole(level: Level, count: int) -> None:
    drawn = graded(column("n", "person.name"), column("t", "cn.mobile"))
    assert (drawn.level, proved(drawn)) == (G3, G3)
    against = against_dataset(drawn, level)
    assert len(against.details if against else ()) == count
    assert against is None or against.level is G3


def test_a_candidate_proves_no_more_than_the_highest_general_level() -> None:
    drawn = graded(column("a", "mine.core"))
    assert (drawn.level, proved(drawn)) == (CANDIDATE, G4)


@pytest.mark.parametrize(
    ("before", "after", "speaks"), [(G3, G2, True), (G3, G3, False), (G2, G3, False)]
)
def test_an_earlier_decision_speaks_against_less(before: Level, after: Level, speaks: bool) -> None:
    against = against_earlier(review(), before, after)
    assert (against is not None) is speaks
    if against is not None:
        assert against.details == ("王敏 decided on general-3 on 2026-11-24",)


def test_objections_are_joined() -> None:
    one = Objection(G2, ("a.b",), ("x",))
    other = Objection(G4, (), ("y",))
    assert joined(None, None) is None
    assert joined(None, one) == one
    assert joined(one, None, other) == Objection(G4, ("a.b",), ("x", "y"))
