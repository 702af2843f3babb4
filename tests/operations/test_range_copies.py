# Masked copies of a drill: nothing raw is left in them, and each tells whose it is.
from __future__ import annotations

import re

import pytest

from operations.range_copies import DrillCopies
from range.people import make_people

ROWS = make_people(300, 7)
COPIES = DrillCopies(7)


def test_a_copy_holds_no_number_and_joins_with_itself() -> None:
    copy = COPIES.copy(ROWS, 0)
    assert len(copy) == 300
    assert all(re.fullmatch("[0-9a-f]{32}", each["id_number"]) for each in copy)
    raw = {each["id_number"] for each in ROWS} | {each["mobile"] for each in ROWS}
    assert not raw & {value for each in copy for value in each.values()}
    assert copy == COPIES.copy(ROWS, 0)
    assert len({each["id_number"] for each in copy}) == 300


@pytest.mark.parametrize("account", [0, 1, 2])
@pytest.mark.parametrize("kept", [300, 20])
def test_a_part_of_a_copy_tells_whose_it_is(account: int, kept: int) -> None:
    copy = COPIES.copy(ROWS, account)
    assert COPIES.account_of(copy[:kept], 3) == account


def test_nobody_is_named_where_nothing_tells() -> None:
    unmarked = [{"id_number": f"{number:032x}"} for number in range(300)]
    assert COPIES.account_of(unmarked, 3) is None
    assert COPIES.account_of(DrillCopies(8).copy(ROWS, 1), 3) is None
    assert COPIES.account_of([], 3) is None
