# Check characters for generated data: numbers that are well formed and belong to nobody in
# particular. Written from the standards, apart from the checks that recognise such numbers,
# so that one cannot hide the other's mistake: GB 11643 (ISO 7064 MOD 11-2), GB 32100,
# GB 11714, ISO/IEC 7812 (Luhn), GB 16735.
from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["bank_cards", "credit_codes", "resident_numbers", "vehicle_numbers"]

Digits = npt.NDArray[np.int64]
Generator = np.random.Generator

_DRAWS = 100
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_RESIDENT_WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)])
_VEHICLE_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2])
_VEHICLE_LETTERS = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_VEHICLE_MAKERS = ("LSVAM4187", "LFV3A23C0", "LVSHFFML0", "LGBH52E00", "LC0CE4DC0")
# Issuer, length of the whole number: six-digit prefixes in wide use.
_CARDS = (
    ("622202", 19),
    ("621700", 19),
    ("622848", 19),
    ("621661", 19),
    ("621798", 19),
    ("622588", 16),
)


def resident_numbers(
    regions: Digits, births: Digits, men: npt.NDArray[np.bool_], rng: Generator
) -> list[str]:
    """Citizens' numbers of 18 characters, each once: region, birth (YYYYMMDD), sequence, check.

    The sequence is odd for men and even for women, as GB 11643 has it.
    Raises ValueError where a region and birth have more people than the 500 sequences of a sex.
    """
    stems = (regions * 10**8 + births) * 1_000
    sequences = _sequences(men, rng)
    for _ in range(_DRAWS):
        _, first = np.unique(stems + sequences, return_index=True)
        if len(first) == len(stems):
            break
        again = np.ones(len(stems), bool)
        again[first] = False
        sequences[again] = _sequences(men[again], rng)
    else:
        raise ValueError("more people of one region and birth than there are sequences")
    numbers = stems + sequences
    sums = _digits(numbers, 17) @ _RESIDENT_WEIGHTS
    checks = [str("10X98765432"[remainder]) for remainder in (sums % 11).tolist()]
    return [f"{number}{check}" for number, check in zip(numbers.tolist(), checks, strict=True)]


def credit_codes(regions: Digits, rng: Generator) -> list[str]:
    """Unified social credit codes of enterprises registered in these regions."""
    bodies = rng.integers(0, 10, size=(len(regions), 8))
    # One code in three has a letter in it, which is where readers of digits alone fail.
    lettered = rng.random(len(regions)) < 1 / 3
    bodies[lettered, 0] = rng.integers(10, 31, size=int(lettered.sum()))
    return [
        _credit_code(f"91{region}", body)
        for region, body in zip(regions.tolist(), bodies.tolist(), strict=True)
    ]


def bank_cards(count: int, rng: Generator) -> list[str]:
    """Bank card numbers of 16 and 19 digits that pass the Luhn check."""
    issuers = rng.integers(0, len(_CARDS), size=count).tolist()
    tails = rng.integers(0, 10**12, size=count).tolist()
    stems = [
        prefix + f"{tail:012d}"[: length - len(prefix) - 1]
        for (prefix, length), tail in zip((_CARDS[i] for i in issuers), tails, strict=True)
    ]
    return [stem + _luhn(stem) for stem in stems]


def vehicle_numbers(count: int, rng: Generator) -> list[str]:
    """Vehicle identification numbers whose ninth character is the right check."""
    makers = rng.integers(0, len(_VEHICLE_MAKERS), size=count).tolist()
    years = rng.integers(0, 9, size=count).tolist()
    serials = rng.integers(1, 10**6, size=count).tolist()
    return [
        _with_vehicle_check(f"{_VEHICLE_MAKERS[maker]}{'HJKLMNPRS'[year]}{maker + 1}{serial:06d}")
        for maker, year, serial in zip(makers, years, serials, strict=True)
    ]


def _sequences(men: npt.NDArray[np.bool_], rng: Generator) -> Digits:
    return rng.integers(0, 500, size=len(men)) * 2 + men.astype(np.int64)


def _digits(numbers: Digits, places: int) -> Digits:
    return np.asarray(numbers[:, None] // 10 ** np.arange(places - 1, -1, -1) % 10, np.int64)


def _credit_code(front: str, body: list[int]) -> str:
    # The organisation's own code takes letters at their place in the full alphabet (A is 10),
    # the credit code at their place among the 31 it allows.
    organisation = "".join(_CREDIT_ALPHABET[place] for place in body)
    values = [int(character, 36) for character in organisation]
    check = 11 - int(np.dot(values, _ORGANISATION_WEIGHTS)) % 11
    stem = front + organisation + {10: "X", 11: "0"}.get(check, str(check))
    total = int(np.dot([_CREDIT_ALPHABET.index(c) for c in stem], _CREDIT_WEIGHTS))
    return stem + _CREDIT_ALPHABET[(31 - total % 31) % 31]


def _luhn(stem: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(stem))]
    return str(-sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10)


def _with_vehicle_check(number: str) -> str:
    values = [int(c) if c.isdigit() else _VEHICLE_LETTERS[c] for c in number]
    remainder = int(np.dot(values, _VEHICLE_WEIGHTS)) % 11
    return number[:8] + ("X" if remainder == 10 else str(remainder)) + number[9:]
