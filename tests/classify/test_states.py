# Patterns as states: RE2's own answer for every text.
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.pattern import parse
from classify.states import DEAD, Alphabet, Automaton, Union


def union_of(patterns):
    nodes = [parse(each) for each in patterns]
    alphabet = Alphabet(nodes)
    return Union([Automaton(node, alphabet) for node in nodes], alphabet)


def codes(text):
    return np.array([ord(each) for each in text], dtype=np.uint32)


letters = st.sampled_from(["a", "b", "[ab]", "[^a]", "路", ".", r"\d", "[b-路]"])
patterns = st.recursive(
    letters,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,3}", "{2}", "{1,2}", "{2,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(
    st.lists(patterns, min_size=1, max_size=4),
    st.lists(st.text("ab1路\U00020000\n", max_size=7), min_size=1, max_size=6),
)
def test_states_accept_what_re2_matches(those, texts):
    union = union_of(those)
    for text in texts:
        state = union.state_of(codes(text))
        expected = tuple(
            place
            for place, pattern in enumerate(those)
            if pc.match_substring_regex(pa.array([text]), rf"\A(?:{pattern})\z")[0].as_py()
        )
        assert union.accepting(state) == expected


def test_shipped_patterns_take_few_states(shipped):
    nodes = [each.node for each in shipped.matchers if each.node is not None]
    alphabet = Alphabet(nodes)
    union = Union([Automaton(node, alphabet) for node in nodes], alphabet)
    rng = np.random.default_rng(4)
    for _ in range(500):
        union.state_of(codes(f"1{rng.integers(10**9, 10**10)}"))
        union.state_of(codes(f"陕西省西安市雁塔区科技路{rng.integers(1, 999)}号"))
    assert len(union) < 400


def test_what_no_pattern_begins_with_is_dead_at_once():
    union = union_of(["ab", "ac"])
    assert union.state_of(codes("x")) == DEAD
    assert len(union) == 3
    assert union.accepting(union.state_of(codes("ac"))) == (1,)


@pytest.mark.parametrize("text", ["", "a"])
def test_no_patterns_match_nothing(text):
    union = Union([], Alphabet([]))
    assert union.accepting(union.state_of(codes(text))) == ()


def test_characters_are_told_apart_no_further_than_patterns_do():
    alphabet = Alphabet([parse("[0-9]a"), parse("[0-4]")])
    held = alphabet.classes_of(codes("0459ab\U00020000"))
    assert held[0] == held[1] != held[2] == held[3]
    assert len({*held.tolist()}) == 4
    assert held[5] == held[6]
    assert alphabet.plane.shape == (65_536,)
    assert (alphabet.plane[codes("0459ab")] == held[:6]).all()
