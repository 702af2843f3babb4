# What is expected is for the rules it names, or for all; after its last day it is expected no more.
import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from monitor.expectation import expected_by, unexpected
from policies import Expected
from schema import EVENT_SCHEMA

LAST = dt.date(2026, 11, 28)


def expected(*detections: str, until: dt.date = LAST) -> Expected:
    return Expected.model_validate({
        "id": "backup", "where": {"user.name": ["backup"]}, "reason": "the nightly backup",
        "until": until, "detections": detections,
    })  # fmt: skip


def test_it_is_for_the_rules_it_names_or_for_all() -> None:
    every, one = expected(), expected("a")
    assert expected_by("a", [every, one]) == (every, one)
    assert expected_by("b", [every, one]) == (every,)


@pytest.mark.parametrize(("until", "left"), [(LAST, [1]), (LAST - dt.timedelta(days=1), [0, 1])])
def test_what_is_expected_is_left_out_up_to_its_last_day(until: dt.date, left: list[int]) -> None:
    at = dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC)
    rows = [{"@timestamp": at, "user.name": name} for name in ("backup", "li", "li")]
    batch = pa.RecordBatch.from_pylist(rows, schema=EVENT_SCHEMA)
    wanted = np.array([True, True, False])
    assert np.flatnonzero(unexpected(batch, wanted, [expected(until=until)])).tolist() == left
    assert wanted.tolist() == [True, True, False]
