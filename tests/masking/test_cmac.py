import numpy as np
import pyarrow as pa
import pytest
from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import algorithms

from masking.cmac import Cmac, doubled, drawn

# RFC 4493, section 4: https://www.rfc-editor.org/rfc/rfc4493
KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
MESSAGE = bytes.fromhex(
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
)


@pytest.mark.parametrize(
    ("length", "code"),
    [
        (0, "bb1d6929e95937287fa37d129b756746"),
        (16, "070a16b46b4d4144f79bdd9dd04a287c"),
        (40, "dfa66747de9ae63030ca32611497c827"),
        (64, "51f0bebf7e3b9d92fc49741779363cfe"),
    ],
)
def test_examples_of_the_rfc(length: int, code: str) -> None:
    assert Cmac("aes", KEY).of(MESSAGE[:length]).hex() == code


@pytest.mark.parametrize("length", [1, 15, 16, 17, 31, 32, 33])
def test_rows_are_coded_each_for_itself(length: int) -> None:
    rows = np.random.default_rng(1).integers(0, 256, (4, length)).astype(np.uint8)
    codes = Cmac("sm4", KEY).rows(rows)
    for row, code in zip(rows, codes, strict=True):
        expected = cmac.CMAC(algorithms.SM4(KEY))
        expected.update(row.tobytes())
        assert code.tobytes() == expected.finalize()


def test_doubling_reduces() -> None:
    assert doubled(bytes(15) + b"\x01") == bytes(15) + b"\x02"
    assert doubled(b"\x80" + bytes(15)) == bytes(15) + b"\x87"


def test_what_is_drawn_follows_from_the_cell_alone() -> None:
    texts = pa.array(["a", "bb", None, "", "a", "x" * 40])
    words = drawn(texts, bytes(32), "use")
    assert words.shape == (6, 2)
    assert words[0].tolist() == words[4].tolist() != words[1].tolist()
    assert words[2].tolist() == words[3].tolist()
    assert drawn(texts[1:], bytes(32), "use").tolist() == words[1:].tolist()
    assert drawn(texts, bytes(32), "other").tolist() != words.tolist()
    assert drawn(texts, b"k" * 32, "use").tolist() != words.tolist()
