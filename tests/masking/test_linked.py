# Columns that refer to one another are masked alike, by the strictest of their rules, or the
# whole is refused; a column nobody recognised goes with its key, and with nothing else.
from __future__ import annotations

import pytest

from masking import plan_linked
from policies import Purpose, Rule, Title
from schema import DatasetFinding, FieldFinding, Level, Reason, RefusedError

SAID = Title(zh="因为", en="because")


def rule(identifier: str, labels: tuple[str, ...], operator: str, **parameters: str) -> Rule:
    return Rule(
        id=identifier, labels=labels, operator=operator, parameters=parameters, reason=SAID,
        levels=(Level.GENERAL_1, Level.GENERAL_2),
    )  # fmt: skip


PURPOSE = Purpose(
    id="p",
    title=SAID,
    rules=(
        rule("ids", ("cn.id18",), "fpe", domain="person", form="id18"),
        rule("hashed", ("cn.passport",), "keyed_hash", domain="person"),
        rule("covered", ("person.name",), "mask"),
        rule("hidden", ("cn.mobile",), "fpe", domain="phone", form="mobile", others="hide"),
        rule("dated", ("person.birth_date",), "date_shift", domain="person", by="who", days="9"),
        rule("open", (), "keep"),
    ),
)


def field(name: str, label: str | None, level: Level = Level.GENERAL_1, *, reviewed: bool = True):
    reasons = (Reason("review", "decided"),) if reviewed else ()
    return FieldFinding(
        name=name, type="text", label=label, level=level, confidence=1.0, validated=1.0,
        sampled=3, reasons=reasons, category="",
    )  # fmt: skip


def finding(name: str, *fields: FieldFinding) -> DatasetFinding:
    return DatasetFinding(
        id=f"ds-{name}", name=name, source="s", unit="u", level=Level.GENERAL_1, fields=fields,
        rows=3, sampled=3, profile="g",
    )  # fmt: skip


def operators(found: dict, *links: tuple, **more: object) -> dict[str, str]:
    plans = plan_linked(found, links, PURPOSE, **more)
    return {
        f"{name}.{column.name}": column.operator
        for name, plan in plans.items()
        for column in plan.columns
    }


def test_the_strictest_of_those_that_refer_to_one_another_holds_for_all() -> None:
    found = {
        "a": finding("a", field("id", None)),
        "b": finding("b", field("a_id", "cn.id18"), field("other", None)),
        "c": finding("c", field("b_id", "cn.passport")),
    }
    links = [(("b", "a_id"), ("a", "id")), (("c", "b_id"), ("b", "a_id"))]
    assert operators(found, *links) == {
        "a.id": "keyed_hash", "b.a_id": "keyed_hash", "b.other": "keep", "c.b_id": "keyed_hash",
    }  # fmt: skip


def test_what_nobody_recognised_goes_with_its_key() -> None:
    found = {
        "a": finding("a", field("id", "cn.id18")),
        "b": finding("b", field("a_id", None, reviewed=False)),
    }
    link = (("b", "a_id"), ("a", "id"))
    assert operators(found, link)["b.a_id"] == "fpe"
    with pytest.raises(RefusedError, match="a_id is unrecognised"):
        operators(found)


def test_data_that_fits_no_rule_goes_with_nothing() -> None:
    found = {
        "a": finding("a", field("id", None)),
        "b": finding("b", field("a_id", "cn.id18", Level.IMPORTANT)),
    }
    with pytest.raises(RefusedError, match=r"a_id \(cn.id18, important\) fits no rule"):
        operators(found, (("b", "a_id"), ("a", "id")))


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("person.name", "column a.id refers to a key or is one, and mask would part them"),
        ("cn.mobile", "and fpe would part them"),
    ],
)
def test_an_operator_that_parts_them_is_refused(label: str, told: str) -> None:
    found = {"a": finding("a", field("id", label)), "b": finding("b", field("a_id", None))}
    with pytest.raises(RefusedError, match=told):
        operators(found, (("b", "a_id"), ("a", "id")))


def test_a_key_stays_one() -> None:
    found = {"a": finding("a", field("id", "person.name"), field("v", None))}
    with pytest.raises(RefusedError, match="mask does not keep keys apart"):
        operators(found, keys=[("a", "id")])
    with pytest.raises(RefusedError, match="cannot be left out"):
        operators(found, keys=[("a", "id")], drop=[("a", "id")])
    assert operators(found, keys=[("a", "v")])["a.v"] == "keep"


def test_a_dropped_column_is_in_no_plan_and_ties_nothing() -> None:
    found = {"a": finding("a", field("id", "cn.id18")), "b": finding("b", field("a_id", None))}
    plans = plan_linked(found, [(("b", "a_id"), ("a", "id"))], PURPOSE, drop=[("a", "id")])
    assert (plans["a"].columns, plans["a"].dropped) == ((), ("id",))
    assert plans["b"].columns[0].operator == "keep"
    with pytest.raises(ValueError, match=r"no column is called a\.x"):
        plan_linked(found, [], PURPOSE, drop=[("a", "x")])


def test_a_rule_that_goes_by_a_column_needs_it_there() -> None:
    birth = field("born", "person.birth_date")
    assert operators({"a": finding("a", birth, field("who", None))})["a.born"] == "date_shift"
    with pytest.raises(RefusedError, match="goes by 'who', which is no column beside it"):
        operators({"a": finding("a", birth)})
