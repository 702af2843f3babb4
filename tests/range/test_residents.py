# The database behind a platform: pages, searches, changes, deletion and what a backup brings back.
from __future__ import annotations

import pytest

from range.people import make_people
from range.residents import Residents

PEOPLE = make_people(60, 1)
MASKED = [{**each, "name": "某", "id_number": "0" * 32} for each in PEOPLE]


@pytest.fixture
def rows() -> Residents:
    return Residents(PEOPLE, {"civil": MASKED})


@pytest.mark.parametrize(("first", "count"), [(0, 20), (40, 100), (59, 1), (60, 5)])
def test_a_page_is_what_stands_there(rows: Residents, first: int, count: int) -> None:
    assert rows.page("tax", first, count) == PEOPLE[first : first + count]
    assert rows.page("civil", first, count) == MASKED[first : first + count]


def test_names_are_looked_for(rows: Residents) -> None:
    name = PEOPLE[7]["name"]
    assert rows.named(name) == sum(each["name"] == name for each in PEOPLE)
    assert rows.named("'; DROP TABLE residents; --") == 0
    assert rows.like("%", 9) == PEOPLE[:9]
    surname = PEOPLE[0]["name"][0]
    assert rows.like(f"{surname}%", 99) == [each for each in PEOPLE if each["name"][0] == surname]


def test_what_is_changed_or_gone_is_counted_and_comes_back(rows: Residents) -> None:
    rows.alter(5)
    assert (rows.lost, rows.total) == (5, 60)
    assert rows.page("", 0, 1)[0]["id_number"] == ""
    assert rows.page("", 5, 1) == PEOPLE[5:6]
    rows.clear()
    assert rows.lost == 60
    assert rows.page("", 0, 60) == []
    assert rows.page("civil", 0, 60) == MASKED
    rows.restore()
    assert rows.lost == 0
    assert rows.page("", 0, 60) == PEOPLE


def test_a_platform_without_rows_has_none() -> None:
    rows = Residents([], {})
    assert (rows.total, rows.lost, rows.page("", 0, 5)) == (0, 0, [])
