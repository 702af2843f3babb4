# Values inside a text are covered and the words around them stay, however the spans lie.
from __future__ import annotations

import pyarrow as pa
import pytest

from masking import Plan, PlannedColumn, apply
from masking.free_text import free_text
from schema import Level, Span

TEXT = "张三电话13800138000，备用13900139000。"
PHONE, SECOND = Span("cn.mobile", 4, 15, 1.0), Span("cn.mobile", 18, 29, 1.0)


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ([], TEXT),
        ([PHONE], "张三电话138****8000，备用13900139000。"),
        ([SECOND, PHONE], "张三电话138****8000，备用139****9000。"),
        ([PHONE, PHONE], "张三电话138****8000，备用13900139000。"),
        ([PHONE, Span("x.other", 4, 8, 1.0)], "张三电话138****8000，备用13900139000。"),
        ([Span("person.name", 0, 2, 1.0)], "张**电话13800138000，备用13900139000。"),
    ],
    ids=["none", "one", "in any order", "twice", "one inside the other", "a name"],
)
def test_what_is_found_is_covered(found: list[Span], shown: str) -> None:
    assert free_text(pa.array([TEXT]), lambda _: found).to_pylist() == [shown]


def test_of_spans_that_overlap_nothing_shows() -> None:
    found = [Span("cn.mobile", 4, 15, 1.0), Span("cn.mobile", 10, 20, 1.0)]
    (shown,) = free_text(pa.array([TEXT]), lambda _: found).to_pylist()
    assert "0138000，备用" not in shown
    assert shown.endswith("900139000。")


def test_nulls_and_empty_cells_stay_and_equal_texts_are_looked_at_once() -> None:
    seen: list[str] = []

    def finder(text: str) -> list[Span]:
        seen.append(text)
        return [PHONE]

    cells = pa.array([TEXT, None, "", TEXT])
    assert free_text(cells, finder).to_pylist()[1:3] == [None, ""]
    assert seen == [TEXT]


def test_the_kernel_takes_what_finds_them_and_refuses_without() -> None:
    planned = PlannedColumn("note", "", Level.GENERAL_2, "free_text", {}, "r: x")
    batch = pa.RecordBatch.from_pydict({"note": [TEXT]})
    shown = apply(batch, Plan("p", (planned,)), {}, spans=lambda _: [PHONE])
    assert shown["note"][0].as_py().startswith("张三电话138****8000")
    with pytest.raises(ValueError, match="column note: needs something that finds values"):
        apply(batch, Plan("p", (planned,)), {})
