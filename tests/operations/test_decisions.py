# Whether a grade stands on a person's word, and on what kind of word.
import dataclasses

import pytest
from recorded_findings import dataset

from operations.decisions import decision_on, decisions_in
from schema import Reason


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], ""),
        (["check", "floor"], ""),
        (["floor", "review"], "reviewed"),
        (["review", "lowered"], "lowered"),
        (["overtaken", "overtaken"], "overtaken"),
    ],
)
def test_a_grade_is(kinds: list[str], state: str) -> None:
    assert decision_on(Reason(kind, "x") for kind in kinds) == state


def test_a_data_set_and_its_fields_are_counted_together() -> None:
    finding = dataset(1).finding
    assert not decisions_in(finding)
    (field,) = finding.fields
    review, lowered = Reason("review", "x"), Reason("lowered", "y")
    fields = (
        dataclasses.replace(field, reasons=(review,)),
        dataclasses.replace(field, name="b", reasons=(review, lowered)),
        field,
    )
    decided = dataclasses.replace(finding, fields=fields, reasons=(review,))
    assert decisions_in(decided) == {"reviewed": 2, "lowered": 1}
