# How many people: counted where every row was read, estimated from samples whose true
# answer is known, never more than there are rows.
import datetime as dt
import random

import pytest

from classify.persons import EXACT_DISTINCT, count_persons, estimate_distinct
from policies import Category, GradingProfile, Header, Policies, Recogniser, Title
from schema import FieldFinding, LabelRate, Level

_TITLE = Title(zh="题", en="title")


def _recogniser(label: str, category: str, subject: str, precedence: int) -> Recogniser:
    return Recogniser(
        id=label,
        title=_TITLE,
        category=category,
        subject=subject,
        precedence=precedence,
        evidence="header",
        header_hits=(),
        header_misses=(),
    )


POLICIES = Policies(
    {
        "cn.id18": _recogniser("cn.id18", "secret", "person", 90),
        "cn.mobile": _recogniser("cn.mobile", "open", "person", 60),
        "org.name": _recogniser("org.name", "open", "organisation", 99),
        "health.diagnosis": _recogniser("health.diagnosis", "secret", "none", 10),
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
    unlabelled=Level.GENERAL_1,
    unlabelled_rule="R",
    matrix=(),
    categories=tuple(
        Category(
            id=name,
            title=_TITLE,
            path=(name,),
            personal=True,
            sensitive=name == "secret",
            level=Level.GENERAL_2,
            rule="R",
        )
        for name in ("secret", "open")
    ),
)


def field(
    label: str | None, *, sampled: int = 100, distinct: int | None = 100, also: float = 0.0
) -> FieldFinding:
    labels = (LabelRate("cn.id18", also, also),) if also else ()
    return FieldFinding(
        label or "x",
        "text",
        label,
        Level.GENERAL_1,
        0.9,
        1.0,
        sampled,
        (),
        labels=labels,
        distinct=distinct,
    )


def counted(*fields: FieldFinding, rows: int | None = 100, sampled: int = 100, whole: bool = True):
    return count_persons(
        fields, rows=rows, sampled=sampled, complete=whole, policies=POLICIES, profile=PROFILE
    )


@pytest.mark.parametrize(
    ("fields", "persons", "exact"),
    [
        pytest.param([field("cn.id18", distinct=70)], 70, True, id="distinct identity numbers"),
        pytest.param(
            [field("cn.mobile", distinct=90), field("cn.id18", distinct=70)],
            70,
            True,
            id="the more precise identifier",
        ),
        pytest.param(
            [field("cn.mobile", distinct=90), field("cn.id18", sampled=49, distinct=49)],
            90,
            True,
            id="not one that is mostly empty",
        ),
        pytest.param(
            [field("cn.mobile", distinct=90), field("cn.id18", sampled=50, distinct=49)],
            49,
            True,
            id="half filled is filled enough",
        ),
        pytest.param(
            [field("cn.id18", distinct=40), field("cn.id18", distinct=60)],
            60,
            True,
            id="the richer of two alike",
        ),
        pytest.param([field("org.name")], None, False, id="organisations are not persons"),
        pytest.param([field("health.diagnosis")], None, False, id="nothing tells them apart"),
        pytest.param(
            [field(None, also=0.5)], None, False, id="a label beside others identifies not"
        ),
        pytest.param([field("cn.id18", distinct=None)], None, False, id="never looked at"),
        pytest.param([], None, False, id="no fields"),
    ],
)
def test_every_row_was_read(fields, persons, exact) -> None:
    result = counted(*fields)
    assert (result.count, result.exact) == (persons, exact)
    assert bool(result.detail) is (persons is not None)


@pytest.mark.parametrize(
    ("distinct", "exact"), [(EXACT_DISTINCT - 1, True), (EXACT_DISTINCT, False)]
)
def test_a_full_sketch_is_an_estimate(distinct: int, exact: bool) -> None:
    rows = 9 * EXACT_DISTINCT
    result = counted(field("cn.id18", sampled=rows, distinct=distinct), rows=rows, sampled=rows)
    assert (result.count, result.exact) == (distinct, exact)


CELLS = 4 * EXACT_DISTINCT
# Twice the standard error of a sketch of this size, as so many of the cells.
EDGE = CELLS * 2 / EXACT_DISTINCT**0.5


@pytest.mark.parametrize(
    ("distinct", "persons"),
    [
        pytest.param(CELLS + 90, CELLS, id="a sketch over its cells is cut"),
        pytest.param(CELLS - int(EDGE) + 1, CELLS, id="within its error all are distinct"),
        pytest.param(CELLS - int(EDGE) - 1, CELLS - int(EDGE) - 1, id="beyond it some repeat"),
    ],
)
def test_a_sketch_has_its_error(distinct: int, persons: int) -> None:
    every = field("cn.id18", sampled=CELLS, distinct=distinct)
    result = counted(every, rows=CELLS, sampled=CELLS)
    assert (result.count, result.exact) == (persons, False)


@pytest.mark.parametrize(
    ("rows", "persons"),
    [
        pytest.param(1_000_000, 1_000_000, id="no repeats: every row a person"),
        pytest.param(None, 1_000, id="rows unknown: at least those seen"),
        pytest.param(500, 1_000, id="an estimate below what was read gives way"),
    ],
)
def test_sampled(rows: int | None, persons: int) -> None:
    result = counted(
        field("cn.id18", sampled=1_000, distinct=1_000), rows=rows, sampled=1_000, whole=False
    )
    assert (result.count, result.exact) == (persons, False)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param(100, "in the 100 rows read", id="all there seem to be"),
        pytest.param(90, "in the 100 rows read", id="more than were thought to be"),
        pytest.param(101, "extrapolated", id="one row was not read"),
    ],
)
def test_nothing_is_extrapolated_to_what_was_read(rows: int, said: str) -> None:
    result = counted(field("cn.id18", distinct=70), rows=rows, whole=False)
    assert said in result.detail
    assert result.exact is False
    assert result.count == pytest.approx(70, abs=2)


