import pytest

from masking import Passage, PlannedColumn, masked_passages
from schema import Level

MOBILE = PlannedColumn("m", "cn.mobile", Level.GENERAL_2, "mask", {"style": "mobile"}, "")
REDACTED = PlannedColumn("n", "person.name", Level.GENERAL_2, "redact", {}, "")


def test_each_value_is_set_back_where_it_stood():
    texts = ["电话13812345678或13987654321", "无"]
    places = [[Passage(2, 13, "cn.mobile"), Passage(14, 25, "cn.mobile")], []]
    shown = masked_passages(texts, places, {"cn.mobile": MOBILE}, {})
    assert shown == ["电话138****5678或139****4321", "无"]


@pytest.mark.parametrize("planned", [{}, {"person.name": REDACTED}])
def test_what_is_not_to_be_shown_is_withheld(planned):
    assert masked_passages(["联系张伟。"], [[Passage(2, 4, "person.name")]], planned, {}) == [
        "联系***。"
    ]
