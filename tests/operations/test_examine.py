# One table read, labelled and graded, in the process it is called in: what was seen of it,
# what could not be, and what is said when there is nothing.
import dataclasses
import multiprocessing
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from classify import IMPRINT_KEY_BYTES, likeness
from operations.examine import Counters, Examination, Examiner
from policies import load_policies
from schema import Access, Level, Sample, Table

POLICIES = load_policies()
KEY = bytes(range(IMPRINT_KEY_BYTES))


def examiner(rows: int | None = None, *, headers_only: bool = False) -> Examiner:
    return Examiner(
        POLICIES,
        POLICIES.profiles["gbt-43697"],
        Sample(rows),
        headers_only=headers_only,
        key=KEY,
    )


def only_table(location: Path) -> Table:
    (table,) = examiner().explore(str(location), Access()).tables
    return table


def examined(
    table: Table, rows: int | None = None, *, headers_only: bool = False
) -> tuple[Examination, list[int]]:
    seen: list[int] = []
    by = examiner(rows, headers_only=headers_only)
    found = by.examine(table, Access(), "local", seen.append)
    return found, seen


@pytest.fixture
def people(tmp_path: Path) -> Table:
    path = tmp_path / "people.parquet"
    numbers = [f"138{number:08}" for number in range(20_000)]
    table = pa.table({"sjhm": numbers, "remark": ["x"] * 20_000})
    pq.write_table(table, path, row_group_size=1_000)
    return only_table(path)


def test_a_whole_table_is_counted_exactly(people: Table) -> None:
    found, seen = examined(people)
    assert found.skipped == ()
    finding = found.finding
    assert finding is not None
    assert (finding.rows, finding.sampled, finding.rows_exact) == (20_000, 20_000, True)
    assert [field.label for field in finding.fields] == ["cn.mobile", None]
    assert (finding.unit, finding.profile) == ("local", "gbt-43697")
    assert sum(seen) == 20_000


def test_a_sample_says_how_much_it_saw(people: Table) -> None:
    found, seen = examined(people, rows=2_000)
    assert found.finding is not None
    assert found.finding.sampled == sum(seen) < 10_000
    assert found.finding.rows == 20_000, "the file's own count"


def test_headers_alone_read_nothing(people: Table) -> None:
    found, seen = examined(people, headers_only=True)
    assert seen == []
    assert found.finding is not None
    assert found.finding.sampled == 0
    assert found.finding.fields[0].label == "cn.mobile"


