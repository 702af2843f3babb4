# How beacons are ranked: many made-up days with one planted in each, the planted one's place, and what
# would be found at one false alarm in a thousand: by the model, by the one-line rule (regular intervals
# alone), and by four scores of a quarter each as RITA has them. Days are of two makes; `elsewhere` has
# what the model was not made beside: heartbeats of a single machine, sensors, keep-alives of chats.
#
#   python training/beacon.py [--days 40]
from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from monitor import Noted, events_of, ranked
from monitor.beacon import _LEAST_TIMES, _SCORE, _spread

SEED = 20270301
HOURS = 8
FALSE = 0.001
PLANTED = ("10.0.0.13", "203.0.113.66", 443)
Call = tuple[str, str, int, float, int, str]
Group = tuple[str, str, int]


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--days", type=int, default=40)
    given = asked.parse_args()
    for make in (site, elsewhere):
        by: dict[str, list[dict[Group, float]]] = {"model": [], "rule": [], "four quarters": []}
        for day in range(given.days):
            draw = random.Random(f"{SEED}/{make.__name__}/{day}")
            jitter, middle = draw.choice((0.1, 0.3, 0.3, 0.5)), draw.uniform(200, 350)
            rows = make(draw) + calls(
                draw, *PLANTED[:2], lambda d, m=middle, j=jitter: m * d.uniform(1 - j, 1 + j),
                lambda d: d.randint(350, 450),
            )  # fmt: skip
            found = ranked([batch(rows)])
            by["model"].append(
                {(one.source, one.destination, one.port): one.score for one in found}
            )
            grouped = of_groups(rows)
            by["rule"].append({group: -spread_of(own) for group, own in grouped.items()})
            by["four quarters"].append({group: quarters(own) for group, own in grouped.items()})
        for name, days in by.items():
            places = [sum(value > each[PLANTED] for value in each.values()) + 1 for each in days]
            others = [v for each in days for group, v in each.items() if group != PLANTED]
            least = float(np.quantile(others, 1 - FALSE, method="higher"))
            at_rate = np.mean([each[PLANTED] > least for each in days])
            told = f"| {make.__name__} | {name} | {np.mean(np.array(places) == 1):.2f} | {max(places)} | {at_rate:.2f} |"
            if name == "model":
                alerted = np.mean([each[PLANTED] >= _SCORE for each in days])
                told += f" {alerted:.2f} | {sum(v >= _SCORE for v in others)} of {len(others)} |"
            print(told, flush=True)


def of_groups(rows: list[Call]) -> dict[Group, list[tuple[float, int]]]:
    """Times and amounts of those who call often enough."""
    found: dict[Group, list[tuple[float, int]]] = defaultdict(list)
    for source, target, port, at, sent, way in rows:
        if way == "outbound":
            found[source, target, port].append((at, sent))
    return {group: sorted(own) for group, own in found.items() if len(own) >= _LEAST_TIMES}


def spread_of(own: list[tuple[float, int]]) -> float:
    return _spread(np.diff(np.array([at for at, _ in own])))


def quarters(own: list[tuple[float, int]]) -> float:
    """Four scores of a quarter each, after RITA's description: how even intervals are (skew and
    deviation about the median), how even amounts are, how even the day's hours, how much of it.
    """
    times = np.array([at for at, _ in own])
    hours = np.bincount((times // 3_600).astype(int), minlength=HOURS)
    level = max(0.0, 1 - float(hours.std() / hours.mean()))
    lasts = min(1.0, float(times[-1] - times[0]) / (HOURS * 3_600) * 1.05)
    return (
        even(np.diff(times), 30.0) + even(np.array([sent for _, sent in own], float), 32.0)
        + level + max(lasts, float((hours > 0).mean()))
    ) / 4  # fmt: skip


def even(values: np.ndarray, slack: float) -> float:
    low, middle, high = np.quantile(values, (0.25, 0.5, 0.75))
    skew = abs((low + high - 2 * middle) / (high - low)) if high - low >= 10 else 0.0
    return (1 - skew + max(0.0, 1 - float(np.median(np.abs(values - middle))) / slack)) / 2


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


def elsewhere(draw: random.Random) -> list[Call]:
    """Another bureau's day: fewer people, more machines that report by themselves."""
    rows: list[Call] = []
    for n in range(25):
        own = f"10.0.0.{n}"
        pace = draw.uniform(50, 70)
        rows += calls(draw, own, "198.51.100.30", lambda d, p=pace: p * d.uniform(0.9, 1.1), lambda d: d.choice((80, 80, 80, 400, 2_000)))  # fmt: skip
        for _ in range(5):
            host = f"198.51.{draw.randint(101, 103)}.{draw.randint(1, 250)}"
            rows += calls(draw, own, host, lambda d: d.lognormvariate(5, 1.5), lambda d: round(d.lognormvariate(8, 2)))  # fmt: skip
    # One machine each: an agent of a monitoring service, a door's control, a till, a job every five minutes.
    for n, (gap, wide, low, high) in enumerate(
        (
            (60, 0.02, 900, 4_000),
            (300, 0.005, 60, 60),
            (120, 0.6, 200, 9_000),
            (300, 0.015, 500, 90_000),
        )
    ):
        rows += calls(
            draw, f"10.0.1.{n}", f"198.51.104.{n}",
            lambda d, g=gap, w=wide: g * d.uniform(1 - w, 1 + w), lambda d, a=low, b=high: d.randint(a, b),
        )  # fmt: skip
    for n in range(200):
        rows += calls(draw, "10.0.0.98", f"203.0.200.{n}", lambda d: d.uniform(250, 350), lambda d: d.randint(60, 120), 443)  # fmt: skip
    rows += calls(draw, "10.0.0.50", "198.51.100.11", fixed(64.0), fixed(48), 123)
    return rows


def fixed(value: float) -> Callable[[random.Random], float]:
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
