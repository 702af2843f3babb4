import numpy as np
import pytest

from masking.alphabet import ALPHABETS, Alphabet, alphabet_of


@pytest.mark.parametrize("name", ALPHABETS)
def test_numerals_and_characters_lead_to_each_other(name: str) -> None:
    alphabet = alphabet_of(name)
    numerals = alphabet.numerals(alphabet.characters)
    assert numerals.tolist() == list(range(alphabet.radix))
    assert alphabet.text(numerals) == alphabet.characters


@pytest.mark.parametrize(
    ("name", "radix"),
    [("digits", 10), ("uscc", 31), ("alnum_both", 62), ("han", 20902), ("chars:甲乙", 2)],
)
def test_sizes(name: str, radix: int) -> None:
    assert alphabet_of(name).radix == radix


def test_the_credit_code_leaves_out_five_letters() -> None:
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(ALPHABETS["uscc"]) == set("IOSVZ")


def test_other_characters_have_no_numeral() -> None:
    assert alphabet_of("digits").numerals("1a９😀").tolist() == [1, -1, -1, -1]


@pytest.mark.parametrize(
    ("characters", "told"), [("aa", "twice"), ("a", "1 characters"), ("", "0 characters")]
)
def test_what_is_no_alphabet(characters: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Alphabet(characters)


def test_a_name_nobody_has_is_told() -> None:
    with pytest.raises(ValueError, match="'digit'"):
        alphabet_of("digit")


def test_the_largest_alphabet() -> None:
    codes = [code for code in range(0x20, 0x110000) if not 0xD800 <= code < 0xE000][: 2**16]
    alphabet = Alphabet("".join(map(chr, codes)))
    assert alphabet.numerals(chr(codes[-1])).tolist() == [65535]
    assert not alphabet.one_byte
    assert alphabet.text(np.array([0, 65535])) == chr(codes[0]) + chr(codes[-1])
