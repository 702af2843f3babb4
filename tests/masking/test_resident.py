import datetime as dt

import numpy as np
import pytest
from made_numbers import citizens

from masking.check_characters import resident_check
from masking.ff1 import Ff1
from masking.resident import LAST_COMMON_YEAR, births_of, days_of, permuted_residents

FF1 = Ff1("aes", bytes(range(32)), 2, b"person")


def numbers(stems: list[str]) -> list[str]:
    rows = np.stack([np.frombuffer(stem.encode(), np.uint8) for stem in stems])
    checks = resident_check(rows).tobytes().decode()
    return [stem + check for stem, check in zip(stems, checks, strict=True)]


def permuted(given: list[str], *, reverse: bool = False) -> tuple[list[str], list[bool]]:
    rows = np.stack([np.frombuffer(number.encode(), np.uint8) for number in given])
    marks = permuted_residents(rows, FF1, reverse=reverse)
    return [row.tobytes().decode() for row in rows], marks.tolist()


def test_valid_numbers_come_out_valid_and_go_back() -> None:
    given = citizens(3_000)
    shown, marks = permuted(given)
    assert not any(marks)
    assert numbers([number[:17] for number in shown]) == shown
    for number in shown:
        dt.date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        assert "1900" <= number[6:10] <= str(LAST_COMMON_YEAR)
    assert permuted(shown, reverse=True)[0] == given
    assert len(set(shown)) == len(set(given))
    assert sum(a == b for a, b in zip(shown, given, strict=True)) == 0
    # All of the number changes, the region not least.
    assert sum(a[:6] == b[:6] for a, b in zip(shown, given, strict=True)) < 30


@pytest.mark.parametrize(
    ("stem", "why"),
    [
        pytest.param("81000019900101001", "81000", id="a permit stays one"),
        pytest.param("61019919900101001", "", id="a county that is not in the list"),
        pytest.param("99999919900101001", "", id="a region that never was"),
        pytest.param("61011320300101001", "", id="born after the common years"),
        pytest.param("61011319000101001", "", id="the first day"),
        pytest.param("61011320251231999", "", id="the last day"),
    ],
)
def test_every_number_with_a_day_and_a_check_has_a_place(stem: str, why: str) -> None:
    given = numbers([stem])
    shown, marks = permuted(given)
    assert marks == [False]
    assert shown != given
    assert permuted(shown, reverse=True)[0] == given
    assert shown[0].startswith(why)
    if stem[6:10] > str(LAST_COMMON_YEAR):
        assert shown[0][6:10] == stem[6:10]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("110105194912310021", id="wrong check"),
        pytest.param("11010519490231002X", id="no such day"),
        pytest.param("1101051949123100aX", id="a letter"),
        pytest.param("110105189912310020", id="before 1900"),
    ],
)
def test_what_is_no_number_is_marked_and_left(number: str) -> None:
    assert permuted([number]) == ([number], [True])


def test_a_small_x_is_the_number_with_a_large_one() -> None:
    assert permuted(["11010519491231002x"]) == permuted(["11010519491231002X"])


def test_days_are_counted_as_the_calendar_does() -> None:
    births = np.array([19000101, 20000229, 19000229, 19700101, 20991231, 20991301, 21000101])
    days, wrong = days_of(births)
    assert wrong.tolist() == [False, False, True, False, False, True, True]
    good = ~wrong
    assert births_of(days[good]).tolist() == births[good].tolist()
    assert days[3] == 0
