# Whose copy is it? 1,000 recipients get a table of 100,000 rows; what is found is a tenth of
# one's rows, shuffled, half of the columns gone, a fifth of the cells altered. Trials draw the
# recipient, the rows, the columns and the cells anew. Innocent copies are the original, cut and
# altered in the same way; two who collude take each row from either of them by lot.
#
# Of the twelve columns seven are numbers that may change by one in their last place but one or
# last; five carry nothing. Pseudonyms, which name their recipient outright, are left out: they
# would make it easy. Rows that are nobody's are tried by themselves: two of a thousand rows, found
# by their mobile numbers alone, in a tenth of the rows of which a fifth is altered.
# Replacements too are tried by themselves: names and mobile numbers of 10,000 persons, of which a
# tenth is found, one of the two columns gone, a fifth of the cells somebody else's. Innocent copies
# are the originals and what another key replaced them by.
#
#   python benchmarks/watermark.py [--trials 1000] [--innocent 10000] [--pairs 1000] [--rows 200]
#       [--replaced 300]
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

# benchmarks/masking.py is called like the package, which lies one folder up and must come first.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pyarrow as pa
from environment import machine

from masking.pseudo_rows import PseudoRows, made_cells
from masking.replace import replace, replace_fitting
from masking.stand_ins import STAND_INS, fitting
from masking.trace import collect, suspicions
from masking.trace_rows import row_suspicions
from masking.watermark import Mark, marked

