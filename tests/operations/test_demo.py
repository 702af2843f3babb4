# The tour from end to end: what it finds is held against what it generated, and what it hands
# out against what it started from.
import csv
import json
from pathlib import Path

import openpyxl
import pytest

from operations import Progress, find_entry, open_book, run_demo, verify_ledger
from operations.demo import DemoOutcome
from operations.departments import TRUTH
from schema import Level, MisuseError, Share

# Columns of these are what the promise is about: none may be missed.
NEVER_MISSED = {"cn.id18", "cn.mobile", "person.name", "cn.uscc"}


def quiet(_: object) -> None:
    pass


def run(directory: Path, persons: int = 400) -> DemoOutcome:
    return run_demo(
        directory, persons=persons, actor="tester", language="zh", step=quiet, tell=quiet
    )


@pytest.fixture(scope="module")
def steps() -> list[str]:
    return []


@pytest.fixture(scope="module")
def progress() -> list[Progress]:
    return []


@pytest.fixture(scope="module")
def toured(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], progress: list[Progress]
) -> DemoOutcome:
    directory = tmp_path_factory.mktemp("demo") / "tour"
    return run_demo(
        directory, persons=400, actor="tester", language="zh", step=steps.append,
        tell=progress.append,
    )  # fmt: skip


def found_and_true(toured: DemoOutcome) -> list[tuple[str, str | None, str | None]]:
    """Each judged column with the label found and the label that is true."""
    data = toured.settings.home.parent / "data"
    pairs = []
    for dataset in toured.scan.datasets:
        file = str(Path(dataset.source).relative_to(data))
        name = dataset.name.rpartition("#")[2]
        truth = TRUTH[f"{file}#{name}" if f"{file}#{name}" in TRUTH else file]
        pairs += [
            (f"{file} {field.name}", field.label, truth[field.name])
            for field in dataset.fields
            if field.name in truth
        ]
    assert len(pairs) == sum(len(columns) for columns in TRUTH.values())
    return pairs


def test_no_planted_number_or_name_is_missed(toured: DemoOutcome) -> None:
    missed = [
        each for each in found_and_true(toured) if each[2] in NEVER_MISSED and each[1] != each[2]
    ]
    assert missed == []


def test_nothing_is_called_a_number_or_name_that_is_none(toured: DemoOutcome) -> None:
    false = [
        each for each in found_and_true(toured) if each[1] in NEVER_MISSED and each[1] != each[2]
    ]
    assert false == []


def test_labels_agree_with_the_truth(toured: DemoOutcome) -> None:
    pairs = found_and_true(toured)
    right = sum(found == true for _, found, true in pairs if true)
    assert right / sum(true is not None for *_, true in pairs) >= 0.95, "recall"
    assert right / sum(found is not None for _, found, _ in pairs) >= 0.95, "precision"


def test_nothing_was_skipped_and_every_step_was_told(
    toured: DemoOutcome, steps: list[str], progress: list[Progress]
) -> None:
    assert toured.scan.skipped == ()
    assert len(steps) == 5
    assert "居民400人" in steps[0]
    assert (progress[-1].done, progress[-1].known) == (11, 11)


def test_the_water_works_are_candidates_for_important_data(toured: DemoOutcome) -> None:
    candidates = {
        dataset.name
        for dataset in toured.scan.datasets
        if dataset.level is Level.IMPORTANT_CANDIDATE
    }
    assert {"供水管网.csv", "水文监测站.parquet"} <= candidates
    assert not {"resident", "门诊登记.csv"} & candidates


def test_the_exports_open_and_hold_every_data_set(toured: DemoOutcome) -> None:
    workbook, page, catalogue = toured.exports
    book = openpyxl.load_workbook(workbook, read_only=True)
    rows = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
    book.close()
    assert rows > sum(len(dataset.fields) for dataset in toured.scan.datasets)
    assert page.read_text(encoding="utf-8").count("重要数据（候选）") > 0
    exported = json.loads(catalogue.read_bytes())["datasets"]
    assert [each["id"] for each in exported] == [each.id for each in toured.scan.datasets]


def test_the_masked_copy_has_every_row_and_nothing_of_the_persons(toured: DemoOutcome) -> None:
    source = find_entry(toured.settings, toured.share.dataset).finding.source
    with Path(source).open(encoding="gb18030", newline="") as file:
        before = list(csv.DictReader(file))
    text = toured.copy.read_text(encoding="gb18030")
    copied = list(csv.DictReader(text.splitlines()))
    assert len(copied) == len(before) == toured.share.rows == 400
    for column in ("身份证号", "联系电话"):
        assert not [row[column] for row in before if row[column] and row[column] in text]
    names = {row["患者姓名"] for row in before}
    assert not names & {cell for row in copied for cell in row.values()}
    assert "结算流水号" not in copied[0]
    assert [row["就诊科室"] for row in copied] == [row["就诊科室"] for row in before]


def test_the_ledger_verifies_and_has_the_share_last(toured: DemoOutcome) -> None:
    assert verify_ledger(toured.settings)["entries"] == toured.ledger_entries
    with open_book(toured.settings) as book:
        actions = [entry.action for entry in book.entries()]
        assert book.list(Share) == [toured.share]
    assert actions[0] == "scan.start"
    assert actions[-1] == "share"
    assert actions.count("field.review") == 3


def test_a_directory_that_a_tour_left_is_made_anew(toured: DemoOutcome, tmp_path: Path) -> None:
    directory = tmp_path / "tour"
    (directory / "home").mkdir(parents=True)
    mark = next(each for each in toured.settings.home.parent.iterdir() if each.name[0] == ".")
    (directory / mark.name).touch()
    (directory / "home" / "leftover").touch()
    anew = run(directory, persons=100)
    assert not (anew.settings.home / "leftover").exists()
    assert anew.share.rows == 100


def test_a_directory_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    with pytest.raises(MisuseError, match="no demo made it"):
        run(tmp_path / "full")
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.txt"]
