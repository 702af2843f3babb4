# Much to a new and rare place is told of machines that are known; what all begin to use is not.
import datetime as dt

import pytest
from graded_events import NIGHT, events

from monitor import RareDestinations
from policies import Expected


def sent(day: int, amount: int, source: str = "10.0.0.7", target: str = "203.0.113.9",
         **more: object) -> dict[str, object]:  # fmt: skip
    return {
        "event.action": "flow", "source.ip": source, "destination.ip": target,
        "network.direction": "outbound", "source.bytes": amount,
        "@timestamp": NIGHT + dt.timedelta(days=day), **more,
    }  # fmt: skip


PAST = [sent(day, 200_000, target=f"198.51.100.{day}") for day in range(10)]
OTHERS = [sent(10, 60_000_000, f"10.0.0.{n}") for n in range(8, 12)]


def told(rows: list[dict[str, object]], *expected: Expected) -> list:
    found = RareDestinations(expected)
    batch = events(rows)
    for at in range(0, batch.num_rows, 3):
        found.add(batch.slice(at, 3))
    return found.alerts(0, unit="u", time="t")


def test_much_to_a_new_place_is_told_with_its_event() -> None:
    (alert,) = told([*PAST, *(sent(10, 20_000_000) for _ in range(3))])
    assert alert.rule == "model.rare-destination"
    assert alert.entities == {"source": "10.0.0.7", "destination": "203.0.113.9"}
    assert "sent_bytes=60000000" in alert.because
    assert "visitors=1" in alert.because
    assert alert.evidence[0].startswith("ev-")


@pytest.mark.parametrize(
    "rows",
    [
        [sent(10, 60_000_000)],
        [*PAST, sent(10, 4_000_000)],
        [*PAST, *OTHERS, sent(10, 60_000_000)],
        [*PAST, sent(3, 9_000_000, target="198.51.100.77"), sent(10, 60_000_000)],
        [*PAST, sent(10, 60_000_000, **{"network.direction": "internal"})],
        [*PAST, sent(2, 100), sent(10, 60_000_000)],
    ],
    ids=["nobody knows it", "little", "all begin to", "as ever", "inside", "not new"],
)
def test_what_is_not_rare_is_quiet(rows: list[dict[str, object]]) -> None:
    assert [each for each in told(rows) if each.entities["source"] == "10.0.0.7"] == []


def test_what_is_expected_is_quiet() -> None:
    one = Expected.model_validate({
        "id": "e", "where": {"destination.ip": "203.0.113.9"}, "reason": "r", "until": "2027-01-01",
    })  # fmt: skip
    assert told([*PAST, sent(10, 60_000_000)], one) == []
