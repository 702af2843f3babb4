import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_ff1 import encrypt

from masking.ff1 import Ff1

VECTORS = sorted((Path(__file__).parent / "vectors" / "ff1").glob("*.json"))
KEYS = {
    "aes": bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c"),
    "sm4": bytes.fromhex("0123456789abcdeffedcba9876543210"),
}
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
KEY_192 = "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f"
KEY_256 = KEY_192 + "7f036d6f04fc6a94"


# The nine samples of NIST:
# https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
@pytest.mark.parametrize(
    ("key", "radix", "tweak", "plain", "shown"),
    [
        (KEY_192[:32], 10, "", "0123456789", "2433477484"),
        (KEY_192[:32], 10, "39383736353433323130", "0123456789", "6124200773"),
        (KEY_192[:32], 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
        (KEY_192, 10, "", "0123456789", "2830668132"),
        (KEY_192, 10, "39383736353433323130", "0123456789", "2496655549"),
        (KEY_192, 36, "3737373770717273373737", "0123456789abcdefghi", "xbj3kv35jrawxv32ysr"),
        (KEY_256, 10, "", "0123456789", "6657667009"),
        (KEY_256, 10, "39383736353433323130", "0123456789", "1001623463"),
        (KEY_256, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
    ],
    ids=[f"sample {number}" for number in range(1, 10)],
)
def test_samples_of_nist(key: str, radix: int, tweak: str, plain: str, shown: str) -> None:
    ff1 = Ff1("aes", bytes.fromhex(key), radix, bytes.fromhex(tweak))
    numerals = np.array([[ALPHABET.index(character) for character in plain]])
    encrypted = ff1.encrypt(numerals)
    assert "".join(ALPHABET[numeral] for numeral in encrypted[0]) == shown
    assert ff1.decrypt(encrypted).tolist() == numerals.tolist()


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors_of_wycheproof(path: Path) -> None:
    """https://github.com/C2SP/wycheproof: valid ones agree, invalid ones are refused."""
    wrong = []
    for group in json.loads(path.read_text())["testGroups"]:
        for case in group["tests"]:
            small = "SmallMessageSize" in case["flags"]
            told = _outcome(group, case, small="allow" if small else "refuse")
            if told != case["result"]:
                wrong.append((case["tcId"], case["flags"], told))
            if small and _outcome(group, case, small="refuse") != "invalid":
                wrong.append((case["tcId"], case["flags"], "not refused"))
    assert wrong == []


def _outcome(group: dict, case: dict, *, small: str) -> str:
    def numerals(text: str | list[int]) -> np.ndarray:
        listed = [group["alphabet"].index(c) for c in text] if "alphabet" in group else text
        return np.array([listed], np.int64)

    try:
        ff1 = Ff1(
            "aes", bytes.fromhex(case["key"]), group["radix"], bytes.fromhex(case["tweak"]), small=small
        )  # fmt: skip
        plain, shown = numerals(case["msg"]), numerals(case["ct"])
        agree = ff1.encrypt(plain).tolist() == shown.tolist()
        back = ff1.decrypt(shown).tolist() == plain.tolist()
    except ValueError:
        return "invalid"
    return "valid" if agree and back else "other"


@settings(derandomize=True, database=None, deadline=None, max_examples=60)
@given(
    cipher=st.sampled_from(["aes", "sm4"]),
    radix=st.sampled_from([2, 3, 7, 10, 26, 31, 62, 255, 1000, 20902, 65535, 65536]),
    length=st.integers(2, 60),
    tweak=st.binary(max_size=40),
    seed=st.integers(0, 2**32),
)
def test_agrees_with_the_standard_written_down(
    cipher: str, radix: int, length: int, tweak: bytes, seed: int
) -> None:
    ff1 = Ff1(cipher, KEYS[cipher], radix, tweak, small="allow")
    if not ff1.takes(length):
        return
    numerals = np.random.default_rng(seed).integers(0, radix, (3, length))
    # The ends of the domain, where carries go all the way.
    numerals[0], numerals[1] = 0, radix - 1
    shown = ff1.encrypt(numerals)
    expected = [encrypt(cipher, KEYS[cipher], radix, tweak, row) for row in numerals.tolist()]
    assert shown.tolist() == expected
    assert ff1.decrypt(shown).tolist() == numerals.tolist()


@pytest.mark.parametrize(("radix", "length"), [(10, 5), (31, 4), (2, 19), (65536, 1), (999, 1)])
def test_small_domains_are_refused_with_the_standard_named(radix: int, length: int) -> None:
    numerals = np.zeros((1, length), np.int64)
    with pytest.raises(ValueError, match="NIST SP 800-38G"):
        Ff1("aes", KEYS["aes"], radix).encrypt(numerals)
    if length > 1:
        Ff1("aes", KEYS["aes"], radix, small="allow").encrypt(numerals)


def test_a_small_domain_is_permuted() -> None:
    numerals = np.array([[tens, ones] for tens in range(10) for ones in range(10)])
    shown = Ff1("aes", KEYS["aes"], 10, small="allow").encrypt(numerals)
    assert sorted(shown.tolist()) == numerals.tolist()


@pytest.mark.parametrize(("radix", "length"), [(10, 1), (10, 5), (2, 7), (31, 3)])
def test_a_domain_too_small_for_ff1_can_be_permuted_as_a_whole(radix: int, length: int) -> None:
    ff1 = Ff1("aes", KEYS["aes"], radix, b"t", small="permute")
    assert ff1.takes(length)
    powers = radix ** np.arange(length - 1, -1, -1)
    every = np.arange(radix**length)[:, None] // powers % radix
    shown = ff1.encrypt(every)
    assert sorted(shown.tolist()) == every.tolist()
    assert ff1.decrypt(shown).tolist() == every.tolist()
    assert (
        Ff1("aes", KEYS["aes"], radix, b"u", small="permute").encrypt(every).tolist()
        != shown.tolist()
    )
    big = np.zeros((1, 20), np.int64)
    assert (
        ff1.encrypt(big).tolist() == Ff1("aes", KEYS["aes"], radix, b"t").encrypt(big).tolist()
        or radix == 2
    )


@pytest.mark.parametrize("radix", [1, 65537])
def test_other_radices_are_refused(radix: int) -> None:
    with pytest.raises(ValueError, match="2 to 65536"):
        Ff1("aes", KEYS["aes"], radix)


def test_a_numeral_beyond_the_radix_is_refused() -> None:
    with pytest.raises(ValueError, match="not below the radix 10"):
        Ff1("aes", KEYS["aes"], 10).encrypt(np.array([[1, 2, 3, 4, 5, 10]]))
