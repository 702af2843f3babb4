# Readers pay for what they read only where a limit is set.
from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from connectors import discover, read, write
from connectors.pace import pace, read_so_far
from schema import Access, Sample, Table


def test_no_limit_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "connectors.throttle", None)  # an import would fail
    pace(Access())(10**12)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet", "t.db", "t.xlsx"])
def test_every_reader_spends_what_it_reads(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: dict[str, Path]
) -> None:
    spent: list[int] = []
    access = Access(max_bytes_per_s=1e12, window=(dt.time(0), dt.time(0)))
    monkeypatch.setattr(
        "connectors.throttle.Throttle.spend", lambda _self, size: spent.append(size)
    )
    for table in discover(str(sources[name]), access):
        assert isinstance(table, Table)
        before = sum(spent)
        rows = sum(part.num_rows for part in read(table, Sample(rows=None), access))
        assert rows == 200
        assert sum(spent) - before > 500


def many(path: Path, rows: int = 100_000) -> None:
    """A table of some megabytes, in the format its suffix names."""
    table = pa.table(
        {"a": [str(number) for number in range(rows)], "b": [number % 7 for number in range(rows)]}
    )
    write(iter(table.to_batches()), table.schema, str(path), table_name="t")


@pytest.mark.parametrize(
    ("name", "sample", "part"),
    [
        pytest.param("t.csv", None, (0.99, 1.01), id="all of a text"),
        pytest.param("t.csv", 1_000, (0.99, 1.01), id="a text sampled in a stream"),
        pytest.param("t.db", None, (0.9, 1.05), id="all of a database"),
        pytest.param("t.db", 64, (0.01, 0.4), id="a few places of a database"),
        pytest.param("t.parquet", None, (0.9, 1.01), id="all of a Parquet file"),
    ],
)
@pytest.mark.parametrize("limit", [None, 1e12], ids=["unlimited", "limited"])
def test_what_is_told_is_what_was_read(
    name: str, sample: int | None, part: tuple[float, float], limit: float | None, tmp_path: Path
) -> None:
    many(tmp_path / name)
    told: list[int] = []
    access = Access(max_bytes_per_s=limit, heard=lambda octets, _wait: told.append(octets))
    (table,) = discover(str(tmp_path / name), access)
    assert isinstance(table, Table)
    told.clear()
    for _ in read(table, Sample(sample), access):
        pass
    size = (tmp_path / name).stat().st_size
    assert part[0] <= sum(told) / size <= part[1]


@pytest.mark.parametrize("name", ["t.csv", "t.db"])
def test_under_a_limit_rows_are_not_counted_by_reading_all_once_more(
    name: str, tmp_path: Path
) -> None:
    many(tmp_path / name)
    size = (tmp_path / name).stat().st_size
    for limit, exact in ((size / 2, False), (size * 2, True)):
        before = read_so_far()
        (table,) = discover(str(tmp_path / name), Access(max_bytes_per_s=limit))
        assert isinstance(table, Table)
        assert table.rows_exact is exact
        assert table.rows == pytest.approx(100_000, rel=0.2)
        assert exact or read_so_far() - before < size


def test_the_kernel_tells_what_a_thread_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(100_000))
    before = read_so_far()
    (tmp_path / "a").read_bytes()
    assert 100_000 <= read_so_far() - before < 110_000


def test_without_an_account_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> object:
        raise PermissionError

    monkeypatch.setattr("builtins.open", denied)
    assert read_so_far() == 0
