import numpy as np
import pyarrow as pa

from monitor.column import column
from monitor.day_before import DayBefore

GROUP = ("li", "")


def day_before(*rows: tuple[int, int]) -> DayBefore:
    found = DayBefore(48)
    users, nothing = ["li"] * len(rows), [None] * len(rows)
    found.add(
        [column(users, pa.string()), column(nothing, pa.string())],
        np.array([place for place, _ in rows]),
        np.array([value for _, value in rows]),
    )
    return found


def test_two_neighbouring_halves_are_a_window() -> None:
    found = day_before((10, 5), (10, 6), (11, 7), (13, 15))
    assert found.most(GROUP, 20) == 18
    assert found.most(("wang", ""), 20) == 0


def test_only_the_day_before_counts() -> None:
    found = day_before((10, 5), (30, 4))
    assert found.most(GROUP, 40) == 5
    assert found.most(GROUP, 58) == 4
    assert found.most(GROUP, 10) == 0
    assert found.most(GROUP, 90) == 0


def test_what_is_long_past_is_let_go_of() -> None:
    found = day_before((10, 5), (30, 4))
    found.forget(110)
    assert found.most(GROUP, 40) == 4
    found.forget(500)
    assert found.most(GROUP, 40) == 0
