# Rows kept by columns, counted all.
from monitor.rows import Rows


def test_rows_under_their_names() -> None:
    rows = Rows(["a", "a", ""])
    rows.add(["1", "2", "3"], 3)
    rows.add(["4"], 1)
    body = rows.body()
    assert body is not None
    assert body.rows is not None
    assert body.rows.to_pydict() == {"a": ["1", "4"], "c2": ["2", None], "c3": ["3", None]}


def test_names_come_from_the_first_row_where_there_are_none() -> None:
    rows = Rows()
    assert rows.body() is None
    rows.add(["x", "y"], 2)
    body = rows.body("forth")
    assert body is not None
    assert (body.rows.schema.names, body.way) == (["c1", "c2"], "forth")


def test_what_is_kept_is_bounded() -> None:
    rows = Rows(["a"], most_rows=2)
    for _ in range(5):
        rows.add(["x"], 1)
    rows.skip(4)
    body = rows.body()
    assert (rows.full, rows.count) == (True, 9)
    assert (body.rows.num_rows, body.rows_sent) == (2, 9)
    large = Rows(["a"])
    large.add(["x"], 33 << 20)
    assert large.full
