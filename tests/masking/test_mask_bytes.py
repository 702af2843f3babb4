# Whatever is masked by bytes is masked as the patterns mask it.
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import _by_patterns, mask
from masking.mask_bytes import _places, masked_by_bytes
from masking.styles import STYLES

COVERED = ["id18", "mobile", "phone", "card", "uscc", "vin", "postcode"]
NUMBERS = st.sampled_from(
    ["11010519491231002X", "110105194912310021", "110105491231002", "13800138000", "12800138000",
     "6222021234567890", "6222021234567890123", "91610502MAR1P7DBLY", "LSVAA49J132022055", "710000",
     "***********", "138****8000", "+86 13800138000", " 13800138000", "１３８００１３８０００", "", "029-88888888"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["张三", "张三丰", "欧阳锋", "欧阳", "欧文明", "上官", "爱新觉罗玄烨", "爱新觉罗", "第五", "司马相如", "王",
     "迪丽热巴", "阿卜杜拉·买买提", "古丽娜尔", "𠮷田", "John", "张 三", " 张三", "张三丰，", "々々", "アイ", "", "***"]
)  # fmt: skip


def column_of(cells: list[str | None], type_: pa.DataType, start: int) -> pa.Array:
    """The cells as a column that begins within another one."""
    return pa.array([None, "x", *cells], type_)[2:][min(start, len(cells)) :]


@pytest.mark.parametrize("style", COVERED)
@settings(deadline=None)  # what characters there are is asked once
@given(
    cells=st.lists(st.one_of(NUMBERS, st.none(), st.text("0139Xx*", max_size=19)), max_size=40),
    large=st.booleans(),
    start=st.integers(0, 3),
)
def test_numbers_are_masked_as_by_patterns(style, cells, large, start):
    texts = column_of(cells, pa.large_string() if large else pa.string(), start)
    assert mask(texts, style).equals(_by_patterns(texts, style))


@settings(deadline=None)  # what characters there are is asked once
@given(
    cells=st.lists(st.one_of(NAMES, NAMES, st.none(), st.text(max_size=4)), max_size=40),
    large=st.booleans(),
    start=st.integers(0, 3),
)
def test_names_are_masked_as_by_patterns(cells, large, start):
    texts = column_of(cells, pa.large_string() if large else pa.string(), start)
    assert mask(texts, "name").equals(_by_patterns(texts, "name"))


def test_the_column_that_was_given_stays_as_it_was():
    texts = pa.array(["13800138000"] * 3)
    masked_by_bytes(texts, "mobile")
    assert texts.to_pylist() == ["13800138000"] * 3


def test_long_columns_are_looked_at_in_stretches():
    cells = np.array(["13800138000"] * 10_000, object)
    cells[[5, 4_096, 9_999]] = ["12800138000", "x" * 11, "1380013800x"]
    texts = pa.array(cells.tolist())
    column, left = masked_by_bytes(texts, "mobile")
    assert np.flatnonzero(left).tolist() == [5, 4_096, 9_999]
    assert mask(texts, "mobile").equals(_by_patterns(texts, "mobile"))
    assert column[0].as_py() == "138****8000"


@pytest.mark.parametrize("style", ["address", "coordinate", "all", "plate"])
def test_other_styles_are_left_to_the_patterns(style):
    assert masked_by_bytes(pa.array(["13800138000"]), style) is None
    assert masked_by_bytes(pa.array([], pa.string()), "mobile") is None
    assert style in STYLES


@pytest.mark.parametrize(
    "pattern", [r"^\d+$", r"\d$", r"^(\d)$", r"^\d{2,3}$", r"^[^a]$", r"^a|b$"]
)
def test_a_pattern_that_is_no_row_of_classes_has_no_places(pattern):
    assert _places(pattern) is None


def test_a_row_of_classes_has_its_places():
    assert _places(r"^1[3-5]\d{2}[\dXx]$") == [
        [ord("1")],
        [ord("3"), ord("4"), ord("5")],
        *[list(range(48, 58))] * 2,
        [*range(48, 58), ord("X"), ord("x")],
    ]
