import sys

import numpy as np
import pytest

from masking.alphabet import alphabet_of
from masking.ff1 import Ff1
from masking.ff1_compiled import available, compiled_rows

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("alphabet", "length"),
    [("digits", 18), ("digits", 7), ("digits", 19), ("uscc", 8), ("alnum_both", 9)],
)
def test_compiled_loops_give_the_same(alphabet: str, length: int) -> None:
    pytest.importorskip("numba")
    letters = alphabet_of(alphabet)
    ff1 = Ff1("aes", KEY, letters.radix, b"t")
    numerals = np.random.default_rng(2).integers(0, letters.radix, (9_000, length))
    characters = letters.codes.astype(np.uint8)
    rows = characters[numerals]
    rows[17, 2] = ord("?")
    before = rows.copy()
    marks = compiled_rows(ff1.cipher, ff1.layout(length), letters, rows, reverse=False)
    good = np.arange(9_000) != 17
    assert marks.tolist() == (~good).tolist()
    assert rows[good].tolist() == characters[ff1.encrypt(numerals[good])].tolist()
    compiled_rows(ff1.cipher, ff1.layout(length), letters, rows, reverse=True)
    assert rows[good].tolist() == before[good].tolist()


def test_without_numba_there_is_nothing_to_load(monkeypatch: pytest.MonkeyPatch) -> None:
    available.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert not available()
    available.cache_clear()
