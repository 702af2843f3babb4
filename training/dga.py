# Fits the models that tell hours in which a machine asks for names made by an algorithm, and says how
# good they are: each family left out in turn, from the names and from the hours; thresholds at 0.1 % of
# hours not fitted to; figures on names, families' names and hours of draws that nothing was chosen by,
# of other habits than those fitted to. NAMES is a list of registered names, one a line (domain_names.py).
#
#   python training/dga.py NAMES [--write]
from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from boosted import boosted
from dga_families import FAMILIES, made
from dga_hours import JUDGED, LEARNT, Made, everyday, infected
from sklearn.linear_model import LogisticRegression

from monitor.dga_hour import HOUR_FEATURES, hour_features, oddity
from monitor.domain_word import (
    DOMAIN_FEATURES,
    NameTables,
    counted_tables,
    domain_features,
    word_of,
)
from monitor.linear_model import LinearModel
from monitor.tree_model import TreeModel

SEED, FIGURES = 20261128, 20270301
FALSE, MARGIN = 0.001, 0.8
EACH, INFECTED = 1_000, 200
# How many of people's names may look made, and how many hours are made up.
USUAL, HOURS = 0.05, 20_000
# As the watch does: fewer names tell nothing, and short ones are not looked at.
LEAST, SHORTEST = 5, 5
ODD, MANY = HOUR_FEATURES.index("oddity"), HOUR_FEATURES.index("not_there")
MODELS = Path(__file__).parents[1] / "monitor" / "models"


