# Decisions on columns: by validated rate with chance taken away, with the header as a cue,
# and never by hits alone.
import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from made_numbers import citizens, mobiles

from classify import decide, decide_by_headers, summarise
from schema import Column, Table

RNG = np.random.default_rng(20261123)


def orders(count, width=18, seed=2):
    """Random numbers of one width that do not begin with 0."""
    rng = np.random.default_rng(seed)
    return [str(n) for n in rng.integers(10 ** (width - 1), 10**width, count)]


def label(values, recognisers, name="f1", *, comment="", table="t", kind=None):
    batch = pa.record_batch(
        {name: values if isinstance(values, pa.Array) else pa.array(values, kind)}
    )
    where = Table("x.csv", table, (Column(name, "text", comment),), "csv")
    return decide(summarise(batch, recognisers), where, recognisers)[0]


def rates(found):
    return {rate.label: rate.validated for rate in found.labels}


@pytest.mark.parametrize("name", ["f1", "order_no", "流水号"])
def test_random_order_numbers_are_nothing(name, shipped):
    found = label(orders(20_000), shipped, name)
    assert found.label is None
    assert not rates(found).keys() & {"bank.card", "cn.uscc", "cn.id18", "cn.frpr"}
    assert found.distinct == pytest.approx(20_000, rel=0.1)


@pytest.mark.parametrize("width", range(8, 21))
def test_random_numbers_of_any_width_are_nothing(width, shipped):
    wide = [a + b for a, b in zip(orders(3_000, 9, 5), orders(3_000, 11, 6), strict=True)]
    values = [text[:width] for text in wide]
    found = label(values, shipped)
    assert (found.label, found.labels) == (None, ())


@pytest.mark.parametrize("share", [0.03, 0.2])
def test_a_share_of_identity_numbers_among_orders_is_told(share, shipped):
    count = int(20_000 * share)
    values = [*citizens(count), *orders(20_000 - count)]
    RNG.shuffle(values)
    found = label(values, shipped)
    assert found.label is None
    assert rates(found)["cn.id18"] == pytest.approx(share, abs=0.003)
    assert any("cn.id18" in reason.detail for reason in found.reasons)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (citizens(500), "cn.id18"),
        (citizens(12), "cn.id18"),
        ([n.lower() for n in citizens(300)], "cn.id18"),
        ([f" {n}　" for n in citizens(300)], "cn.id18"),
        ([*citizens(300), None, "", " "], "cn.id18"),
        (mobiles(400), "cn.mobile"),
        ([f"{n[:3]}-{n[3:7]} {n[7:]}" for n in mobiles(300)], "cn.mobile"),
        ([n.translate({48 + d: 0xFF10 + d for d in range(10)}) for n in mobiles(300)], "cn.mobile"),
        (pa.array([int(n) for n in mobiles(300)]), "cn.mobile"),
        (pa.array([float(n) for n in mobiles(300)]), "cn.mobile"),
        (pa.array(mobiles(300)).dictionary_encode(), "cn.mobile"),
        (["男", "女"] * 600, "person.gender"),
        ([f"u{n}@example.com" for n in range(50)], "contact.email"),
        ([f"10.0.{n // 200}.{n % 200}" for n in range(900)], "net.ip"),
    ],
    ids=[
        "identity numbers",
        "few identity numbers",
        "small x",
        "blanks around",
        "empty cells between",
        "mobile numbers",
        "grouped mobile numbers",
        "full-width mobile numbers",
        "mobile numbers as integers",
        "mobile numbers as floats",
        "mobile numbers in a dictionary",
        "sexes",
        "mail addresses",
        "network addresses",
    ],
)
def test_values_alone_carry_a_label(values, expected, shipped):
    found = label(values, shipped)
    assert found.label == expected
    assert found.validated >= 0.95
    assert found.labels[0].label == expected
    assert {reason.kind for reason in found.reasons} & {"values", "dictionary"}


NOT_NAMES = {
    "cities": [
        "西安市",
        "宝鸡市",
        "咸阳市",
        "渭南市",
        "延安市",
        "汉中市",
        "榆林市",
        "安康市",
        "商洛市",
        "铜川市",
    ],
    "states": ["已完成", "处理中", "待审核", "已退回", "已归档", "已撤销", "办结"],
    "products": [
        "电视机",
        "洗衣机",
        "空调",
        "冰箱",
        "微波炉",
        "热水器",
        "手机",
        "平板",
        "相机",
        "音箱",
        "耳机",
        "键盘",
        "鼠标",
        "显示器",
    ],
    "diseases": ["高血压", "糖尿病", "肺炎", "胃炎", "感冒", "骨折", "白内障", "哮喘", "贫血"],
    "offices": ["办公室", "财务科", "人事科", "信息科", "档案室", "党办", "法规处", "督查室"],
}


