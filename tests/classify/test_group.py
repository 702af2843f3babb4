# What recognisers of one spelling share: made once, and for the right ones.
import numpy as np

from classify.byte_class import DIGIT, LOWER
from classify.group import Group


def test_the_possible_are_those_whose_profile_fits(compiled):
    recognisers = compiled(test__four=r"\d{4}", test__word=r"[a-z]{2,9}")
    group = Group(recognisers.matchers)
    assert [each.recogniser.id for each in group.possible(DIGIT, 4)] == ["test.four"]
    assert [each.recogniser.id for each in group.possible(LOWER, 4)] == ["test.word"]
    assert not group.may_match(LOWER | DIGIT)


def test_the_automaton_of_the_same_members_is_made_once(compiled):
    recognisers = compiled(test__one=r"a", test__two=r"b")
    group = Group(recognisers.matchers)
    assert group.together(-1) is group.together(3)
    assert len(group.together(1)) == 1


def test_sets_of_units_are_those_of_their_patterns(compiled):
    recognisers = compiled(
        test__one=r"[a-c]{2,5}", test__two=r"[b-d\x{20000}]+", test__all=r"(?s:.){0,9}"
    )
    group = Group(tuple(each for each in recognisers.matchers if each.recogniser.id != "test.all"))
    (lone,) = group.lone
    units = np.array([ord("a"), ord("b"), ord("d"), 0x20000, 0x20001], dtype=np.uint32)
    assert lone.sets_of(units).tolist() == [1, 3, 2, 2, 0]
    assert lone.sets_of(units[:3].astype(np.uint8)).tolist() == [1, 3, 2]
