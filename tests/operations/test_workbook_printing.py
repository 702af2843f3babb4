# The workbook as paper and as a handed-over file: pages, heights, marks, counts in its notes.
from pathlib import Path

import openpyxl

from operations.workbook import write_workbook
from policies import Site, load_policies
from schema import DatasetFinding, FieldFinding, Level, Reason

POLICIES = load_policies()


def field(name: str = "sfzh", **changes: object) -> FieldFinding:
    values: dict[str, object] = {
        "type": "text", "label": "cn.id18", "level": Level.GENERAL_4, "confidence": 0.97,
        "validated": 0.99, "sampled": 50, "reasons": (),
    }  # fmt: skip
    return FieldFinding(name=name, **(values | changes))


def dataset(name: str = "病历", **changes: object) -> DatasetFinding:
    values: dict[str, object] = {
        "source": "/data/a.db", "unit": "u", "level": Level.IMPORTANT_CANDIDATE,
        "fields": (field(),), "rows": 1_200, "sampled": 1_000, "persons": 900,
        "sensitive_persons": 850, "important_factors": ("p",), "size_bytes": 2_500_000_000,
        "profile": "gbt-43697",
    }  # fmt: skip
    return DatasetFinding(id=f"ds-{name}", name=name, **(values | changes))


def written(tmp_path: Path, *datasets: DatasetFinding):
    path = tmp_path / "catalogue.xlsx"
    write_workbook(path, datasets, Site(), POLICIES, time="2026-11-24T03:00:00Z")
    return openpyxl.load_workbook(path)


def test_it_prints_legibly_with_its_headings_on_every_page(tmp_path) -> None:
    catalogue, fields, *_, notes, _ = written(tmp_path, dataset()).worksheets
    for sheet in (catalogue, fields):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth == 2, "one page across would be too small to read"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.print_title_cols == f"$A:${'DE'[sheet is fields]}"
    assert notes.sheet_properties.pageSetUpPr.fitToPage


def test_rows_are_as_high_as_their_text(tmp_path) -> None:
    sheet = written(tmp_path, dataset(), dataset("t2", persons=None)).worksheets[0]
    lines = str(sheet["K2"].value).count("\n") + 1
    assert sheet.row_dimensions[2].height >= 12 * lines
    assert sheet.row_dimensions[2].height <= 409


def test_what_turns_the_direction_of_text_is_marked(tmp_path) -> None:
    sheet = written(tmp_path, dataset("a\u202egnp.exe")).worksheets[0]
    assert sheet["D2"].value.startswith("a\ufffdgnp.exe")


def test_notes_count_what_people_lowered(tmp_path) -> None:
    low = field("low", reasons=(Reason("review", "x"), Reason("lowered", "y")))
    notes = written(tmp_path, dataset(fields=(low, field())))["填写说明"]
    facts = {line[0].value: line[2].value for line in notes.iter_rows()}
    assert (facts["人工下调的级别"], facts["已失效的复核"]) == ("1", "0")
