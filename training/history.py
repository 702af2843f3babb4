# How the model of a bureau's own history does beside its rule (records in an hour above a figure):
# made-up accounts of many habits, learnt on their first sixty days, thresholds set there alone, judged on
# the fifteen days after it, with what thieves do planted in them.
#
#   python training/history.py
from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from monitor import Hours, fit_history
from monitor.history_model import weeks_of
from monitor.history_window import Hour

SEEDS = (1, 2, 3)
LEARNT, LATER = 60, 15
FALSE = 0.001


def day_of(day: int, draw: random.Random, accounts: int) -> Hours:
    """What accounts do on a day: clerks, analysts with heavy days, interfaces, backups."""
    found: Hours = {}
    weekend = day % 7 >= 5
    for n in range(accounts):
        habit = random.Random(n)
        size, busy = habit.lognormvariate(3, 1), habit.uniform(0.3, 0.9)
        for hour in range(8, 19):
            if draw.random() < busy * (0.1 if weekend else 1):
                records = round(draw.lognormvariate(0, 0.8) * size)
                # Once a month or so somebody has a heavy day for good reasons.
                records *= 8 if draw.random() < 0.004 else 1
                found[f"clerk{n}", at(day, hour)] = Hour(
                    records, draw.randint(1, 9), {f"ds-{n % 6}"}, set()
                )
    for n in range(3):
        for hour in range(24):
            found[f"portal{n}", at(day, hour)] = Hour(
                draw.randint(500, 3_000) * (n + 1), draw.randint(50, 300), {"ds-0"}, set()
            )
    found["backup", at(day, 2)] = Hour(
        draw.randint(90_000, 110_000), 6, {f"ds-{n}" for n in range(6)}, {"10.0.0.250"}
    )
    return found


def at(day: int, hour: int) -> int:
    return 20_000 * 24 + day * 24 + hour - 8


def bulk(draw: random.Random, day: int) -> Hours:
    return {
        (f"clerk{draw.randrange(30)}", at(day, draw.randint(9, 17))): Hour(
            draw.randint(20_000, 200_000), draw.randint(1, 5), {"ds-0"}, set()
        )
    }


def night(draw: random.Random, day: int) -> Hours:
    return {
        (f"clerk{draw.randrange(30)}", at(day, draw.choice((1, 3, 4)))): Hour(
            draw.randint(800, 3_000), 2, {"ds-0"}, set()
        )
    }


def misuse(draw: random.Random, day: int) -> Hours:
    """A portal's account in a person's hands: other data, to a place of their own."""
    return {
        (f"portal{draw.randrange(3)}", at(day, draw.randrange(24))): Hour(
            draw.randint(1_500, 4_000), 20, {"ds-3", "ds-4"}, {"203.0.113.9"}
        )
    }


def drip(draw: random.Random, day: int) -> Hours:
    """Thousands over a week, each hour small."""
    who = f"clerk{draw.randrange(30)}"
    return {
        (who, at(day + n // 14, 6 + n % 14)): Hour(draw.randint(250, 400), 3, {"ds-0"}, set())
        for n in range(98)
    }


KINDS: dict[str, Callable[[random.Random, int], Hours]] = {
    "bulk read": bulk, "at night": night, "account misuse": misuse, "slow drip": drip,
}  # fmt: skip


def main() -> None:
    print(
        "| seed | everyday hours | model FPR | rule FPR | "
        + " | ".join(f"{k}: model / rule" for k in KINDS)
        + " |"
    )
    print("|---|---|---|---|" + "---|" * len(KINDS))
    for seed in SEEDS:
        draw = random.Random(seed)
        learnt: Hours = {}
        for day in range(LEARNT):
            learnt |= day_of(day, draw, 30)
        later: Hours = {}
        for day in range(LEARNT, LEARNT + LATER):
            later |= day_of(day, draw, 30)
        model = fit_history(learnt, seed=seed)
        least = float(np.quantile([each.records for each in learnt.values()], 1 - FALSE))
        weeks = weeks_of({**learnt, **later})

        def far(hours: Hours, all_weeks: dict, model=model) -> np.ndarray:
            rows = [model.figures(*key, own, all_weeks[key]) for key, own in hours.items()]
            return model.scores(rows) > model.threshold

        everyday = far(later, weeks)
        rule = np.array([each.records > least for each in later.values()])
        told = []
        for make in KINDS.values():
            found = by_rule = 0
            for n in range(100):
                planted = make(random.Random(f"{seed}/{n}"), LEARNT + n % 7)
                whole = {**learnt, **later, **planted}
                found += bool(far(planted, weeks_of(whole)).any())
                by_rule += any(each.records > least for each in planted.values())
            told.append(f"{found / 100:.2f} / {by_rule / 100:.2f}")
        print(
            f"| {seed} | {len(later)} | {everyday.mean():.4f} | {rule.mean():.4f} | "
            + " | ".join(told)
            + " |"
        )


if __name__ == "__main__":
    main()
