import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import mask
from masking.styles import HIDDEN, STYLES

CASES = [
    pytest.param("id18", "11010519491231002X", "1101051949********", id="identity number"),
    pytest.param("id18", "11010519491231002x", "1101051949********", id="small x"),
    pytest.param("id18", "110105491231002", "11010549*******", id="fifteen digits"),
    pytest.param("id18", "110105 19491231 002X", "1101051949********", id="in groups"),
    pytest.param("id18", "11010519491231002", HIDDEN, id="seventeen digits fit nothing"),
    pytest.param("id18", "A10105194912310021", HIDDEN, id="a letter before the digits"),
    pytest.param("mobile", "13800138000", "138****8000", id="mobile"),
    pytest.param("mobile", "+8613800138000", "+86138****8000", id="with +86"),
    pytest.param("mobile", "+86 138-0013-8000", "+86 138****8000", id="with +86 and hyphens"),
    pytest.param("mobile", "0086-13800138000", "0086-138****8000", id="with 0086"),
    pytest.param("mobile", "12800138000", HIDDEN, id="128 is no mobile"),
    pytest.param("mobile", "138001380001", HIDDEN, id="one digit too many"),
    pytest.param("mobile", "029-88888888", HIDDEN, id="a landline among mobiles"),
    pytest.param("phone", "029-88888888", "029-********", id="a landline among telephones"),
    pytest.param("phone", "13800138000", "138****8000", id="a mobile among telephones"),
    pytest.param("landline", "02988888888", "029********", id="landline in one piece"),
    pytest.param("landline", "0912-3456789", "0912-********", id="four digits of area"),
    pytest.param("landline", "(029)8888 8888", "(029)********", id="area in brackets"),
    pytest.param("landline", "010-88888888-123", "010-********", id="with an extension"),
    pytest.param("landline", "+86-29-88888888", "+86-29********", id="area without its zero"),
    pytest.param("landline", "88888888", HIDDEN, id="no area code"),
    pytest.param("name", "张三", "张**", id="two characters"),
    pytest.param("name", "张三丰", "张**", id="three characters, as long as two"),
    pytest.param("name", "张 三", "张**", id="a space for alignment"),
    pytest.param("name", "欧阳锋", "欧阳**", id="compound surname"),
    pytest.param("name", "司马相如", "司马**", id="compound surname, two given"),
    pytest.param("name", "欧阳", "欧**", id="compound surname alone is surname and given name"),
    pytest.param("name", "欧文明", "欧**", id="first half of a compound surname"),
    pytest.param("name", "阿卜杜拉·买买提", "阿**", id="interpunct"),
    pytest.param("name", "古丽娜尔•艾合买提", "古**", id="bullet for an interpunct"),
    pytest.param("name", "迪丽热巴", "迪**", id="four characters without one"),
    pytest.param("name", "𠮷田", "𠮷**", id="a surname beyond the basic plane"),
    pytest.param("name", "John Smith", "J**", id="Latin"),
    pytest.param("name", "王", HIDDEN, id="a surname alone would be the whole value"),
    pytest.param("name", "西安市雁塔区科技路", HIDDEN, id="an address among names"),
    pytest.param("name", "13800138000", HIDDEN, id="a telephone among names"),
    pytest.param("address", "陕西省西安市雁塔区科技路1号", "陕西省西安市雁塔区***", id="full"),
    pytest.param("address", "西安市雁塔区科技路", "西安市雁塔区***", id="no province"),
    pytest.param("address", "北京市海淀区中关村", "北京市海淀区***", id="municipality"),
    pytest.param("address", "陕西西安雁塔区科技路", "陕西西安雁塔区***", id="short forms"),
    pytest.param("address", "四川省凉山彝族自治州西昌市航天路", "四川省凉山彝族自治州西昌市***", id="prefecture"),
    pytest.param("address", "汉中市镇巴县泾洋街道", "汉中市镇巴县***", id="镇 in a county's name"),
    pytest.param("address", "新乡市卫滨区平原路", "新乡市卫滨区***", id="乡 in a city's name"),
    pytest.param("address", "唐山市路南区新华道", "唐山市路南区***", id="路 in a district's name"),
    pytest.param("address", "甘肃省临夏回族自治州东乡族自治县锁南镇", "甘肃省临夏回族自治州东乡族自治县***", id="autonomous county"),
    pytest.param("address", "咸阳市大庄镇工业区3号", "咸阳市***", id="an industrial zone is no county"),
    pytest.param("address", "西安市科技路西区3号", "西安市***", id="a street's west end is no district"),
    pytest.param("address", "陕西省大学南路世纪超市", "陕西省***", id="a supermarket is no city"),
    pytest.param("address", "幸福小区3号楼2单元", HIDDEN, id="an estate alone"),
    pytest.param("address", "科技路1号", HIDDEN, id="a street alone"),
    pytest.param("address", "No. 5, Main Street", HIDDEN, id="not Chinese"),
    pytest.param("address", "陕西省\x01西安市科技路1号", "陕西省***", id="the mark used within"),
    pytest.param("address", "陕西省西安市雁塔区\n科技路1号", "陕西省西安市雁塔区***", id="two lines"),
    pytest.param("email", "zhang.san@qq.com", "z***@qq.com", id="e-mail"),
    pytest.param("email", "a@x.com", "a***@x.com", id="one letter looks like any other"),
    pytest.param("email", "zhangsan", HIDDEN, id="no @"),
    pytest.param("email", "a@b@c.com", HIDDEN, id="two @"),
    pytest.param("email", "a***@x.com", HIDDEN, id="masked already"),
    pytest.param("card", "6222021234567890", "622202******7890", id="sixteen digits"),
    pytest.param("card", "6222021234567890123", "622202*********0123", id="nineteen digits"),
    pytest.param("card", "6222 0212 3456 7890", "6222 02******7890", id="in fours"),
    pytest.param("card", "622202123456", HIDDEN, id="twelve digits are no card"),
    pytest.param("account", "61001234567890", "****7890", id="account"),
    pytest.param("account", "1234567", HIDDEN, id="seven digits are no account"),
    pytest.param("plate", "陕A12345", "陕A*****", id="plate"),
    pytest.param("plate", "陕AD12345", "陕A*****", id="new-energy plate"),
    pytest.param("plate", "陕A·1234警", "陕A*****", id="police"),
    pytest.param("plate", "陕I12345", HIDDEN, id="no office is called I"),
    pytest.param("passport", "E12345678", "E******78", id="passport"),
    pytest.param("passport", "EA1234567", "E******67", id="two letters"),
    pytest.param("passport", "E12345", HIDDEN, id="too short"),
    pytest.param("date", "1990-05-03", "1990-**-**", id="date"),
    pytest.param("date", "1990/5/3 12:30:00", "1990/**/**", id="with a time"),
    pytest.param("date", "1990年5月3日", "1990年**月**日", id="in Chinese"),
    pytest.param("date", "19900503", "1990****", id="eight digits"),
    pytest.param("date", "19901303", HIDDEN, id="a thirteenth month"),
    pytest.param("date", "03/05/1990", HIDDEN, id="the year at the end"),
    pytest.param("date", "1990", HIDDEN, id="a year alone would be the whole value"),
    pytest.param("ip", "10.20.30.40", "10.20.*.*", id="IPv4"),
    pytest.param("ip", "2001:db8:1::5", "2001:db8:*", id="IPv6"),
    pytest.param("ip", "10.20.30", HIDDEN, id="three numbers"),
    pytest.param("mac", "00:1a:2b:3c:4d:5e", "00:1a:2b:**:**:**", id="MAC"),
    pytest.param("mac", "001A2B3C4D5E", "001A2B******", id="MAC in one piece"),
    pytest.param("mac", "00:1a:2b:3c:4d", HIDDEN, id="five octets"),
    pytest.param("imei", "490154203237518", "49015420*******", id="IMEI"),
    pytest.param("imsi", "460001234567890", "46000**********", id="IMSI"),
    pytest.param("iccid", "89860012345678901234", "898600**************", id="ICCID"),
    pytest.param("vin", "1M8GDM9AXKP042788", "1M8**************", id="VIN"),
    pytest.param("vin", "1M8GDM9AXKP04278O", HIDDEN, id="VIN has no O"),
    pytest.param("uscc", "91110000600037341L", "91110000**********", id="credit code"),
    pytest.param("orgcode", "60003734-1", "60*******", id="organisation code"),
    pytest.param("coordinate", "34.26171", "34.2***", id="coordinate"),
    pytest.param("coordinate", "108.9422,34.2611", "108.9***,34.2***", id="a pair"),
    pytest.param("coordinate", "34.2", HIDDEN, id="nothing to hide but what is kept"),
    pytest.param("postcode", "710065", "71****", id="postcode"),
    pytest.param("generic", "zhangsan88", "z***8", id="ends"),
    pytest.param("generic", "一二三", "一***三", id="three characters"),
    pytest.param("generic", "ab", "a***", id="two characters"),
    pytest.param("generic", "a", HIDDEN, id="one character"),
    pytest.param("generic", "a***b", HIDDEN, id="looks masked already"),
    pytest.param("all", "anything", HIDDEN, id="nothing shown"),
    pytest.param("all", HIDDEN, HIDDEN + "*", id="even stars change"),
]  # fmt: skip


