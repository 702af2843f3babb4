# One table through every connector gives the same answer.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from schema import Sample

KINDS = ["t.csv", "t.tsv", "gb.csv", "utf16.csv", "t.parquet", "t.db", "t.xlsx"]


@pytest.mark.parametrize("kind", KINDS)
def test_all_rows_come_the_same(
    kind: str, sources: dict[str, Path], people: pa.Table, take: Callable
) -> None:
    found = take(sources[kind])
    assert pa.Table.from_batches(found.batches) == people
    assert (found.table.rows, found.table.rows_exact) == (200, True)
    assert [column.name for column in found.table.columns] == people.column_names
    assert found.skipped == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_holds_rows_of_the_table(
    kind: str, sources: dict[str, Path], people: pa.Table, take: Callable
) -> None:
    whole = people.to_pylist()
    found = take(sources[kind], Sample(50, 9))
    assert 45 <= len(found.rows) <= 50
    assert all(row in whole for row in found.rows)
    assert len({row["编号"] for row in found.rows}) == len(found.rows)
