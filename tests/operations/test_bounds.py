# Bounds as a person writes them.
from __future__ import annotations

import dataclasses

import pytest

from operations.bounds import BOUNDS, parse_bounds
from schema import Limits, MisuseError


def test_none_leaves_all_as_they_are() -> None:
    assert parse_bounds([]) == Limits()


def test_every_limit_has_a_name() -> None:
    assert set(BOUNDS.values()) == {field.name for field in dataclasses.fields(Limits)}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("depth=8", "max_depth", 8),
        ("members=100000", "max_members", 100_000),
        ("unpacked=16GiB", "max_unpacked_bytes", 16 << 30),
        ("unpacked=1000", "max_unpacked_bytes", 1000),
        ("ratio=1000", "max_ratio", 1000),
        ("memory=512MiB", "max_memory_bytes", 512 << 20),
        ("step=300s", "max_step_s", 300.0),
        ("step=300", "max_step_s", 300.0),
    ],
)
def test_a_bound_sets_its_limit(text: str, field: str, value: float) -> None:
    limits = parse_bounds([text])
    assert getattr(limits, field) == value
    assert dataclasses.replace(limits, **{field: getattr(Limits(), field)}) == Limits()


def test_the_last_of_two_counts() -> None:
    assert parse_bounds(["depth=1", "ratio=9", "depth=2"]) == Limits(max_depth=2, max_ratio=9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("deep=8", "NAME one of depth, members", id="another name"),
        pytest.param("depth", "expected NAME=FIGURE", id="no figure"),
        pytest.param("depth=", "expected NAME=FIGURE", id="an empty one"),
        pytest.param("depth=-1", "expected NAME=FIGURE", id="below zero"),
        pytest.param("depth=0", "above zero", id="zero"),
        pytest.param("depth=8GiB", "without a unit", id="bytes of depth"),
        pytest.param("unpacked=9s", "number of bytes", id="seconds of bytes"),
        pytest.param("unpacked=9GB", "expected NAME=FIGURE", id="another unit"),
        pytest.param("memory=1MiB", "64MiB and more", id="too little to run in"),
    ],
)
def test_what_cannot_be_is_refused(text: str, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        parse_bounds([text])
