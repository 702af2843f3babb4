import json

import msgspec
import pytest

from console.api_rows import columns_of, records_of
from schema import MisuseError

as_json = msgspec.json.encode


def test_rows_become_columns_and_rows_again():
    rows = [{"a": 1, "b": "x"}, {"b": None, "a": 2}]
    columns = columns_of(rows, ["a", "b"])
    assert columns == [[1, 2], ["x", None]]
    assert as_json(records_of(["a", "b"], columns)) == b'[{"a":1,"b":"x"},{"a":2,"b":null}]'
    assert columns_of([], ["a"]) == [[]]
    assert records_of(["a"], [[]]) == []


@pytest.mark.parametrize("name", ["姓 名", 'a"b', "a\\b", "c1", "", "a\n"])
def test_a_column_may_be_called_anything(name):
    told = as_json(records_of([name, "c0"], [["x"], [1.5]]))
    assert json.loads(told) == [{name: "x", "c0": 1.5}]


@pytest.mark.parametrize("row", [{"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_other_columns_are_refused(row):
    with pytest.raises(MisuseError, match="record 0"):
        columns_of([row], ["a", "b"])
