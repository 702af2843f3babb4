# The order of the grades is what everything else rests on.
import itertools

import pytest

from schema import Level, strictest

ORDER = (
    "general-1",
    "general-2",
    "general-3",
    "general-4",
    "important-candidate",
    "important",
    "core",
)


def test_the_grades_rise_in_this_order_and_there_are_no_others():
    assert [level.value for level in sorted(Level, key=lambda level: level.rank)] == list(ORDER)


@pytest.mark.parametrize(("lower", "higher"), list(itertools.pairwise(Level)))
def test_the_strictest_prevails_wherever_it_stands(lower, higher):
    assert strictest([lower, higher]) is higher
    assert strictest([higher, lower]) is higher
    assert strictest(iter([lower, lower])) is lower


def test_nothing_is_open():
    assert strictest([]) is Level.GENERAL_1


def test_core_is_graver_than_important_though_it_sorts_before_it_as_a_word():
    assert Level.CORE.value < Level.IMPORTANT.value
    assert strictest([Level.IMPORTANT, Level.CORE]) is Level.CORE
