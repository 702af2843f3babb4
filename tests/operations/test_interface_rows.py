# Interfaces as they are printed.
from pathlib import Path

import pytest

from operations import Settings, finding_lines, interface_json, interface_rows
from schema import Caller, DataInterface, InterfaceFinding, Level

FOUND = DataInterface(
    id="if-1", unit="u", time="t", service="a.example", method="GET", template="/r/{id}",
    calls=1_200, callers=tuple(Caller(name=f"c{n}", calls=1, records=3) for n in range(5)),
    other_callers=2, labels={"cn.id18": 1_200}, level=Level.GENERAL_4, records=1_200,
    most_records=50, last_seen="2026-11-28T02:13:00.000000Z", datasets=("ds-1",),
    findings=(
        InterfaceFinding(kind="over-returning", severity="high", because=("undeclared=cn.id18",)),
        InterfaceFinding(kind="shadow", severity="low", because=("calls=3", "records=0")),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "over-returning: gives Resident identity number, which is not declared"),
        ("zh", "返回过多：返回了未声明的居民身份证号"),
        ("en", "shadow: called 3 times"),
        ("en", "c0 (1 calls, 3 records), c1 (1 calls, 3 records), c2 (1 calls, 3 records), 4 more"),
    ],
)
def test_findings_are_told_in_either_language(language: str, told: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, actor="x")
    ((name, lines),) = finding_lines(settings, [FOUND], language)
    assert name == "GET a.example/r/{id}"
    assert any(told in line for line in lines)


def test_rows_and_json(tmp_path: Path) -> None:
    (row,) = interface_rows(Settings(home=tmp_path, actor="x"), [FOUND], "zh")
    assert row[0] == "返回过多, 未声明"
    assert row[5:8] == ["1,200", "7", "一般4级"]
    told = interface_json(FOUND)
    assert told["findings"][1]["because"] == ["calls=3", "records=0"]  # type: ignore[index]
