# Labels where name and values do not say the same: kinds told in words, headers that name
# another thing, too few cells, numbers inside texts, numbers that only look like a citizen's.
import pyarrow as pa
import pytest
from made_numbers import citizens, dated_orders, mobiles

from classify import decide, summarise
from schema import Column, Table


def label(values, recognisers, name="f1", *, comment="", table="t"):
    where = Table("x.csv", table, (Column(name, "text", comment),), "csv")
    batch = pa.record_batch({name: pa.array(values)})
    return decide(summarise(batch, recognisers), where, recognisers)[0]


def rates(found):
    return {rate.label: rate.validated for rate in found.labels}


LONG = "患者今日来院复诊，\n经检查" + "情况如前。" * 60


@pytest.mark.parametrize(
    ("name", "comment", "values", "expected"),
    [
        ("诊断", "", [f"{LONG}{n}" for n in range(40)], "health.diagnosis"),
        ("zdms", "诊断描述", [f"{LONG}{n}" for n in range(40)], "health.diagnosis"),
        ("diagnosis", "", [f"type {n} diabetes, mellitus" for n in range(40)], "health.diagnosis"),
        ("病名", "", ["感冒", "哮喘"] * 20, "health.diagnosis"),
        ("住址", "", [f"城南那条街走到头{n}\n左转" for n in range(40)], "person.address"),
        ("注册地址", "", ["城南\n街走到头" * 60] * 9, "org.address"),
        ("单位名称", "", ["某某有限责任\n公司"] * 40, "org.name"),
        ("开户行", "", [f"城南\n网点{n}" * 30 for n in range(40)], "bank.name"),
        ("宗教信仰", "", ["本地\n旧俗", "祖先崇拜"] * 20, "person.religion"),
        ("民族", "", ["穿青人", "革家人"] * 20, "person.ethnicity"),
        ("昵称", "", [f"big bear {n}\n😀" for n in range(40)], "net.account"),
        ("密码", "", [f"correct horse\nbattery {n}" * 30 for n in range(40)], "secret.password"),
        ("first_name", "", ["Siobhán", "Xanthe", "Ngozi"] * 9, "person.name"),
    ],
)  # fmt: skip
def test_a_kind_told_in_words_is_known_by_its_header_whatever_the_words(
    name, comment, values, expected, shipped
):
    found = label(values, shipped, name, comment=comment)
    assert found.label == expected
    assert found.confidence >= 0.4
    assert found.reasons


def test_the_tables_name_helps_a_kind_told_in_words(shipped):
    found = label([LONG] * 9, shipped, "名称", table="诊断")
    assert found.label == "health.diagnosis"
    assert label([LONG] * 9, shipped, "名称", table="订单").label is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("诊断", [f"{n:05d}" for n in range(50)]),
        ("诊断", ["是", "否"] * 30),
        ("住址", [f"A{n:04d}" for n in range(50)]),
        ("姓名", [f"{n}" for n in range(50)]),
        ("ZD", [f"站点之一{n}" for n in range(50)]),
        ("BZMC", ["人民币", "美元", "港元"] * 9),
        ("单位", ["公斤", "平方米", "立方米"] * 9),
        ("address", [f"https://example.com/{n}" for n in range(50)]),
        ("f1", [f"{LONG}{n}" for n in range(50)]),
        ("诊断时间", [LONG] * 9),
    ],
    ids=[
        "numbers",
        "flags",
        "codes",
        "counts",
        "two letters",
        "initials",
        "units",
        "links",
        "no name",
        "another name",
    ],
)
def test_a_kind_told_in_words_needs_words_and_a_header_that_says_so(name, values, shipped):
    assert label(values, shipped, name).label is None


