# Position by position or by automaton: the answer is RE2's.
import numpy as np
import pyarrow.compute as pc
import pytest

from classify.byte_class import NON_ASCII, classes_of
from classify.cells import from_strings
from classify.pattern import parse
from classify.position import Positions, in_set, programme

PATTERNS = [
    r"[1-9]\d{2}(?:18|19|20)\d{2}",
    r"(?:\+?86|0086)?1[3-9]\d{3}",
    r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)",
    r"a?b{0,2}(?:c|dd)*",
    r"[陕京][A-HJ-NP-Z](?:[A-Z0-9]{4}[挂学]|[DF]\d{4})",
    r"\p{Han}{2,4}|\p{Han}{1,3}·\p{Han}{1,3}",
    r"[^0-9]{3}",
    r"",
]
ALPHABETS = ["0123", "18920+6.5", "abcd", "陕京A1挂", "张王·李𠮷一", "12ab"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_programme_answers_like_re2(pattern):
    rng = np.random.default_rng(11)
    node = parse(pattern)
    compared = 0
    for letters in ALPHABETS:
        for length in range(1, 12):
            texts = ["".join(rng.choice(list(letters), length)) for _ in range(300)]
            cells = from_strings(texts)
            classes = int(np.bitwise_or.reduce(classes_of(cells)))
            plan = programme(node, length, NON_ASCII if cells.units.dtype != np.uint8 else classes)
            if plan is None:
                continue
            answer = Positions(cells.rows()).run(plan)
            ours = np.broadcast_to(answer, len(texts))
            theirs = pc.match_substring_regex(cells.to_arrow(), rf"\A(?:{pattern})\z")
            assert ours.tolist() == theirs.to_pylist()
            compared += 1
    assert compared >= 40


def test_what_an_alphabet_settles_takes_no_step():
    digits = programme(parse(r"\d{18}"), 18, 1)
    assert digits.always
    assert digits.steps == ()
    assert not programme(parse(r"[A-Z]\d{3}"), 4, 1).always
    assert programme(parse(r"\d{18}"), 18, 1 | 2).effort == 18


def test_a_pattern_with_too_many_ways_gets_no_programme():
    assert programme(parse(r"(?:a{1,9}b?){9}c{0,9}"), 40, 4) is None


def test_membership_reaches_beyond_the_first_plane():
    han = parse(r"\p{Han}")
    units = np.array([0x4E00, 0x20BB7, 0x1F600, 0x41, 0xFFFF], dtype=np.uint32)
    assert in_set(units, han).tolist() == [True, True, False, False, False]
