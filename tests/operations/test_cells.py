# Single cells of the workbook where a table says more than a whole sheet.
import dataclasses

import pytest

from operations.cells import CELLS, Row
from operations.wording import wording
from policies import Department, Policies, Site, System
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Reason

FIELD = FieldFinding("c", "text", None, Level.GENERAL_2, 0.0, 0.0, 1, ())
DATASET = DatasetFinding("ds-1", "t", "a.db", "u", Level.GENERAL_2, (FIELD,), 5, 5)
ROW = Row(
    1, DATASET, FIELD, Site(), None, None,
    wording("zh", Policies({}, {}, {}, {}, {}, digest="d")), "2026-11-24T03:00:00Z",
)  # fmt: skip


def cell(value: str, row: Row = ROW, **dataset: object) -> object:
    return CELLS[value](dataclasses.replace(row, dataset=dataclasses.replace(DATASET, **dataset)))


@pytest.mark.parametrize(
    ("value", "dataset", "shown"),
    [
        ("dataset.rows", {"rows": None}, ""),
        ("dataset.rows", {"rows": 1_200}, "约1,200"),
        ("dataset.rows", {"rows": 1_200, "rows_exact": True}, "1,200"),
        ("dataset.rows", {"rows": 0, "rows_exact": True}, "0"),
        ("dataset.persons", {"persons": None}, ""),
        ("dataset.persons", {"persons": 0, "persons_exact": True}, "0"),
        ("dataset.persons", {"persons": 9}, "约9"),
        ("dataset.size", {"size_bytes": 0}, "0.0 kB"),
        ("dataset.size", {"size_bytes": 2_500_000}, "2.5 MB"),
        ("dataset.size", {"size_bytes": 2_500_000_000_000}, "2,500.0 GB"),
        ("dataset.form", {"source": "mysql://u@h/db"}, "数据库表（MySQL）"),
        ("dataset.form", {"source": "/data/a.db"}, "数据库表（SQLite）"),
        ("dataset.form", {"source": "/data/a"}, "文件"),
        ("dataset.form", {"source": "/data/a.csv"}, "文件（CSV）"),
        ("dataset.factors", {"important_factors": ("a", "p")}, "a\np"),
        ("dataset.outline", {}, "1个字段"),
        ("dataset.highest_fields", {"fields": ()}, ""),
    ],
)
def test_dataset_cells(value: str, dataset: dict[str, object], shown: str) -> None:
    assert cell(value, **dataset) == shown


@pytest.mark.parametrize(
    ("personal", "sensitive", "shown"),
    [(False, False, "否"), (True, False, "个人信息"), (True, True, "敏感个人信息")],
)
def test_personal(personal: bool, sensitive: bool, shown: str) -> None:
    field = dataclasses.replace(FIELD, personal=personal, sensitive=sensitive)
    assert cell("field.personal", dataclasses.replace(ROW, field=field)) == shown


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        (["cn.x is of class pi.x, whose floor is general-4 (H.3)"], "H.3"),
        (
            [
                "cn.x is of class pi.x, whose floor is general-2 (H.3)",
                "2.0% of the cells are cn.y, of class pi.y with floor general-4 (O-1 (own))",
                "the strictest prevails: general-4 because of cn.y",
            ],
            "H.3\nO-1 (own)",
        ),
        (["written by another version"], "written by another version"),
        ([], ""),
    ],
)
def test_rules_are_cited(details: list[str], shown: str) -> None:
    reasons = tuple(Reason("floor", detail) for detail in details)
    field = dataclasses.replace(FIELD, reasons=(Reason("check", "passes (all)"), *reasons))
    assert cell("field.rules", dataclasses.replace(ROW, field=field)) == shown


@pytest.mark.parametrize(
    ("system", "shown"),
    [
        (None, ""),
        (System(id="s", name="s"), ""),
        (System(id="s", name="s", critical=False), "否"),
        (System(id="s", name="s", critical=True), "是"),
    ],
)
def test_critical_is_said_only_where_written(system: System | None, shown: str) -> None:
    assert cell("system.critical", dataclasses.replace(ROW, system=system)) == shown


@pytest.mark.parametrize(
    ("system", "department", "shown"),
    [
        (None, None, ""),
        (System(id="s", name="s", department="信息科"), None, "信息科"),
        (System(id="s", name="s", department="i"), Department(id="i", name="信息中心"), "信息中心"),
    ],
)
def test_department_name(system, department, shown) -> None:
    row = dataclasses.replace(ROW, system=system, department=department)
    assert cell("department.name", row) == shown
    assert cell("department.officer", row) == ""


def test_fields_are_not_asked_for_on_a_sheet_of_datasets() -> None:
    with pytest.raises(ValueError, match="sheet of data sets"):
        cell("field.name", dataclasses.replace(ROW, field=None))


MIXED = dataclasses.replace(
    FIELD,
    label="cn.id18",
    validated=0.6,
    labels=(LabelRate("cn.id18", 0.6, 0.6), LabelRate("cn.mobile", 0.4, 0.38)),
)


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (FIELD, ""),
        (dataclasses.replace(MIXED, labels=MIXED.labels[:1]), "cn.id18"),
        (MIXED, "cn.id18 格式符合60.0%\ncn.mobile 格式符合38.0%"),
        (
            dataclasses.replace(MIXED, label=None, labels=MIXED.labels[1:]),
            "cn.mobile 格式符合38.0%",
        ),
    ],
    ids=["none", "one", "two", "one that does not lead"],
)
def test_a_mixed_column_names_each_label_with_its_share(field: FieldFinding, shown: str) -> None:
    assert cell("field.label", dataclasses.replace(ROW, field=field)) == shown


def test_what_was_decided_says_what_it_goes_below() -> None:
    against = "cn.id18 is validated in 100.0% of 1 cell, its floor is general-4"
    reasons = (
        Reason("review", "王敏 on 2026-11-24: overruled, label none; 测试数据"),
        Reason("lowered", against),
        Reason("overtaken", against),
        Reason("floor", "x"),
    )
    shown = str(cell("dataset.reviews", reasons=reasons)).splitlines()
    assert shown[0].startswith("王敏于2026-11-24改判")
    assert [line.partition("：")[0] for line in shown[1:]] == ["下调", "复核失效"]


@pytest.mark.parametrize(
    ("label", "confidence", "shown"), [(None, 0.0, ""), ("cn.id18", 0.0, 0.0), (None, 1.0, 1.0)]
)
def test_confidence_is_of_a_label_or_of_a_person(
    label: str | None, confidence: float, shown: object
) -> None:
    field = dataclasses.replace(FIELD, label=label, confidence=confidence)
    assert cell("field.confidence", dataclasses.replace(ROW, field=field)) == shown


@pytest.mark.parametrize(("count", "said"), [(1, "1 field"), (2, "2 fields")])
def test_an_outline_counts_in_english_too(count: int, said: str) -> None:
    words = wording("en", Policies({}, {}, {}, {}, {}, digest="d"))
    row = dataclasses.replace(ROW, words=words)
    assert cell("dataset.outline", row, fields=(FIELD,) * count) == said
