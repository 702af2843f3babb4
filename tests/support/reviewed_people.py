# A small finding about people, and decisions of a reviewer about it.
from __future__ import annotations

import dataclasses
import datetime as dt

from classify.grade import settled
from classify.review import with_reviews
from policies import Category, Combination, GradingProfile, Header, Policies, Recogniser, Title
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Reason, Review

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
_TITLE = Title(zh="题", en="title")


def _recogniser(label: str, category: str, subject: str, check: str = "") -> Recogniser:
    by_values: dict[str, object] = {"evidence": "header"}
    if check:
        by_values = {"pattern": "x", "check": check, "hits": ("x",), "misses": ("y",)}
    return Recogniser(
        id=label,
        title=_TITLE,
        category=category,
        subject=subject,
        header_hits=(),
        header_misses=(),
        **by_values,
    )


def _category(identifier: str, level: Level, *, sensitive: bool = False) -> Category:
    return Category(
        id=identifier,
        title=_TITLE,
        path=(identifier,),
        personal=True,
        sensitive=sensitive,
        level=level,
        rule="R",
    )


POLICIES = Policies(
    {
        "cn.id18": _recogniser("cn.id18", "pi.identity", "person", "id18"),
        "cn.mobile": _recogniser("cn.mobile", "pi.basic", "person"),
        "bank.card": _recogniser("bank.card", "pi.basic", "none", "luhn"),
        "person.name": _recogniser("person.name", "pi.basic", "none"),
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
    unlabelled=G1,
    unlabelled_rule="H.2",
    matrix=(),
    categories=(_category("pi.identity", G4, sensitive=True), _category("pi.basic", G2)),
    combinations=(
        Combination(
            id="pair",
            title=_TITLE,
            groups=(("person.name",), ("cn.mobile",)),
            level=G3,
            rule="O",
        ),
    ),
)


def finding(**changes: object) -> DatasetFinding:
    fields = (
        FieldFinding("id", "text", "cn.id18", G4, 0.9, 1.0, 50, (Reason("check", "passes"),),
                     labels=(LabelRate("cn.id18", 1.0, 1.0), LabelRate("cn.mobile", 0.1, 0.1)),
                     category="pi.identity", personal=True, sensitive=True, distinct=40),
        FieldFinding("name", "text", "person.name", G2, 0.8, 0.9, 50, (), category="pi.basic",
                     labels=(LabelRate("person.name", 0.9, 0.9),), personal=True, distinct=30),
        FieldFinding("no", "text", None, G1, 0.0, 0.0, 50, (), distinct=50),
    )  # fmt: skip
    base = DatasetFinding(
        "ds-1", "t", "a.db", "u", G4, fields, 50, 50, rows_exact=True, profile="small"
    )
    return settled(dataclasses.replace(base, **changes), POLICIES, PROFILE)


CANDIDATE_CHANGES = {
    "important_factors": ("p",),
    "reasons": (
        Reason(
            "factor", "factor p (population_health): the data set's name or comment speaks of 病历"
        ),
    ),
}


def review(field: str = "", decision: str = "overruled", **changes: object) -> Review:
    values: dict[str, object] = {
        "id": "rv-1",
        "unit": "u",
        "time": "2026-11-24T08:00:00Z",
        "dataset": "ds-1",
        "reviewer": "王敏",
        "reason": "核对过原表",
    }
    return Review(field=field, decision=decision, **(values | changes))


def knowing(decision: Review, *, of: Level = CORE, aside: tuple[str, ...] = ()) -> Review:
    """The decision, made with everything in view that stands against it."""
    labels = aside or tuple(POLICIES.recognisers)
    return dataclasses.replace(decision, lowered_from=of, set_aside=labels)


def reviewed(*reviews: Review, of: DatasetFinding | None = None) -> DatasetFinding:
    return with_reviews(of or finding(), reviews, POLICIES, PROFILE)


def by_name(result: DatasetFinding, name: str) -> FieldFinding:
    return next(field for field in result.fields if field.name == name)
