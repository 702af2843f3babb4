import random

import numpy as np
import pytest

from masking.limbs import Places, added, big_endian, reduced

CASES = [(2, 1), (2, 32), (2, 200), (10, 9), (10, 57), (36, 14), (65536, 1), (65536, 9)]


def numbers(places: Places, seed: int = 1) -> list[int]:
    chosen = random.Random(seed)
    most = places.radix**places.length
    return [0, most - 1, most // 2, *(chosen.randrange(most) for _ in range(20))]


def numerals(value: int, places: Places) -> list[int]:
    return [value // places.radix**at % places.radix for at in reversed(range(places.length))]


def limbs(values: list[int], places: Places) -> np.ndarray:
    return places.from_numerals(np.array([numerals(v, places) for v in values], np.uint64))


def values(of: np.ndarray, places: Places) -> list[int]:
    total = [0] * of.shape[1]
    for modulus, place in zip(reversed(places.moduli), of[::-1], strict=True):
        total = [t * modulus + int(p) for t, p in zip(total, place, strict=True)]
    return total


@pytest.mark.parametrize(("radix", "length"), CASES)
def test_numerals_become_places_and_numerals_again(radix: int, length: int) -> None:
    places = Places(radix, length)
    wanted = numbers(places)
    held = limbs(wanted, places)
    assert values(held, places) == wanted
    assert places.to_numerals(held).tolist() == [numerals(v, places) for v in wanted]


@pytest.mark.parametrize(("radix", "length"), CASES)
def test_sums_and_differences_wrap(radix: int, length: int) -> None:
    places = Places(radix, length)
    one, other = numbers(places), numbers(places, 2)[::-1]
    most = radix**length
    a, b = limbs(one, places), limbs(other, places)
    pairs = list(zip(one, other, strict=True))
    assert values(added(a, b, places), places) == [(x + y) % most for x, y in pairs]
    assert values(added(a, b, places, minus=True), places) == [(x - y) % most for x, y in pairs]


@pytest.mark.parametrize(("radix", "length"), CASES)
def test_bytes_out_and_bytes_in(radix: int, length: int) -> None:
    places = Places(radix, length)
    wanted = numbers(places)
    width = -(-(radix**length - 1).bit_length() // 8)
    raw = big_endian(limbs(wanted, places), places, width)
    assert [int.from_bytes(row.tobytes(), "big") for row in raw] == wanted
    drawn = np.random.default_rng(3).integers(0, 2**32, (20, 5)).astype(np.uint32)
    whole = [int.from_bytes(row.astype(">u4").tobytes(), "big") for row in drawn]
    assert values(reduced(drawn, places), places) == [v % radix**length for v in whole]


def test_words_hold_what_fits_them() -> None:
    places = Places(10, 14)
    wanted = [0, 10**14 - 1, 12345678901234]
    words = places.to_words(limbs(wanted, places))
    assert words.tolist() == wanted
    assert values(places.from_words(words), places) == wanted
