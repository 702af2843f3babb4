# What a header says to whoever decides: hits by recogniser, or another thing and whom it
# speaks against.
import pytest

from classify.heading import heading_of
from schema import Column, Table


def heading(recognisers, name, comment="", table="t"):
    column = Column(name, "text", comment)
    return heading_of(column, Table("x.csv", table, (column,), "csv"), recognisers)


@pytest.mark.parametrize(
    ("name", "comment", "first"),
    [
        ("身份证号", "", "cn.id18"),
        ("a1", "手机号", "cn.mobile"),
        ("mobile_verified", "", None),
        ("f1", "", None),
    ],
)
def test_a_clear_header_is_the_first_of_its_hits(name, comment, first, shipped):
    found = heading(shipped, name, comment)
    assert (found.clear.recogniser if found.clear else None) == first
    assert (found.other, found.against) == (None, frozenset())


@pytest.mark.parametrize(
    ("name", "comment", "other", "against"),
    [
        ("品牌", "", "other.brand", "person.name"),
        ("product_name", "", "other.brand", "person.name"),
        ("所在城市", "", "other.place", "person.name"),
        ("软件版本", "", "other.version", "net.ip"),
        ("firmwareVersion", "", "other.version", "net.ip"),
        ("设备编号", "", "other.number", "cn.mobile"),
        ("LSH", "", "other.number", "cn.mobile"),
        ("a1", "订单号", "other.number", "cn.mobile"),
        ("标题", "", "other.heading", "person.name"),
    ],
)
def test_another_thing_that_is_clearly_named_speaks_against_labels(
    name, comment, other, against, shipped
):
    found = heading(shipped, name, comment)
    assert found.other is not None
    assert found.other.recogniser == other
    assert against in found.against
    assert against not in found.hits


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("姓名", ""),
        ("品牌负责人", ""),
        ("设备联系电话", ""),
        ("版本", "IP地址"),
        ("会员编号", ""),
        ("conversion", ""),
        ("capacity", ""),
    ],
)
def test_near_misses_name_no_other_thing(name, comment, shipped):
    assert heading(shipped, name, comment).other is None


def test_a_recogniser_of_ones_own_has_its_term_before_the_other_thing(recogniser, shipped):
    from classify import Recognisers

    own = recogniser("test.badge", pattern="x", headers={"zh": ["设备编号"]})
    both = Recognisers({"test.badge": own}, {}, shipped.others)
    found = heading(both, "设备编号")
    assert found.clear is not None
    assert found.clear.recogniser == "test.badge"
    assert found.other is None
