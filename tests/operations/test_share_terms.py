# What a share is told is checked before anything is read.
import pytest

from masking import Plan, PlannedColumn
from operations.share_terms import named, refuse_past, share_columns
from schema import DatasetFinding, FieldFinding, Level, MisuseError


def test_a_name_has_one_spelling_and_is_there() -> None:
    assert named("recipient", " 市医保局　") == "市医保局"
    with pytest.raises(MisuseError, match="a share needs its approver by name"):
        named("approver", " ")


@pytest.mark.parametrize("expires", ["", "2027-01-01"])
def test_no_day_or_one_to_come_is_well(expires: str) -> None:
    refuse_past(expires, "2026-12-31T23:59:59Z")


@pytest.mark.parametrize(
    ("expires", "told"), [("2026-12-31", "not after today"), ("soon", "expected a date")]
)
def test_another_day_is_misuse(expires: str, told: str) -> None:
    with pytest.raises(MisuseError, match=told):
        refuse_past(expires, "2026-12-31T00:00:00Z")


def test_a_dropped_column_is_recorded_as_such() -> None:
    fields = tuple(
        FieldFinding(
            name=name, type="text", label=None, level=Level.GENERAL_1, confidence=1.0,
            validated=1.0, sampled=1, reasons=(), category="",
        )
        for name in ("a", "b")
    )  # fmt: skip
    finding = DatasetFinding(
        id="ds-1", name="t", source="s", unit="u", level=Level.GENERAL_1, fields=fields, rows=1,
        sampled=1, profile="g",
    )  # fmt: skip
    kept = PlannedColumn("a", "", Level.GENERAL_1, "keep", {}, "r: x")
    told = share_columns(Plan("p", (kept,), ("b",)), finding)
    assert [(one.name, one.operator) for one in told] == [("a", "keep"), ("b", "drop")]
