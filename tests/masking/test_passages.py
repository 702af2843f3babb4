import pytest

from masking import PlannedColumn, masked_passages
from schema import Level, Span

MOBILE = PlannedColumn("m", "cn.mobile", Level.GENERAL_2, "mask", {"style": "mobile"}, "")
REDACTED = PlannedColumn("n", "person.name", Level.GENERAL_2, "redact", {}, "")


def test_each_value_is_set_back_where_it_stood():
    texts = ["电话13812345678或13987654321", "无"]
    places = [[Span("cn.mobile", 2, 13, 1.0), Span("cn.mobile", 14, 25, 1.0)], []]
    shown = masked_passages(texts, places, {"cn.mobile": MOBILE}, {})
    assert shown == ["电话138****5678或139****4321", "无"]


@pytest.mark.parametrize("planned", [{}, {"person.name": REDACTED}])
def test_what_is_not_to_be_shown_is_withheld(planned):
    assert masked_passages(["联系张伟。"], [[Span("person.name", 2, 4, 1.0)]], planned, {}) == [
        "联系***。"
    ]
