# How the model of a bureau's own history does beside one-line rules and an isolation forest:
# made-up accounts of many habits, learnt on their first sixty days, judged on fifteen days later with
# what thieves do planted in them. All are held to the same rate: once as they come (thresholds from the
# history alone), once with each threshold where it gives one false alarm in a thousand on those days.
#
#   python training/history.py
from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from history_cases import BUREAUS, KINDS, day_of
from sklearn.ensemble import IsolationForest

from monitor import Hours, fit_history
from monitor.history_model import HistoryModel, weeks_of
from monitor.history_window import Hour

SEEDS = (20270401, 20270402, 20270403)
LEARNT, LATER = 60, 15
FALSE = 0.001
# As the model does: the threshold where the later part of the history stays below, and a tenth more.
EARLY, MARGIN = 0.7, 1.1


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
    print(
        "| bureau | seed | kind | model | forest | rule | as they come: model | rule | FPR: model | rule |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for bureau in BUREAUS:
        for seed in SEEDS:
            draw = random.Random(f"{bureau}/{seed}")
            learnt: Hours = {}
            for day in range(LEARNT):
                learnt |= day_of(day, draw, seed, bureau)
            later: Hours = {}
            for day in range(LEARNT, LEARNT + LATER):
                later |= day_of(day, draw, seed, bureau)
            one(bureau, seed, learnt, later)


def one(bureau: str, seed: int, learnt: Hours, later: Hours) -> None:
    by_account: dict[str, Hours] = {}
    for key, own in {**learnt, **later}.items():
        by_account.setdefault(key[0], {})[key] = own
    model = fit_history(learnt, seed=seed)
    weeks = weeks_of({**learnt, **later})

    def rows(hours: Hours, of: dict) -> np.ndarray:
        return np.array([model.figures(*key, own, of[key]) for key, own in hours.items()])

    ordered = dict(sorted(learnt.items(), key=lambda each: (each[0][1], each[0][0])))
    told = rows(ordered, weeks)
    forest = IsolationForest(n_estimators=200, random_state=seed).fit(
        told[: int(len(told) * EARLY)]
    )
    everyday = rows(later, weeks)
    scores, by_forest = model.scores(everyday), -forest.score_samples(everyday)
    least = rate(scores), rate(by_forest)
    false = (scores > model.threshold).mean()
    for kind, make in KINDS.items():
        rule = RULES[kind]
        values = [rule(key, own, weeks, model) for key, own in learnt.items()]
        early = float(np.quantile(values, 1 - FALSE))
        now = np.array([rule(key, own, weeks, model) for key, own in later.items()])
        bound = rate(now)
        found = np.zeros(5)
        for n in range(100):
            planted = make(random.Random(f"{seed}/{kind}/{n}"), LEARNT + n % 7, seed)
            (who,) = {key[0] for key in planted}
            of = weeks_of({**by_account[who], **planted})
            figures = rows(planted, of)
            most, odd = model.scores(figures).max(), (-forest.score_samples(figures)).max()
            high = max(rule(key, own, of, model) for key, own in planted.items())
            found += (
                most > least[0], odd > least[1], high > bound, most > model.threshold, high > early,
            )  # fmt: skip
        print(
            f"| {bureau} | {seed} | {kind} | " + " | ".join(f"{each / 100:.2f}" for each in found)
            + f" | {false:.4f} | {(now > early).mean():.4f} |",
            flush=True,
        )  # fmt: skip


def rate(values: np.ndarray) -> float:
    """Above which no more than one of these in a thousand lies."""
    return float(np.quantile(values, 1 - FALSE, method="higher"))


if __name__ == "__main__":
    main()
