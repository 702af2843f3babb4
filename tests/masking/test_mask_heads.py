# Addresses by the ways they begin are masked as the patterns mask them, whatever follows.
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import _by_patterns, mask
from masking.mask_heads import place_heads

PIECES = st.sampled_from(
    ["陕西省", "陕西", "西安市", "雁塔区", "凉山彝族自治州", "阿里地区", "锡林郭勒盟", "西昌市", "镇巴县", "新乡市", "卫滨区",
     "路南区", "东乡族自治县", "东乡族", "自治县", "积石山保安族东乡族撒拉族", "内蒙古自治区", "新疆维吾尔", "喀喇沁左翼蒙古族自治县",
     "科技路", "工业区", "小区", "小店区", "超市", "西区", "镇", "市", "区", "县", "旗", "省", " ", "***", "1号", "北京",
     "宁乡市", "社", "大学", "\u3000"]
)  # fmt: skip
ADDRESSES = st.one_of(st.none(), st.lists(PIECES, max_size=6).map("".join))


@settings(deadline=None, max_examples=40)  # what characters there are is asked once
@given(
    drawn=st.lists(ADDRESSES, min_size=1, max_size=4),
    start=st.integers(0, 2),
    large=st.booleans(),
    usual=st.sampled_from(["陕西省西安市雁塔区科技路", "新疆维吾尔自治区伊犁哈萨克自治州伊宁县"]),
)
def test_addresses_are_masked_as_by_patterns(drawn, start, large, usual):
    cells = [None, "x", *drawn, *[f"{usual}{number % 2}号" for number in range(120)]]
    texts = pa.array(cells, pa.large_string() if large else pa.string())[start:]
    assert mask(texts, "address").equals(_by_patterns(texts, "address"))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(PIECES, min_size=1, max_size=5).map("".join), st.lists(PIECES, max_size=4).map("".join)
)
def test_what_follows_a_county_does_not_change_it(begun, following):
    shown, left = place_heads(pa.array([begun] * 64))
    if not left.any():
        longer = pa.array([begun + following + "路9号"])
        assert _by_patterns(longer, "address").to_pylist() == [shown[0].as_py()]


def test_long_names_are_found_in_wider_beginnings():
    cells = [
        "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县"[:25] + f"{n}村" for n in range(9)
    ] * 20
    texts = pa.array(cells)
    assert mask(texts, "address").equals(_by_patterns(texts, "address"))
    shown, left = place_heads(pa.array(["内蒙古自治区兴安盟科尔沁右翼前旗科尔沁镇"] * 100))
    assert shown[0].as_py() == "内蒙古自治区兴安盟科尔沁右翼前旗***"
    assert not left.any()


def test_columns_of_many_beginnings_or_few_cells_are_left():
    rng = np.random.default_rng(2)
    words = ["".join(map(chr, rng.integers(0x4E00, 0x9000, 12))) for _ in range(200)]
    assert place_heads(pa.array(words)) is None
    assert place_heads(pa.array(["西安市雁塔区"])) is None
