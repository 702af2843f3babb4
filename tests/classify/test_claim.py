# The kernel's claims are those of RE2 and the checks alone, whatever way they were found.
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from classify.byte_class import classes_of
from classify.cells import from_strings
from classify.claim import claims_of
from classify.spelling import respelled

pytestmark = pytest.mark.usefixtures("ways")


def claimed(texts, recognisers):
    """Ids that match each text, and ids that are validated."""
    cells = from_strings(texts)
    claims = claims_of(cells, classes_of(cells), recognisers)
    sides = []
    for side in (claims.matched, claims.validated):
        bits = [sum(int(row[n]) << 64 * w for w, row in enumerate(side)) for n in range(len(texts))]
        sides.append(
            [{c.recogniser.id for c in recognisers.compiled if b >> c.bit & 1} for b in bits]
        )
    return sides


def plainly(texts, recognisers):
    """The same, one recogniser after the other over every cell."""
    matched = [set() for _ in texts]
    validated = [set() for _ in texts]
    for compiled in recognisers.compiled:
        cells = respelled(from_strings(texts), compiled.steps)
        spelt = cells.to_arrow()
        hits = np.zeros(len(texts), dtype=bool)
        if compiled.expression is not None:
            answer = pc.match_substring_regex(spelt, compiled.expression)
            hits |= answer.to_numpy(zero_copy_only=False)
        if compiled.words:
            known = pa.array(list(compiled.words), pa.large_string())
            hits |= pc.is_in(pc.utf8_lower(spelt), known).to_numpy(zero_copy_only=False)
        places = np.flatnonzero(hits)
        passed = np.ones(len(places), bool)
        if compiled.check is not None and len(places):
            passed = compiled.check(cells.take(places))
        for place, ok in zip(places.tolist(), passed.tolist(), strict=True):
            matched[place].add(compiled.recogniser.id)
            if ok:
                validated[place].add(compiled.recogniser.id)
    return [matched, validated]


def examples(recognisers):
    """Every hit and miss of every recogniser, trimmed and not blank."""
    texts = {
        text.strip() for each in recognisers.by_id.values() for text in (*each.hits, *each.misses)
    }
    return sorted(text for text in texts if text)


def test_all_examples_together_are_claimed_as_one_by_one(shipped):
    texts = examples(shipped)
    assert len(texts) > 200
    assert claimed(texts, shipped) == plainly(texts, shipped)


@pytest.mark.parametrize(
    "letters", ["0123456789", "0123456789X", "01.-", "张王李三1A", "abAB01-_@.", "１２3　- "]
)
@pytest.mark.parametrize("same_length", [False, True], ids=["mixed lengths", "one length"])
def test_random_texts_are_claimed_as_one_by_one(letters, same_length, shipped):
    rng = np.random.default_rng(9)
    lengths = np.full(400, 18) if same_length else rng.integers(1, 22, 400)
    texts = ["".join(rng.choice(list(letters), int(n))) for n in lengths]
    texts = [text if text.strip("　 ") == text else "a" + text.strip("　 ") + "b" for text in texts]
    assert claimed(texts, shipped) == plainly(texts, shipped)


def test_a_column_of_one_kind_among_strangers_of_the_same_length(compiled):
    recognisers = compiled(test__digits=r"\d{4}", test__letters=r"[a-d]{4}")
    matched, _ = claimed(["1234", "abcd", "ab12", "....", "张张张张"], recognisers)
    assert matched == [{"test.digits"}, {"test.letters"}, set(), set(), set()]


def test_more_than_64_recognisers_keep_apart(compiled):
    recognisers = compiled(**{f"test__n{n}": rf"{n}\d" for n in range(10, 100)})
    matched, validated = claimed(["101", "739", "990", "095"], recognisers)
    assert matched == [{"test.n10"}, {"test.n73"}, {"test.n99"}, set()] == validated


@pytest.mark.parametrize(
    ("normalise", "text", "found"),
    [
        ((), "12-34", False),
        (("separators",), "12-34", True),
        (("separators",), "1 2 3 4", True),
        (("separators",), "１２-34", False),
        (("fullwidth",), "１２３４", True),
        (("fullwidth", "separators"), "１２－34", True),
        (("separators",), "12345", False),
    ],
)
def test_normalisation_is_done_where_asked_for_only(compiled, normalise, text, found):
    recognisers = compiled(test__four={"pattern": r"\d{4}", "normalise": normalise})
    matched, _ = claimed([text, "zz"], recognisers)
    assert matched == [{"test.four"} if found else set(), set()]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\S{3,300}", "x" * 300, True),
        (r"\S{3,300}", "x" * 301, False),
        (r"\d{256}", "1" * 256, True),
        (r"\d{256}", "1" * 257, False),
        (r".*秘密.*", "长" * 400 + "秘密", True),
        (r"(?s:a.b)", "a\nb", True),
        (r"a.b", "a\nb", False),
    ],
)
def test_long_and_odd_texts(compiled, pattern, text, found):
    matched, _ = claimed([text, "1"], compiled(test__one=pattern))
    assert bool(matched[0]) is found


def test_words_count_whatever_their_case(compiled):
    recognisers = compiled(test__sex={"values": ("Male", "男")}, test__mixed={"pattern": r"\d", "values": ("none",)})  # fmt: skip
    matched, _ = claimed(["MALE", "男", "males", "7", "None"], recognisers)
    assert matched == [{"test.sex"}, {"test.sex"}, set(), {"test.mixed"}, {"test.mixed"}]
