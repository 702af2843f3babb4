# Made-up persons: their numbers are valid, no two alike, the same by the seed.
from range.people import make_people


def test_numbers_are_valid_and_no_two_are_alike() -> None:
    people = make_people(3000, 5)
    numbers = [each["id_number"] for each in people]
    assert len(set(numbers)) == 3000
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    for number in numbers:
        total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
        assert "10X98765432"[total % 11] == number[17]


def test_another_seed_is_other_people() -> None:
    assert make_people(50, 1) == make_people(50, 1) != make_people(50, 2)
