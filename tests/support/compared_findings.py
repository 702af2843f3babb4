# Findings about one made-up data set, to be compared; and rules of filing to conclude by.
from __future__ import annotations

from hypothesis import strategies as st

from policies import load_policies
from schema import DatasetFinding, FieldFinding, Level

RULES = load_policies().filings["annex-j"]
LABELS = (None, "cn.id18", "cn.mobile", "health.diagnosis")
CATEGORIES = {"cn.id18": "pi.identity", "cn.mobile": "pi.basic", "health.diagnosis": "pi.health"}


def field(
    name: str = "a", label: str | None = "cn.id18", level: Level = Level.GENERAL_4, **more: object
) -> FieldFinding:
    values: dict[str, object] = {
        "type": "text",
        "confidence": 0.9,
        "validated": 1.0,
        "sampled": 100,
        "reasons": (),
        "category": CATEGORIES.get(label or "", ""),
        "example": "##",
    }
    return FieldFinding(name=name, label=label, level=level, **(values | more))


def finding(*fields: FieldFinding, **more: object) -> DatasetFinding:
    values: dict[str, object] = {
        "id": "ds-1",
        "name": "people",
        "source": "/data/people.csv",
        "unit": "local",
        "level": max((each.level for each in fields), key=lambda level: level.rank)
        if fields
        else Level.GENERAL_1,
        "rows": 1_000,
        "sampled": 100,
        "profile": "gbt-43697",
    }
    return DatasetFinding(**({"fields": fields} | values | more))


FIELDS = st.builds(
    field,
    st.sampled_from(["a", "b", "c", "d", "身份证号"]),
    st.sampled_from(LABELS),
    st.sampled_from([Level.GENERAL_2, Level.GENERAL_4]),
    type=st.sampled_from(["text", "integer"]),
)
# Names may stand twice: files have such headers.
FINDINGS = st.builds(
    lambda fields, rows, persons, factors: finding(
        *fields, rows=rows, persons=persons, important_factors=tuple(factors)
    ),
    st.lists(FIELDS, max_size=6),
    st.none() | st.integers(0, 10_000),
    st.none() | st.integers(0, 10_000),
    st.sets(st.sampled_from("abc")).map(sorted),
)