@pytest.mark.parametrize("kind", NOT_NAMES)
@pytest.mark.parametrize("name", ["f1", "mc", "名称"])
def test_chinese_words_are_not_called_names(kind, name, shipped):
    found = label(NOT_NAMES[kind] * 40, shipped, name)
    assert found.label != "person.name"
    assert "person.name" not in rates(found)


SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建文志"


def names(count):
    rng = np.random.default_rng(8)
    pick = rng.integers(0, 10**6, (count, 3))
    return [SURNAMES[a % 20] + GIVEN[b % 29] + (GIVEN[c % 29] if c & 1 else "") for a, b, c in pick]


@pytest.mark.parametrize("name", ["f1", "XM", "姓名"])
def test_names_are_called_names_with_and_without_header(name, shipped):
    found = label(names(600), shipped, name)
    assert found.label == "person.name"
    assert found.confidence >= (0.8 if name == "f1" else 0.9)


def test_one_name_repeated_is_no_evidence_without_a_header(shipped):
    assert label(["王伟"] * 5_000, shipped).label is None
    assert label(["王伟"] * 5_000, shipped, "姓名").label == "person.name"


def test_a_cue_is_needed_where_the_recogniser_says_so(shipped):
    dates = [str(dt.date(1960, 1, 1) + dt.timedelta(days=n * 7)) for n in range(800)]
    assert label(dates, shipped).label is None
    assert label(dates, shipped, "create_date").label is None
    found = label(dates, shipped, "出生日期")
    assert found.label == "person.birth_date"
    assert "header" in {reason.kind for reason in found.reasons}
    by_comment = label(dates, shipped, "f1", comment="出生日期")
    assert by_comment.label == "person.birth_date"
    assert "comment" in {reason.kind for reason in by_comment.reasons}


def test_a_header_raises_and_a_contrary_header_lowers_confidence(shipped):
    values = mobiles(400)
    plain, cued, against = (label(values, shipped, name) for name in ("f1", "手机号", "身份证号"))
    assert {plain.label, cued.label, against.label} == {"cn.mobile"}
    assert against.confidence < plain.confidence < cued.confidence
    assert any("cn.id18" in reason.detail for reason in against.reasons)


def test_a_header_that_the_values_belie_gives_no_label_but_a_reason(shipped):
    found = label([f"A{n:03d}/x" for n in range(400)], shipped, "手机号")
    assert found.label is None
    assert any(reason.kind == "header" and "0.00%" in reason.detail for reason in found.reasons)


def test_right_form_under_a_clear_header_with_failing_checks_is_told(shipped):
    wrong = [n[:17] + ("0" if n[17] != "0" else "1") for n in citizens(300)]
    found = label(wrong, shipped, "身份证号")
    assert found.label == "cn.id18"
    assert found.validated == 0.0
    assert found.confidence < label(citizens(300), shipped, "身份证号").confidence
    assert any(reason.kind == "check" and "only" in reason.detail for reason in found.reasons)
    assert label(wrong, shipped).label is None


def test_a_mixed_column_gets_every_label_with_its_rate(shipped):
    values = [*mobiles(600), *[f"029-8{n:07d}" for n in range(400)]]
    found = label(values, shipped, "联系电话")
    assert found.label == "cn.mobile"
    assert rates(found) == pytest.approx({"cn.mobile": 0.6, "cn.landline": 0.4}, abs=0.03)


def test_header_evidence_labels_without_any_value(shipped):
    found = label(["已完结"] * 50, shipped, "犯罪记录")
    assert found.label == "person.criminal_record"
    assert [reason.kind for reason in found.reasons if reason.kind == "header"]


@pytest.mark.parametrize("values", [[], [None, "", " "]], ids=["no row", "blank rows"])
def test_an_empty_column_is_labelled_by_its_header_alone(values, shipped):
    found = label(values, shipped, "身份证号", kind=pa.string())
    assert found.label == "cn.id18"
    assert (found.sampled, found.distinct, found.labels, found.example) == (0, None, (), "")
    assert found.empty == len(values)
    assert label(values, shipped, "f1", kind=pa.string()).label is None


def test_headers_only_looks_at_every_column_of_the_table(shipped):
    table = Table("x", "resident", (Column("sfzh", "text"), Column("bz", "text", "手机号")), "csv")
    found = decide_by_headers(table, shipped)
    assert [column.label for column in found] == ["cn.id18", "cn.mobile"]
    assert all(0 < column.confidence < 1 and column.sampled == 0 for column in found)
    assert [column.comment for column in found] == ["", "手机号"]


def test_no_reason_and_no_field_holds_a_value(shipped):
    values = [*citizens(40), *mobiles(40), *names(40)]
    found = label(values, shipped, "zjhm")
    told = repr(found)
    assert not any(value in told for value in values)


def test_the_decision_does_not_depend_on_the_order_of_rows(shipped):
    values = [*citizens(100), *mobiles(50), *orders(300), "", "x"]
    shuffled = list(values)
    RNG.shuffle(shuffled)
    assert label(values, shipped) == label(shuffled, shipped)
