# Codes with a check character: published specimens, and one wrong character each.
import pytest
from stdnum import imei as stdnum_imei
from stdnum.cn import uscc as stdnum_uscc

from classify.cells import from_strings
from classify.check_code import bank_card, iccid, imei, luhn, mrz, orgcode, swift, uscc, vin

# ICAO Doc 9303 part 4, the specimen of a passport.
MRZ = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
CASES = [
    (uscc, "91110000600037341L", True),
    (uscc, "91110000600037341M", False),
    (uscc, "91110000600037341l", True),
    (uscc, "9111000060003734IL", False),
    (uscc, "9111000060003734", False),
    (orgcode, "600037341", True),
    (orgcode, "60003734-1", True),
    (orgcode, "60003734x1", False),
    (orgcode, "600037342", False),
    (orgcode, "6000373", False),
    (luhn, "79927398713", True),
    (luhn, "79927398714", False),
    (bank_card, "4111111111111111", True),
    (bank_card, "5555555555554444", True),
    (bank_card, "378282246310005", True),
    (bank_card, "4111111111111112", False),
    (bank_card, "79927398713", False),
    (bank_card, "9999999999999995", False),
    (vin, "1M8GDM9AXKP042788", True),
    (vin, "1M8GDM9A1KP042788", False),
    (vin, "1M8GDM9AXKP042789", False),
    (vin, "1M8GDM9AXKP04278", False),
    (imei, "490154203237518", True),
    (imei, "490154203237519", False),
    (imei, "000000000000000", False),
    (iccid, "89860000000000000002", False),
    (iccid, "8986000000000000000", False),
    (mrz, MRZ, True),
    (mrz, MRZ[:-1] + "1", False),
    (mrz, MRZ[:43], False),
]


@pytest.mark.parametrize(
    ("check", "text", "passes"), CASES, ids=[f"{c.__name__} {t} {p}" for c, t, p in CASES]
)
def test_specimens(check, text, passes):
    assert check(from_strings([text])).tolist() == [passes]


@pytest.mark.parametrize(
    ("check", "number", "alphabet", "places"),
    [
        (uscc, "91110000600037341L", "0123456789ABCDEFGHJKLMNPQRTUWXY", range(18)),
        (orgcode, "600037341", "0123456789", range(9)),
        (imei, "490154203237518", "0123456789", range(15)),
        (mrz, MRZ, "0123456789", [4, 14, 22, 43]),
    ],
    ids=["uscc", "orgcode", "imei", "mrz"],
)
def test_one_wrong_character_is_seen(check, number, alphabet, places):
    wrong = [
        number[:place] + other + number[place + 1 :]
        for place in places
        for other in alphabet
        if other != number[place]
    ]
    assert not check(from_strings(wrong)).any()


def test_a_card_number_of_nineteen_digits_with_its_luhn_digit_passes():
    body = "622202100000000001"
    passing = [body + last for last in "0123456789"]
    assert bank_card(from_strings(passing)).sum() == 1
    assert iccid(from_strings([f"898600000000000000{n}" for n in range(10)])).sum() == 1


def test_python_stdnum_agrees_on_one_wrong_digit():
    numbers = [f"9111000060003734{a}{b}" for a in "0123456789" for b in "0123456789LMNPQRTUWXY"]
    assert uscc(from_strings(numbers)).tolist() == [stdnum_uscc.is_valid(n) for n in numbers]
    devices = [f"49015420323751{n}" for n in range(10)]
    assert imei(from_strings(devices)).tolist() == [stdnum_imei.is_valid(n) for n in devices]


@pytest.mark.parametrize(
    ("text", "passes"),
    [("BKCHCNBJ", True), ("deutdeff", True), ("BKCHQQBJ", False), ("BKCH", False)],
)
def test_bank_identifiers_by_country(text, passes):
    check = swift({"country_codes": frozenset({"CN", "DE", "CHN"})})
    assert check(from_strings([text])).tolist() == [passes]


def test_an_empty_personal_number_may_have_a_blank_check():
    values = "AB1234567"
    assert len(values) == 9
    line = "L898902C36UTO7408122F1204159" + "<" * 14
    assert (
        mrz(from_strings([line + check + last for check in "<0" for last in "0123456789"])).sum()
        == 2
    )
