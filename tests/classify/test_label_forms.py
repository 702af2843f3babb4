# One label recognised in several forms: whichever of them a column has, and all together.
import pyarrow as pa
import pytest

from classify import decide, decide_by_headers, summarise
from schema import Column, Table


def label(values, recognisers, name):
    where = Table("x.csv", "t", (Column(name, "text"),), "csv")
    batch = pa.record_batch({name: pa.array(values)})
    return decide(summarise(batch, recognisers), where, recognisers)[0]


@pytest.mark.parametrize(
    ("name", "values", "expected", "form"),
    [
        ("性别", ["男", "女"] * 30, "person.gender", "person.gender"),
        ("性别", ["1", "2"] * 30, "person.gender", "person.gender_code"),
        ("民族代码", ["01", "03", "11"] * 20, "person.ethnicity", "person.ethnicity_code"),
        ("hyzkdm", ["10", "20", "30"] * 20, "person.marital", "person.marital_code"),
        ("学历码", ["10", "20", "60"] * 20, "person.education", "person.education_code"),
        ("ip", [f"2001:db8::{n:x}" for n in range(1, 60)], "net.ip", "net.ipv6"),
        ("iban", ["GB82WEST12345698765432"] * 30, "bank.account", "bank.iban"),
        ("token", [f"{n:040x}" for n in range(10**9, 10**9 + 50)], "secret.key", "secret.token"),
    ],
)
def test_a_column_of_any_form_carries_the_one_label(name, values, expected, form, shipped):
    found = label(values, shipped, name)
    assert found.label == expected
    assert [rate.label for rate in found.labels] == [expected]
    assert found.validated == pytest.approx(found.labels[0].validated)
    assert any(form in reason.detail for reason in found.reasons)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("性别", ["男", "女", "1", "2"] * 20, "person.gender"),
        (
            "client_ip",
            [*(f"10.0.0.{n}" for n in range(30)), *(f"2001:db8::{n:x}" for n in range(1, 31))],
            "net.ip",
        ),
    ],
)
def test_a_column_of_two_forms_is_one_thing_throughout(name, values, expected, shipped):
    found = label(values, shipped, name)
    assert found.label == expected
    assert [rate.label for rate in found.labels] == [expected]
    assert found.validated == pytest.approx(1.0, abs=0.01)
    assert not any("of the cells are" in reason.detail for reason in found.reasons)


def test_a_header_that_speaks_for_a_form_speaks_for_the_label(shipped):
    table = Table(
        "x.csv", "t", (Column("性别代码", "text"), Column("refresh_token", "text")), "csv"
    )
    assert [each.label for each in decide_by_headers(table, shipped)] == [
        "person.gender",
        "secret.key",
    ]


def test_forms_are_of_a_label_of_their_own_class_and_not_of_another_form(shipped_policies):
    known = shipped_policies.recognisers
    forms = [each for each in known.values() if each.kind_of is not None]
    assert len(forms) >= 8
    for form in forms:
        assert form.label == form.kind_of
        assert known[form.label].kind_of is None
        assert known[form.label].category == form.category
        assert known[form.label].subject == form.subject