ALIKE = {
    "brands": ["华为", "小米", "海尔", "安踏", "李宁", "康师傅", "王老吉", "马应龙", "张小泉", "周大福"],
    "places": ["安康", "汉中", "商洛", "延安", "华阴", "韩城", "洛川", "黄陵", "白水", "富平"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values", "against"),
    [
        ("品牌", ALIKE["brands"] * 9, "person.name"),
        ("产品名称", ALIKE["brands"] * 9, "person.name"),
        ("brand", ALIKE["brands"] * 9, "person.name"),
        ("地名", ALIKE["places"] * 9, "person.name"),
        ("city", ALIKE["places"] * 9, "person.name"),
        ("版本号", [f"{n // 50}.{n % 50}.0.1" for n in range(400)], "net.ip"),
        ("firmware_version", [f"1.{n}.2.3" for n in range(200)], "net.ip"),
        ("设备编号", mobiles(200), "cn.mobile"),
        ("order_no", mobiles(200), "cn.mobile"),
    ],
)
def test_a_header_that_names_another_thing_speaks_against_mere_likeness(
    name, values, against, shipped
):
    found = label(values, shipped, name)
    assert found.label is None
    assert against not in rates(found)
    assert any(reason.kind == "header" and against in reason.detail for reason in found.reasons)


@pytest.mark.parametrize("name", ["订单号", "设备编号", "品牌", "version"])
def test_a_check_digit_is_believed_whatever_the_header_names(name, shipped):
    assert label(citizens(300), shipped, name).label == "cn.id18"
    assert label(["6222021000000000017", "4111111111111111", "5555555555554444", "378282246310005",
                  "622848000000000007"], shipped, name).label == "bank.card"  # fmt: skip


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_cells_are_enough_where_form_and_check_leave_no_doubt(count, shipped):
    found = label(citizens(count), shipped)
    assert (found.label, found.validated) == ("cn.id18", 1.0)
    assert label([*citizens(3), "x"], shipped).label == "cn.id18"
    assert rates(label([*citizens(1), *["甲乙"] * 9], shipped)) == {"cn.id18": 0.1}


@pytest.mark.parametrize(
    ("values", "likely"),
    [
        (mobiles(1), "cn.mobile"),
        (mobiles(3), "cn.mobile"),
        (["4111111111111111"] * 500, "bank.card"),
    ],
    ids=["one number", "three numbers", "one number again and again"],
)
def test_too_few_values_are_told_to_be_so(values, likely, shipped):
    found = label(values, shipped)
    assert found.label is None
    assert any("too few" in one.detail and likely in one.detail for one in found.reasons)
    assert label([n[:5] for n in values], shipped).reasons == ()


@pytest.mark.parametrize("count", [4, 20, 300])
@pytest.mark.parametrize("name", ["f1", "订单号"])
def test_order_numbers_that_open_like_a_citizens_are_nothing(count, name, shipped):
    for seed in range(20):
        found = label(dated_orders(count, seed), shipped, name)
        assert (found.label, rates(found)) == (None, {})


def test_under_a_citizens_header_they_are_taken_for_altered_ones(shipped):
    found = label(dated_orders(400), shipped, "身份证号")
    assert found.label == "cn.id18"
    assert found.validated < 0.05
    assert found.confidence < 0.6
    assert any(one.kind == "check" and "made up" in one.detail for one in found.reasons)


def test_numbers_within_texts_are_told_beside_the_label(shipped):
    values = [f"陕西省西安市雁塔区某某路{n}号，电话{m}" for n, m in enumerate(mobiles(200))]
    found = label([*values, *mobiles(50)], shipped, "f1")
    assert rates(found)["cn.mobile"] == pytest.approx(1.0, abs=0.01)
    assert any("within a longer text" in one.detail for one in found.reasons)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("token", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJleGFtcGxlIn0."] * 5, "secret.key"),
        ("token", [f"{n:040x}" for n in range(10**9, 10**9 + 50)], "secret.key"),
        ("Authorization", [f"Bearer abcdef{n:020x}" for n in range(50)], "secret.key"),
        ("token_count", [str(n) for n in range(50)], None),
        ("token", ["yes", "no"] * 20, None),
        ("工号", [f"E{n:05d}" for n in range(50)], "person.staff_number"),
        ("name", ["John Smith", "Mary Jones", "Robert Brown", "Zhang Wei"] * 5, "person.name"),
        ("full_name", ["SMITH, JOHN", "O'BRIEN, MARY A."] * 5, "person.name"),
        ("name", ["Water Pump", "Gate Valve", "Steel Cable"] * 5, None),
    ],
)
def test_what_was_called_wrong_before_is_called_right(name, values, expected, shipped):
    assert label(values, shipped, name).label == expected
