import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from made_numbers import citizens
from stdnum import luhn
from stdnum.cn import uscc

from masking.check_characters import organisation_check, resident_check
from masking.cmac import drawn
from masking.made_numbers import made_cards, made_credit_codes, made_residents
from operations.generated_numbers import bank_cards, credit_codes


def words(texts: pa.Array) -> np.ndarray:
    return drawn(texts, bytes(32), "test")


@pytest.mark.parametrize("most", [1, 180, 3_650])
def test_citizens_keep_county_and_sex_and_move_their_birth(most: int) -> None:
    given = citizens(500)
    shown = made_residents(pa.array(given), words(pa.array(given)), most).to_pylist()
    for before, after in zip(given, shown, strict=True):
        assert after[:6] == before[:6]
        assert int(after[16]) % 2 == int(before[16]) % 2
        born = [dt.date(int(n[6:10]), int(n[10:12]), int(n[12:14])) for n in (before, after)]
        assert 1 <= abs((born[1] - born[0]).days) <= most
        row = np.frombuffer(after.encode(), np.uint8)[None]
        assert resident_check(row[:, :17])[0] == row[0, 17]
    assert len({number[14:17] for number in shown}) > 200


@pytest.mark.parametrize(
    ("stem", "earlier"), [("61011320251230001", True), ("61011319000102001", False)]
)
def test_nobody_is_born_in_the_future_or_too_long_ago(stem: str, earlier: bool) -> None:
    given = pa.array([stem + "0"] * 20)
    lots = np.random.default_rng(1).integers(0, 2**63, (20, 2)).astype(np.uint64)
    for number in made_residents(given, lots, 180).to_pylist():
        assert (number[6:14] < stem[6:14]) == earlier


def test_cards_keep_issuer_and_length() -> None:
    given = bank_cards(200, np.random.default_rng(2))
    shown = made_cards(pa.array(given), words(pa.array(given))).to_pylist()
    assert all(map(luhn.is_valid, shown))
    assert [(n[:6], len(n)) for n in shown] == [(n[:6], len(n)) for n in given]
    assert len(set(shown)) == len(set(given))


def test_companies_keep_authority_kind_and_region() -> None:
    given = credit_codes(np.full(200, 610102), np.random.default_rng(2))
    shown = made_credit_codes(pa.array(given), words(pa.array(given))).to_pylist()
    assert all(map(uscc.is_valid, shown))
    assert [code[:8] for code in shown] == [code[:8] for code in given]
    rows = np.stack([np.frombuffer(code.encode(), np.uint8) for code in shown])
    assert (organisation_check(rows[:, 8:16]) == rows[:, 16]).all()
    letters = sum(not code[8:16].isdigit() for code in shown)
    assert 5 < letters < 60


def test_other_values_are_null() -> None:
    texts = pa.array(["x", "9" * 18, "61011319900230001X"])
    assert made_residents(texts, words(texts), 9).to_pylist() == [None, None, None]
    assert made_cards(texts[:1], words(texts[:1])).to_pylist() == [None]
