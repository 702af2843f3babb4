# A small profile with one of each rule, and columns to be graded by it.
from __future__ import annotations

import datetime as dt

from classify.column import ColumnLabel
from classify.grade import dataset_id, grade
from policies import (
    Category,
    Combination,
    Factor,
    GradingProfile,
    Header,
    HeaderTerms,
    MatrixRow,
    Policies,
    Recogniser,
    Scale,
    Title,
)
from schema import Column, LabelRate, Level, Reason, Table

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
_TITLE = Title(zh="题", en="title")
_HEADER = Header(
    id="small",
    title=_TITLE,
    owner="test",
    created=dt.date(2026, 1, 1),
    maturity="stable",
    source="none",
    gaps="all",
)


def _recogniser(label: str, category: str, subject: str = "none", precedence: int = 50):
    return Recogniser(
        id=label,
        title=_TITLE,
        category=category,
        subject=subject,
        evidence="header",
        precedence=precedence,
        headers=HeaderTerms(),
        header_hits=(),
        header_misses=(),
    )


RECOGNISERS = {
    one.id: one
    for one in (
        _recogniser("cn.id18", "pi.identity", "person", 90),
        _recogniser("cn.mobile", "pi.basic", "person", 60),
        _recogniser("person.name", "pi.basic", "person", 20),
        _recogniser("person.gender", "pi.basic"),
        _recogniser("health.diagnosis", "pi.health"),
        _recogniser("org.name", "org.identity", "organisation"),
        _recogniser("mine.core", "grave"),
        _recogniser("mine.unknown", "nowhere"),
    )
}
POLICIES = Policies(RECOGNISERS, {}, {}, {}, {}, digest="d1")


def _category(identifier: str, level: Level, *, personal: bool = False, sensitive: bool = False):
    return Category(
        id=identifier,
        title=_TITLE,
        path=(identifier,),
        level=level,
        rule=f"rule of {identifier}",
        personal=personal,
        sensitive=sensitive,
    )


PROFILE = GradingProfile(
    header=_HEADER,
    unlabelled=G1,
    unlabelled_rule="rule H.2",
    matrix=(
        MatrixRow(
            object="国家安全", especially_serious="core", serious="core", ordinary="important"
        ),
        MatrixRow(
            object="个人权益", especially_serious="general", serious="general", ordinary="general"
        ),
    ),
    categories=(
        _category("pi.identity", G4, personal=True, sensitive=True),
        _category("pi.health", G4, personal=True, sensitive=True),
        _category("pi.basic", G2, personal=True),
        _category("org.identity", G1),
        _category("grave", CORE),
    ),
    combinations=(
        Combination(
            id="name-phone",
            title=_TITLE,
            groups=(("person.name",), ("cn.mobile", "cn.landline")),
            level=G3,
            rule="O-1",
        ),
    ),
    scales=(
        Scale(id="persons-1k", title=_TITLE, persons=1_000, level=G4, rule="O-2"),
        Scale(
            id="sensitive-500",
            title=_TITLE,
            persons=500,
            sensitive=True,
            level=CANDIDATE,
            rule="O-3",
        ),
    ),
    factors=(
        Factor(
            letter="p",
            key="population_health",
            title=_TITLE,
            cues=("病历", "diagnosis record"),
            also=("患者", "patient"),
            excludes=("模板",),
            fires=("患者病历",),
            quiet=("病历模板",),
        ),
    ),
)


def column(
    name: str = "c",
    label: str | None = None,
    *,
    rate: float = 1.0,
    sampled: int = 100,
    distinct: int | None = 100,
    also: tuple[LabelRate, ...] = (),
    comment: str = "",
) -> ColumnLabel:
    labels = (LabelRate(label, rate, rate), *also) if label else also
    return ColumnLabel(
        name=name,
        type="text",
        comment=comment,
        label=label,
        labels=labels,
        confidence=0.9 if label else 0.0,
        validated=rate if label else 0.0,
        sampled=sampled,
        empty=0,
        distinct=distinct,
        example="某",
        reasons=(Reason("values", "as found"),) if label else (),
    )


def graded(
    *columns: ColumnLabel,
    name: str = "t",
    comment: str = "",
    rows: int | None = 100,
    sampled: int = 100,
    complete: bool = True,
    profile: GradingProfile = PROFILE,
):
    table = Table(
        "a.db", name, tuple(Column(c.name, c.type) for c in columns), "sqlite", comment=comment
    )
    return grade(
        table,
        columns,
        rows=rows,
        sampled=sampled,
        rows_exact=complete,
        complete=complete,
        policies=POLICIES,
        profile=profile,
        unit="u",
        dataset_id=dataset_id("a.db", name),
    )


def details(finding, kind: str) -> list[str]:
    return [reason.detail for reason in finding.reasons if reason.kind == kind]
