import numpy as np
import pytest
from made_numbers import citizens
from stdnum import luhn
from stdnum.cn import uscc

from masking.check_characters import credit_check, luhn_check, organisation_check, resident_check


def rows(*texts: str) -> np.ndarray:
    return np.stack([np.frombuffer(text.encode(), np.uint8) for text in texts])


# GB 11643, examples of its annex; a company's code as published; an old organisation code.
def test_published_numbers() -> None:
    numbers = ["11010519491231002X", "440524188001010014"]
    assert resident_check(rows(*[number[:17] for number in numbers])).tobytes() == b"X4"
    assert credit_check(rows("91110000600037341")).tobytes() == b"L"
    assert organisation_check(rows("60003734")).tobytes() == b"1"


def test_agree_with_other_writers() -> None:
    numbers = citizens(200)
    assert resident_check(rows(*[n[:17] for n in numbers])).tobytes().decode() == "".join(
        number[17] for number in numbers
    )
    digits = [f"{number:015d}" for number in range(7, 10**14, 10**12)]
    assert luhn_check(rows(*digits)).tobytes().decode() == "".join(
        map(luhn.calc_check_digit, digits)
    )
    codes = [f"91610102{number:08d}X" for number in range(3, 10**8, 10**6)]
    assert credit_check(rows(*codes)).tobytes().decode() == "".join(
        map(uscc.calc_check_digit, codes)
    )


@pytest.mark.parametrize("length", [12, 13, 18])
def test_the_luhn_digit_goes_by_the_place_from_the_end(length: int) -> None:
    digits = "4539578763621486"[:length].ljust(length, "3")
    assert luhn.is_valid(digits + luhn_check(rows(digits)).tobytes().decode())
