# Distinct values and shapes: exact when few, close when many, the same for any cut.
import numpy as np
import pytest

from classify.cells import from_strings
from classify.sketch import (
    SIZE,
    estimate,
    example_of,
    hashes,
    join,
    joined_shapes,
    shape,
    shapes_of,
    smallest,
)


@pytest.mark.parametrize("count", [1, 500, SIZE - 1, 20_000, 90_000])
def test_the_estimate_is_exact_below_the_size_and_within_a_twentieth_above(count):
    values = hashes(from_strings([f"value {n}" for n in range(count)] * 2))
    found = estimate(smallest(values).tobytes())
    assert found == count if count < SIZE else abs(found - count) < count / 20


def test_a_hash_depends_on_the_text_alone():
    texts = ["", "a", "abcdefg", "abcdefgh", "abcdefghi", "x" * 16, "x" * 17, "y" * 100]
    whole = hashes(from_strings(texts))
    for place, text in enumerate(texts):
        alone = hashes(from_strings([text]))[0]
        moved = hashes(from_strings(["?" * (place + 1), text, "!"]))[1]
        assert whole[place] == alone == moved
    assert len(set(whole.tolist())) == len(texts)


def test_texts_that_differ_in_one_place_hash_apart():
    base = "61010219900101001"
    texts = [base[:n] + c + base[n + 1 :] for n in range(17) for c in "0123456789"]
    assert len(set(hashes(from_strings(texts)).tolist())) == len(set(texts))


def test_joined_sketches_are_the_sketch_of_all():
    rng = np.random.default_rng(5)
    one, other = (rng.integers(0, 1 << 63, n).astype(np.uint64) for n in (3_000, 400))
    both = smallest(np.concatenate([one, other, one])).tobytes()
    assert join(smallest(one).tobytes(), smallest(other).tobytes()) == both
    assert join(b"", both) == both == join(both, b"")


def test_few_distinct_values_among_many_are_found():
    values = hashes(from_strings([str(n % 7) for n in range(9_000)]))
    assert len(smallest(values)) == 7


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        ("陕A12345", "某a#####"),
        ("zhang.san@x.cn", "aaaaa.aaa@a.aa"),
        ("１３８", "###"),
        ("张三（男）", "某某（某）"),
        ("a\x00b", "a a"),
        ("ᠮᠣ", "aa"),
        ("☎1", "?#"),
        ("9" * 60, "#" * 40 + "…"),
    ],
)
def test_a_shape_shows_form_and_no_content(value, drawn):
    assert shape(value) == drawn


def test_the_example_is_the_commonest_shape_of_a_fair_draw():
    texts = [f"{n:05d}" for n in range(900)] + ["abc"]
    values = hashes(from_strings(texts))
    drawn = shapes_of(values, smallest(values), lambda at: [texts[place] for place in at])
    assert len(drawn) == 16
    assert example_of(drawn) == "#####"
    assert example_of(()) == ""

    def draw(start, stop):
        some, own = texts[start:stop], values[start:stop]
        return shapes_of(own, smallest(own), lambda at: [some[place] for place in at])

    halves = draw(0, 400), draw(400, len(texts))
    assert joined_shapes(*halves) == drawn
