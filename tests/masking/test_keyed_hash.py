import hashlib
import hmac
import random

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives import hashes

from masking.keyed_hash import HASHES, key_id, keyed_hash, normalised

KEY = bytes(range(32))


def _expected(value: str, key: bytes = KEY) -> str:
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


# RFC 4231, section 4: https://www.rfc-editor.org/rfc/rfc4231 (cases whose key is long enough).
@pytest.mark.parametrize(
    ("key", "value", "digest"),
    [
        pytest.param(b"\x0b" * 20, "Hi There", "b0344c61d8db38535ca8afceaf0bf12b", id="case 1"),
        pytest.param(
            b"\xaa" * 131,
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f",
            id="case 6, a key longer than a block",
        ),
    ],
)
def test_is_hmac_sha_256(key: bytes, value: str, digest: str) -> None:
    assert keyed_hash(pa.array([value]), key).to_pylist() == [digest]


@pytest.mark.parametrize("length", [0, 1, 8, 54, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_agrees_with_the_standard_library_over_block_borders(length: int) -> None:
    value = "x" * length or "x"
    assert keyed_hash(pa.array([value]), KEY).to_pylist() == [_expected(value)]


@pytest.mark.parametrize(
    ("value", "hashed_as"),
    [
        pytest.param(" 13800138000\u3000", "13800138000", id="white space around"),
        pytest.param("１３８００１３８０００", "13800138000", id="full-width digits"),
        pytest.param(
            "11010519491231002x", "11010519491231002X", id="small x of an identity number"
        ),
        pytest.param("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", id="both"),
        pytest.param("abc", "abc", id="letters keep their case"),
        pytest.param("ABC", "ABC", id="letters keep their case, capitals"),
        pytest.param("1101051949123100x", "1101051949123100x", id="one digit short of one"),
        pytest.param("138 0013 8000", "138 0013 8000", id="space within"),
    ],
)
def test_compares_values_as_people_write_them(value: str, hashed_as: str) -> None:
    assert keyed_hash(pa.array([value]), KEY).to_pylist() == [_expected(hashed_as)]


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
def test_keeps_nulls_empty_cells_order_and_type(type_: pa.DataType) -> None:
    texts = pa.array(["b", None, "", "a", "b", "  "], type_)
    hashed = keyed_hash(texts, KEY)
    assert hashed.type == type_
    assert hashed.to_pylist() == [_expected("b"), None, "", _expected("a"), _expected("b"), ""]
    assert keyed_hash(texts[1:4], KEY).to_pylist() == [None, "", _expected("a")]
    assert keyed_hash(pa.array([], type_), KEY).type == type_
    assert keyed_hash(pa.nulls(3, type_), KEY).to_pylist() == [None] * 3


def test_another_key_gives_other_pseudonyms() -> None:
    texts = pa.array([f"1380013{number:04}" for number in range(500)])
    one = set(keyed_hash(texts, KEY).to_pylist())
    other = set(keyed_hash(texts, KEY[::-1]).to_pylist())
    assert len(one) == len(other) == 500
    assert not one & other


def test_does_not_depend_on_what_stands_around() -> None:
    chosen = random.Random(7)
    values = [chosen.choice(["a", "b", None, "", "ｃ"]) for _ in range(200)]
    texts = pa.array(values, pa.string())
    whole = keyed_hash(texts, KEY).to_pylist()
    cut = 73
    parts = keyed_hash(texts[:cut], KEY).to_pylist() + keyed_hash(texts[cut:], KEY).to_pylist()
    assert whole == parts


def test_refuses_a_key_that_can_be_guessed() -> None:
    with pytest.raises(ValueError, match="15 bytes"):
        keyed_hash(pa.array(["a"]), b"k" * 15)


def test_a_key_has_a_name_that_is_not_the_key() -> None:
    assert key_id(KEY) == key_id(bytes(KEY)) != key_id(KEY[::-1])
    assert len(bytes.fromhex(key_id(KEY))) == 8
    assert key_id(KEY) not in KEY.hex()
    assert key_id(KEY) != hashlib.sha256(KEY).hexdigest()[:16]


# GB/T 32905, appendix A: https://www.oscca.gov.cn/sca/xxgk/2010-12/17/1002389/files/302a3ada057c4a73830536d03e683110.pdf
@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
    ids=["one block", "two blocks"],
)
def test_sm3_is_the_standard(message: bytes, digest: str) -> None:
    assert _sm3(message).hex() == digest


def _sm3(message: bytes) -> bytes:
    state = hashes.Hash(hashes.SM3())
    state.update(message)
    return state.finalize()


@pytest.mark.parametrize("length", [1, 63, 64, 65, 200])
def test_hmac_sm3_is_hmac_over_sm3(length: int) -> None:
    for key in (KEY, bytes(range(100))):
        padded = (_sm3(key) if len(key) > 64 else key).ljust(64, b"\0")
        inner = _sm3(bytes(b ^ 0x36 for b in padded) + b"x" * length)
        outer = _sm3(bytes(b ^ 0x5C for b in padded) + inner)
        assert keyed_hash(pa.array(["x" * length]), key, "sm3").to_pylist() == [outer.hex()[:32]]


def test_hashes_differ_and_another_name_is_told() -> None:
    assert len({keyed_hash(pa.array(["a"]), KEY, name)[0].as_py() for name in HASHES}) == 2
    with pytest.raises(ValueError, match="'md5'"):
        keyed_hash(pa.array(["a"]), KEY, "md5")


def test_values_as_one_writes_them() -> None:
    given = pa.array([" ａ１ ", "11010519491231002x", None])
    assert normalised(given).to_pylist() == ["a1", "11010519491231002X", None]
