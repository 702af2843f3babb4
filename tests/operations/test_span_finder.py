# Texts are looked into by the recognisers of the policies, and only where a plan asks for it.
import pyarrow as pa

from classify import compile_recognisers
from masking import Plan, PlannedColumn, apply
from operations.span_finder import span_finder, spans_in
from policies import load_policies
from schema import Level

POLICIES = load_policies()


def plan(operator: str) -> Plan:
    return Plan("p", (PlannedColumn("note", "", Level.GENERAL_2, operator, {}, "r: x"),))


def test_a_plan_without_texts_needs_no_finder() -> None:
    assert span_finder([plan("keep")], POLICIES) is None


def test_values_in_a_text_are_found_and_covered() -> None:
    finder = span_finder([plan("keep"), plan("free_text")], POLICIES)
    assert finder is not None
    text = "患者王建国，身份证号11010519491231002X，电话13800138000，感冒三天。"
    batch = pa.RecordBatch.from_pydict({"note": [text]})
    (shown,) = apply(batch, plan("free_text"), {}, spans=finder)["note"].to_pylist()
    assert not any(value in shown for value in ("王建国", "11010519491231002X", "13800138000"))
    assert shown.startswith("患者王")
    assert shown.endswith("三天。")


def test_each_text_has_its_own() -> None:
    texts = ["电话13812345678", "", "无", "13987654321转"]
    found = spans_in(texts, compile_recognisers(POLICIES))
    assert [[(each.label, each.start, each.end) for each in those] for those in found] == [
        [("cn.mobile", 2, 13)],
        [],
        [],
        [("cn.mobile", 0, 11)],
    ]
