# Seven octets of time: there and back, and what is none.
from __future__ import annotations

from datetime import datetime

import pytest

from range.iec104_time import LENGTH, moment_of, time_tag


@pytest.mark.parametrize(
    "moment",
    [
        datetime.fromisoformat("2026-01-01T00:00:00"), datetime.fromisoformat("2026-11-29T23:59:59.999000"),
        datetime.fromisoformat("2028-02-29T12:30:15.001000"),
    ],
)  # fmt: skip
def test_a_moment_comes_back(moment: datetime) -> None:
    octets = time_tag(moment)
    assert len(octets) == LENGTH
    assert octets[4] >> 5 == moment.isoweekday()
    assert moment_of(octets) == moment


@pytest.mark.parametrize(
    "octets",
    [b"", bytes(6), bytes(7), b"\xff" * 7, bytes.fromhex("82149e11580b1a"), bytes.fromhex("82141e11001f1a")],
    ids=["nothing", "too-short", "no-day", "all-ones", "said-to-be-wrong", "no-such-month"],
)  # fmt: skip
def test_what_is_no_moment_is_none(octets: bytes) -> None:
    assert moment_of(octets) is None
