# Fits the model that tells names made by algorithms from names that people chose, and says how good
# it is: each family left out in turn, the threshold at 0.1 % of names not fitted to, the false alarms
# on a third set of names. NAMES is a list of registered names, one a line (domain_names.py).
#
#   python training/dga.py NAMES [--write]
from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import msgspec
import numpy as np
from dga_families import FAMILIES, made
from sklearn.linear_model import LogisticRegression

from monitor.dga_watch import oddity
from monitor.domain_word import (
    DOMAIN_FEATURES,
    counted_tables,
    domain_features,
    word_of,
)
from monitor.linear_model import LinearModel

SEED = 20261128
FALSE, MARGIN = 0.001, 0.8
EACH = 1_000
# How many of people's names may look made, and how many hours and mail servers are made up.
USUAL, HOURS, MAIL = 0.05, 20_000, 0.02
MODELS = Path(__file__).parents[1] / "monitor" / "models"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("names", type=Path)
    asked.add_argument(
        "--mail", type=Path, help="further names: of senders, for hours of mail servers"
    )
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    words = sorted({word_of(each) for each in given.names.read_text().split()})
    parts: list[list[str]] = [[], [], []]
    for word in words:
        # By a hash of the name: half to fit on, a quarter for the threshold, a quarter for the figures.
        parts[(0, 0, 1, 2)[hashlib.sha256(f"{SEED}/{word}".encode()).digest()[0] % 4]].append(word)
    mail = (
        sorted({word_of(each) for each in given.mail.read_text().split()} - set(words))
        if given.mail
        else []
    )
    tables = counted_tables(parts[0])
    train, tune, test = (domain_features(part, tables) for part in parts)
    strange = domain_features(mail, tables)
    names = {name: made(name, EACH, SEED) for name in FAMILIES}
    families = {name: domain_features(own, tables) for name, own in names.items()}
    print(f"names: {', '.join(str(len(part)) for part in parts)}; of mail {len(mail)}")
    print(
        "| left out | one name | its FPR | an hour | its FPR | rule: names not there | its FPR | rule without mail servers |"
    )
    print("|---|---|---|---|---|---|---|---|")
    told = []
    for left_out, rows in families.items():
        others = [families[each] for each in families if each != left_out]
        model, usual = fitted(train, others, tune, "")
        strict = float(np.quantile(model.scores(tune), 1 - FALSE * MARGIN))
        odd = [
            hours(
                model.scores(one) > model.threshold, model.scores(strange) > model.threshold, seed
            )
            for one, seed in ((tune, 1), (test, 2))
        ]
        bound = float(np.quantile([oddity(*each, usual) for each in odd[0]], 1 - FALSE * MARGIN))
        most = float(np.quantile([each[1] for each in odd[0]], 1 - FALSE * MARGIN))
        # The rule once more as if mail servers were known and left out.
        alone = hours(model.scores(tune) > model.threshold, strange, 3, 0.0)
        quiet = float(np.quantile([each[1] for each in alone], 1 - FALSE * MARGIN))
        clients = infected_hours(model.scores(rows) > model.threshold, alone)
        infected = infected_hours(model.scores(rows) > model.threshold, odd[1])
        figures = [
            np.mean(model.scores(rows) > strict),
            np.mean(model.scores(test) > strict),
            np.mean([is_odd(each, usual, bound) for each in infected]),
            np.mean([is_odd(each, usual, bound) for each in odd[1]]),
            np.mean([each[1] > most for each in infected]),
            np.mean([each[1] > most for each in odd[1]]),
            np.mean([each[1] > quiet for each in clients]),
        ]
        told.append(figures)
        print(f"| {left_out} | " + " | ".join(f"{each:.4f}" for each in figures) + " |")
    print("| mean | " + " | ".join(f"{each:.4f}" for each in np.mean(told, axis=0)) + " |")
    everything = np.vstack([train, *families.values()])
    digest = hashlib.sha256(np.ascontiguousarray(everything).tobytes()).hexdigest()
    model, usual = fitted(train, list(families.values()), tune, digest)
    for weight, name in sorted(zip(model.weights, model.features, strict=True)):
        print(f"  {weight:+.2f} {name}")
    everyday = hours(
        model.scores(tune) > model.threshold, model.scores(strange) > model.threshold, 1
    )
    bound = float(np.quantile([oddity(*each, usual) for each in everyday], 1 - FALSE * MARGIN))
    print(f"usual {usual:.4f}, oddity above {bound:.2f}")
    if given.write:
        (MODELS / "dga.json").write_bytes(
            msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"
        )
        (MODELS / "domain-names.json").write_bytes(msgspec.json.encode(tables) + b"\n")
        bounds = {"usual": round(usual, 6), "threshold": round(bound, 4)}
        (MODELS / "dga-hours.json").write_bytes(msgspec.json.encode(bounds) + b"\n")
        print(f"dga.json is version {model.version}")


def hours(
    look: np.ndarray, strange: np.ndarray, seed: int, mail: float = MAIL
) -> list[tuple[int, int]]:
    """For made-up hours of clients how many names that are not there look made, and how many there are.

    Most mistype a name or two; a mail server asks for whatever senders call themselves.
    """
    draw = np.random.default_rng([SEED, seed])
    found = []
    for _ in range(HOURS):
        if draw.random() < mail and len(strange):
            count = int(draw.integers(20, 300))
            own = int(draw.binomial(count, 0.7))
            chosen = [
                look[draw.integers(0, len(look), own)].sum(),
                strange[draw.integers(0, len(strange), count - own)].sum(),
            ]
            found.append((int(sum(chosen)), count))
        else:
            count = int(draw.poisson(draw.choice((1, 1, 4, 12))))
            found.append((int(look[draw.integers(0, len(look), count)].sum()), count))
    return [each for each in found if each[1]]


def infected_hours(look: np.ndarray, everyday: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hours of clients in which an algorithm's names are asked for too, by tens."""
    draw, found = np.random.default_rng(SEED), []
    for number in range(500):
        count = int(draw.choice((10, 20, 40, 100)))
        made_look, names = everyday[number]
        found.append(
            (made_look + int(look[draw.integers(0, len(look), count)].sum()), names + count)
        )
    return found


def is_odd(hour: tuple[int, int], usual: float, bound: float) -> bool:
    return hour[0] >= 5 and oddity(*hour, usual) > bound


def share(held: np.ndarray) -> str:
    return f"{held.mean():.4f}"


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
