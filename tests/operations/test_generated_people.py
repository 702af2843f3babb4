# Residents hang together: number, birth, sex and age agree, households share an address, and
# the region code is one that was in force at the birth.
import numpy as np
import pytest
from stdnum.cn import ric

from operations import generated_people as generated


@pytest.fixture(scope="module")
def residents():
    return generated.people(5_000, np.random.default_rng(3))


def test_every_column_has_one_value_a_resident(residents):
    columns = [getattr(residents, name) for name in residents.__slots__]
    assert {len(column) for column in columns} == {5_000}


def test_numbers_carry_the_birth_and_sex_of_their_column(residents):
    assert [int(number[6:14]) for number in residents.numbers] == residents.births.tolist()
    assert [int(number[16]) % 2 == 1 for number in residents.numbers] == residents.men.tolist()


def test_codes_are_those_in_force_at_the_birth(residents):
    # The library's table of codes begins with the year they were first given out (1984, or
    # 1988 in some places), though older people carry them too: from there on it must agree.
    young = [number for number in residents.numbers if int(number[6:10]) >= 1989]
    assert len(young) > 1_500
    assert {number[:6] for number in young if not ric.is_valid(number)} == set()


def test_codes_of_regions_renamed_since_occur(residents):
    codes = {number[:6] for number in residents.numbers}
    assert {"610125", "610118", "612101"} <= codes


def test_a_household_has_one_address_and_begins_with_an_adult(residents):
    heads = np.unique(residents.households, return_index=True)[1]
    assert (residents.ages[heads] >= 22).all()
    pairs = set(zip(residents.households.tolist(), residents.addresses, strict=True))
    assert len(pairs) == len(heads)


def test_addresses_name_the_region_the_resident_is_counted_in(residents):
    for region, address in zip(residents.regions.tolist(), residents.addresses, strict=True):
        city, county = generated.REGIONS[region][:2]
        assert address.startswith(f"陕西省{city}{county}")


def test_children_have_no_telephone_and_are_not_married(residents):
    for age, mobile, state in zip(
        residents.ages.tolist(), residents.mobiles, residents.marital, strict=True
    ):
        if age < 14:
            assert (mobile, state) == ("", "未婚")


def test_names_have_two_to_four_characters(residents):
    assert {len(name) for name in residents.names} == {2, 3, 4}


def test_the_same_chance_gives_the_same_people(residents):
    again = generated.people(5_000, np.random.default_rng(3))
    assert (again.names, again.numbers) == (residents.names, residents.numbers)
    other = generated.people(5_000, np.random.default_rng(4))
    assert other.numbers != residents.numbers
