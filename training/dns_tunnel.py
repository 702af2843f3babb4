# Fits the model that tells tunnels in DNS and says how good it is: each tool and encoding left out of
# training in turn, thresholds at 0.1 % of everyday windows of a later seed, figures on windows of a
# third. Captures come from tunnel_tools.py, those of tunnels that are only kept open in a folder `idle`
# below. What was never fitted to is judged by unseen.py.
#
#   python training/dns_tunnel.py CAPTURES [--write]
from __future__ import annotations

import argparse
import hashlib
import random
import sys
from pathlib import Path

import msgspec
import numpy as np
from boosted import boosted
from dns_encodings import ENCODINGS
from dns_windows import GENERATED, benign, generated

from connectors import read_capture
from monitor import Assets, Enricher, Sensor, events_of
from monitor.dns_window import (
    DNS_FEATURES,
    DnsWindow,
    Windows,
    dns_features,
    dns_windows,
    is_judged,
    merge_windows,
)
from monitor.tree_model import TreeModel
from schema import Skipped

SEED = 20261128
# Figures are of draws that nothing was chosen by.
FIGURES = 20270501
FALSE = 0.001
# Thresholds are set further out, so that later windows stay within the rate.
MARGIN = 0.9
# From so many on they are a lot, however they are cut.
FULL = 2_000
# The baseline: how long all different names of a minute are together.
RULE = DNS_FEATURES.index("length_of_names")
MEAN, LONGEST = (DNS_FEATURES.index(name) for name in ("mean_length", "longest_label"))
ANSWERS = [
    DNS_FEATURES.index(name) for name in ("unusual_types", "told", "told_each", "unusual_questions")
]
TRAIN, TUNE, TEST = 20_000, 60_000, 50_000
MODEL = Path(__file__).parents[1] / "monitor" / "models" / "dns-tunnel.json"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("captures", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    tools: dict[str, dict[str, list[DnsWindow]]] = {}
    for path in sorted(given.captures.rglob("*.pcap")):
        tool = path.stem.partition("-")[0] + " idle" * (path.parent.name == "idle")
        tools.setdefault(tool, {})[path.stem] = windows_of(path)
    if not tools:
        sys.exit(f"{given.captures} holds no captures: run training/tunnel_tools.py first")
    later = dict(tools)
    for made, seed in ((tools, SEED), (later, FIGURES)):
        for name in GENERATED:
            made[name] = {name: generated(name, 200, seed)}
        for name, make in ENCODINGS.items():
            draw = random.Random(f"{name}/{seed}")
            made[name] = {name: [make(draw) for _ in range(200)]}
    train, tune, test = (
        dns_features(benign(count, seed))
        for count, seed in ((TRAIN, SEED), (TUNE, SEED + 1), (TEST, FIGURES))
    )
    features, judged = (
        {
            tool: dns_features([each for run in runs.values() for each in run])
            for tool, runs in made.items()
        }
        for made in (tools, later)
    )
    print("| left out | windows | model recall | model FPR | rule recall | rule FPR |")
    print("|---|---|---|---|---|---|")
    for left_out, own in later.items():
        kin = left_out.removesuffix(" idle")
        others = [features[tool] for tool in tools if tool.removesuffix(" idle") != kin]
        model = fitted(train, others, tune, "")
        rows = judged[left_out]
        least = float(np.quantile(tune[:, RULE], 1 - FALSE * MARGIN))
        print(
            f"| {left_out} | {len(rows)} | {share(model.scores(rows) > model.threshold)} | "
            f"{share(model.scores(test) > model.threshold)} | {share(rows[:, RULE] > least)} | "
            f"{share(test[:, RULE] > least)} |"
        )
        for name, run in own.items():
            if len(own) > 1:
                part = dns_features(run)
                print(
                    f"| · {name} | {len(part)} | {share(model.scores(part) > model.threshold)} | | "
                    f"{share(part[:, RULE] > least)} | |"
                )
    rows = np.vstack(list(features.values()))
    digest = hashlib.sha256(np.ascontiguousarray(np.vstack([train, rows])).tobytes()).hexdigest()
    model = fitted(train, list(features.values()), tune, digest)
    print(
        f"\nall: recall {share(model.scores(rows) > model.threshold)}, "
        f"FPR {share(model.scores(test) > model.threshold)}; alone: recall "
        f"{share(model.scores(rows) > model.sure)}, FPR {share(model.scores(test) > model.sure)}"
    )
    if given.write:
        MODEL.write_bytes(msgspec.json.encode(model) + b"\n")
        print(f"{MODEL.name} is version {model.version}")


def share(held: np.ndarray) -> str:
    return f"{held.mean():.4f}"


def windows_of(path: Path) -> list[DnsWindow]:
    """The windows of a capture with enough in them to judge."""
    return [each for each in every_window(path) if is_judged(each)]


def every_window(path: Path) -> list[DnsWindow]:
    """The windows of a capture, however little is in them."""
    sensor, enricher, found = Sensor(seed=1), Enricher(Assets([])), Windows()
    for batch in read_capture(path):
        if not isinstance(batch, Skipped):
            told = sensor.feed(batch).noted
            merge_windows(found, dns_windows(enricher.enrich(events_of(told, "t"))))
    merge_windows(found, dns_windows(enricher.enrich(events_of(sensor.end().noted, "t"))))
    return list(found.values())


def fitted(
    everyday: np.ndarray, tools: list[np.ndarray], tune: np.ndarray, digest: str
) -> TreeModel:
    """A model that weighs everyday windows as much as tunnels, and each tool as much as another."""
    draw = np.random.default_rng(SEED)
    tools = [variants(each, everyday, draw) for each in tools if len(each)]
    rows = np.vstack([everyday, *tools])
    truth = np.repeat([0, 1], [len(everyday), len(rows) - len(everyday)])
    weight = np.concatenate(
        [
            np.full(len(everyday), 0.5),
            *(np.full(len(each), 0.5 * len(everyday) / len(each) / len(tools)) for each in tools),
        ]
    )
    trees, bias = boosted(rows, truth, weight, SEED)
    model = TreeModel(
        name="dns-tunnel",
        features=DNS_FEATURES,
        trees=trees,
        bias=bias,
        threshold=0.0,
        sure=0.0,
        seed=SEED,
        window="60 s of a client's questions about one registered domain",
        trained_on="iodine and dns2tcp between namespaces, in use and kept open; eight generated encodings; generated everyday windows",
        digest=digest,
    )
    scores = model.scores(tune)
    # Rounded up: many windows share a score, and none of those at the bound is above it.
    least = float(np.ceil(np.quantile(scores, 1 - FALSE * MARGIN, method="higher") * 1e6) / 1e6)
    # Well above whatever was ever seen of everyday windows.
    sure = round(float(scores.max()) + 1, 6)
    return msgspec.structs.replace(model, threshold=least, sure=sure)


def variants(rows: np.ndarray, everyday: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """The windows, and what the same tunnel would show if it were used otherwise.

    As a log has them that keeps no answers; asked for as addresses alone; the same data cut into
    more and shorter names, or into other labels; and carrying everything down: the same answers to names like anybody's.
    """
    silent, plain = rows.copy(), rows.copy()
    silent[:, ANSWERS[1:3]] = 0
    plain[:, ANSWERS] = 0
    cut = plain[plain[:, RULE] > np.log1p(FULL)]
    parts = draw.uniform(1, 4, len(cut))
    cut[:, MEAN] = np.maximum(cut[:, MEAN] / parts, 8)
    cut[:, LONGEST] = np.maximum(cut[:, LONGEST] / parts, 6)
    labels = rows.copy()
    labels[:, LONGEST] = np.minimum(labels[:, MEAN], draw.uniform(10, 63, len(rows)))
    down = rows[rows[:, ANSWERS[1]] > np.log1p(5_000)]
    names = everyday[draw.integers(0, len(everyday), len(down))].copy()
    names[:, ANSWERS] = down[:, ANSWERS]
    return np.vstack([rows, silent, plain, cut, labels, names])


if __name__ == "__main__":
    main()
