# What may be let go of counted windows, and what stays.
import pytest

from monitor.past import Past, forgettable
from monitor.window import Half

GROUP = ("li",)


@pytest.mark.parametrize(
    ("places", "touched", "hot", "gone"),
    [
        (range(10), True, [], range(5)),
        (range(10), False, [], range(10)),
        (range(10), True, [2, 3, 4, 5, 6], [0, 1]),
        (range(10), True, [0, 1, 6], range(5)),
        (range(10), True, [4], range(4)),
        ([0, 1, 8, 9], True, [0], [0, 1]),
        ([7, 8, 9], True, [], []),
    ],
    ids=["old ones", "a group nobody adds to", "one that lasts stays", "one that is over goes",
         "at the border", "one with a gap behind it", "nothing old"],
)  # fmt: skip
def test_forgettable(places, touched: bool, hot: list[int], gone) -> None:
    halves = {GROUP: {place: Half() for place in places}}
    found = forgettable(halves, {GROUP} if touched else set(), 20, 4, {GROUP: hot})
    assert found.get(GROUP, []) == list(gone)


def test_what_is_remembered() -> None:
    past = Past()
    past.add(5, Half(first=50), 0, 7)
    past.add(3, Half(first=30), 0, 4)
    past.add(9, Half(first=90), 1, 2)
    assert (past.first, past.earliest, past.last, past.days) == (30, 3, 9, {0: 7, 1: 2})
