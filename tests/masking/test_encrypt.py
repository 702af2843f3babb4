import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from masking.block_cipher import CIPHERS
from masking.encrypt import (
    decrypt,
    detokenise,
    encrypt,
    encrypt_beside,
    encrypt_fault,
    exact_type,
    tokenise,
    tokenise_fault,
)

KEYS = {"d": bytes(range(32)), "other": b"o" * 32}
MODES = ["aes-gcm", "aes-siv", "sm4-gcm", "sm4-siv"]
CELLS = ["复诊", None, "", "x", "a" * 15, "b" * 16, "c" * 100, "复诊", "\x00", "𠮷"]


# RFC 8998, appendix A.1; NIST SP 800-38D's test case 3 of McGrew and Viega.
@pytest.mark.parametrize(
    ("cipher", "given"),
    [
        ("sm4", ("0123456789abcdeffedcba9876543210", "00001234567800000000abcd",
         "feedfacedeadbeeffeedfacedeadbeefabaddad2",
         ("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
         "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"),
         ("17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
         "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"),
         "83de3541e4c2b58177e065a9bf7b62ec")),
        ("aes", ("00000000000000000000000000000000", "000000000000000000000000", "",
         "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78",
         "ab6e47d42cec13bdf53a67b21257bddf")),
    ],
    ids=["SM4-GCM", "AES-GCM"],
)  # fmt: skip
def test_published_vectors_of_the_mode(cipher: str, given: tuple[str, ...]) -> None:
    key, nonce, context, plain, sealed, tag = given
    algorithm = CIPHERS[cipher](bytes.fromhex(key))
    sealing = Cipher(algorithm, modes.GCM(bytes.fromhex(nonce))).encryptor()
    sealing.authenticate_additional_data(bytes.fromhex(context))
    assert (sealing.update(bytes.fromhex(plain)) + sealing.finalize()).hex() == sealed
    assert sealing.tag.hex() == tag


@pytest.mark.parametrize("type_", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_round_trip(mode: str, type_: pa.DataType) -> None:
    rule = {"domain": "d", "mode": mode}
    given = pa.array(CELLS, type_)
    shown = encrypt(given, rule, KEYS)
    assert shown.type == type_
    assert shown.to_pylist()[1:3] == [None, ""]
    assert shown[0] == shown[7]
    assert all(a != b for a, b in zip(shown.to_pylist(), CELLS, strict=True) if b)
    assert decrypt(shown, rule, KEYS).equals(given)
    parts = [encrypt(part, rule, KEYS).to_pylist() for part in (given[:4], given[4:])]
    assert parts[0] + parts[1] == shown.to_pylist()


@pytest.mark.parametrize("mode", MODES)
def test_another_key_and_an_altered_cell_do_not_open(mode: str) -> None:
    rule = {"domain": "d", "mode": mode}
    shown = encrypt(pa.array(["secret", "other"]), rule, KEYS)
    with pytest.raises(ValueError, match="2 distinct values of 2 do not open"):
        decrypt(shown, rule, {"d": KEYS["other"]})
    altered = pa.array([shown[0].as_py()[:-2] + "AA", "short", shown[1].as_py()])
    with pytest.raises(ValueError, match="2 distinct values of 3"):
        decrypt(altered, rule, KEYS)


def test_another_domain_under_the_same_key_is_another_text() -> None:
    keys = {"one": KEYS["d"], "two": KEYS["d"]}
    given = pa.array(["secret"])
    shown = [encrypt(given, {"domain": domain, "mode": "aes-siv"}, keys) for domain in keys]
    assert shown[0] != shown[1]


def test_beside_another_column_equal_cells_differ() -> None:
    rule = {"domain": "d", "mode": "sm4-gcm", "by": "id"}
    given = pa.array(["same", "same", "same", None, ""])
    shown = encrypt_beside(given, pa.array([1, 2, 1, 4, None]), rule, KEYS)
    assert shown[0] == shown[2] != shown[1]
    assert shown.to_pylist()[3:] == [None, ""]
    assert decrypt(shown, rule, KEYS).equals(given)


def test_tokens_are_of_letters_that_a_folding_column_keeps_apart() -> None:
    rule = {"domain": "d", "prefix": "p_", "cipher": "sm4"}
    given = pa.array(CELLS)
    shown = tokenise(given, rule, KEYS)
    for cell in filter(None, shown.to_pylist()):
        assert cell.startswith("p_")
        assert set(cell[2:]) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert detokenise(shown, rule, KEYS).equals(given)
    with pytest.raises(ValueError, match="do not open"):
        detokenise(shown, {**rule, "prefix": "q_"}, KEYS)
    with pytest.raises(ValueError, match="do not open"):
        detokenise(shown, {**rule, "cipher": "aes"}, KEYS)


@pytest.mark.parametrize(
    ("parameters", "fault"),
    [
        ({"domain": "d", "mode": "aes-gcm"}, ""),
        ({"domain": "d", "mode": "aes-gcm", "by": "id"}, ""),
        ({"domain": "d", "mode": "aes-siv", "by": "id"}, "`by` in gcm modes alone"),
        ({"domain": "d", "mode": "aes-cbc"}, "`mode` to be one of"),
        ({"domain": "d"}, "needs `mode`"),
        ({"mode": "aes-gcm"}, "needs a `domain`"),
    ],
)
def test_faults_of_encryption(parameters: dict[str, str], fault: str) -> None:
    assert fault in encrypt_fault(parameters)
    assert bool(fault) == bool(encrypt_fault(parameters))


@pytest.mark.parametrize(
    ("prefix", "fault"), [("T-", ""), ("前", "16 ASCII"), ("x" * 17, "16 ASCII")]
)
def test_faults_of_tokens(prefix: str, fault: str) -> None:
    told = tokenise_fault({"domain": "d", "prefix": prefix})
    assert fault in told
    assert bool(fault) == bool(told)


def test_bytes_are_refused_for_they_would_not_come_back() -> None:
    assert exact_type(pa.int32()) == pa.string()
    for type_ in (pa.binary(), pa.large_binary(), pa.binary(4)):
        with pytest.raises(TypeError, match="bytes"):
            exact_type(type_)
