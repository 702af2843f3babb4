import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from masking.siv import Siv

# RFC 5297, appendix A: https://www.rfc-editor.org/rfc/rfc5297
CASES = [
    pytest.param(
        "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        ["101112131415161718191a1b1c1d1e1f2021222324252627"],
        "112233445566778899aabbccddee",
        "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c",
        id="A.1",
    ),
    pytest.param(
        "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
        [
            "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100",
            "102030405060708090a0",
            "09f911029d74e35bd84156c5635688c0",
        ],
        "7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553",
        "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17"
        "dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d",
        id="A.2",
    ),
]


def rows(*texts: bytes) -> np.ndarray:
    return np.stack([np.frombuffer(text, np.uint8) for text in texts])


@pytest.mark.parametrize(("key", "context", "plain", "sealed"), CASES)
def test_examples_of_the_rfc(key: str, context: list[str], plain: str, sealed: str) -> None:
    siv = Siv("aes", bytes.fromhex(key), tuple(map(bytes.fromhex, context)))
    assert siv.sealed(rows(bytes.fromhex(plain)))[0].tobytes().hex() == sealed
    values, marks = siv.opened(rows(bytes.fromhex(sealed)))
    assert values[0].tobytes().hex() == plain
    assert not marks.any()


@pytest.mark.parametrize("length", [1, 15, 16, 17, 31, 32, 48, 100])
def test_agrees_with_the_library(length: int) -> None:
    key = bytes(range(64))
    values = [bytes((start + at) % 256 for at in range(length)) for start in (0, 7, 200)]
    shown = Siv("aes", key, (b"d",)).sealed(rows(*values))
    for value, row in zip(values, shown, strict=True):
        assert row.tobytes() == AESSIV(key).encrypt(value, [b"d"])


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_what_was_altered_or_sealed_otherwise_does_not_open(cipher: str) -> None:
    siv = Siv(cipher, bytes(range(32)), (b"d",))
    sealed = siv.sealed(rows(b"one", b"two", b"six"))
    sealed[1, -1] ^= 1
    sealed[2, 0] ^= 128
    _, marks = siv.opened(sealed)
    assert marks.tolist() == [False, True, True]
    assert Siv(cipher, bytes(range(32)), (b"e",)).opened(sealed)[1].all()
    assert siv.opened(sealed[:, :15])[1].all()
