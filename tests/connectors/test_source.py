# The table of kinds, and what it adds: nothing raised for bad data, names that can be shown.
from __future__ import annotations

import importlib
import inspect
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors import check, discover, read
from connectors.source import _CONNECTORS
from schema import Access, Sample, Skipped, SourceError, Table


@pytest.mark.parametrize("kind", sorted(_CONNECTORS))
def test_a_connector_offers_what_the_table_says(kind: str) -> None:
    module = importlib.import_module(f"connectors.{_CONNECTORS[kind]}")
    assert [
        list(inspect.signature(getattr(module, name)).parameters)
        for name in ("discover", "read", "check")
    ] == [
        ["location", "access"],
        ["table", "sample", "access"],
        ["location", "access"],
    ]


def test_an_unknown_kind_is_a_callers_mistake() -> None:
    with pytest.raises(ValueError, match="no connector of kind 'tape'"):
        list(read(Table("x", "x", (), "tape"), Sample(), Access()))


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        pytest.param("gone.csv", None, "does not exist", id="a missing file"),
        pytest.param("gone", None, "does not exist", id="a missing file without a suffix"),
        pytest.param("a.csv", b"", "is empty", id="an empty file"),
        pytest.param("a.csv", b" \n\n", "is empty", id="a blank file"),
        pytest.param(
            "a.bin", b"xyz", "is not a kind of file that can be read", id="an unknown kind"
        ),
        pytest.param(
            "a.db", b"xyz", "is encrypted, damaged or no SQLite database", id="no database"
        ),
    ],
)
def test_what_cannot_be_read_is_skipped_and_fails_its_check(
    name: str, content: bytes | None, error: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert list(discover(str(path), Access())) == [Skipped(str(path), error)]
    with pytest.raises(SourceError) as caught:
        check(str(path), Access())
    assert (caught.value.source, caught.value.problem) == (str(path), error)


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.parquet", "t.db", "t.xlsx"])
def test_a_good_file_passes_its_check_and_its_table_travels(
    name: str, sources: dict[str, Path]
) -> None:
    check(str(sources[name]), Access())
    (table,) = discover(str(sources[name]), Access())
    there = pickle.loads(pickle.dumps(table))
    assert there == table
    assert sum(part.num_rows for part in read(there, Sample(rows=None), Access())) == 200


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.db", "t.xlsx"])
def test_a_name_that_is_no_utf8_is_read_and_shown(
    name: str, sources: dict[str, Path], take: Callable
) -> None:
    path = sources[name]
    odd = path.rename(path.parent / (os.fsdecode("人员".encode("gbk")) + path.suffix))
    found = take(odd)
    assert len(found.rows) == 200
    found.table.source.encode()
    found.table.name.encode()
    assert "人员" in found.table.source
    assert found.table.columns[1].name == "姓名"


def test_a_directory_passes_its_check_with_one_good_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    with pytest.raises(SourceError, match="is empty"):
        check(str(tmp_path), Access())
    (tmp_path / "b.csv").write_bytes(b"a,b\n1,2\n")
    check(str(tmp_path), Access())
    check(f"{tmp_path}/*.csv", Access())
    with pytest.raises(SourceError, match="nothing that can be read matches"):
        check(f"{tmp_path}/*.db", Access())


def test_a_password_in_a_location_is_refused() -> None:
    with pytest.raises(ValueError, match="is refused"):
        list(discover("postgresql://u:p@h/d", Access()))
