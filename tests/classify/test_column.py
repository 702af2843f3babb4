# A column's label is a value: comparable, and without room for anything else.
import dataclasses

import pytest

from classify import ColumnLabel
from schema import FieldFinding


def test_its_fields_are_those_of_a_finding_before_grading():
    graded = {field.name for field in dataclasses.fields(FieldFinding)}
    own = {field.name for field in dataclasses.fields(ColumnLabel)}
    assert graded - own == {"level", "grade", "category", "personal", "sensitive"}
    # What was weighed for each label is kept with the data set, not with the field.
    assert own - graded == {"weighed"}


def test_it_is_frozen():
    label = ColumnLabel("a", "text", "", None, (), 0.0, 0.0, 0, 0, None, "", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        label.name = "b"