def test_empty_cells_are_not_persons() -> None:
    half = field("cn.id18", sampled=500, distinct=500)
    assert counted(half, rows=100_000, sampled=1_000, whole=False).count == 50_000


def test_headers_alone_count_nobody() -> None:
    only = field("cn.id18", sampled=0, distinct=None)
    assert counted(only, rows=5_000, sampled=0, whole=False).count is None


@pytest.mark.parametrize(
    ("others", "sensitive"),
    [
        pytest.param([field("health.diagnosis", sampled=30)], 30, id="as many as hold it"),
        pytest.param([field("health.diagnosis", sampled=100)], 80, id="no more than persons"),
        pytest.param([field(None, also=0.07)], 7, id="a share of a mixed column"),
        pytest.param([], 0, id="none"),
    ],
)
def test_sensitive_persons(others, sensitive) -> None:
    assert counted(field("cn.mobile", distinct=80), *others).sensitive == sensitive


@pytest.mark.parametrize(
    ("persons", "rows_each", "sampled"),
    [(50_000, 1, 5_000), (2_000, 25, 5_000), (10_000, 8, 5_000), (300, 200, 2_000)],
    ids=["one row each", "25 rows each", "eight rows each", "200 rows each"],
)
def test_estimate_meets_the_truth(persons: int, rows_each: int, sampled: int) -> None:
    rows = persons * rows_each
    chosen = random.Random(persons).sample(range(rows), sampled)
    distinct = len({row // rows_each for row in chosen})
    assert estimate_distinct(distinct, sampled, rows) == pytest.approx(persons, rel=0.12)


@pytest.mark.parametrize(
    ("distinct", "sampled", "total"),
    [
        (0, 10, 100),
        (1, 10, 100),
        (10, 10, 100),
        (7, 10, 10),
        (9, 10, 11),
        (2_000, 2_100, 2_100),
        (4_999, 5_000, 10**9),
    ],
)
def test_estimate_stays_between_seen_and_all(distinct: int, sampled: int, total: int) -> None:
    assert distinct <= estimate_distinct(distinct, sampled, total) <= total


def test_estimate_grows_with_what_was_seen() -> None:
    seen = [estimate_distinct(distinct, 900, 50_000) for distinct in range(1, 901, 29)]
    assert seen == sorted(seen)
