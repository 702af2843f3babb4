# Ids that stand in several files of a day: exactly those that do, in bounded memory.
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from store import repeated
from store.repeated import first_of_each, repeated_ids


def written(path: Path, ids: list[str | None]) -> Path:
    pq.write_table(pa.table({"event.id": pa.array(ids, pa.string())}), path)
    return path


def made(chance: random.Random, count: int, *, alike: bool) -> list[str | None]:
    width = 20 if alike else chance.randrange(1, 40)
    return [f"ev-{chance.randrange(1 << 40):0{width}x}" for _ in range(count)]


@pytest.mark.parametrize("alike", [True, False], ids=["our ids", "ids of any length"])
@pytest.mark.parametrize("most", [1 << 24, 100], ids=["at once", "in parts"])
def test_what_is_repeated(tmp_path: Path, monkeypatch, most: int, alike: bool) -> None:
    monkeypatch.setattr(repeated, "_MOST", most)
    chance = random.Random(4)
    files = [made(chance, 300, alike=alike) for _ in range(4)]
    files[1][:50] = files[0][250:]
    files[3][7] = files[2][8]
    files[2][9] = None
    paths = [written(tmp_path / f"{n}.parquet", ids) for n, ids in enumerate(files)]
    every = [each for ids in files for each in ids if each]
    expected = {each for each in every if every.count(each) > 1}
    assert repeated_ids(paths) == expected
    assert len(expected) >= 51
    seen: set[str] = set()
    kept = [
        each
        for path in paths
        for each in first_of_each(pq.read_table(path), frozenset(expected), seen)
        .column("event.id").to_pylist()
    ]  # fmt: skip
    assert sorted(filter(None, kept)) == sorted(set(every))
    assert kept.count(None) == 1


def test_a_single_file_and_nothing_alike(tmp_path: Path) -> None:
    one = written(tmp_path / "a", ["ev-1", "ev-2"])
    assert repeated_ids([one]) == frozenset()
    assert repeated_ids([one, written(tmp_path / "b", ["ev-3"])]) == frozenset()
    assert repeated_ids([one, written(tmp_path / "c", [])]) == frozenset()
