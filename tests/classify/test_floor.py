# What one field's level rests on, and that drawing it anew leaves no trace of the old.
import dataclasses
import datetime as dt

import pytest

from classify.column import ColumnLabel
from classify.floor import COUNTS_FROM, at_most_candidate, category_of, counted_labels, graded
from classify.grade import grade
from policies import Category, GradingProfile, Header, Policies, Recogniser, Title, load_policies
from schema import Column, FieldFinding, LabelRate, Level, Reason, Table

_TITLE = Title(zh="题", en="title")
POLICIES = Policies(
    {
        label: Recogniser(
            id=label,
            title=_TITLE,
            category=category,
            evidence="header",
            header_hits=(),
            header_misses=(),
        )
        for label, category in [("x.low", "low"), ("x.high", "high"), ("x.lost", "lost")]
    },
    {},
    {},
    {},
    {},
    digest="d",
)
PROFILE = GradingProfile(
    header=Header(
        id="small",
        title=_TITLE,
        owner="test",
        created=dt.date(2026, 1, 1),
        maturity="stable",
        source="none",
        gaps="all",
    ),
    unlabelled=Level.GENERAL_2,
    unlabelled_rule="H.2",
    matrix=(),
    categories=(
        Category(id="low", title=_TITLE, path=("l",), level=Level.GENERAL_1, rule="R1"),
        Category(id="high", title=_TITLE, path=("h",), level=Level.GENERAL_3, rule="R3"),
    ),
)


def field(label: str | None, *rates: LabelRate, validated: float = 1.0, **changes: object):
    base = FieldFinding("c", "text", label, Level.CORE, 0.9, validated, 10, (), labels=rates)
    return dataclasses.replace(base, **changes)


@pytest.mark.parametrize(
    ("one", "counted"),
    [
        (field("x.low", LabelRate("x.low", 1, 1)), {"x.low": 1.0}),
        (field("x.low", validated=0.0), {"x.low": 0.0}),
        (field(None), {}),
        (field(None, LabelRate("x.low", 1, COUNTS_FROM)), {"x.low": COUNTS_FROM}),
        (field(None, LabelRate("x.low", 1, COUNTS_FROM - 1e-6)), {}),
        (
            field("x.low", LabelRate("x.high", 1, 0.3), LabelRate("x.low", 1, 0.9), validated=0.9),
            {"x.low": 0.9, "x.high": 0.3},
        ),
    ],
    ids=["leading", "leading by its name alone", "none", "just enough", "just not", "both"],
)
def test_counted_labels(one: FieldFinding, counted: dict[str, float]) -> None:
    assert counted_labels(one) == counted
    assert next(iter(counted), None) == (one.label or next(iter(counted), None))


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (field("x.low"), Level.GENERAL_1),
        (field(None), Level.GENERAL_2),
        (field(None, LabelRate("x.low", 1, 0.5)), Level.GENERAL_2),
        (field(None, LabelRate("x.high", 1, 0.5)), Level.GENERAL_3),
        (field("x.low", LabelRate("x.high", 1, 0.5)), Level.GENERAL_3),
        (field("x.lost"), Level.GENERAL_4),
    ],
    ids=[
        "a recognised field may be below an unrecognised one",
        "nothing recognised",
        "the rest of a mixed column keeps the floor of the unrecognised",
        "a stricter part decides",
        "the stricter of two",
        "a class without floor",
    ],
)
def test_level(one: FieldFinding, level: Level) -> None:
    assert graded(one, POLICIES, PROFILE).level is level


OPAQUE = (Reason("reading", "not looked into: its values are nested or binary"),)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        pytest.param(field(None), "nothing was recognised", id="looked at in vain"),
        pytest.param(field(None, sampled=0, empty=3), "every cell is empty", id="empty cells"),
        pytest.param(field(None, sampled=0), "no value was looked at", id="no cells"),
        pytest.param(field(None, reasons=OPAQUE), "was not looked into", id="nested or binary"),
        pytest.param(
            field(None, reasons=(Reason("reading", "something else of its reading"),)),
            "nothing was recognised",
            id="looked at, though not whole",
        ),
    ],
)
def test_a_field_of_no_label_says_why(one: FieldFinding, said: str) -> None:
    once = graded(one, POLICIES, PROFILE)
    (reason,) = [reason for reason in once.reasons if reason.kind == "floor"]
    assert said in reason.detail
    assert once.level is Level.GENERAL_2
    assert graded(once, POLICIES, PROFILE) == once


def test_drawn_anew_keeps_the_evidence_and_drops_the_old_floor() -> None:
    before = field(
        "x.high", reasons=(Reason("check", "seen"), Reason("floor", "old"), Reason("review", "r"))
    )
    once = graded(before, POLICIES, PROFILE)
    assert [reason.kind for reason in once.reasons] == ["check", "review", "floor"]
    assert "old" not in {reason.detail for reason in once.reasons}
    assert graded(once, POLICIES, PROFILE) == once


@pytest.mark.parametrize(("label", "category"), [("x.low", "low"), ("x.lost", None), ("x", None)])
def test_category_of(label: str, category: str | None) -> None:
    found = category_of(label, POLICIES, PROFILE)
    assert (found.id if found else None) == category


@pytest.mark.parametrize("level", Level)
def test_a_machine_stops_at_candidate(level: Level) -> None:
    given, reasons = at_most_candidate(level, "floor")
    beyond = level in (Level.IMPORTANT, Level.CORE)
    assert given is (Level.IMPORTANT_CANDIDATE if beyond else level)
    assert bool(reasons) is beyond


@pytest.mark.parametrize(
    ("labels", "coordinates"),
    [
        (["geo.coordinate"], Level.GENERAL_2),
        (["geo.coordinate", "net.ip"], Level.GENERAL_2),
        (["geo.coordinate", "person.name"], Level.GENERAL_4),
        (["cn.id18", "geo.coordinate"], Level.GENERAL_4),
    ],
    ids=["alone", "of a device", "of a named person", "of a numbered person"],
)
def test_a_position_is_personal_only_beside_a_person(labels: list[str], coordinates: Level) -> None:
    policies = load_policies()
    profile = policies.profiles["gbt-43697"]
    columns = tuple(
        ColumnLabel(f"c{n}", "text", "", label, (), 1.0, 1.0, 9, 0, 9, "", ())
        for n, label in enumerate(labels)
    )
    table = Table("a.db", "t", tuple(Column(c.name, c.type) for c in columns), "sqlite")
    found = grade(
        table,
        columns,
        rows=9,
        sampled=9,
        rows_exact=True,
        complete=True,
        policies=policies,
        profile=profile,
        unit="u",
        dataset_id="ds-1",
    )
    field = found.fields[labels.index("geo.coordinate")]
    assert field.level is coordinates
    assert field.sensitive is (coordinates is Level.GENERAL_4)
