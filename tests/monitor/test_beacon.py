# A planted beacon is ranked first among pollers, scanners, browsers and clocks.
import datetime as dt
import random

import pytest
from graded_events import NIGHT, events

from monitor import Beacons, ranked
from policies import Expected

HOURS = 8


def calls(
    source: str,
    destination: str,
    gaps: object,
    *,
    sent: object = 400,
    port: int = 443,
    **more: object,
) -> list[dict[str, object]]:
    """Flows at the gaps that are drawn, for some hours."""
    at, found = 0.0, []
    draw = random.Random(f"{source}{destination}{port}")
    while at < HOURS * 3_600:
        found.append({
            "event.action": "flow", "source.ip": source, "destination.ip": destination,
            "destination.port": port, "network.direction": "outbound",
            "source.bytes": sent(draw) if callable(sent) else sent,
            "@timestamp": NIGHT + dt.timedelta(seconds=at), **more,
        })  # fmt: skip
        at += gaps(draw)
    return found


def site(seed: int) -> list[dict[str, object]]:
    """What goes on beside the beacon."""
    draw = random.Random(seed)
    rows: list[dict[str, object]] = []
    for n in range(40):
        # Everybody's update service, polled by everybody's clock with some jitter.
        rows += calls(f"10.0.0.{n}", "198.51.100.10", lambda d: 300 * d.uniform(0.95, 1.05))
        # People who browse.
        for _ in range(3):
            host = f"198.51.100.{draw.randint(20, 250)}"
            rows += calls(f"10.0.0.{n}", host, lambda d: d.expovariate(1 / 400),
                          sent=lambda d: d.randint(300, 90_000))  # fmt: skip
    # A scanner of SSH: regular, and at very many doors.
    for n in range(300):
        rows += calls("10.0.0.99", f"203.0.{n // 250}.{n % 250}", lambda d: d.uniform(550, 650),
                      port=22, sent=120)  # fmt: skip
    # One machine's own clock, to the second.
    rows += calls("10.0.0.50", "198.51.100.11", lambda d: 60.0, port=123, sent=48)
    # Somebody outside who knocks here.
    rows += calls("203.0.113.7", "10.0.0.2", lambda d: d.uniform(200, 350), port=22,
                  **{"network.direction": "inbound"})  # fmt: skip
    return rows


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_one_is_first_and_the_others_are_no_alert(seed: int) -> None:
    # 200 to 350 seconds, with 30 % of jitter.
    def gap(draw: random.Random) -> float:
        return draw.uniform(200, 350) * draw.uniform(0.7, 1.3)

    planted = calls("10.0.0.13", "203.0.113.66", gap, sent=lambda d: d.randint(350, 450))
    batch = events(site(seed) + planted)
    first, second = ranked([batch])[:2]
    assert (first.source, first.destination) == ("10.0.0.13", "203.0.113.66")
    assert first.score > second.score
    assert 200 < first.interval_s < 350
    found = Beacons()
    for at in range(0, batch.num_rows, 5_000):
        found.add(batch.slice(at, 5_000))
    (alert,) = found.alerts(0, unit="", time="")
    assert alert.entities == {"source": "10.0.0.13", "destination": "203.0.113.66"}
    assert alert.evidence[0].startswith("ev-")
    assert any(each.startswith("interval_s=") for each in alert.because)


def test_few_calls_and_short_stays_are_not_judged() -> None:
    rows = calls("10.0.0.13", "203.0.113.66", lambda d: 250)
    assert ranked([events(rows[:19])]) == []
    assert ranked([events(calls("10.0.0.13", "203.0.113.66", lambda d: 60)[:60])]) == []


def test_a_judgement_is_made_anew_when_somebody_calls_again() -> None:
    rows = calls("10.0.0.13", "203.0.113.66", lambda d: d.uniform(200, 350))
    held, half = Beacons(), len(rows) // 2
    held.add(events(rows[:half]))
    (early,) = held.ranked()
    assert held.ranked() == [early]
    held.add(events(rows[half:]))
    (late,) = held.ranked()
    assert late.last > early.last
    assert [late] == ranked([events(rows)])


def test_what_is_expected_is_left_out() -> None:
    one = Expected.model_validate({
        "id": "e", "where": {"destination.ip": "203.0.113.66"}, "reason": "r", "until": "2027-01-01",
    })  # fmt: skip
    found = Beacons([one])
    found.add(events(calls("10.0.0.13", "203.0.113.66", lambda d: d.uniform(200, 350))))
    assert found.ranked() == []
