import numpy as np
import pytest

from masking.block_cipher import BlockCipher
from masking.ff1 import Ff1
from masking.ff1_words import halves_chained, rounds

KEY = bytes(range(16))


@pytest.mark.parametrize(
    ("radix", "length"), [(10, 18), (10, 19), (10, 28), (31, 8), (2, 40), (256, 12)]
)
def test_words_and_limbs_agree(radix: int, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    numerals = np.random.default_rng(5).integers(0, radix, (50, length))
    ff1 = Ff1("aes", KEY, radix, b"tweak")
    assert ff1.fits_words(length)
    by_words = ff1.encrypt(numerals)
    monkeypatch.setattr(Ff1, "fits_words", lambda *_: False)
    assert ff1.encrypt(numerals).tolist() == by_words.tolist()
    assert ff1.decrypt(by_words).tolist() == numerals.tolist()


def test_rounds_run_backwards() -> None:
    layout = Ff1("aes", KEY, 10).layout(18)
    left = np.array([0, 1, 10**9 - 1], np.uint64)
    right = np.array([10**9 - 1, 0, 123456789], np.uint64)
    cipher = BlockCipher("aes", KEY)
    there = rounds(cipher, layout, left.copy(), right.copy(), reverse=False)
    assert all((half < 10**9).all() for half in there)
    back = rounds(cipher, layout, *there, reverse=True)
    assert [half.tolist() for half in back] == [left.tolist(), right.tolist()]


def test_the_block_that_differs_is_the_state_with_the_tail_on_it() -> None:
    layout = Ff1("aes", KEY, 10).layout(18)
    high, low = halves_chained(layout)
    both = high.to_bytes(8, "big") + low.to_bytes(8, "big")
    assert bytes(x ^ y for x, y in zip(both, layout.tail, strict=True)) == layout.state
