# The arithmetic of check digits.
import datetime as dt

import numpy as np
import pytest

from classify.cells import from_strings
from classify.digit import (
    INVALID,
    is_calendar_date,
    luhn_passes,
    mod_11_2_passes,
    number,
    table,
    weighted,
)


def test_every_day_of_two_centuries_is_in_the_calendar_and_no_other():
    parts = [
        (year, month, day)
        for year in (1899, 1900, 1904, 1999, 2000, 2023, 2024, 2100)
        for month in range(14)
        for day in range(33)
    ]
    ours = is_calendar_date(
        *(np.array(column, dtype=np.int32) for column in zip(*parts, strict=True))
    )
    for (year, month, day), found in zip(parts, ours.tolist(), strict=True):
        try:
            dt.date(year, month, day)
        except ValueError:
            assert not found
        else:
            assert found


def test_numbers_and_weighted_sums_read_rows():
    rows = from_strings(["0123", "9876"]).rows()
    assert number(rows, 1, 3).tolist() == [123, 876]
    assert weighted(rows - np.uint8(48), (1, 2, 3, 4)).tolist() == [20, 70]


def test_a_table_marks_what_has_no_value():
    values = table("AB", first=1)
    assert values[ord("B")] == 2
    assert values[ord("C")] == INVALID


@pytest.mark.parametrize(
    ("text", "passes"),
    [("79927398713", True), ("79927398710", False), ("7992739871a", False), ("0", True)],
)
def test_the_luhn_formula(text, passes):
    assert luhn_passes(from_strings([text]).rows()).tolist() == [passes]


def test_each_number_has_exactly_one_mod_11_2_check_character():
    body = "11010519491231002"
    candidates = [body + last for last in "0123456789X"]
    passed = mod_11_2_passes(from_strings(candidates).rows()).tolist()
    assert [text for text, ok in zip(candidates, passed, strict=True) if ok] == [body + "X"]
