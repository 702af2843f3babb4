# Bounded batches, and a sample that depends on seed and rows alone.
from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.batches import MAX_BYTES, MAX_ROWS, Reservoir, bounded, joined


def numbers(count: int) -> pa.RecordBatch:
    return pa.record_batch({"n": pa.array(range(count), pa.int64())})


def sample_of(batches: list[pa.RecordBatch], rows: int, seed: int) -> list[int]:
    reservoir = Reservoir(rows, seed)
    for batch in batches:
        reservoir.add(batch)
    return [n for batch in reservoir.batches() for n in batch["n"].to_pylist()]


def test_no_slice_passes_the_limits_and_no_row_is_lost() -> None:
    wide = pa.record_batch({"t": ["x" * 1000] * 30_000})
    for batch in (wide, numbers(200_000)):
        parts = list(bounded(batch))
        assert pa.Table.from_batches(parts) == pa.Table.from_batches([batch])
        assert max(part.num_rows for part in parts) <= MAX_ROWS
        assert max(part.nbytes for part in parts) <= MAX_BYTES * 1.1


def test_an_empty_batch_gives_nothing() -> None:
    assert list(bounded(numbers(0))) == []
    assert list(joined([])) == []


def test_small_batches_become_one() -> None:
    (batch,) = joined([numbers(3), numbers(4)])
    assert batch["n"].to_pylist() == [0, 1, 2, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("total", "wanted", "kept"),
    [
        pytest.param(1000, 10, 10, id="as many as wanted"),
        pytest.param(5, 10, 5, id="all where there are fewer"),
        pytest.param(10, 10, 10, id="all where there are just as many"),
        pytest.param(10, 0, 0, id="none where none is wanted"),
    ],
)
def test_a_sample_holds(total: int, wanted: int, kept: int) -> None:
    found = sample_of([numbers(total)], wanted, seed=1)
    assert len(found) == kept
    assert found == sorted(set(found))


def test_how_the_rows_were_cut_makes_no_difference() -> None:
    whole = numbers(10_000)
    cut = [whole.slice(start, 37) for start in range(0, 10_000, 37)]
    assert sample_of([whole], 100, seed=7) == sample_of(cut, 100, seed=7)


def test_another_seed_chooses_other_rows() -> None:
    assert sample_of([numbers(10_000)], 100, 1) != sample_of([numbers(10_000)], 100, 2)


def test_every_part_of_the_stream_is_as_likely() -> None:
    found = sample_of([numbers(1000)] * 1 + [], 500, seed=3)
    late = sum(1 for n in found if n >= 500)
    assert 200 < late < 300


def test_a_kept_row_does_not_hold_its_batch() -> None:
    before = pa.total_allocated_bytes()
    reservoir = Reservoir(5, 0)
    for _ in range(20):
        reservoir.add(pa.record_batch({"n": ["x" * 100] * 10_000}))
    assert pa.total_allocated_bytes() - before < 1_000_000
