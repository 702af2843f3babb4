# Fits how the witnesses for a column's label are weighed and writes classify/models/columns.json:
# boosted trees over generated tables, calibrated by isotonic regression on columns from elsewhere
# and, with less weight, on generated ones that a fold has not seen. Needs scikit-learn; what it
# writes does not.
#
#     python training/weigh.py [--seed N] [--tables N] [--out FILE]
from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
import pyarrow as pa
from columns import Known, headers_of, names_alone, tables
from elsewhere import columns_elsewhere
from kinds import NOTHING, pools
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import GroupKFold, KFold

from classify import compile_recognisers, summarise
from classify.label import drafts, drafts_by_headers
from classify.witness import FACTS, LOWERS, RAISES, company_of
from policies import load_policies
from schema import Column, Table

OUT = HERE.parent / "classify" / "models" / "columns.json"
TREES, DEPTH = 60, 4
TAKES, DROPS = 0.6, 0.3
# Generated names are made of the very terms they are told by; those by hand weigh more.
BY_HAND = 5
# Generated columns are spoilt more than tables are, so that what a score is worth is told by columns
# from elsewhere; fifty generated ones count as one of those and speak where there are none.
GENERATED = 0.02
ELSEWHERE_SEEDS = (11, 12, 13)


def main() -> int:
    parser = argparse.ArgumentParser(description="Fit how labels of columns are weighed.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=int, default=4_000)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    began = time.process_time()
    recognisers = compile_recognisers(load_policies())
    known = material(recognisers, options.tables, options.seed)
    told = {"version": "shipped-1", "facts": FACTS, "takes": TAKES, "drops": DROPS}
    rows = list(seen(known, recognisers))
    rows += list(seen(names_alone("calibrated_on"), recognisers)) * BY_HAND
    other = [
        row
        for seed in ELSEWHERE_SEEDS
        for row in seen(columns_elsewhere(seed, to_measure=False), recognisers)
    ]
    for name, read in (("values", True), ("headers", False)):
        chosen = [row for row in rows if row[0] is read]
        print(
            f"{name}: {len(chosen):,} candidates, {time.process_time() - began:.0f} s",
            file=sys.stderr,
        )
        told[name] = fitted(chosen, other if read else [])
    options.out.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")
    return 0


def material(recognisers, count: int, seed: int) -> Iterator[list[Known]]:
    names = headers_of(recognisers, seed)
    yield from tables(
        recognisers,
        pools(recognisers, seed),
        names,
        count=count,
        seed=seed,
        kinds=sorted(recognisers.by_id),
        things=sorted(NOTHING),
    )


def seen(known: Iterable[list[Known]], recognisers) -> Iterator[tuple]:
    """A row for each candidate: read, facts, right, decided, kind."""
    for columns in known:
        for column, draft, company in judged(columns, recognisers):
            for witness in draft.witnesses:
                yield (
                    draft.read,
                    witness.beside(company),
                    column.is_right(witness.label),
                    witness.decided,
                    column.kind,
                )


def judged(columns: list[Known], recognisers):
    """Each column with its draft and company, as the product makes them."""
    headers = [f"{column.header}" for column in columns]
    # Names of one table differ; what is meant does not change by a blank behind it.
    for place, header in enumerate(headers):
        if header in headers[:place]:
            headers[place] = header + " " * place
    table = Table("s", "t", tuple(Column(header, "text") for header in headers), "delimited")
    if columns[0].values is None:
        made = drafts_by_headers(table, recognisers)
    else:
        cells = {
            header: pa.array([value or None for value in column.values], pa.string())
            for header, column in zip(headers, columns, strict=True)
        }
        made = drafts(summarise(pa.record_batch(cells), recognisers, table), table, recognisers)
    companies = company_of([draft.column.label for draft in made], recognisers)
    return zip(columns, made, companies, strict=True)


def fitted(rows, other) -> dict[str, object]:
    facts = np.array([row[1] for row in rows])
    right = np.array([row[2] for row in rows], dtype=int)
    groups = [row[4] for row in rows]
    order = sorted(set(groups))
    random.Random(7).shuffle(order)
    number = {kind: place for place, kind in enumerate(order)}
    groups = np.array([number[kind] for kind in groups])
    # What it meets later is in part of kinds that it has seen and in part of others: calibrated
    # are scores of columns it was not fitted on, half of them of kinds it was not fitted on. Of
    # names the same one may stand there often, so theirs are all of kinds it has not seen.
    ways = [GroupKFold(5).split(facts, right, groups)]
    if other:
        ways.append(KFold(5, shuffle=True, random_state=1).split(facts))
    told = [held_out_scores(facts, right, folds) for folds in ways]
    model = boosted(facts, right)
    scores, truth = np.concatenate(told), np.concatenate([right] * len(told))
    weights = np.ones(len(scores))
    if other:
        elsewhere = np.array([row[1] for row in other])
        scores = np.concatenate([scores, model.decision_function(elsewhere)])
        truth = np.concatenate([truth, np.array([row[2] for row in other], dtype=int)])
        weights = np.concatenate([weights * GENERATED, np.ones(len(other))])
    scores, worth = calibrated(scores, truth, weights)
    return {
        "start": float(model._baseline_prediction.ravel()[0]),
        "trees": [tree(each[0].nodes) for each in model._predictors],
        "scores": scores,
        "worth": worth,
    }


def held_out_scores(facts, right, folds) -> np.ndarray:
    scores = np.zeros(len(right))
    for train, test in folds:
        scores[test] = boosted(facts[train], right[train]).decision_function(facts[test])
    return scores


def boosted(facts, right):
    bounds = [1 if name in RAISES else -1 if name in LOWERS else 0 for name in FACTS]
    return HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=0.1,
        min_samples_leaf=40,
        l2_regularization=1.0,
        monotonic_cst=bounds,
        # From 10,000 rows on it would set some apart and stop by them, with fewer trees.
        early_stopping=False,
        random_state=1,
    ).fit(facts, right)


def calibrated(scores, right, weights) -> tuple[list[float], list[float]]:
    """Points of a rising line: in the middle of each step of the regression, what it says."""
    steps = IsotonicRegression(out_of_bounds="clip").fit(scores, right, sample_weight=weights)
    told = steps.predict(scores)
    points = []
    for worth in np.unique(told):
        inside = told == worth
        # Few columns at an end say little: Laplace's rule keeps it from certainty.
        count = weights[inside].sum()
        points.append((float(np.median(scores[inside])), (worth * count + 1) / (count + 2), count))
    points = [point for point in points if point[2] >= 20] or points
    worths = np.maximum.accumulate([point[1] for point in points])
    kept_scores, kept = [], []
    for (score, _, _), worth in zip(points, worths.tolist(), strict=True):
        if not kept_scores or score > kept_scores[-1]:
            kept_scores.append(round(score, 4))
            kept.append(round(worth, 4))
    return kept_scores, kept


def tree(nodes) -> dict[str, list]:
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "fact": [0 if end else int(f) for f, end in zip(nodes["feature_idx"], leaf, strict=True)],
        "at_most": [
            0.0 if end else round(float(t), 6)
            for t, end in zip(nodes["num_threshold"], leaf, strict=True)
        ],
        "left": [0 if end else int(n) for n, end in zip(nodes["left"], leaf, strict=True)],
        "right": [0 if end else int(n) for n, end in zip(nodes["right"], leaf, strict=True)],
        "value": [
            round(float(v), 5) if end else 0.0 for v, end in zip(nodes["value"], leaf, strict=True)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
