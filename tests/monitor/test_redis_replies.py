# What replies hold, as records.
import pytest

from monitor.redis_replies import records_of


@pytest.mark.parametrize(
    ("name", "fields", "value", "records"),
    [
        ("GET", (), b"x", [{"value": "x"}]),
        ("GET", (), b'{"a": 1, "b": {"c": "d"}}', [{"a": "1", "b.c": "d"}]),
        ("GET", (), b'[{"a": 1}, {"a": 2}]', [{"a": "1"}, {"a": "2"}]),
        ("GET", (), b"{no json", [{"value": "{no json"}]),
        ("GET", (), None, []),
        ("SET", (), b"OK", []),
        ("MGET", (), [b"x", None, b"y"], [{"value": "x"}, {"value": "y"}]),
        ("HGETALL", (), [b"a", b"1", b"b", b"2"], [{"a": "1", "b": "2"}]),
        ("HGETALL", (), {b"a": b"1"}, [{"a": "1"}]),
        ("HMGET", ("a", "b"), [b"1", None], [{"a": "1"}]),
        ("HSCAN", (), [b"0", [b"a", b"1"]], [{"a": "1"}]),
        ("SSCAN", (), [b"0", [b"x"]], [{"value": "x"}]),
        ("XRANGE", (), [[b"1-1", [b"a", b"1"]], [b"1-2", [b"a", b"2"]]], [{"a": "1"}, {"a": "2"}]),
        ("XREAD", (), [[b"s", [[b"1-1", [b"a", b"1"]]]]], [{"value": "s"}, {"a": "1"}]),
    ],
)
def test_records(name, fields, value, records) -> None:
    assert records_of(name, fields, value) == records
