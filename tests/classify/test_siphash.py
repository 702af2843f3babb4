# SipHash-2-4 held against the vectors of its authors and a plain reading of their paper.
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.siphash import siphash

KEY = bytes(range(16))
MASK = (1 << 64) - 1


def words(*messages: bytes) -> np.ndarray:
    return np.frombuffer(b"".join(messages), dtype="<u8").astype(np.uint64)


def one_by_one(message: bytes, key: bytes) -> int:
    """SipHash-2-4 of eight bytes, step by step as the paper has it."""
    k0, k1 = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]  # fmt: skip

    def turned(word: int, bits: int) -> int:
        return (word << bits | word >> 64 - bits) & MASK

    def sip_round() -> None:
        for a, b, bits, half in ((0, 1, 13, 0), (2, 3, 16, None), (0, 3, 21, None), (2, 1, 17, 2)):
            v[a] = (v[a] + v[b]) & MASK
            v[b] = turned(v[b], bits) ^ v[a]
            if half is not None:
                v[half] = turned(v[half], 32)

    for block in (int.from_bytes(message, "little"), 8 << 56):
        v[3] ^= block
        sip_round()
        sip_round()
        v[0] ^= block
    v[2] ^= 0xFF
    for _ in range(4):
        sip_round()
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def test_the_authors_vector_for_eight_bytes() -> None:
    # https://github.com/veorq/SipHash, vectors_sip64, the ninth: 62 24 93 9a 79 f5 f5 93.
    assert siphash(words(bytes(range(8))), KEY).tolist() == [0x93F5F5799A932462]


@given(st.lists(st.binary(min_size=8, max_size=8), max_size=6), st.binary(min_size=16, max_size=16))
def test_many_words_at_once_are_each_hashed_alone(messages: list[bytes], key: bytes) -> None:
    assert siphash(words(*messages), key).tolist() == [one_by_one(m, key) for m in messages]


@pytest.mark.parametrize("size", [0, 15, 17, 32])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        siphash(words(bytes(8)), bytes(size))
