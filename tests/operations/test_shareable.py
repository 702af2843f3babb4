# A table is shared only in the state in which the catalogue knows it.
import dataclasses
import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from catalogued_people import (
    ASKED,
    catalogue,
    change,
    make_database,
    make_settings,
    write_csv,
)

from operations import ScanRequest, Settings, add_source, apply_share, scan
from operations.recording import Book
from operations.settings import read_policies
from operations.shareable import find_shareable
from schema import Dataset, Level, MisuseError, RefusedError, Sample, SourceError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    return path


def find(settings: Settings, target: str):
    with Book(settings.home) as book:
        return find_shareable(book, target, "local", read_policies(settings))


def test_the_finding_is_as_people_left_it(settings: Settings, people: Path) -> None:
    fields = {field.name: field for field in find(settings, str(people)).finding.fields}
    assert fields["区县"].level is Level.GENERAL_1
    assert [reason.kind for reason in fields["区县"].reasons][-1] == "review"
    assert not any(reason.kind == "review" for reason in fields["备注"].reasons)


def test_a_path_means_the_same_from_any_directory(
    settings: Settings, people: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (people.parent / "link.csv").symlink_to(people)
    monkeypatch.chdir(people.parent)
    assert find(settings, "people.csv") == find(settings, str(people))
    with pytest.raises(RefusedError, match="scan it first"):
        find(settings, "link.csv")  # a table of another name


def test_a_registered_source_goes_by_its_name(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    make_database(path, "人员", "其他")
    catalogue(settings, path, "人员")
    add_source(settings, "hr", f"sqlite:///{path}")
    assert find(settings, "hr#人员").table.name == "人员"


def test_a_missing_file_is_not_a_missing_table(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MisuseError, match="does not exist"):
        find(settings, f"{tmp_path}/none.db#人员")


def test_a_missing_table_is_told(settings: Settings, tmp_path: Path) -> None:
    make_database(tmp_path / "f.db", "人员")
    with pytest.raises(SourceError, match="'人事'"):
        find(settings, f"{tmp_path}/f.db#人事")


def test_a_table_with_other_columns_is_refused(settings: Settings, people: Path) -> None:
    found = find(settings, str(people)).finding
    catalogue(settings, people, fields=found.fields[:-1])
    with pytest.raises(RefusedError, match="other columns"):
        find(settings, str(people))


def test_a_profile_that_is_gone_leaves_reviews_without_a_meaning(
    settings: Settings, people: Path
) -> None:
    catalogue(settings, people, profile="gone")
    with pytest.raises(RefusedError, match="'gone'"):
        find(settings, str(people))


@pytest.mark.parametrize(
    "target",
    ["{path}#人员", "sqlite:///{path}#人员", "sqlite:///{path}"],
    ids=["path and table", "URL and table", "URL of a file with one table"],
)
def test_a_table_of_a_database_is_found_however_it_is_named(
    settings: Settings, tmp_path: Path, target: str
) -> None:
    path = tmp_path / "f.db"
    make_database(path, "人员")
    catalogue(settings, path, "人员")
    output = tmp_path / "copy.db"
    apply_share(settings, target.format(path=path), output=output, **ASKED)
    connection = sqlite3.connect(output)
    assert connection.execute('SELECT 手机号 FROM "人员"').fetchall()[0] == ("138****8000",)
    connection.close()


def test_a_database_of_several_tables_needs_one_named(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "f.db"
    make_database(path, "甲", "乙")
    with pytest.raises(MisuseError, match="甲"):
        apply_share(settings, str(path), output=tmp_path / "copy.csv", **ASKED)


def test_data_that_was_never_scanned_is_refused(settings: Settings, tmp_path: Path) -> None:
    write_csv(tmp_path / "new.csv")
    with pytest.raises(RefusedError, match="scan it first"):
        apply_share(settings, str(tmp_path / "new.csv"), output=tmp_path / "copy.csv", **ASKED)


def test_data_that_changed_since_the_scan_is_refused(
    settings: Settings, people: Path, tmp_path: Path
) -> None:
    change(people)
    with pytest.raises(RefusedError, match="changed since it was scanned"):
        apply_share(settings, str(people), output=tmp_path / "copy.csv", **ASKED)


def test_data_graded_by_its_headers_alone_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path, sampled=0)
    with pytest.raises(RefusedError, match="headers alone"):
        apply_share(settings, str(path), output=tmp_path / "copy.csv", **ASKED)


def test_out_of_its_hours_a_source_is_refused_before_anything_is_read(
    settings: Settings, people: Path
) -> None:
    begin = dt.datetime.now().astimezone() + dt.timedelta(hours=12)
    window = f"{begin:%H:%M}-{begin + dt.timedelta(minutes=1):%H:%M}"
    add_source(settings, "files", str(people), window=window)
    with pytest.raises(SourceError, match=r"files: not read now \(.*\): its time window is"):
        find(settings, "files")


def test_a_registered_file_that_went_away_is_the_sources_fault(
    settings: Settings, people: Path
) -> None:
    add_source(settings, "files", str(people))
    people.unlink()
    with pytest.raises(SourceError, match="does not exist"):
        find(settings, "files")


@pytest.mark.parametrize("target", ["{0}/tongguan.db", "{0}/tongguan.db#record", "{0}"])
def test_the_installation_itself_is_not_shared(
    settings: Settings, people: Path, target: str
) -> None:
    with pytest.raises(MisuseError, match="its own records"):
        find(settings, target.format(settings.home))


def test_a_pattern_is_no_data_set(settings: Settings, people: Path) -> None:
    with pytest.raises(MisuseError, match="not a pattern"):
        find(settings, str(people.parent / "*.csv"))


def test_a_column_of_another_type_is_another_column(settings: Settings, people: Path) -> None:
    with Book(settings.home) as book:
        (record,) = book.list(Dataset)
        fields = (dataclasses.replace(record.finding.fields[0], type="int64"),)
        finding = dataclasses.replace(record.finding, fields=fields + record.finding.fields[1:])
        changed = dataclasses.replace(record, finding=finding)
        book.record([changed], action="test", actor="tests", unit="local")
    with pytest.raises(RefusedError, match="other columns"):
        find(settings, str(people))


def test_what_the_machine_found_stays_at_hand(settings: Settings, people: Path) -> None:
    chosen = find(settings, str(people))
    fields = {field.name: field for field in chosen.machine.fields}
    assert fields["区县"].level is Level.GENERAL_2


def test_a_row_of_data_that_was_taken_for_names_is_shared_as_data(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "unheaded.csv"
    path.write_text("张三,甲\n王五,乙\n李明,丙\n刘伟,丁\n", encoding="utf-8")
    request = ScanRequest(targets=(str(path),), sample=Sample(rows=None), workers=1)
    scan(request, settings, tell=lambda _: None)
    found = find(settings, str(path))
    assert [column.name for column in found.table.columns] == ["c1", "c2"]
    assert (found.table.named, found.table.rows) == (False, 4)
    assert any(reason.kind == "header" for reason in found.finding.reasons)
