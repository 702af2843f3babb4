# Labels with their shares as people read them: validated where a check stands behind the
# share, matched where only the form does.
import pytest

from operations.rates import rates_in
from operations.wording import wording
from policies import load_policies
from schema import DatasetFinding, FieldFinding, LabelRate, Level

POLICIES = load_policies()


def field(label, share, *more, sampled=100, name="a"):
    labels = [*([LabelRate(label, share, share)] if label else []), *more]
    return FieldFinding(
        name, "text", label, Level.GENERAL_4, 0.9, share, sampled, (), labels=tuple(labels)
    )


def dataset(*fields):
    return DatasetFinding("ds-1", "t", "t.csv", "u", Level.GENERAL_4, fields, 100, 100)


MIXED = field(None, 0.0, LabelRate("cn.id18", 0.31, 0.3), LabelRate("cn.mobile", 0.25, 0.25))


@pytest.mark.parametrize(
    ("found", "labels", "shares"),
    [
        (field("cn.id18", 0.98), "Resident identity number", "98.0% validated"),
        (field("cn.mobile", 0.98), "Mobile telephone number", "98.0% matched"),
        (field("health.diagnosis", 0.0), "Diagnosis", "by its name"),
        (field("cn.mobile", 0.98, sampled=0), "Mobile telephone number", ""),
        (field(None, 0.0), "", ""),
        (
            MIXED,
            "Resident identity number + Mobile telephone number",
            "30.0% validated + 25.0% matched",
        ),
        (
            field("person.name", 0.9, LabelRate("cn.mobile", 0.001, 0.001)),
            "Name of a person",
            "90.0% validated",
        ),
    ],
    ids=[
        "a check digit",
        "a form alone",
        "a header alone",
        "nothing read",
        "nothing found",
        "a mixed column",
        "a rate that does not count",
    ],
)
def test_a_share_is_called_what_it_is(found, labels, shares):
    rates = rates_in(wording("en", POLICIES), POLICIES)
    assert (rates.labels(found), rates.shares(found)) == (labels, shares)


def test_in_chinese_too():
    rates = rates_in(wording("zh", POLICIES), POLICIES)
    assert rates.shares(MIXED) == "校验通过30.0% + 格式符合25.0%"


def test_mixed_fields_are_those_with_labels_beside_the_leading_one():
    rates = rates_in(wording("en", POLICIES), POLICIES)
    plain = field("cn.id18", 1.0, name="b")
    both = field("cn.mobile", 0.6, LabelRate("cn.landline", 0.4, 0.4), name="c")
    assert [(name, one) for name, one, *_ in rates.mixed([dataset(MIXED, plain, both)])] == [
        ("t", "a"),
        ("t", "c"),
    ]
