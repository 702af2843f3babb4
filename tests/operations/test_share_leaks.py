# What a copy must not carry: raw cells in metadata, indexes, views or odd columns, two
# columns of one name, a place that is taken.
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from catalogued_people import ASKED, catalogue, make_database, make_settings, write_csv

from operations import Settings, apply_share
from schema import MisuseError, RefusedError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    return path


def list_hidden(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name.startswith("."))


def test_two_columns_of_one_name_are_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    names = ["证件号", "证件号"]
    table = pa.table([pa.array(["11010519491231002X"]), pa.array(["1"])], names=names)
    pq.write_table(table, path)
    catalogue(settings, path)
    for dry_run in (True, False):
        with pytest.raises(RefusedError, match="columns stand there twice: 证件号"):
            apply_share(
                settings, str(path), output=tmp_path / "c.csv", dry_run=dry_run,
                **ASKED | {"drop": []},
            )  # fmt: skip
    assert list_hidden(tmp_path) == []


def test_a_dry_run_says_that_the_name_is_taken(
    settings: Settings, people: Path, tmp_path: Path
) -> None:
    with pytest.raises(MisuseError, match="not overwritten"):
        apply_share(settings, str(people), output=people, dry_run=True, **ASKED)


def test_nothing_of_the_source_is_copied_but_the_columns(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "f.db"
    make_database(path, "人员")
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE INDEX by_id ON 人员(证件号); CREATE VIEW v AS SELECT '11010519491231002X';"
        "CREATE TRIGGER t AFTER INSERT ON 人员 BEGIN SELECT '11010519491231002X'; END;"
    )
    connection.close()
    catalogue(settings, path, "人员")
    output = tmp_path / "copy.db"
    apply_share(settings, f"{path}#人员", output=output, **ASKED)
    connection = sqlite3.connect(output)
    kept = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    connection.close()
    assert kept == [("table", "人员")]
    assert b"11010519491231002X" not in output.read_bytes()


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".db"])
def test_odd_columns_go_out_as_they_came_or_not_at_all(
    settings: Settings, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / "people.parquet"
    count = 3
    columns = {
        "证件号": pa.array(["11010519491231002X", None, ""]).dictionary_encode(),
        "姓名": pa.nulls(count, pa.string()),
        "手机号": pa.array([13800138000.0, None, float("nan")]),
        "诊断": pa.array([b"\xff\x00", None, b""]),
        "区县": pa.nulls(count),
        "备注": pa.array([[1], None, []]),
    }
    pq.write_table(pa.table(columns), path)
    catalogue(settings, path)
    output = tmp_path / f"copy{suffix}"
    outcome = apply_share(settings, str(path), output=output, **ASKED)
    assert outcome.share is not None
    assert outcome.share.rows == count
    assert b"11010519491231002X" not in output.read_bytes()
    assert b"13800138000" not in output.read_bytes()
    if suffix == ".parquet":
        copied = pq.read_table(output)
        assert [copied.column(name).null_count for name in copied.column_names] == [1, 3, 1, 3, 3]
        assert copied.schema.field("证件号").type == pa.dictionary(pa.int32(), pa.string())
