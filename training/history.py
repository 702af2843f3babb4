# How the model of a bureau's own history does beside one-line rules and an isolation forest:
# made-up accounts of many habits, learnt on their first sixty days, thresholds set there alone, judged on
# the fifteen days after it, with what thieves do planted in them.
#
#   python training/history.py
from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from sklearn.ensemble import IsolationForest

from monitor import Hours, fit_history
from monitor.history_model import HistoryModel, weeks_of
from monitor.history_window import Hour

SEEDS = (1, 2, 3)
LEARNT, LATER = 60, 15
FALSE = 0.001
# As the model does: the threshold where the later part of the history stays below, and a tenth more.
EARLY, MARGIN = 0.7, 1.1


def day_of(day: int, draw: random.Random, accounts: int) -> Hours:
    """What accounts do on a day: clerks, analysts with heavy days, interfaces, backups."""
    found: Hours = {}
    # As the model counts: 1 January 1970 was a Thursday.
    weekend = (20_000 + day + 3) % 7 >= 5
    for n in range(accounts):
        habit = random.Random(n)
        size, busy = habit.lognormvariate(3, 1), habit.uniform(0.3, 0.9)
        # Some send what they read to a partner, a little now and then.
        partner = f"10.9.0.{n}" if habit.random() < 0.3 else ""
        for hour in range(8, 19):
            if draw.random() < busy * (0.1 if weekend else 1):
                records = round(draw.lognormvariate(0, 0.8) * size)
                # Once a month or so somebody has a heavy day for good reasons.
                records *= 8 if draw.random() < 0.004 else 1
                sent = {partner: records // 3 + 1} if partner and draw.random() < 0.2 else {}
                found[f"clerk{n}", at(day, hour)] = Hour(
                    records, draw.randint(1, 9), {f"ds-{n % 6}"}, set(sent), [], sent
                )
    for n in range(3):
        for hour in range(24):
            found[f"portal{n}", at(day, hour)] = Hour(
                draw.randint(500, 3_000) * (n + 1), draw.randint(50, 300), {"ds-0"}, set(), [], {},
            )  # fmt: skip
    count = draw.randint(90_000, 110_000)
    found["backup", at(day, 2)] = Hour(
        count, 6, {f"ds-{n}" for n in range(6)}, {"10.0.0.250"}, [],
        {"10.0.0.250": count},
    )  # fmt: skip
    return found


def at(day: int, hour: int) -> int:
    return 20_000 * 24 + day * 24 + hour - 8


def clerk(
    draw: random.Random,
    day: int,
    hour: int,
    records: int,
    *,
    to: str = "",
    data: str = "",
) -> Hours:
    """An hour of somebody's account, with their own data unless said."""
    n = draw.randrange(30)
    return {
        (f"clerk{n}", at(day, hour)): Hour(
            records, draw.randint(1, 5), {data or f"ds-{n % 6}"}, {to} if to else set(), [],
            {to: records} if to else {},
        )
    }  # fmt: skip


def bulk(draw: random.Random, day: int) -> Hours:
    return clerk(draw, day, draw.randint(9, 17), draw.randint(20_000, 200_000))


def night(draw: random.Random, day: int) -> Hours:
    return clerk(draw, day, draw.choice((1, 3, 4)), draw.randint(800, 3_000))


def others_data(draw: random.Random, day: int) -> Hours:
    """An account with another's data, by day."""
    return clerk(draw, day, draw.randint(9, 17), draw.randint(300, 2_000), data="ds-9")


def portal(draw: random.Random, day: int) -> Hours:
    """A portal's account in a person's hands: other data, to a place of their own."""
    count = draw.randint(1_500, 4_000)
    return {
        (f"portal{draw.randrange(3)}", at(day, draw.randrange(24))): Hour(
            count, 20, {"ds-3", "ds-4"}, {"203.0.113.9"}, [], {"203.0.113.9": count}
        )
    }


def drip(draw: random.Random, day: int) -> Hours:
    """Thousands over a week to one place, each hour small."""
    n = draw.randrange(30)
    found: Hours = {}
    for number in range(77):
        count = draw.randint(60, 140)
        found[f"clerk{n}", at(day + number // 11, 8 + number % 11)] = Hour(
            count, 3, {f"ds-{n % 6}"}, {"203.0.113.9"}, [], {"203.0.113.9": count}
        )
    return found


KINDS: dict[str, Callable[[random.Random, int], Hours]] = {
    "bulk read": bulk, "at night": night, "other data": others_data, "portal misused": portal,
    "slow drip": drip,
}  # fmt: skip
# The one-line rule for each: a figure above which only one everyday hour in a thousand lies.
Rule = Callable[[tuple[str, int], Hour, dict, HistoryModel], float]


def records_at_night(key: tuple[str, int], own: Hour, _weeks: dict, _model: HistoryModel) -> float:
    return own.records * ((key[1] + 8) % 24 < 7)


def new_data(key: tuple[str, int], own: Hour, _weeks: dict, model: HistoryModel) -> float:
    return len(own.datasets - known(model, key))


RULES: dict[str, Rule] = {
    "bulk read": lambda _key, own, _weeks, _model: own.records,
    "at night": records_at_night,
    "other data": new_data,
    "portal misused": new_data,
    "slow drip": lambda key, _own, weeks, _model: weeks[key].to_one_place,
}


def known(model: HistoryModel, key: tuple[str, int]) -> set[str]:
    usual = model.usual.get(key[0])
    return set(usual.datasets) if usual else set()


def main() -> None:
    print("| seed | kind | model | isolation forest | rule | FPR: model | forest | rule |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in SEEDS:
        draw = random.Random(seed)
        learnt: Hours = {}
        for day in range(LEARNT):
            learnt |= day_of(day, draw, 30)
        later: Hours = {}
        for day in range(LEARNT, LEARNT + LATER):
            later |= day_of(day, draw, 30)
        one(seed, learnt, later)


def one(seed: int, learnt: Hours, later: Hours) -> None:
    model = fit_history(learnt, seed=seed)
    weeks = weeks_of({**learnt, **later})

    def rows(hours: Hours, of: dict) -> np.ndarray:
        return np.array([model.figures(*key, own, of[key]) for key, own in hours.items()])

    ordered = dict(sorted(learnt.items(), key=lambda each: (each[0][1], each[0][0])))
    told = rows(ordered, weeks)
    cut = int(len(told) * EARLY)
    forest = IsolationForest(n_estimators=200, random_state=seed).fit(told[:cut])
    bound = float(np.quantile(-forest.score_samples(told[cut:]), 1 - FALSE, method="higher")) * 1.02
    everyday = rows(later, weeks)
    false = (model.scores(everyday) > model.threshold).mean()
    forest_false = (-forest.score_samples(everyday) > bound).mean()
    for kind, make in KINDS.items():
        rule = RULES[kind]
        values = [rule(key, own, weeks, model) for key, own in learnt.items()]
        least = float(np.quantile(values, 1 - FALSE))
        rule_false = np.mean([rule(key, own, weeks, model) > least for key, own in later.items()])
        found = by_forest = by_rule = 0
        for n in range(100):
            planted = make(random.Random(f"{seed}/{kind}/{n}"), LEARNT + n % 7)
            whole = {**learnt, **later, **planted}
            of = weeks_of(whole)
            figures = rows(planted, of)
            found += bool((model.scores(figures) > model.threshold).any())
            by_forest += bool((-forest.score_samples(figures) > bound).any())
            by_rule += any(rule(key, own, of, model) > least for key, own in planted.items())
        print(
            f"| {seed} | {kind} | {found / 100:.2f} | {by_forest / 100:.2f} | {by_rule / 100:.2f} | "
            f"{false:.4f} | {forest_false:.4f} | {rule_false:.4f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
