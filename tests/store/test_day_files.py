# The files of a day, as they are shared and told apart.
from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from store.day_files import (
    MERGED,
    REPLACES,
    day_alone,
    day_paths,
    day_shared,
    minutes_of,
    replaced,
)


def write(path: Path, *replaces: str) -> None:
    metadata = {REPLACES: "\n".join(replaces).encode()} if replaces else None
    pq.write_table(pa.table({"a": [1]}).replace_schema_metadata(metadata), path)


def test_files_that_a_merged_one_stands_for_are_no_part_of_the_day(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / f"{name}-0001-0002.parquet")
    merged = tmp_path / f"{MERGED}x-0001-0002.parquet"
    write(merged, "a-0001-0002.parquet", "b-0001-0002.parquet", "gone-0001-0001.parquet")
    assert [path.name for path in day_paths(tmp_path)] == ["c-0001-0002.parquet", merged.name]
    assert "gone-0001-0001.parquet" in replaced([merged])


def test_a_merged_file_that_is_damaged_stands_for_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a-0001-0002.parquet")
    (tmp_path / f"{MERGED}x-0001-0002.parquet").write_bytes(b"no file")
    assert len(day_paths(tmp_path)) == 2


def test_a_day_is_had_alone_only_where_nobody_shares_it(tmp_path: Path) -> None:
    with day_shared(tmp_path), day_shared(tmp_path), day_alone(tmp_path) as is_alone:
        assert not is_alone
    with day_alone(tmp_path) as is_alone:
        assert is_alone
    with pytest.raises(FileNotFoundError), day_shared(tmp_path / "none"):
        pass


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("ab-0003-1439.parquet", (3, 1439)), ("ab.parquet", (0, 1440)), ("a-3-9.parquet", (0, 1440))],
)
def test_minutes_are_told_by_the_name(name: str, minutes: tuple[int, int]) -> None:
    assert minutes_of(Path(name)) == minutes
