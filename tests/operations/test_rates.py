# Labels with their shares as people read them: validated where a check stands behind the
# share, matched where only the form does.
import pytest

from operations.rates import found_in, mixed
from operations.wording import wording
from policies import load_policies
from schema import DatasetFinding, FieldFinding, LabelRate, Level

POLICIES = load_policies()
EN, ZH = wording("en", POLICIES), wording("zh", POLICIES)


def field(
    label: str | None, share: float, *more: LabelRate, sampled: int = 100, name: str = "a"
) -> FieldFinding:
    labels = [*([LabelRate(label, share, share)] if label else []), *more]
    return FieldFinding(
        name, "text", label, Level.GENERAL_4, 0.9, share, sampled, (), labels=tuple(labels)
    )


MIXED = field(None, 0.0, LabelRate("cn.id18", 0.31, 0.3), LabelRate("cn.mobile", 0.25, 0.25))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (field("cn.id18", 0.98), [("cn.id18", "98.0% validated", True)]),
        (field("cn.mobile", 0.98), [("cn.mobile", "98.0% matched", True)]),
        (field("health.diagnosis", 0.0), [("health.diagnosis", "by its name", True)]),
        (field("cn.mobile", 0.98, sampled=0), [("cn.mobile", "", True)]),
        (field(None, 0.0), []),
        (
            MIXED,
            [("cn.id18", "30.0% validated", False), ("cn.mobile", "25.0% matched", False)],
        ),
        (
            field("person.name", 0.9, LabelRate("cn.mobile", 0.001, 0.001)),
            [("person.name", "90.0% validated", True)],
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
def test_a_share_is_called_what_it_is(
    found: FieldFinding, said: list[tuple[str, str, bool]]
) -> None:
    assert [(each.label, each.said, each.leads) for each in found_in(found, EN)] == said


def test_in_chinese_too() -> None:
    assert [each.said for each in found_in(MIXED, ZH)] == ["校验通过30.0%", "格式符合25.0%"]


def test_mixed_fields_are_those_with_labels_beside_the_leading_one() -> None:
    plain = field("cn.id18", 1.0, name="b")
    both = field("cn.mobile", 0.6, LabelRate("cn.landline", 0.4, 0.4), name="c")
    fields = (MIXED, plain, both)
    found = DatasetFinding("ds-1", "t", "t.csv", "u", Level.GENERAL_4, fields, 100, 100)
    assert [(dataset.name, each.name) for dataset, each in mixed([found])] == [
        ("t", "a"),
        ("t", "c"),
    ]
