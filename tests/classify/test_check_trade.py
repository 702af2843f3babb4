# Codes of trade against python-stdnum's own rules on numbers drawn at random, and against the
# numbers their standards print.
import random
import string

import pytest
from stdnum import iban as accounts
from stdnum import imo as ships
from stdnum import isin as securities
from stdnum import lei as entities
from stdnum.eu import vat
from stdnum.iso7064 import mod_11_10, mod_97_10

from classify.cells import from_strings
from classify.check_trade import (
    business_registration,
    container,
    european_vat,
    iban,
    imo,
    isin,
    lei,
    patent,
    upu,
)

ALPHANUMERIC = string.digits + string.ascii_uppercase


def drawn(chance: random.Random, count: int, alphabet: str = string.digits) -> str:
    return "".join(chance.choice(alphabet) for _ in range(count))


def security(chance: random.Random) -> str:
    head = chance.choice(["US", "CN", "XS", "QQ", "GB"]) + drawn(chance, 9, ALPHANUMERIC)
    return head + chance.choice([securities.calc_check_digit(head), drawn(chance, 1)])


def entity(chance: random.Random) -> str:
    head = drawn(chance, 18, ALPHANUMERIC)
    return head + chance.choice([mod_97_10.calc_check_digits(head), drawn(chance, 2)])


def account(chance: random.Random) -> str:
    bank, length = chance.choice([("DE", 18), ("GB", 14), ("FR", 23), ("DE", 17)])
    inner = drawn(chance, 4, string.ascii_uppercase) + drawn(chance, 14) if bank == "GB" else ""
    inner = inner or drawn(chance, length)
    rest = mod_97_10.calc_check_digits(inner + bank)
    return bank + chance.choice([rest, drawn(chance, 2)]) + inner


def registration(chance: random.Random) -> str:
    head = drawn(chance, 14)
    return head + chance.choice([mod_11_10.calc_check_digit(head), drawn(chance, 1)])


@pytest.mark.parametrize(
    ("make", "oracle", "draw"),
    [
        pytest.param(isin, securities.is_valid, security, id="securities"),
        pytest.param(lambda _: lei, entities.is_valid, entity, id="legal entities"),
        pytest.param(
            iban, lambda v: accounts.is_valid(v, check_country=False), account, id="accounts"
        ),
        pytest.param(lambda _: imo, ships.is_valid, lambda c: drawn(c, 7), id="ships"),
        pytest.param(
            lambda _: business_registration, mod_11_10.is_valid, registration, id="businesses"
        ),
    ],
)
def test_a_rule_is_that_of_the_library(make, oracle, draw, shipped_policies):
    chance = random.Random(1)
    values = [draw(chance) for _ in range(3000)]
    expected = [oracle(value) for value in values]
    assert 100 < sum(expected) < 2900
    assert make(shipped_policies.lexicons)(from_strings(values)).tolist() == expected


@pytest.mark.parametrize(
    ("check", "genuine", "altered"),
    [
        pytest.param(container, ["CSQU3054383", "TOLU4734787"], ["CSQU3054384"], id="ISO 6346"),
        pytest.param(upu, ["RR473124829FI", "EE876543216CN"], ["RR473124828FI"], id="UPU S10"),
        pytest.param(
            patent,
            ["200310100002.X", "ZL202010000001.1", "CN202020000001.7"],
            ["200310100002.1", "ZL202010000001.2"],
            id="ZC 0006",
        ),
    ],
)
def test_printed_numbers_pass_and_altered_ones_do_not(check, genuine, altered):
    assert [v for v in genuine if not check(from_strings([v]))[0]] == []
    assert [v for v in altered if check(from_strings([v]))[0]] == []


def test_tax_numbers_go_by_the_rules_of_each_member_state(shipped_policies):
    values = ["ATU57194903", "FR61954506077", "DE136695976", "DE136695977", "XX1", ""]
    expected = [bool(value) and vat.is_valid(value) for value in values]
    assert expected == [True, True, True, False, False, False]
    check = european_vat(shipped_policies.lexicons)
    assert check(from_strings(values)).tolist() == expected