def test_a_table_without_rows_is_graded_by_its_headers(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("身份证号,手机号\n", encoding="utf-8")
    found, _ = examined(only_table(tmp_path / "people.csv"))
    assert found.finding is not None
    assert (found.finding.rows, found.finding.rows_exact) == (0, True)
    assert [field.label for field in found.finding.fields] == ["cn.id18", "cn.mobile"]


def test_a_row_that_cannot_be_read_is_said_and_the_others_are_graded(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "手机号,备注\n" + "13800138000,a\n" * 50 + "机密,b,c\n" + "13800138000,a\n" * 50
    )
    found, _ = examined(only_table(path))
    assert found.finding is not None
    assert (found.finding.rows, found.finding.sampled) == (101, 100)
    (skipped,) = found.skipped
    assert "机密" not in skipped.error
    assert found.finding.fields[0].label == "cn.mobile"


def test_what_cannot_be_read_at_all_has_no_finding(people: Table) -> None:
    Path(people.source).write_bytes(b"PAR1 no longer a table PAR1")
    found, seen = examined(people)
    assert (found.finding, seen) == (None, [])
    (skipped,) = found.skipped
    assert skipped.source == people.source


@pytest.mark.parametrize(
    ("octets", "word"),
    [(b"", "empty"), (b"PAR1 broken PAR1", ""), (None, "does not exist")],
    ids=["empty", "broken", "not there"],
)
def test_a_location_that_cannot_be_opened_is_said(
    tmp_path: Path, octets: bytes | None, word: str
) -> None:
    path = tmp_path / "people.parquet"
    if octets is not None:
        path.write_bytes(octets)
    explored = examiner().explore(str(path), Access())
    assert explored.tables == ()
    (skipped,) = explored.skipped
    assert skipped.source == str(path)
    assert word in skipped.error


def test_a_url_with_a_password_is_said_without_it() -> None:
    url = "postgresql://me:Hunter2@127.0.0.1/x"
    explored = examiner().explore(url, Access())
    assert explored.tables == ()
    assert explored.skipped[0].source == "postgresql://…"
    assert "refused" in explored.skipped[0].error
    assert "Hunter2" not in repr(explored)


def test_another_fault_of_a_url_names_it_whole() -> None:
    url = "postgresql://me@127.0.0.1/x?colour=red"
    assert [each.source for each in examiner().explore(url, Access()).skipped] == [url]


def test_the_grade_does_not_depend_on_how_rows_are_cut(tmp_path: Path) -> None:
    numbers = [f"138{number:08}" if number % 3 else "" for number in range(3_000)]
    findings = []
    for size in (7, 100, 3_000):
        path = tmp_path / f"{size}" / "people.parquet"
        path.parent.mkdir()
        pq.write_table(pa.table({"a": numbers}), path, row_group_size=size)
        found, _ = examined(only_table(path))
        assert found.finding is not None
        findings.append(found.finding.fields)
    assert findings[0] == findings[1] == findings[2]
    assert findings[0][0].level is Level.GENERAL_2


def test_all_workers_add_to_one_count() -> None:
    context = multiprocessing.get_context("spawn")
    counters = Counters(context.Value("q", 0), context.Value("q", 0), context.Value("d", 0.0))
    for rows, octets, wait_s in ((3, 100, 0.0), (0, 0, 50.0), (4, 11, 0.0), (0, 0, 1.0)):
        counters.seen(rows)
        counters.heard(octets, wait_s)
    assert (counters.rows.value, counters.octets.value) == (7, 111)
    held_s = counters.held_until.value - time.monotonic()
    assert 40 < held_s <= 50, "the longest wait is what holds"


def test_a_first_row_of_values_is_data_and_leaves_no_name_behind(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "张三,李四家,街\n王五,赵六家,路\n李明,周家,巷\n刘伟,吴家,里\n", encoding="utf-8"
    )
    table = only_table(path)
    assert table.named
    found, _ = examined(table)
    assert found.finding is not None
    assert [field.name for field in found.finding.fields] == ["c1", "c2", "c3"]
    assert found.finding.fields[0].label == "person.name"
    assert (found.finding.rows, found.finding.sampled) == (4, 4)
    (reason,) = [one for one in found.finding.reasons if one.kind == "header"]
    assert "first row holds data" in reason.detail
    assert "张三" not in repr(found)
    unread, _ = examined(table, headers_only=True)
    assert "张三" not in repr(unread)


def test_a_table_without_names_says_so(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text("1,2\n3,4\n", encoding="utf-8")
    found, _ = examined(only_table(path))
    assert found.finding is not None
    assert [one.kind for one in found.finding.reasons].count("header") == 1


def test_a_part_of_the_rows_elsewhere_is_known_by_its_values(people: Table, tmp_path: Path) -> None:
    path = tmp_path / "part.csv"
    rows = "".join(f"138{number:08},y\n" for number in range(15_000, 25_000))
    path.write_text(f"号码,说明\n{rows}", encoding="utf-8")
    whole, part = examined(people)[0].imprints[0], examined(only_table(path))[0].imprints[0]
    alike = likeness(part, whole)
    assert alike.bounds[0] <= 0.5 <= alike.bounds[1]
    assert alike.contained == pytest.approx(0.5, abs=0.06)
    assert alike.contains == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize(
    ("rows", "headers_only", "covered"),
    [(None, False, 1.0), (2_000, False, 0.1), (None, True, None)],
    ids=["every row", "a sample", "headers alone"],
)
def test_an_imprint_says_how_much_was_looked_at(
    people: Table, rows: int | None, headers_only: bool, covered: float | None
) -> None:
    imprints = examined(people, rows, headers_only=headers_only)[0].imprints
    assert [each.field for each in imprints] == ([] if covered is None else ["sjhm", "remark"])
    assert all(each.covered == pytest.approx(covered, rel=0.6) for each in imprints)


def test_an_estimate_of_the_rows_never_counts_as_all(people: Table) -> None:
    guessed = dataclasses.replace(people, rows_exact=False)
    assert {each.covered for each in examined(guessed, rows=30_000)[0].imprints} == {0.99}
