# What goes out in clear is looked at while it is copied: rows the scan did not read are told.
import csv
import dataclasses
from pathlib import Path

import pyarrow as pa
import pytest
from catalogued_people import ASKED, ROWS, catalogue, make_settings, write_csv

from classify import Lesson
from masking import Plan, PlannedColumn
from operations import Settings, apply_share
from operations.copy_check import KeptWatch, kept_columns, saw_every_row
from policies import load_policies
from schema import (
    Column,
    DatasetFinding,
    FieldFinding,
    LabelRate,
    Level,
    RefusedError,
    Table,
)

POLICIES = load_policies()
TABLE = Table("t.csv", "t", (Column("区县", "text"),), "delimited")


def planned(name: str, operator: str) -> PlannedColumn:
    return PlannedColumn(name, "", Level.GENERAL_1, operator, {}, "r")


def finding(*labels: LabelRate, **changes: object) -> DatasetFinding:
    field = FieldFinding(
        "区县", "text", None, Level.GENERAL_1, 0.0, 0.0, 3, (), labels=tuple(labels)
    )
    base = DatasetFinding(
        "ds-1", "t", "t.csv", "u", Level.GENERAL_1, (field,), 3, 3, rows_exact=True
    )
    return dataclasses.replace(base, **changes)


def test_only_what_is_kept_is_watched() -> None:
    columns = (planned("a", "keep"), planned("b", "mask"), planned("c", "redact"))
    assert kept_columns(Plan("p", columns)) == ("a",)


@pytest.mark.parametrize(
    ("changes", "fingerprint", "seen"),
    [
        ({}, "f", True),
        ({}, "", False),
        ({"sampled": 2}, "f", False),
        ({"rows_exact": False}, "f", False),
        ({"rows": None}, "f", False),
        ({"rows": 0, "sampled": 0}, "f", True),
    ],
    ids=["all of it", "a source that cannot tell", "a sample", "an estimate", "unknown", "no rows"],
)
def test_a_scan_saw_every_row(changes: dict[str, object], fingerprint: str, seen: bool) -> None:
    assert saw_every_row(finding(**changes), fingerprint) is seen


def watched(cells: list[str | None], known: DatasetFinding, cut: int) -> dict[str, list[str]]:
    watch = KeptWatch(("区县",), POLICIES)
    for start in range(0, len(cells), cut):
        part = cells[start : start + cut]
        watch.see(pa.record_batch({"区县": pa.array(part, pa.string()), "b": [1] * len(part)}))
    new = watch.found(TABLE, known)
    return {name: [rate.label for rate in rates] for name, rates in new.items()}


@pytest.mark.parametrize("cut", [1, 7, 1_000])
@pytest.mark.parametrize(
    ("cells", "known", "labels"),
    [
        (["雁塔区", "碑林区", None, ""] * 20, finding(), {}),
        ([f"1380013{n:04}" for n in range(80)], finding(), {"区县": ["cn.mobile"]}),
        (
            [f"1380013{n:04}" for n in range(80)],
            finding(LabelRate("cn.mobile", 0.5, 0.5)),
            {},
        ),
        (
            ["雁塔区", "碑林区"] * 80 + [f"1380013{n:04}" for n in range(40)],
            finding(),
            {"区县": ["cn.mobile"]},
        ),
        ([], finding(), {}),
    ],
    ids=["districts", "telephone numbers", "known ones", "some among districts", "no rows"],
)
def test_what_is_new_in_a_column_is_found(
    cells: list[str | None], known: DatasetFinding, labels: dict[str, list[str]], cut: int
) -> None:
    assert watched(cells, known, cut) == labels


def test_a_copy_is_looked_at_by_the_model_in_use() -> None:
    lesson = Lesson("local-1", "shipped-1", names={"区县": "person.staff_number"})
    found = {}
    for taught in (None, lesson):
        watch = KeptWatch(("区县",), POLICIES, taught)
        cells = pa.array([f"GH{n:05}" for n in range(60)], pa.string())
        watch.see(pa.record_batch({"区县": cells}))
        new = watch.found(TABLE, finding())
        found[taught is not None] = [rate.label for rates in new.values() for rate in rates]
    assert found == {False: [], True: ["person.staff_number"]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def rows_with_numbers_late() -> list[list[str]]:
    late = [["", "", "", "", f"1380013{n:04}", ""] for n in range(60)]
    return [*ROWS, *late]


@pytest.mark.parametrize("sampled", [3, 63], ids=["a sample was read", "every row was read"])
def test_a_copy_with_numbers_the_scan_did_not_read_is_refused(
    settings: Settings, tmp_path: Path, sampled: int
) -> None:
    path = tmp_path / "people.csv"
    write_csv(path, rows_with_numbers_late())
    catalogue(settings, path, rows=63, sampled=sampled)
    output = tmp_path / "out" / "copy.csv"
    output.parent.mkdir()
    if sampled == 63:
        # It was known then, and a person let it out.
        apply_share(settings, str(path), output=output, **ASKED)
        with output.open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) == 64
        return
    with pytest.raises(RefusedError, match=r"goes out in clear, holds cn\.mobile") as refused:
        apply_share(settings, str(path), output=output, **ASKED)
    assert "13800130000" not in str(refused.value)
    assert list(output.parent.iterdir()) == []


def test_a_sampled_scan_of_clean_rows_lets_the_copy_out(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path, rows=3, sampled=2)
    apply_share(settings, str(path), output=tmp_path / "copy.csv", **ASKED)
    assert (tmp_path / "copy.csv").exists()
