import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from masking.trace import _log_tail, collect, suspicions
from masking.watermark import Mark, marked

KEY = bytes(range(32))
NUMBERS = [3, 77, 1_000, 2**32 - 1]
ROWS = 3_000


def table(seed: int = 1) -> pa.RecordBatch:
    draw = np.random.default_rng(seed)
    return pa.record_batch(
        {
            "amount": np.round(draw.gamma(2, 900, ROWS), 2),
            "usage": np.round(draw.gamma(2, 90, ROWS), 1),
            "id": [f"{draw.integers(1 << 60):032x}" for _ in range(ROWS)],
        }
    )


def copy(number: int, *, tokens: bool = False) -> pa.RecordBatch:
    names = ("id",) if tokens else ()
    return marked(table(), Mark(number, KEY, {"amount": 0.01, "usage": 0.1}, names))


def named(rows: pa.RecordBatch, key: bytes = KEY) -> list[int]:
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    return [one.number for one in suspicions(collect(columns, [-2, -1], key), NUMBERS, key)]


@pytest.mark.parametrize("number", NUMBERS)
def test_the_recipient_is_named_and_nobody_else(number: int) -> None:
    assert named(copy(number)) == [number]


def test_a_part_shuffled_renamed_reencoded_and_altered_is_enough() -> None:
    draw = np.random.default_rng(2)
    rows = copy(77).take(pa.array(draw.permutation(ROWS)[:600]))
    amounts = rows.column("amount")
    altered = pc.if_else(draw.random(600) < 0.2, pc.add(amounts, 1.37), amounts)
    text = pc.round(altered, 2).cast(pa.string())
    assert named(pa.RecordBatch.from_arrays([text], names=["x"])) == [77]


def test_both_who_mix_their_copies_are_named() -> None:
    lot = pa.array(np.random.default_rng(3).random(ROWS) < 0.5)
    columns = [
        pc.if_else(lot, one, other)
        for one, other in zip(copy(3).columns, copy(1_000).columns, strict=True)
    ]
    assert set(named(pa.RecordBatch.from_arrays(columns, names=table().schema.names))) == {3, 1_000}


def test_a_handful_of_pseudonyms_is_enough() -> None:
    rows = copy(77, tokens=True).select(["id"]).slice(0, 3)
    assert named(rows) == [77]


@pytest.mark.parametrize(
    "rows",
    [table(), table(9), copy(42), copy(42, tokens=True), pa.record_batch({"a": ["x", None]})],
    ids=["the original", "other data", "somebody else's", "somebody else's tokens", "no number"],
)
def test_nobody_is_named_without_cause(rows: pa.RecordBatch) -> None:
    assert named(rows) == []


def test_without_the_key_nobody_is_named() -> None:
    assert named(copy(77, tokens=True), KEY[::-1]) == []


@pytest.mark.parametrize(("marks", "hits"), [(10, 8), (300, 200), (5_000, 2_700), (20_000, 19_990)])
def test_the_tail_is_that_of_the_binomial(marks: int, hits: int) -> None:
    exact = sum(math.comb(marks, each) for each in range(hits, marks + 1))
    assert _log_tail(marks, hits) == pytest.approx(
        math.log(exact) - marks * math.log(2), rel=1e-9, abs=1e-9
    )
