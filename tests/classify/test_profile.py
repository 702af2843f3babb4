# The rule of pruning: every match of a pattern fits the pattern's profile.
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.byte_class import DIGIT, DOT, LOWER, NON_ASCII, SEPARATOR, UPPER, classes_of
from classify.cells import from_strings
from classify.pattern import parse
from classify.profile import LONGEST, Profile, first_of, share_by_chance

PATTERNS = [
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]",
    r"(?:\+?86|0086)?1(?:3\d|4[5-9]|5[0-35-9])\d{8}",
    r"[A-Za-z0-9_][A-Za-z0-9._%+\-]{0,63}@(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\.)+[A-Za-z]{2,24}",
    r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)",
    r"[京津陕][A-HJ-NP-Z][·•]?(?:[A-HJ-NP-Z0-9]{5}|[DF]\d{5})",
    r"[-+]?[¥￥]?\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?(?:元|万元)?|[-+]?\d{1,10}(?:\.\d{1,4})?",
    r"[A-TV-Z]\d{2}(?:\.[\dx]{1,4})?|.{0,100}(?:病|炎|综合征).{0,50}",
    r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}",
    r"(?:ab|c){2,3}|x*|[^a-z\d]{2}",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_fits_the_profile(pattern):
    node = parse(pattern)
    profile, first = Profile(node), first_of(node)

    @settings(max_examples=120, derandomize=True, deadline=None, database=None)
    @given(st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True))
    def fits(text):
        cells = from_strings([text])
        assert profile.fits(int(classes_of(cells)[0]), len(text))
        if first is not None:
            assert first.take(cells.from_start(0), mode="clip").all()

    fits()


@pytest.mark.parametrize(
    ("pattern", "classes", "length"),
    [
        (r"\d{6,8}", DIGIT, 9),
        (r"\d{6,8}", DIGIT | UPPER, 7),
        (r"\d{1,10}(?:\.\d{1,4})?(?:万元)?", DIGIT, 12),
        (r"\d{4}-\d{2}", DIGIT, 7),
        (r"[A-Z]\d{2}|.{0,9}(?:病|炎)", DIGIT | SEPARATOR, 5),
        (r"(?:a|bb)c", LOWER, 4),
    ],
)
def test_what_cannot_match_does_not_fit(pattern, classes, length):
    assert not Profile(parse(pattern)).fits(classes, length)


def test_lengths_from_the_longest_on_are_one():
    profile = Profile(parse(r"\S{3,400}"))
    assert profile.fits(DIGIT, LONGEST)
    assert profile.fits(DIGIT, 399)
    assert not Profile(parse(r"\S{3,200}")).fits(DIGIT, 300)


@pytest.mark.parametrize("word", ["Male", "MALE", "male"])
def test_words_fit_whatever_their_case(word):
    profile = Profile(None, ["male", "男"])
    assert profile.fits(int(classes_of(from_strings([word]))[0]), 4)
    assert profile.fits(NON_ASCII, 1)
    assert not profile.fits(DIGIT, 4)
    assert not profile.fits(LOWER, 5)


def test_everything_fits_a_pattern_that_could_not_be_read():
    assert Profile(None, unread=True).fits(NON_ASCII | DOT, 77)


def test_the_share_by_chance_is_the_share_of_random_digits():
    node = parse(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
    rng = np.random.default_rng(3)
    sample = rng.integers(0, 1000, 20_000)
    found = sum(bool(re.fullmatch(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])", f"{n:03d}")) for n in sample)  # fmt: skip
    assert share_by_chance(node, DIGIT, 11) == pytest.approx(found / 20_000, abs=0.005)
    assert share_by_chance(node, DIGIT, 12) == 0.0
    assert share_by_chance(node, DIGIT | DOT, 11) == 0.0
    assert share_by_chance(parse(r"\d{2,4}"), DIGIT, 3) == 1.0
