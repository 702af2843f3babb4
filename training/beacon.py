# How beacons are ranked: many made-up days with one planted in each, the planted one's place, and
# what the one-line rule (regular intervals alone) would say.
#
#   python training/beacon.py [--days 40]
from __future__ import annotations

import argparse
import random
from collections import defaultdict

import numpy as np
import pyarrow as pa

from monitor import Noted, events_of, ranked
from monitor.beacon import _LEAST_TIMES, _SCORE, _spread

SEED = 20261128
HOURS = 8
Call = tuple[str, str, int, float, int, str]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--days", type=int, default=40)
    given = asked.parse_args()
    places: list[int] = []
    rule_places: list[int] = []
    alerted = false = judged = 0
    for day in range(given.days):
        draw = random.Random(f"{SEED}/{day}")
        jitter = draw.choice((0.1, 0.3, 0.3, 0.5))
        middle = draw.uniform(200, 350)
        planted = calls(
            draw, "10.0.0.13", "203.0.113.66", lambda d, m=middle, j=jitter: m * d.uniform(1 - j, 1 + j),
            lambda d: d.randint(350, 450),
        )  # fmt: skip
        rows = site(draw) + planted
        found = ranked([batch(rows)])
        names = [(each.source, each.destination) for each in found]
        places.append(names.index(("10.0.0.13", "203.0.113.66")) + 1)
        rule_places.append(by_rule(rows))
        alerted += found[places[-1] - 1].score >= _SCORE
        false += sum(each.score >= _SCORE for each in found) - (
            found[places[-1] - 1].score >= _SCORE
        )
        judged += len(found) - 1
    print(f"days {given.days}; others judged {judged}")
    print(
        f"planted first: model {np.mean(np.array(places) == 1):.3f}, rule {np.mean(np.array(rule_places) == 1):.3f}"
    )
    print(f"worst place: model {max(places)}, rule {max(rule_places)}")
    print(f"alerted: planted {alerted / given.days:.3f}, others {false / judged:.5f}")


def by_rule(rows: list[Call]) -> int:
    """The planted one's place by the spread of intervals alone."""
    times = defaultdict(list)
    for source, target, port, at, _, way in rows:
        if way == "outbound":
            times[source, target, port].append(at)
    scored = sorted(
        (_spread(np.diff(np.sort(np.array(own)))), group)
        for group, own in times.items()
        if len(own) >= _LEAST_TIMES
    )
    return 1 + [group[:2] for _, group in scored].index(("10.0.0.13", "203.0.113.66"))


def site(draw: random.Random) -> list[Call]:
    """A bureau's day: browsing, update services, clocks, scanners in and out."""
    rows: list[Call] = []
    for n in range(40):
        own = f"10.0.0.{n}"
        rows += calls(draw, own, "198.51.100.10", lambda d: 300 * d.uniform(0.95, 1.05), fixed(700))
        rows += calls(
            draw, own, "198.51.100.12", lambda d: d.uniform(200, 400), lambda d: d.randint(600, 800)
        )
        for _ in range(3):
            host = f"198.51.100.{draw.randint(20, 250)}"
            rows += calls(
                draw, own, host, lambda d: d.expovariate(1 / 400), lambda d: d.randint(300, 90_000)
            )
    for n in range(300):
        rows += calls(
            draw,
            "10.0.0.99",
            f"203.0.{n // 250}.{n % 250}",
            lambda d: d.uniform(550, 650),
            fixed(120),
            22,
        )
    rows += calls(draw, "10.0.0.50", "198.51.100.11", fixed(60.0), fixed(48), 123)
    rows += calls(
        draw, "203.0.113.7", "10.0.0.2", lambda d: d.uniform(200, 350), fixed(90), 22, "inbound"
    )
    return rows


def fixed(value: float):
    """Always this, whoever draws."""
    return lambda _draw: value


def calls(draw, source, target, gap, sent, port=443, way="outbound") -> list[Call]:
    at, found = draw.uniform(0, 300), []
    while at < HOURS * 3_600:
        found.append((source, target, port, at, sent(draw), way))
        at += gap(draw)
    return found


def batch(rows: list[Call]) -> pa.RecordBatch:
    return events_of(
        [
            Noted(
                int(at * 1e9),
                {"event.action": "flow", "source.ip": source, "destination.ip": target,
                 "destination.port": port, "source.bytes": sent, "network.direction": way},
            )
            for source, target, port, at, sent, way in rows
        ],
        "made",
    )  # fmt: skip


if __name__ == "__main__":
    main()
