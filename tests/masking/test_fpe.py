import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking import fpe
from masking.alphabet import alphabet_of
from masking.ff1 import Ff1
from masking.fpe import encrypted_rows, fpe_form, fpe_texts

KEY = bytes(range(32))
ALPHABETS = ["digits", "uscc", "alnum_both", "han", "chars:甲乙丙丁a😀"]


def ff1(alphabet: str) -> Ff1:
    return Ff1("aes", KEY, alphabet_of(alphabet).radix, b"domain")


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("name", ALPHABETS)
def test_what_is_encrypted_can_be_decrypted(name: str, type_: pa.DataType) -> None:
    alphabet = alphabet_of(name)
    letters = (alphabet.characters * 60)[7:]
    cells = [letters[at : at + length] for at, length in enumerate([12, 8, 33, 12, 60, 9, 12])]
    texts = pa.array([None, "", *cells, None], type_)
    shown, marks = fpe_texts(texts, alphabet, ff1(name), reverse=False)
    assert not marks.any()
    assert shown.type == type_
    assert [cell and len(cell) for cell in shown.to_pylist()] == [
        cell and len(cell) for cell in texts.to_pylist()
    ]
    assert all(set(cell) <= set(alphabet.characters) for cell in shown.to_pylist() if cell)
    assert all(a != b for a, b in zip(shown.to_pylist()[2:-1], cells, strict=True))
    shown.validate(full=True)
    back, marks = fpe_texts(shown, alphabet, ff1(name), reverse=True)
    assert not marks.any()
    assert back.equals(texts)


@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    name=st.sampled_from(ALPHABETS),
    cells=st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"\d{6,20}", fullmatch=True)), max_size=12),
    cut=st.integers(0, 12),
)  # fmt: skip
def test_does_not_depend_on_what_stands_around(name: str, cells: list, cut: int) -> None:
    texts = pa.array(cells, pa.string())
    alphabet = alphabet_of(name)
    whole, marks = fpe_texts(texts, alphabet, ff1(name), reverse=False)
    parts = [
        fpe_texts(part, alphabet, ff1(name), reverse=False) for part in (texts[:cut], texts[cut:])
    ]
    assert whole.to_pylist() == [cell for part, _ in parts for cell in part.to_pylist()]
    assert marks.tolist() == [mark for _, part in parts for mark in part.tolist()]
    back, _ = fpe_texts(whole, alphabet, ff1(name), reverse=True)
    kept = [None if mark else cell for cell, mark in zip(cells, marks, strict=True)]
    assert back.to_pylist() == kept


def test_cells_of_other_characters_or_too_few_are_marked_and_null() -> None:
    texts = pa.array(["1234567", "12345", "12a4567", "１２３４５６７", "", None])
    shown, marks = fpe_texts(texts, alphabet_of("digits"), ff1("digits"), reverse=False)
    assert marks.tolist() == [False, True, True, True, False, False]
    assert shown.to_pylist()[1:] == [None, None, None, "", None]


def test_what_lies_under_a_null_does_not_come_out() -> None:
    hidden = pa.array(["13800138000", "13900139000"])
    texts = pa.Array.from_buffers(pa.string(), 2, [pa.py_buffer(b"\x02"), *hidden.buffers()[1:]])
    shown, _ = fpe_texts(texts, alphabet_of("digits"), ff1("digits"), reverse=False)
    assert shown.null_count == 1
    assert b"13800138000" not in b"".join(bytes(held) for held in shown.buffers() if held)


def test_both_paths_over_rows_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pa.array([f"{number:018d}" for number in range(0, 10**17, 10**14)])
    plain, _ = fpe_texts(texts, alphabet_of("digits"), ff1("digits"), reverse=False)
    monkeypatch.setattr(fpe, "WORTH_COMPILING", 1)
    compiled, _ = fpe_texts(texts, alphabet_of("digits"), ff1("digits"), reverse=False)
    assert compiled.equals(plain)


def test_a_form_sees_rows_of_its_lengths_alone() -> None:
    def work(rows):
        rows[:, 0] = ord("9")
        return rows[:, 1] == ord("x")

    shown, marks = fpe_form(pa.array(["123", "1x3", "12345", None]), (3,), work)
    assert shown.to_pylist() == ["923", None, None, None]
    assert marks.tolist() == [False, True, True, False]


def test_rows_too_short_stay_what_they_were() -> None:
    rows = pa.array(["123"]).buffers()[2]
    held = memoryview(bytearray(rows.to_pybytes()[:3]))
    import numpy as np

    cells = np.frombuffer(held, np.uint8).reshape(1, 3).copy()
    assert encrypted_rows(cells, alphabet_of("digits"), ff1("digits"), reverse=False).all()
    assert cells.tobytes() == b"123"