class Sets:
    """Hours with what is told of their names whichever model looks at these."""

    def __init__(self, hours: Sequence[Made], tables: NameTables) -> None:
        self.rows = np.array([hour_features(each.names, each.there, 0, USUAL) for each in hours])
        words = [[word for name in each.names if len(word := word_of(name)) >= SHORTEST] for each in hours]  # fmt: skip
        self.sizes = np.array([len(each.names) for each in hours])
        self.at = np.repeat(np.arange(len(hours)), [len(each) for each in words])
        every = [word for each in words for word in each]
        known = {word: place for place, word in enumerate(sorted(set(every)))}
        self.figures = domain_features(sorted(known), tables)
        self.word = np.array([known[word] for word in every])

    def told(self, model: LinearModel, usual: float) -> np.ndarray:
        """Rows of figures as this model of names has them."""
        look = model.scores(self.figures) > model.threshold
        made = np.bincount(self.at, look[self.word], len(self.rows))
        rows = self.rows.copy()
        rows[:, ODD] = [oddity(int(one), int(size), usual) for one, size in zip(made, self.sizes, strict=True)]  # fmt: skip
        return rows


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("names", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    parts: list[list[str]] = [[], [], []]
    for name in sorted(set(given.names.read_text().split())):
        # By a hash of the name: half to fit on, a quarter for the threshold, a quarter for the figures.
        place = hashlib.sha256(f"{SEED}/{word_of(name)}".encode()).digest()[0] % 4
        parts[(0, 0, 1, 2)[place]].append(name)
    words = [sorted({word_of(name) for name in part}) for part in parts]
    tables = counted_tables(words[0])
    train, tune = (domain_features(part, tables) for part in words[:2])
    families = {name: domain_features(made(name, EACH, SEED), tables) for name in FAMILIES}
    print(f"names: {', '.join(str(len(part)) for part in parts)}")
    learnt, bounds = (Sets(everyday(parts[1], HOURS, LEARNT, SEED + n), tables) for n in (0, 1))
    judged = Sets(everyday(parts[2], HOURS, JUDGED, FIGURES), tables)

    def hours_of(name: str, place: int) -> Sets:
        seed, habits, part = ((SEED, LEARNT, parts[1]), (FIGURES, JUDGED, parts[2]))[place]
        number = seed + sorted(FAMILIES).index(name)
        return Sets(infected(lambda count: made(name, count, number), part, INFECTED, habits, number), tables)  # fmt: skip

    fitted_to = {name: hours_of(name, 0) for name in FAMILIES}
    later = {name: hours_of(name, 1) for name in FAMILIES}
    print(
        "| left out | hours | its FPR | rule: names not there | its FPR | letters alone | its FPR |"
    )
    print("|---|---|---|---|---|---|---|")
    told = []
    for left_out in FAMILIES:
        others = [each for each in FAMILIES if each != left_out]
        names, usual = fitted(train, [families[each] for each in others], tune, "")
        made_of = [fitted_to[each].told(names, usual) for each in others]
        low, high, now = (each.told(names, usual) for each in (learnt, bounds, judged))
        model = fitted_hours(low, made_of, high, "")
        own = later[left_out].told(names, usual)
        figures = []
        for score in (
            lambda rows, model=model: np.where(
                rows[:, MANY] >= np.log1p(LEAST), model.scores(rows), -99.0
            ),
            lambda rows: rows[:, MANY],
            lambda rows: rows[:, ODD],
        ):
            bound = model.threshold if not figures else float(np.quantile(score(high), 1 - FALSE * MARGIN))  # fmt: skip
            figures += [np.mean(score(own) > bound), np.mean(score(now) > bound)]
        told.append(figures)
        print(f"| {left_out} | " + " | ".join(f"{each:.4f}" for each in figures) + " |", flush=True)
    print("| mean | " + " | ".join(f"{each:.4f}" for each in np.mean(told, axis=0)) + " |")
    everything = np.vstack([train, *families.values()])
    digest = hashlib.sha256(np.ascontiguousarray(everything).tobytes()).hexdigest()
    names, usual = fitted(train, list(families.values()), tune, digest)
    made_of = [each.told(names, usual) for each in fitted_to.values()]
    low, high = (each.told(names, usual) for each in (learnt, bounds))
    digest = hashlib.sha256(np.ascontiguousarray(np.vstack([low, *made_of])).tobytes()).hexdigest()
    model = fitted_hours(low, made_of, high, digest)
    print(f"usual {usual:.4f}; all: FPR {(model.scores(judged.told(names, usual)) > model.threshold).mean():.4f}")  # fmt: skip
    if given.write:
        (MODELS / "dga.json").write_bytes(
            msgspec.json.format(msgspec.json.encode(names), indent=1) + b"\n"
        )
        (MODELS / "domain-names.json").write_bytes(msgspec.json.encode(tables) + b"\n")
        (MODELS / "dga-hours.json").write_bytes(msgspec.json.encode(model) + b"\n")
        (MODELS / "dga-usual.json").write_bytes(
            msgspec.json.encode({"usual": round(usual, 6)}) + b"\n"
        )
        print(f"dga.json is version {names.version}, dga-hours.json {model.version}")


def fitted_hours(
    everyday: np.ndarray, families: list[np.ndarray], tune: np.ndarray, digest: str
) -> TreeModel:
    """A model of hours that weighs everyday ones as much as all families', and each family as another."""
    rows = np.vstack([everyday, *families])
    truth = np.repeat([0, 1], [len(everyday), len(rows) - len(everyday)])
    weight = np.concatenate(
        [
            np.full(len(everyday), 0.5 / len(everyday)),
            *(np.full(len(each), 0.5 / len(each) / len(families)) for each in families),
        ]
    )
    trees, bias = boosted(rows, truth, weight * len(rows), SEED)
    model = TreeModel(
        name="dga-hours",
        features=HOUR_FEATURES,
        trees=trees,
        bias=bias,
        threshold=0.0,
        sure=0.0,
        seed=SEED,
        window="an hour of a client's questions for names that are not there",
        trained_on="generated hours; names in documentation and lists of sites; nineteen families made after their descriptions",
        digest=digest,
    )
    scores = model.scores(tune)
    least = round(float(np.quantile(scores, 1 - FALSE * MARGIN)), 6)
    return msgspec.structs.replace(model, threshold=least, sure=round(float(scores.max()) + 1, 6))


def fitted(
    chosen: np.ndarray, families: list[np.ndarray], tune: np.ndarray, digest: str
) -> tuple[LinearModel, float]:
    """A model that weighs names of people as much as all families, and each family as another; and
    the share of people's names above its threshold, of an hour's names one in twenty.
    """
    rows = np.vstack([chosen, *families])
    truth = np.repeat([0, 1], [len(chosen), len(rows) - len(chosen)])
    weight = np.concatenate(
        [
            np.full(len(chosen), 0.5 / len(chosen)),
            *(np.full(len(each), 0.5 / len(each) / len(families)) for each in families),
        ]
    )
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    fit = LogisticRegression(C=len(rows), max_iter=5000)
    fit.fit((rows - mean) / scale, truth, sample_weight=weight)
    model = LinearModel(
        name="dga",
        features=DOMAIN_FEATURES,
        mean=_numbers(mean),
        scale=_numbers(scale),
        weights=_numbers(fit.coef_[0]),
        bias=round(float(fit.intercept_[0]), 6),
        threshold=0.0,
        seed=SEED,
        window="a registered name",
        trained_on="names in documentation and lists of sites; nineteen families made after their descriptions",
        digest=digest,
    )
    scores = model.scores(tune)
    least = round(float(np.quantile(scores, 1 - USUAL)), 6)
    model = msgspec.structs.replace(model, threshold=least)
    return model, float((scores > least).mean())


def _numbers(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(each), 6) for each in values)


if __name__ == "__main__":
    main()
