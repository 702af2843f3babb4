# How much sent to new and rare places is told beside its rule (bytes to a place that is new to the
# machine): made-up weeks of machines that each have habits of their own, publishers of much among
# them, with services that the whole bureau begins to use, and one leak planted in each run.
#
#   python training/rare_destination.py
from __future__ import annotations

import random

import numpy as np

from monitor import Noted, RareDestinations, events_of

SEEDS, DAYS, MACHINES, LEAKS = (1, 2, 3), 21, 60, 60
FALSE = 0.001
US = 1_000_000


def main() -> None:
    print("| seed | days with a new place | model recall | rule recall | model FPR | rule FPR |")
    print("|---|---|---|---|---|---|")
    for seed in SEEDS:
        draw = random.Random(seed)
        watch = RareDestinations()
        for day in range(DAYS):
            watch.add(events_of(day_of(day, draw), "made"))
        planted = {}
        noted = []
        for leak in range(LEAKS):
            source, target = f"10.0.0.{leak % MACHINES}", f"203.0.113.{leak}"
            planted[source, target] = True
            size = round(10 ** draw.uniform(7.3, 9))
            noted.append(call(source, target, DAYS - 1, size, draw))
        watch.add(events_of(noted, "made"))
        judged = [each for each in watch.judged(0) if each.day >= DAYS - 7 + 20_000]
        leaks = [each for each in judged if (each.source, each.destination) in planted]
        everyday = [each for each in judged if (each.source, each.destination) not in planted]
        least = np.quantile([each.sent for each in everyday], 1 - FALSE)
        print(
            f"| {seed} | {len(everyday)} | {np.mean([e.is_odd for e in leaks]):.2f} | "
            f"{np.mean([e.sent > least for e in leaks]):.2f} | "
            f"{np.mean([e.is_odd for e in everyday]):.4f} | "
            f"{np.mean([e.sent > least for e in everyday]):.4f} |"
        )


def day_of(day: int, draw: random.Random) -> list[Noted]:
    """Every machine meets a few new places a day; how much it sends them is its own habit."""
    noted = []
    for machine in range(MACHINES):
        habit = random.Random(machine)
        # Every tenth uploads films and drawings to whoever asked for them.
        size = 1e7 if habit.random() < 0.1 else 3e4 * habit.lognormvariate(0, 1)
        for _ in range(draw.randint(3, 12)):
            target = f"198.51.{draw.randrange(200)}.{draw.randrange(250)}"
            noted.append(
                call(
                    f"10.0.0.{machine}", target, day, round(size * draw.lognormvariate(0, 1)), draw
                )
            )
        if day % 7 == 3:
            # Everybody's cameras go to a service that is new this week.
            noted.append(
                call(
                    f"10.0.0.{machine}",
                    f"192.0.2.{day}",
                    day,
                    draw.randint(20_000_000, 90_000_000),
                    draw,
                )
            )
    return noted


def call(source: str, target: str, day: int, sent: int, draw: random.Random) -> Noted:
    second = (20_000 + day) * 86_400 + draw.randint(1, 50_000)
    return Noted(
        second * 10**9,
        {"event.action": "flow", "source.ip": source, "destination.ip": target,
         "network.direction": "outbound", "source.bytes": sent},
    )  # fmt: skip


if __name__ == "__main__":
    main()