KEY = bytes(range(32))
ROWS, RECIPIENTS = 100_000, 1_000
# Sizes that numbers have about, and by how much they may change.
NUMBERS = {
    "amount": (5_000, 0.01), "income": (90_000, 1), "usage": (300, 0.01), "balance": (20_000, 0.1),
    "distance": (40_000, 1), "area": (900, 0.01), "seconds": (80_000, 1),
}  # fmt: skip
WORDS = ("district", "ward", "kind", "state", "note")
UNITS = [-2, -1, 0]
# Marks of a column that are looked at: a fraction of them, for the sake of many trials.
ENOUGH = 1_024
# Rows of a copy that are nobody's.
NOBODYS = ROWS // 500
# Whose names and numbers are replaced.
PERSONS = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1_000)
    parser.add_argument("--innocent", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--replaced", type=int, default=300)
    options = parser.parse_args()
    draw = np.random.default_rng(20261128)
    table = _table(draw)
    # One after the other: a block of the cipher has bits for 128 of them, which is quicker.
    numbers = list(range(RECIPIENTS))
    here = machine("pyarrow", "numpy")
    began = perf_counter()
    _print("statistics", _statistics(table, numbers[0]), began, here)
    right, wrong = 0, 0
    began = perf_counter()
    for _ in range(options.trials):
        one = int(draw.choice(numbers))
        named = _named(_attacked(_taken(table, draw, [one]), draw), numbers)
        right += one in named[:1]
        wrong += any(other != one for other in named)
    _print("one recipient", {"trials": options.trials, "right": right, "others_named": wrong}, began, here)  # fmt: skip
    began = perf_counter()
    some, all_ = 0, 0
    innocent_named = 0
    for _ in range(options.pairs):
        two = [int(one) for one in draw.choice(numbers, 2, replace=False)]
        named = _named(_attacked(_taken(table, draw, two), draw), numbers)
        some += bool(set(named) & set(two))
        all_ += set(two) <= set(named)
        innocent_named += bool(set(named) - set(two))
    told = {"pairs": options.pairs, "one_named": some, "both_named": all_, "innocent_named": innocent_named}  # fmt: skip
    _print("two who collude", told, began, here)
    began = perf_counter()
    accused = sum(
        bool(_named(_attacked(_taken(table, draw, []), draw), numbers))
        for _ in range(options.innocent)
    )
    _print("innocent copies", {"copies": options.innocent, "accused": accused}, began, here)
    began = perf_counter()
    _print("rows that are nobody's", _by_rows(draw, options.rows), began, here)
    began = perf_counter()
    _print("replacements", _by_replacements(draw, options.replaced), began, here)
    return 0


def _by_rows(draw: np.random.Generator, trials: int) -> dict[str, object]:
    """How often a copy's phone column alone names its recipient, and an innocent one anybody."""
    told = [(PseudoRows(one, KEY, "ds"), NOBODYS, {"phone": "mobile"}) for one in range(RECIPIENTS)]
    right = others = accused = 0
    for _ in range(trials):
        owner = int(draw.integers(RECIPIENTS))
        people = np.array([f"13{n:09d}" for n in draw.integers(0, 10**9, ROWS // 10)])
        own = made_cells("mobile", told[owner][0], "phone", 0, NOBODYS).to_numpy(False)
        kept = own[draw.random(NOBODYS) < 0.1 * 0.8]
        found = draw.permutation(np.concatenate([people, kept]))
        named = [one.number for one in row_suspicions({"c0": pa.array(found)}, told)]
        right += named[:1] == [owner]
        others += any(one != owner for one in named)
        accused += bool(row_suspicions({"c0": pa.array(people)}, told))
    return {"trials": trials, "right": right, "others_named": others, "innocent_accused": accused}


def _by_replacements(draw: np.random.Generator, trials: int) -> dict[str, object]:
    """How often replaced names or numbers name their recipient, mixed copies either of two, and
    innocent ones anybody.
    """
    told = {"trials": trials, "right": 0, "others_named": 0, "one_of_two": 0, "both_of_two": 0}
    told |= {"others_of_two": 0, "innocent_accused": 0}
    people = np.array([f"13{n:09d}" for n in draw.choice(10**9, PERSONS, replace=False)])
    surnames, given = list("王李张刘陈杨黄赵吴周"), list("伟芳敏静强磊军洋勇艳杰娟涛明超")
    names = np.array([f"{a}{b}{c}" for a in surnames for b in given for c in given])
    numbers = list(range(RECIPIENTS))
    for _ in range(trials):
        some = draw.permutation(PERSONS)[: PERSONS // 10]
        kind, own = (
            ("mobile", people[some]) if draw.random() < 0.5 else ("name", names[some % len(names)])
        )
        two = [int(one) for one in draw.choice(numbers, 2, replace=False)]
        # Each recipient's copy is under a key of its own.
        copies = [_replaced(own, kind, one) for one in two]
        named = _named_by(_others(copies[0], draw), numbers)
        told["right"] += named[:1] == two[:1]
        told["others_named"] += any(one != two[0] for one in named)
        mixed = np.where(draw.random(len(own)) < 0.5, copies[0], copies[1])
        named = _named_by(_others(mixed, draw), numbers)
        told["one_of_two"] += bool(set(named) & set(two))
        told["both_of_two"] += set(two) <= set(named)
        told["others_of_two"] += bool(set(named) - set(two))
        plain = replace(pa.array(own), {"domain": "d", "kind": kind}, {"d": KEY})
        told["innocent_accused"] += bool(_named_by(own, numbers))
        told["innocent_accused"] += bool(_named_by(np.array(plain), numbers))
    return told


def _replaced(cells: np.ndarray, kind: str, number: int) -> np.ndarray:
    keys = {"d": number.to_bytes(32, "big")}
    fits = fitting(number, KEY)
    return np.array(replace_fitting(pa.array(cells), {"domain": "d", "kind": kind}, keys, fits))


def _others(cells: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """A fifth of the cells altered: one of their last characters another."""
    altered = [f"{cell[:-1]}{draw.integers(10)}" for cell in cells]
    return np.where(draw.random(len(cells)) < 0.2, altered, cells)


def _named_by(cells: np.ndarray, numbers: list[int]) -> list[int]:
    found = collect({"c0": pa.array(cells)}, [STAND_INS], KEY)
    return [one.number for one in suspicions(found, numbers, KEY, enough=ENOUGH)]


def _print(
    what: str, result: Mapping[str, object], began: float, here: Mapping[str, object]
) -> None:
    line = {"benchmark": "watermark", "what": what, "recipients": RECIPIENTS, "rows": ROWS}
    seconds = round(perf_counter() - began, 1)
    print(json.dumps({**line, **result, "seconds": seconds, **here}), flush=True)


def _table(draw: np.random.Generator) -> pa.RecordBatch:
    columns: dict[str, pa.Array] = {}
    for name, (size, unit) in NUMBERS.items():
        values = draw.gamma(2.0, size / 2, ROWS)
        decimals = 2 if unit < 0.1 else 1 if unit < 1 else 0
        columns[name] = pa.array(
            np.round(values, decimals) if decimals else values.astype(np.int64)
        )
    for name in WORDS:
        columns[name] = pa.array(draw.integers(0, 40, ROWS)).cast(pa.string())
    return pa.record_batch(columns)


def _taken(table: pa.RecordBatch, draw: np.random.Generator, who: list[int]) -> pa.RecordBatch:
    """A tenth of the rows of a copy, or of each row the one or the other colluder's."""
    rows = table.take(pa.array(draw.permutation(ROWS)[: ROWS // 10]))
    if not who:
        return rows
    copies = [marked(rows, _mark(one)) for one in who]
    if len(copies) == 1:
        return copies[0]
    lot = pa.array(draw.random(rows.num_rows) < 0.5)
    mixed = [
        pa.compute.if_else(lot, first, second)
        for first, second in zip(copies[0].columns, copies[1].columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(mixed, names=rows.schema.names)


def _mark(number: int) -> Mark:
    return Mark(number, KEY, {name: unit for name, (_, unit) in NUMBERS.items()})


def _attacked(rows: pa.RecordBatch, draw: np.random.Generator) -> pa.RecordBatch:
    """Half of the columns gone, a fifth of the cells of the others another row's."""
    names = list(draw.permutation(rows.schema.names)[: rows.num_columns // 2])
    columns = {}
    for place, name in enumerate(names):
        column = rows.column(name)
        altered = pa.array(draw.random(len(column)) < 0.2)
        if name in NUMBERS:
            size, unit = NUMBERS[name]
            decimals = 2 if unit < 0.1 else 1 if unit < 1 else 0
            other = np.round(draw.gamma(2.0, size / 2, len(column)), decimals)
            others = pa.array(other).cast(column.type, safe=False)
        else:
            others = column.take(pa.array(draw.permutation(len(column))))
        # The columns' names are gone too.
        columns[f"c{place}"] = pa.compute.if_else(altered, others, column)
    return pa.record_batch(columns)


def _named(rows: pa.RecordBatch, numbers: list[int]) -> list[int]:
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    found = collect(columns, UNITS, KEY)
    return [one.number for one in suspicions(found, numbers, KEY, enough=ENOUGH)]


def _statistics(table: pa.RecordBatch, number: int) -> dict[str, object]:
    """The greatest change of a cell, a mean and a standard deviation, in parts of a tolerance."""
    after = marked(table, _mark(number))
    cell, mean, deviation = 0.0, 0.0, 0.0
    for name, (_, unit) in NUMBERS.items():
        old = table.column(name).to_numpy().astype(float)
        new = after.column(name).to_numpy().astype(float)
        cell = max(cell, float(np.abs(new - old).max()) / unit)
        mean = max(mean, abs(float(new.mean() - old.mean())) / unit)
        deviation = max(deviation, abs(float(new.std() - old.std())) / unit)
    return {"cell": round(cell, 6), "mean": round(mean, 6), "deviation": round(deviation, 6)}


if __name__ == "__main__":
    sys.exit(main())
