# Fits the model that tells tunnels in DNS and says how good it is: each tool left out of
# training in turn, thresholds at 0.1 % of everyday windows of a later seed, figures on windows of a
# third. Captures come from tunnel_tools.py.
#
#   python training/dns_tunnel.py CAPTURES [--write]
from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

import msgspec
import numpy as np
from dns_windows import GENERATED, benign, generated
from sklearn.linear_model import LogisticRegression

from connectors import read_capture
from monitor import Assets, Enricher, Sensor, events_of
from monitor.dns_window import (
    DNS_FEATURES,
    DnsWindow,
    Windows,
    dns_features,
    dns_windows,
    merge_windows,
)
from monitor.linear_model import LinearModel
from schema import Skipped

SEED = 20261128
FALSE = 0.001
# Thresholds are set a little further out, so that later windows stay within the rate.
MARGIN = 0.7
# The baseline: how long all different names of a minute are together.
# Characters of names in a minute below which a tunnel is idle.
IDLE = 400
RULE = DNS_FEATURES.index("length_of_names")
TRAIN, TUNE, TEST = 20_000, 20_000, 50_000
MODEL = Path(__file__).parents[1] / "monitor" / "models" / "dns-tunnel.json"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("captures", type=Path)
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args()
    tools: dict[str, dict[str, list[DnsWindow]]] = {}
    for path in sorted(given.captures.glob("*.pcap")):
        tool = path.stem.partition("-")[0]
        tools.setdefault(tool, {})[path.stem] = windows_of(path)
    if not tools:
        sys.exit(f"{given.captures} holds no captures: run training/tunnel_tools.py first")
    for name in GENERATED:
        tools[name] = {name: generated(name, 200, SEED)}
    train, tune, test = (
        dns_features(benign(count, SEED + place)) for place, count in enumerate((TRAIN, TUNE, TEST))
    )
    features = {
        tool: dns_features([each for run in runs.values() for each in run])
        for tool, runs in tools.items()
    }
    print("| left out | windows | model recall | model FPR | rule recall | rule FPR |")
    print("|---|---|---|---|---|---|")
    for left_out, own in tools.items():
        others = [features[tool] for tool in tools if tool != left_out]
        model = fitted(train, others, tune, "")
        windows = [each for run in own.values() for each in run]
        rows = dns_features(windows)
        least = float(np.quantile(tune[:, RULE], 1 - FALSE * MARGIN))
        print(
            f"| {left_out} | {len(rows)} | {share(model.scores(rows) > model.threshold)} | "
            f"{share(model.scores(test) > model.threshold)} | {share(rows[:, RULE] > least)} | "
            f"{share(test[:, RULE] > least)} |"
        )
        idle = rows[:, RULE] < np.log1p(IDLE)
        if idle.any():
            print(
                f"| · idle minutes | {idle.sum()} | {share(model.scores(rows[idle]) > model.threshold)} | | {share(rows[idle][:, RULE] > least)} | |"
            )
        for name, run in own.items():
            if len(own) > 1:
                part = dns_features(run)
                print(
                    f"| · {name} | {len(part)} | {share(model.scores(part) > model.threshold)} | | {share(part[:, RULE] > least)} | |"
                )
    rows = np.vstack(list(features.values()))
    digest = hashlib.sha256(np.ascontiguousarray(np.vstack([train, rows])).tobytes()).hexdigest()
    model = fitted(train, list(features.values()), tune, digest)
    print(
        f"\nall: recall {share(model.scores(rows) > model.threshold)}, FPR {share(model.scores(test) > model.threshold)}"
    )
    for weight, name in sorted(zip(model.weights, model.features, strict=True)):
        print(f"  {weight:+.2f} {name}")
    if given.write:
        MODEL.parent.mkdir(exist_ok=True)
        told = {name: getattr(model, name) for name in model.__struct_fields__}
        MODEL.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(f"{MODEL.name} is version {model.version}")


def share(held: np.ndarray) -> str:
    return f"{held.mean():.4f}"


def windows_of(path: Path) -> list[DnsWindow]:
    """Every window of a capture with enough in it to judge."""
    sensor, enricher, found = Sensor(seed=1), Enricher(Assets([])), Windows()
    for batch in read_capture(path):
        if not isinstance(batch, Skipped):
            told = sensor.feed(batch).noted
            merge_windows(found, dns_windows(enricher.enrich(events_of(told, "t"))))
    merge_windows(found, dns_windows(enricher.enrich(events_of(sensor.end().noted, "t"))))
    return [each for each in found.values() if len(each.names) >= 4]


def fitted(
    everyday: np.ndarray, tools: list[np.ndarray], tune: np.ndarray, digest: str
) -> LinearModel:
    """A model that weighs everyday windows as much as tunnels, and each tool as much as another.

    A figure that would speak against a tunnel is left out: such a weight is about a tool.
    """
    # A minute in which a tunnel is only kept open carries nothing: it is measured, not fitted to.
    tools = [each[each[:, RULE] >= np.log1p(IDLE)] for each in tools]
    rows = np.vstack([everyday, *tools])
    truth = np.repeat([0, 1], [len(everyday), len(rows) - len(everyday)])
    weight = np.concatenate(
        [
            np.full(len(everyday), 0.5 / len(everyday)),
            *(np.full(len(each), 0.5 / len(each) / len(tools)) for each in tools),
        ]
    )
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    fit = LogisticRegression(C=len(rows), max_iter=5000)
    fit.fit((rows - mean) / scale, truth, sample_weight=weight)
    if (fit.coef_ < 0).any():
        sys.exit(f"a figure speaks against tunnels: {fit.coef_}")
    model = LinearModel(
        name="dns-tunnel",
        features=DNS_FEATURES,
        mean=_numbers(mean),
        scale=_numbers(scale),
        weights=_numbers(fit.coef_[0]),
        bias=round(float(fit.intercept_[0]), 6),
        threshold=0.0,
        seed=SEED,
        window="60 s of a client's questions about one registered domain",
        trained_on="iodine and dns2tcp between namespaces, three generated encodings, generated everyday windows",
        digest=digest,
    )
    least = float(np.quantile(model.scores(tune), 1 - FALSE * MARGIN))
    return msgspec.structs.replace(model, threshold=round(least, 6))


def _numbers(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(each), 6) for each in values)


if __name__ == "__main__":
    main()
