# Cells of databases as text: limits, encodings, bytes, and batches of bounded size.
from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.cells import (
    BINARY_LIMIT,
    CELL_LIMIT,
    Collected,
    binary_text,
    cell_limit,
    cut_remark,
    plain_text,
)
from schema import Column


@pytest.mark.parametrize(
    ("cells", "kind", "expected", "cut"),
    [
        pytest.param(["张三", None, ""], pa.string(), ["张三", None, ""], 0, id="text"),
        pytest.param(["张三李", "张三"], pa.string(), ["张三", "张三"], 1, id="one too long"),
        pytest.param(["𠮷𠮷", "aaa"], pa.string(), ["𠮷𠮷", "aa"], 1, id="letters of four bytes"),
        pytest.param(["张".encode()], pa.binary(), ["张"], 0, id="UTF-8"),
        pytest.param(["张三".encode("gbk"), b"a"], pa.binary(), ["张三", "a"], 0, id="GBK"),
        pytest.param([], pa.string(), [], 0, id="nothing"),
        pytest.param([None], pa.binary(), [None], 0, id="only nulls"),
    ],
)
def test_text_is_cut_at_its_limit(cells: list, kind: pa.DataType, expected: list, cut: int) -> None:
    text, found = plain_text(pa.array(cells, kind), 2)
    assert (text.to_pylist(), text.type, found) == (expected, pa.string(), cut)


@pytest.mark.parametrize(
    ("cell", "expected", "cut"),
    [
        pytest.param(None, None, 0, id="null"),
        pytest.param("张三".encode(), "张三", 0, id="text"),
        pytest.param(b"\x00\xff", "\x00\\xff", 0, id="bytes"),
        pytest.param(b"a" * BINARY_LIMIT, "a" * BINARY_LIMIT, 0, id="at the limit"),
        pytest.param(b"a" * (BINARY_LIMIT + 1), "a" * BINARY_LIMIT, 1, id="beyond it"),
    ],
)
def test_binary_is_shown_as_text(cell: bytes | None, expected: str | None, cut: int) -> None:
    text, found = binary_text(pa.array([cell], pa.binary()))
    assert (text.to_pylist(), found) == ([expected], cut)


def test_a_wide_table_has_narrow_cells() -> None:
    assert cell_limit([Column("a", "text")]) == CELL_LIMIT
    assert cell_limit([Column("a", "text")] * 1_000) == 2_000
    assert "3 cells were read to 65,536" in cut_remark("t", [Column("a", "text")], 3).error


def test_rows_are_collected_into_batches_and_can_be_taken_back() -> None:
    def some(count: int) -> pa.RecordBatch:
        return pa.record_batch({"a": ["x" * 100] * count})

    rows = Collected()
    rows.add(some(10))
    rows.add(some(0))
    mark = rows.mark
    rows.add(some(5))
    assert (rows.seen, rows.read, rows.full()) == (15, 0, False)
    assert rows.drop(mark)
    assert rows.seen == 10
    rows.add(some(40_000))
    assert rows.full()
    assert rows.batch().num_rows == 40_010
    assert (rows.seen, rows.read, rows.full()) == (40_010, 40_010, False)
    assert not rows.drop(mark)