@pytest.mark.parametrize(("style", "value", "shown"), CASES)
def test_shows_of_a_value_what_its_style_says(style: str, value: str, shown: str) -> None:
    assert mask(pa.array([value]), style).to_pylist() == [shown]


def test_every_style_has_cases() -> None:
    assert {case.values[0] for case in CASES} == set(STYLES)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
def test_keeps_nulls_empty_cells_and_type(style: str, type_: pa.DataType) -> None:
    texts = pa.array([None, "", "13800138000", " \u3000 "], type_)
    shown = mask(texts, style)
    assert shown.type == type_
    assert shown.to_pylist()[:2] == [None, ""]
    assert shown.to_pylist()[3] == "", "blank says nothing"
    assert mask(pa.array([], type_), style).to_pylist() == []


def test_masks_the_trimmed_value() -> None:
    assert mask(pa.array([" 13800138000\t"]), "mobile").to_pylist() == ["138****8000"]


def test_answers_each_cell_alone_in_a_mixed_column() -> None:
    texts = pa.array(["13800138000", None, "科技路1号", "+86 13800138001", "", "13900139000"])
    expected = ["138****8000", None, HIDDEN, "+86 138****8001", "", "139****9000"]
    assert mask(texts, "mobile").to_pylist() == expected
    assert mask(texts[2:5], "mobile").to_pylist() == expected[2:5], "a slice"


def test_refuses_a_style_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="'mobil'"):
        mask(pa.array(["x"]), "mobil")


_VALUES = st.one_of(
    st.sampled_from([str(case.values[1]) for case in CASES]),
    st.text(max_size=12),
    st.text(alphabet="*a张0 -", max_size=6),
    st.none(),
)


@pytest.mark.parametrize("style", STYLES)
@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(values=st.lists(_VALUES, max_size=12))
def test_no_cell_keeps_its_value_and_its_neighbours_do_not_matter(
    style: str, values: list[str | None]
) -> None:
    texts = pa.array(values, pa.string())
    shown = mask(texts, style).to_pylist()
    for before, after in zip(values, shown, strict=True):
        if before is None:
            assert after is None
        elif before == "":
            assert after == ""
        else:
            assert after not in {before, None}
    alone = [mask(texts[i : i + 1], style).to_pylist()[0] for i in range(len(texts))]
    assert shown == alone
