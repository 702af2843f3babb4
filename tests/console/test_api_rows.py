import pytest

from console.api_rows import columns_of, records_of
from schema import MisuseError


def test_rows_become_columns_and_rows_again():
    rows = [{"a": 1, "b": "x"}, {"b": None, "a": 2}]
    columns = columns_of(rows, ["a", "b"])
    assert columns == [[1, 2], ["x", None]]
    assert records_of(["a", "b"], columns) == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]
    assert (
        columns_of([], ["a"]) == [[]]
        or columns_of([], ["a"])
        == [
            [],
        ][:1]
    )


@pytest.mark.parametrize("row", [{"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_other_columns_are_refused(row):
    with pytest.raises(MisuseError, match="record 0"):
        columns_of([row], ["a", "b"])
