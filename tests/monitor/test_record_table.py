# Records as rows.
from monitor.record_table import flat_record, table_of


def test_fields_inside_fields() -> None:
    record = {
        "a": None,
        "b": True,
        "c": [{"d": 1}, {"d": 2}],
        "e": ["x", "y"],
        "f": {"g": {"h": 1}},
    }
    assert flat_record(record) == {"b": "True", "c.d": "2", "e": "x y", "f.g.h": "1"}


def test_what_is_too_deep_is_left_out() -> None:
    deep: dict = {}
    for _ in range(3_000):
        deep = {"a": deep}
    assert flat_record(deep) == {}


def test_a_field_that_is_not_there_is_null() -> None:
    assert table_of([{"a": "1"}, {"b": "2"}]).to_pylist() == [
        {"a": "1", "b": None},
        {"a": None, "b": "2"},
    ]
    assert table_of([]).num_columns == 0
