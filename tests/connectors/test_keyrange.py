# Places in an ordered key: in order, within bounds, spread, and few where nothing divides.
from __future__ import annotations

import pytest

from connectors.keyrange import NUMBER, OPAQUE, TEXT, TIME, places


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        pytest.param("1", "1000000", NUMBER, id="a sequence"),
        pytest.param("-9223372036854775808", "18446744073709551615", NUMBER, id="all of 64 bits"),
        pytest.param("0.50", "99999.25", NUMBER, id="decimals"),
        pytest.param("2020-01-01", "2026-06-30", TIME, id="days"),
        pytest.param("2020-01-01 00:00:00.5", "2026-06-30 12:00:00", TIME, id="moments"),
        pytest.param("0001-01-01", "0999-06-30", TIME, id="days long ago"),
        pytest.param("610102199001010011", "659004202001019999", TEXT, id="citizens' numbers"),
        pytest.param("A0001", "Z9999", TEXT, id="letters and digits"),
        pytest.param("user-aaaaaaaa", "user-zzzzzzzz", TEXT, id="text of one beginning"),
    ],
)
def test_places_rise_from_the_smallest_key_and_stay_below_the_largest(
    low: str, high: str, kind: str
) -> None:
    found = places(low, high, kind, 64, seed=1)
    assert found[0] == low
    assert len(found) == len(set(found)) == 64
    if kind == NUMBER:
        assert [*map(float, found)] == sorted(map(float, found))
        assert all(float(low) <= float(place) <= float(high) for place in found)
    else:
        assert found[1:] == sorted(found[1:])
        assert all(low <= place <= high for place in found[1:])
        assert low <= found[1]
    assert places(low, high, kind, 64, seed=1) == found
    assert places(low, high, kind, 64, seed=2) != found


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        pytest.param("7", "7", NUMBER, id="one number"),
        pytest.param("same", "same", TEXT, id="one text"),
        pytest.param("", "", TEXT, id="no text"),
        pytest.param("中", "国", TEXT, id="letters without an order we know"),
        pytest.param("0000-00-00", "2026-01-01", TIME, id="a day no calendar knows"),
        pytest.param("NaN", "7", NUMBER, id="no number"),
        pytest.param("a", "z", OPAQUE, id="an order of its own"),
    ],
)
def test_what_cannot_be_divided_is_begun_at_its_start(low: str, high: str, kind: str) -> None:
    assert places(low, high, kind, 64, seed=1) == [low]


def test_fewer_values_than_places_are_named_once() -> None:
    assert places("1", "5", NUMBER, 64, seed=3) == ["1", "2", "3", "4"]
