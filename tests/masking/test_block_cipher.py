import numpy as np
import pytest

from masking.block_cipher import BlockCipher, cbc_mac_states, subkey


# FIPS 197 (appendix C) and GB/T 32907 (appendix A, example 1).
@pytest.mark.parametrize(
    ("cipher", "key", "plain", "shown"),
    [
        ("aes", "000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff",
         "69c4e0d86a7b0430d8cdb78070b4c55a"),
        ("aes", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
         "00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"),
        ("sm4", "0123456789abcdeffedcba9876543210", "0123456789abcdeffedcba9876543210",
         "681edf34d206965e86b3e94f536e4246"),
    ],
    ids=["AES-128", "AES-256", "SM4"],
)  # fmt: skip
def test_published_vectors(cipher: str, key: str, plain: str, shown: str) -> None:
    block = BlockCipher(cipher, bytes.fromhex(key))
    assert block.block(bytes.fromhex(plain)).hex() == shown
    rows = np.tile(np.frombuffer(bytes.fromhex(plain), np.uint8), (3, 1))
    assert [row.tobytes().hex() for row in block.encrypt(rows)] == [shown] * 3
    out = np.empty(4 * 16, np.uint8)
    block.encrypt_into(rows, out)
    assert out[:48].tobytes().hex() == shown * 3


def test_sm4_a_million_times() -> None:
    """GB/T 32907, example 2."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    cipher, block = BlockCipher("sm4", key), key
    for _ in range(1_000_000):
        block = cipher.block(block)
    assert block.hex() == "595298c7c6fd271f0402f804c33d3f66"


def test_a_chain_over_whole_blocks() -> None:
    cipher = BlockCipher("aes", bytes(16))
    first = cipher.block(b"a" * 16)
    assert cbc_mac_states(cipher, b"") == bytes(16)
    assert cbc_mac_states(cipher, b"a" * 16 + first) == cipher.block(bytes(16))


def test_a_wrong_key_or_cipher_is_told_without_the_key() -> None:
    with pytest.raises(ValueError, match="5 bytes is none of aes"):
        BlockCipher("aes", b"12345")
    with pytest.raises(ValueError, match="'des'"):
        BlockCipher("des", bytes(16))


def test_each_use_has_a_key_of_its_own() -> None:
    key = bytes(range(32))
    drawn = {subkey(key, use, cipher) for use in ("fpe", "siv") for cipher in ("aes", "sm4")}
    assert len(drawn) == 4
    assert len(subkey(key, "fpe", "aes")) == 32
    assert len(subkey(key, "fpe", "sm4")) == 16
    with pytest.raises(ValueError, match="15 bytes"):
        subkey(bytes(15), "fpe", "aes")
