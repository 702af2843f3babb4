# Generated numbers pass the checks of a library that has no line in common with ours, and
# the standards' own examples come out as printed.
import numpy as np
import pytest
from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_2

from operations import generated_numbers as numbers


def rng():
    return np.random.default_rng(7)


def test_resident_numbers_pass_the_check_and_say_region_birth_and_sex():
    regions = np.array([610102, 610125, 612101] * 200)
    births = np.array([19840229, 19991231, 19900101] * 200)
    men = np.arange(600) % 2 == 0
    made = numbers.resident_numbers(regions, births, men, rng())
    assert all(mod_11_2.is_valid(number) and ric.is_valid(number) for number in made)
    assert [int(number[:6]) for number in made] == regions.tolist()
    assert [int(number[6:14]) for number in made] == births.tolist()
    assert [int(number[16]) % 2 == 1 for number in made] == men.tolist()
    assert len(set(made)) == 600
    assert any(number.endswith("X") for number in made)


def test_more_people_of_one_birth_than_sequences_are_refused():
    same = np.full(501, 610102), np.full(501, 19840229), np.ones(501, bool)
    with pytest.raises(ValueError, match="sequences"):
        numbers.resident_numbers(*same, rng())


def test_credit_codes_pass_the_check_some_with_letters():
    made = numbers.credit_codes(np.full(300, 610113), rng())
    assert all(uscc.is_valid(code) for code in made)
    assert all(code.startswith("91610113") for code in made)
    assert 50 < sum(code[8].isalpha() for code in made) < 150


def test_a_known_credit_code_comes_out_as_it_is_registered():
    assert numbers._credit_code("91110000", [6, 0, 0, 0, 3, 7, 3, 4]) == "91110000600037341L"


def test_bank_cards_pass_the_check_in_both_lengths():
    made = numbers.bank_cards(500, rng())
    assert all(luhn.is_valid(card) for card in made)
    assert {len(card) for card in made} == {16, 19}


def test_the_published_vehicle_number_keeps_its_check():
    assert numbers._with_vehicle_check("1M8GDM9A0KP042788") == "1M8GDM9AXKP042788"


def test_vehicle_numbers_have_the_length_and_letters_of_the_standard():
    made = numbers.vehicle_numbers(200, rng())
    assert all(len(number) == 17 and not set(number) & set("IOQ") for number in made)
    assert all(numbers._with_vehicle_check(number) == number for number in made)
