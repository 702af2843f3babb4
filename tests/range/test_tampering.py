# When settings were wrong: from the first change to the last one put right.
from __future__ import annotations

from types import SimpleNamespace

import pytest

from range.program import Written
from range.tampering import tampering


def world(*writes: tuple[float, str, str, float, float]) -> SimpleNamespace:
    written = [Written(*each) for each in writes]
    return SimpleNamespace(
        attackers=lambda: {"m"}, controllers={"plc": SimpleNamespace(written=written)}
    )


@pytest.mark.parametrize(
    ("writes", "found"),
    [
        ([], (None, None)),
        ([(5, "hmi", "a", 1, 2)], (None, None)),
        ([(5, "m", "a", 1, 1)], (None, None)),
        ([(5, "m", "a", 1, 9)], (5, None)),
        ([(5, "m", "a", 1, 9), (8, "hmi", "a", 9, 1)], (5, 8)),
        ([(5, "m", "a", 1, 9), (8, "hmi", "a", 9, 1), (9, "hmi", "a", 1, 2)], (5, 8)),
        ([(5, "m", "a", 1, 9), (6, "m", "b", 1, 9), (8, "hmi", "a", 9, 1)], (5, None)),
        ([(5, "m", "a", 1, 9), (8, "hmi", "a", 9, 1), (9, "m", "a", 1, 9)], (5, None)),
        ([(5, "m", "a", 1, 9), (6, "m", "a", 9, 1)], (5, 6)),
        ([(3, "hmi", "a", 1, 2), (5, "m", "a", 2, 1), (8, "hmi", "a", 1, 2)], (5, 8)),
    ],
)
def test_wrong_from_and_right_since(writes: list, found: tuple) -> None:
    assert tampering(world(*writes)) == found  # type: ignore[arg-type]
