# The vectorised rules of other places against python-stdnum's own, on numbers drawn at random:
# its rules are the oracle, and what they accept is drawn often enough to matter.
import random
import string

import numpy as np
import pytest
from stdnum.de import idnr
from stdnum.fr import nir as french
from stdnum.in_ import aadhaar as indian
from stdnum.iso7064 import mod_11_10
from stdnum.jp import in_ as japanese
from stdnum.kr import rrn
from stdnum.th import pin

from classify.cells import from_strings
from classify.check_abroad import (
    aadhaar,
    german_tax,
    hong_kong,
    japan,
    korea,
    nino,
    nir,
    singapore,
    stdnum_by,
    taiwan,
    thailand,
)


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def korean(chance: random.Random) -> str:
    day = f"{digits(chance, 2)}{chance.randint(1, 12):02}{chance.randint(1, 31):02}"
    return day + digits(chance, 7)


def frenchman(chance: random.Random) -> str:
    head = f"{chance.choice('12')}{digits(chance, 2)}{chance.randint(1, 12):02}"
    head += chance.choice(["2A", "2B", "75", digits(chance, 2)]) + digits(chance, 6)
    return head + chance.choice([french.calc_check_digits(head + "00"), digits(chance, 2)])


def german(chance: random.Random) -> str:
    ten = list("0123456789")
    chance.shuffle(ten)
    ten[chance.randrange(10)] = ten[chance.randrange(10)]
    head = "".join(ten)
    return head + chance.choice([mod_11_10.calc_check_digit(head), digits(chance, 1)])


ORACLES = [
    pytest.param(korea, rrn.is_valid, korean, id="Korea"),
    pytest.param(japan, japanese.is_valid, lambda c: digits(c, 12), id="Japan"),
    pytest.param(thailand, pin.is_valid, lambda c: digits(c, 13), id="Thailand"),
    pytest.param(aadhaar, indian.is_valid, lambda c: digits(c, 12), id="India"),
    pytest.param(german_tax, idnr.is_valid, german, id="Germany"),
    pytest.param(nir, french.is_valid, frenchman, id="France"),
]


@pytest.mark.parametrize(("check", "oracle", "draw"), ORACLES)
def test_a_rule_is_that_of_the_library(check, oracle, draw):
    chance = random.Random(1)
    values = [draw(chance) for _ in range(3000)]
    expected = [oracle(value) for value in values]
    assert 20 < sum(expected) < 2990
    assert check(from_strings(values)).tolist() == expected


@pytest.mark.parametrize(
    ("check", "genuine", "altered"),
    [
        (hong_kong, ["A123456(3)", "A1234563", "AB987654(3)", "AB9876543"], ["A123456(4)", "A1234564"]),
        (taiwan, ["A123456789", "B142610160"], ["A123456788", "A023456789X"[:10]]),
        (singapore, ["S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"], ["S1234567A"]),
        (nino, ["AB123456C", "JG103759A"], ["GB123456C", "ZZ123456A"]),
        (korea, ["971013-9019902"], ["971013-9019903", "971313-9019902"]),
    ],
    ids=["Hong Kong", "Taiwan", "Singapore", "United Kingdom", "Korea with its hyphen"],
)  # fmt: skip
def test_published_numbers_pass_and_altered_ones_do_not(check, genuine, altered):
    assert [v for v in genuine if not check(from_strings([v]))[0]] == []
    assert [v for v in altered if check(from_strings([v]))[0]] == []
    values = genuine + altered
    assert check(from_strings(values)).tolist() == [True] * len(genuine) + [False] * len(altered)


@pytest.mark.parametrize("check", [hong_kong, taiwan, singapore])
def test_about_one_number_in_ten_passes_by_chance(check):
    chance = random.Random(2)
    letters, last = (
        string.ascii_uppercase,
        string.ascii_uppercase if check is singapore else string.digits,
    )
    middle = 8 if check is taiwan else 7 if check is singapore else 6
    first = "ST" if check is singapore else letters
    values = [
        chance.choice(first) + digits(chance, middle) + chance.choice(last) for _ in range(5000)
    ]
    share = np.mean(check(from_strings(values)))
    assert 0.02 < share < 0.12


@pytest.mark.parametrize(
    ("name", "genuine", "altered"),
    [
        ("br.cpf", "390.533.447-05", "390.533.447-06"),
        ("it.codicefiscale", "RCCMNL83S18D969H", "RCCMNL83S18D969X"),
        ("es.dni", "54362315K", "54362315A"),
        ("my.nric", "770305-02-1234", "771305-17-1234"),
        ("us.ssn", "536-90-4399", "078-05-1120"),
    ],
)
def test_a_rule_of_the_library_serves_as_it_is(name, genuine, altered):
    check = stdnum_by(name)({})
    assert check(from_strings([genuine, altered, ""])).tolist() == [True, False, False]
