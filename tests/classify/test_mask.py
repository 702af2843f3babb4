# Claims as bits: the right word, the right cells, and nothing else touched.
import numpy as np
import pytest

from classify.mask import EVERY, no_claims


@pytest.mark.parametrize(("recognisers", "words"), [(0, 1), (1, 1), (64, 1), (65, 2), (129, 3)])
def test_there_is_a_word_for_every_64_recognisers(recognisers, words):
    claims = no_claims(recognisers, 5)
    assert claims.matched.shape == claims.validated.shape == (words, 5)
    assert not claims.matched.any()


@pytest.mark.parametrize("bit", [0, 63, 64, 100])
@pytest.mark.parametrize("places", [None, np.array([1, 3])], ids=["all", "some"])
def test_a_claim_is_one_bit_of_its_cells(bit, places):
    claims = no_claims(128, 4)
    claims.add(bit, places, None)
    word, place = divmod(bit, 64)
    expected = np.zeros((2, 4), dtype=np.uint64)
    expected[word, slice(None) if places is None else places] = np.uint64(1 << place)
    assert (claims.matched == expected).all()
    assert (claims.validated == expected).all()


@pytest.mark.parametrize(("places", "validated"), [(None, [0, 2]), (np.array([3, 1, 2]), [2, 3])])
def test_only_what_passes_its_check_is_validated(places, validated):
    claims = no_claims(8, 4)
    claims.add(5, places, np.array([True, False, True, False][: 4 if places is None else 3]))
    assert np.flatnonzero(claims.validated[0]).tolist() == validated


@pytest.mark.parametrize("places", [None, np.array([0, 2])])
def test_certain_claims_are_those_made_one_by_one(places):
    together, apart = no_claims(128, 4), no_claims(128, 4)
    bits = (3, 64, 127)
    together.add_certain(bits, places)
    for bit in bits:
        apart.add(bit, places, None)
    assert (together.matched == apart.matched).all()
    assert (together.validated == apart.validated).all()


def test_every_holds_any_bit():
    assert all(EVERY >> bit & 1 for bit in (0, 63, 64, 1000))
