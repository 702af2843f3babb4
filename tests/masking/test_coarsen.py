from decimal import Decimal

import pyarrow as pa
import pytest

from masking.coarsen import (
    bins,
    bins_fault,
    clip,
    clip_fault,
    number_text_type,
    rounded,
    rounded_fault,
)


@pytest.mark.parametrize(
    ("array", "step", "shown"),
    [
        (pa.array([149, 150, -149, None]), "100", [100, 200, -100, None]),
        (pa.array([127, -128], pa.int8()), "10", [120, -120]),
        (pa.array([1.26, None]), "0.5", [1.5, None]),
        (pa.array(["1234.50", "9", "", "?", None]), "100", ["1200.00", "0", "", "***", None]),
        (pa.array([Decimal("12.34")]), "5", [Decimal("10.00")]),
        (pa.array(["14", "14"]).dictionary_encode(), "10", ["10", "10"]),
    ],
    ids=lambda value: str(getattr(value, "type", value)),
)
def test_rounding(array: pa.Array, step: str, shown: list) -> None:
    column = rounded(array, {"step": step}, {})
    assert column.type == array.type
    assert column.to_pylist() == shown


@pytest.mark.parametrize(
    ("array", "parameters", "shown"),
    [
        (pa.array([17, 18, 90, 91, None]), {"bottom": "18", "top": "90"}, [18, 18, 90, 90, None]),
        (pa.array(["17", "018", "95", "x", ""]), {"bottom": "18", "top": "90"}, ["18", "018", "90", "***", ""]),
        (pa.array([2**62 + 1]), {"bottom": "0"}, [2**62 + 1]),
        (pa.array(["5", "7"]).dictionary_encode(), {"top": "6"}, ["5", "6"]),
    ],
    ids=["numbers", "text keeps how it is written", "exact within the bounds", "dictionary"],
)  # fmt: skip
def test_cutting_off(array: pa.Array, parameters: dict[str, str], shown: list) -> None:
    column = clip(array, parameters, {})
    assert column.type == array.type
    assert column.to_pylist() == shown


def test_bins_hold_their_lower_edge() -> None:
    rule = {"edges": "0, 18,60.5"}
    given = pa.array(["-1", "0", "17.9", "18", "60.5", "", "x", None])
    assert bins(given, rule, {}).to_pylist() == [
        "<0", "0-<18", "0-<18", "18-<60.5", ">=60.5", "", "***", None,
    ]  # fmt: skip
    assert bins(pa.array([1.5, None]), rule, {}).to_pylist() == ["0-<18", None]
    assert number_text_type(pa.int8()) == pa.string()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (rounded_fault({"step": "0"}), "above zero"),
        (rounded_fault({"step": "0.25"}), ""),
        (clip_fault({}), "needs `bottom` or `top`"),
        (clip_fault({"bottom": "9", "top": "8"}), "above its `top`"),
        (clip_fault({"bottom": "-1.5"}), ""),
        (bins_fault({"edges": "1,1"}), "numbers that rise"),
        (bins_fault({"edges": "1,a"}), "numbers that rise"),
        (bins_fault({"edges": ""}), "numbers that rise"),
        (bins_fault({"edges": "1"}), ""),
    ],
)
def test_faults(told: str, fault: str) -> None:
    assert fault in told
    assert bool(fault) == bool(told)
