# Claims of many cells: the right bits, the right cells, and nothing else touched.
import numpy as np
import pytest

from classify.mask import EVERY, Claims, bit_counts


@pytest.mark.parametrize(("recognisers", "words"), [(0, 1), (1, 1), (64, 1), (65, 2), (129, 3)])
def test_there_is_a_word_for_every_64_recognisers(recognisers, words):
    claims = Claims(recognisers, 5)
    assert claims.matched.shape == claims.validated.shape == (words, 5)
    assert not claims.matched.any()
    assert len(claims) == 5


@pytest.mark.parametrize("bit", [0, 63, 64, 100])
@pytest.mark.parametrize("places", [None, np.array([1, 3])], ids=["all", "some"])
def test_a_claim_is_one_bit_of_its_cells(bit, places):
    claims = Claims(128, 4)
    claims.add(bit, places, None)
    word, place = divmod(bit, 64)
    expected = np.zeros((2, 4), dtype=np.uint64)
    expected[word, slice(None) if places is None else places] = np.uint64(1 << place)
    assert (claims.matched == expected).all()
    assert (claims.validated == expected).all()
    assert (claims.validated_at(np.array([3, 0])) == expected[:, [3, 0]]).all()


@pytest.mark.parametrize(("places", "validated"), [(None, [0, 2]), (np.array([3, 1, 2]), [2, 3])])
def test_only_what_passes_its_check_is_validated(places, validated):
    claims = Claims(8, 4)
    claims.add(5, places, np.array([True, False, True, False][: 4 if places is None else 3]))
    assert np.flatnonzero(claims.validated[0]).tolist() == validated


@pytest.mark.parametrize("places", [None, np.array([0, 2])])
def test_certain_claims_are_those_made_one_by_one(places):
    together, apart, of_sets = (Claims(128, 4) for _ in range(3))
    bits = (3, 64, 127)
    together.add_certain(bits, places)
    of_sets.add_sets(None, [sum(1 << bit for bit in bits)], places)
    for bit in bits:
        apart.add(bit, places, None)
    for other in (apart, of_sets):
        assert (together.matched == other.matched).all()
        assert (together.validated == other.validated).all()


@pytest.mark.parametrize(
    ("places", "held"), [(None, [1, 0, 4, 1]), (np.array([3, 0]), [4, 0, 0, 1])]
)
def test_each_cell_has_one_of_some_sets(places, held):
    claims = Claims(8, 4)
    which = [0, 1, 2, 0] if places is None else [0, 2]
    claims.add_sets(np.array(which, dtype=np.int32), [1, 0, 4], places)
    assert claims.matched[0].tolist() == claims.validated[0].tolist() == held


def test_counts_are_those_of_the_cells_one_by_one():
    rng = np.random.default_rng(1)
    claims = Claims(70, 500)
    matched, validated = [0] * 500, [0] * 500
    # So many that the kinds no cell is of must be left out on the way.
    for bit in range(70):
        places = np.flatnonzero(rng.random(500) < 0.3)
        passed = rng.random(len(places)) < 0.5
        claims.add(bit, places, passed)
        for place, good in zip(places.tolist(), passed.tolist(), strict=True):
            matched[place] |= 1 << bit
            validated[place] |= good << bit
    weights = rng.integers(0, 4, 500)
    for given, counted in ((None, [1] * 500), (weights, weights.tolist())):
        expected = {}
        for one, other, weight in zip(matched, validated, counted, strict=True):
            if weight:
                expected[one, other] = expected.get((one, other), 0) + weight
        assert claims.counts(given) == expected
    assert dict(bit_counts(claims.matched, None)) == {each: matched.count(each) for each in matched}


def test_no_cells_have_no_counts():
    assert Claims(3, 0).counts(None) == {}
    assert list(bit_counts(np.zeros((2, 0), dtype=np.uint64), None)) == []


def test_every_holds_any_bit():
    assert all(EVERY >> bit & 1 for bit in (0, 63, 64, 1000))
