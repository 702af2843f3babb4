import pyarrow as pa
import pytest

from masking.generalise import (
    constant,
    constant_fault,
    groups,
    groups_fault,
    region,
    region_fault,
    region_type,
    truncate,
    truncate_fault,
)


@pytest.mark.parametrize(
    ("rank", "shown"),
    [("province", "610000"), ("prefecture", "610100"), ("county", "610113")],
)
def test_regions(rank: str, shown: str) -> None:
    given = pa.array(["610113", "610113001", "610113001002", "6101", "陕西", "", None])
    assert region(given, {"rank": rank}, {}).to_pylist() == [
        shown, shown + "000", shown + "000000", "***", "***", "", None,
    ]  # fmt: skip
    numbers = region(pa.array([610113, 99, None], pa.int32()), {"rank": rank}, {})
    assert numbers.to_pylist() == [int(shown), None, None]
    assert numbers.type == region_type(pa.int32()) == pa.int32()


def test_only_text_and_integers_hold_regions() -> None:
    with pytest.raises(TypeError, match="no codes of regions"):
        region_type(pa.float64())


def test_values_take_the_name_of_their_group() -> None:
    rule = {"groups": "流感|肺炎=呼吸系统; 高血压=循环系统", "other": "其他"}
    given = pa.array([" 肺炎", "高血压", "骨折", "", None])
    assert groups(given, rule, {}).to_pylist() == ["呼吸系统", "循环系统", "其他", "", None]
    assert groups(given, {"groups": "a=b"}, {}).to_pylist() == ["***", "***", "***", "", None]


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"length": "2"}, ["陕西", "ab", "***", "", None]),
        ({"length": "2", "end": "last"}, ["安市", "bc", "***", "", None]),
    ],
)
def test_what_is_cut_is_never_whole(parameters: dict[str, str], shown: list) -> None:
    given = pa.array(["陕西省西安市", "abc", "ab", "", None])
    assert truncate(given, parameters, {}).to_pylist() == shown


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["a", None]),
        pa.array([1.5, None]),
        pa.array([7, None], pa.int8()),
        pa.array(["a", None]).dictionary_encode(),
    ],
    ids=lambda array: str(array.type),
)
def test_one_value_for_all(array: pa.Array) -> None:
    shown = constant(array, {"value": "0"}, {})
    assert shown.type == array.type
    assert [str(cell).removesuffix(".0") for cell in shown.to_pylist()] == ["0", "None"]


def test_a_value_the_column_cannot_hold_is_told() -> None:
    with pytest.raises(ValueError, match="'x' is no value of a column of int64"):
        constant(pa.array([1]), {"value": "x"}, {})


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        (groups_fault({"groups": "a=b; c|d=e"}), ""),
        (groups_fault({"groups": "a"}), "`groups`"),
        (groups_fault({"groups": "a=b;"}), "`groups`"),
        (region_fault({"rank": "town"}), "`rank` to be one of"),
        (region_fault({"rank": "county"}), ""),
        (truncate_fault({"length": "0"}), "`length`"),
        (truncate_fault({"length": "3", "end": "middle"}), "`end`"),
        (constant_fault({}), "needs `value`"),
        (constant_fault({"value": ""}), ""),
    ],
)
def test_faults(told: str, fault: str) -> None:
    assert fault in told
    assert bool(fault) == bool(told)
