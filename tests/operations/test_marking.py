from pathlib import Path

import pytest
from catalogued_people import make_settings

from masking import Plan, PlannedColumn
from operations.marking import mark_for, mark_id, mark_key, read_mark_id
from operations.recording import Book
from schema import Level, MisuseError


@pytest.fixture
def book(tmp_path: Path):
    with Book(make_settings(tmp_path).home) as opened:
        yield opened


def plan(**operators: str) -> Plan:
    columns = (
        PlannedColumn(name, "", Level.GENERAL_2, operator, {"domain": "d"}, "")
        for name, operator in operators.items()
    )
    return Plan("p", tuple(columns))


def test_a_recipient_has_one_number(book: Book) -> None:
    decided = plan(a="keep", b="keyed_hash")
    one = mark_for(book, "甲", decided, {"a": 0.05})
    assert one == mark_for(book, "甲", decided, {"a": 0.05})
    assert one.number != mark_for(book, "乙", decided, {"a": 0.05}).number
    assert one.tokens == ("b",)
    assert one.key == mark_key(book)
    assert read_mark_id(mark_id(one)) == (one.number, (-2,))


@pytest.mark.parametrize(
    ("tolerances", "said"),
    [({"b": 1}, "not shown as it is"), ({"a": 0}, "above zero"), ({}, "can carry a mark")],
    ids=["masked", "none", "nothing to carry it"],
)
def test_what_cannot_carry_a_mark_is_refused(book: Book, tolerances: dict, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        mark_for(book, "甲", plan(a="keep", b="mask"), tolerances)
