import numpy as np
import pyarrow as pa
import pytest
from made_numbers import citizens, mobiles
from stdnum import luhn
from stdnum.cn import uscc

from masking.check_characters import resident_check
from masking.counties import counties
from masking.ff1 import Ff1
from masking.forms import FORMS
from masking.fpe import fpe_form
from operations.generated_numbers import bank_cards, credit_codes

KEY = bytes(range(32))
RNG = np.random.default_rng(4)
GIVEN = {
    "card": bank_cards(300, RNG),
    "mobile": mobiles(300),
    "uscc": credit_codes(np.full(300, 610102), RNG),
}
VALID = {
    "card": luhn.is_valid,
    "mobile": lambda number: number.isdigit() and len(number) == 11,
    "uscc": uscc.is_valid,
}
STAYS = {"card": slice(0, 6), "id18": slice(0, 0), "mobile": slice(0, 3), "uscc": slice(0, 8)}


def _is_resident(number: str) -> bool:
    row = np.frombuffer(number.encode(), np.uint8)[None]
    fits = counties().fit(np.array([int(number[:6])]), np.array([int(number[6:10])]))
    return bool(fits[0]) and resident_check(row[:, :17])[0] == row[0, 17]


# Of the made-up ones, those whose county was there when they were born.
GIVEN["id18"] = [number for number in citizens(600) if _is_resident(number)]
VALID["id18"] = _is_resident


def worked(name: str, texts: pa.Array, *, reverse: bool = False):
    form = FORMS[name]
    ff1 = Ff1("sm4", KEY[:16], form.radix, b"d")
    return fpe_form(texts, form.lengths, lambda rows: form.work(rows, ff1, reverse))


@pytest.mark.parametrize("name", FORMS)
def test_valid_in_valid_out_and_back(name: str) -> None:
    given = pa.array([*GIVEN[name], None, ""])
    shown, marks = worked(name, given)
    assert not marks.any()
    values = shown.to_pylist()[:-2]
    assert all(VALID[name](value) for value in values)
    assert len(set(values)) == len(set(GIVEN[name]))
    kept = STAYS[name]
    for before, after in zip(GIVEN[name], values, strict=True):
        assert after != before
        assert after[kept] == before[kept]
        assert len(after) == len(before)
    assert worked(name, shown, reverse=True)[0].equals(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("card", "6222020200000000001"),
        ("card", "622202020000"),
        ("mobile", "23800138000"),
        ("mobile", "1380013800a"),
        ("mobile", "02987654321"),
        ("uscc", "91110000600037341M"),
        ("uscc", "911100006000373O1L"),
        ("id18", "610113199001010010"),
    ],
)
def test_what_fails_its_check_is_marked(name: str, value: str) -> None:
    shown, marks = worked(name, pa.array([value]))
    assert marks.tolist() == [True]
    assert shown.to_pylist() == [None]
