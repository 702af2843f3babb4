# Cells that are kept pass untouched, masked ones get a type that holds them, and no row keeps
# what was to change.
from __future__ import annotations

from typing import Any

import pytest

from connectors import ColumnShape, Link, TableShape
from masking import Plan, PlannedColumn
from operations.database_rows import masked_rows, masked_shape, watched_batch
from schema import Level, RefusedError

SHAPE = TableShape(
    "t",
    ("t",),
    (
        ColumnShape("id", "int", nullable=False, numeric=True),
        ColumnShape("xm", "varchar(4)", nullable=False),
        ColumnShape("v", "blob"),
    ),
    key=("id",),
    uniques=(("xm",), ("v",)),
    links=(Link(("xm",), "gone", ("x",), ("gone",)), Link(("v",), "t", ("id",), ("t",))),
)


def plan(**operators: tuple[str, dict[str, str]]) -> Plan:
    return Plan(
        "p",
        tuple(
            PlannedColumn(name, "", Level.GENERAL_1, operator, parameters, "r: x")
            for name, (operator, parameters) in operators.items()
        ),
        tuple(column.name for column in SHAPE.columns if column.name not in operators),
    )


KEEP: tuple[str, dict[str, str]] = ("keep", {})


@pytest.mark.parametrize("value", [1, 2.5, b"\x00\xff", "字", None])
def test_what_is_kept_is_not_touched(value: Any) -> None:
    decided = plan(id=KEEP, xm=("mask", {"style": "name"}), v=KEEP)
    ((number, name, kept),) = masked_rows(SHAPE, decided, {}, [(7, "张三丰", value)])
    assert (number, kept) == (7, value)
    assert name.startswith("张*")


def test_no_rows_are_none() -> None:
    assert masked_rows(SHAPE, plan(id=KEEP, xm=KEEP, v=KEEP), {}, []) == []


def test_bytes_and_cells_that_cannot_be_masked_are_refused_without_them() -> None:
    masked = plan(id=KEEP, xm=KEEP, v=("mask", {"style": "name"}))
    with pytest.raises(RefusedError, match="column v holds bytes, which mask cannot take"):
        masked_rows(SHAPE, masked, {}, [(1, "a", b"\xff")])
    by_form = plan(id=KEEP, v=KEEP, xm=("fpe", {"domain": "d", "form": "id18"}))
    with pytest.raises(RefusedError, match="t: column xm") as caught:
        masked_rows(SHAPE, by_form, {"d": bytes(32)}, [(1, "SECRET", None)])
    assert "SECRET" not in str(caught.value)


def test_a_row_that_keeps_its_value_stops_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.database_rows.apply", lambda batch, *_, **_more: batch)
    decided = plan(id=KEEP, xm=("keyed_hash", {"domain": "d"}), v=KEEP)
    with pytest.raises(RefusedError, match="would keep its own value in 1 rows; rotate the key"):
        masked_rows(SHAPE, decided, {"d": bytes(32)}, [(1, "a", None), (2, "", None)])


def test_types_and_rules_are_those_that_hold_for_masked_values() -> None:
    decided = plan(id=("keyed_hash", {"domain": "d"}), xm=("redact", {}), v=KEEP)
    shape = masked_shape(SHAPE, {"t": decided}, text="text", key_text="varchar(190)")
    number, name, kept = shape.columns
    assert (number.type, number.numeric, number.nullable) == ("varchar(190)", False, False)
    assert (name.type, name.nullable) == ("varchar(4)", True)
    assert kept == SHAPE.columns[2]
    assert shape.uniques == (("v",),)
    assert [link.parent for link in shape.links] == ["t"]


def test_a_dropped_column_is_not_in_the_copy() -> None:
    shape = masked_shape(SHAPE, {"t": plan(id=KEEP, xm=KEEP)}, text="text", key_text="k")
    assert [column.name for column in shape.columns] == ["id", "xm"]
    assert (shape.uniques, shape.links) == ((("xm",),), ())


def test_what_is_watched_is_text() -> None:
    batch = watched_batch(SHAPE, ["v", "id"], [(1, "a", b"\x00"), (2, "b", 3)])
    assert batch.to_pydict() == {"v": [None, "3"], "id": ["1", "2"]}
