import numpy as np

from masking.codes import CODES_IN_A_BLOCK, code_bits, code_block

KEY = bytes(range(32))
PLACES = np.arange(4_000)


def test_a_block_has_the_bits_of_its_codes() -> None:
    packed = code_block(PLACES, -2, 3, KEY)
    unpacked = np.unpackbits(packed, axis=1)
    assert unpacked.shape == (len(PLACES), CODES_IN_A_BLOCK)
    for bit in (0, 7, 127):
        own = code_bits(PLACES, -2, 3 * CODES_IN_A_BLOCK + bit, KEY)
        assert np.array_equal(unpacked[:, bit], own)


def test_codes_units_and_keys_are_independent() -> None:
    one = code_bits(PLACES, -2, 5, KEY)
    others = [
        code_bits(PLACES, -2, 6, KEY),
        code_bits(PLACES, -2, 2**32 - 1, KEY),
        code_bits(PLACES, 127, 5, KEY),
        code_bits(PLACES, -2, 5, KEY[::-1]),
    ]
    assert all(abs((one == other).mean() - 0.5) < 0.05 for other in others)
    assert abs(one.mean() - 0.5) < 0.05
