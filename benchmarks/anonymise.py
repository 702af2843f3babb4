# k = 5 over the Adult rows and their eight quasi-identifiers: ours and anjana in one run, one
# core, in seconds of the processor, every output judged by one scorer, k also by pycanon.
# Ours is text in, text out: counted, cut, told; `by_batches_rows_per_s` as of a table that does
# not come in one piece. `recoding_rows_per_s` begins with the counted
# combinations and ends with what is told of each, `cut_rows_per_s` is Mondrian by itself.
#
#   python benchmarks/anonymise.py [--peers DIR] [--rounds 7] [--rows 1000000]
from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

# benchmarks/masking.py is called like the package, which lies one folder up and must come first.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import pyarrow as pa
from environment import PEERS, ROOT, best_of, machine, run_peer
from pyarrow import csv

from masking import (
    Hierarchy,
    Recoding,
    anonymise,
    anonymise_rows,
    information_loss,
    mondrian_compiled,
    recode,
    summarise,
)
from masking import parse_hierarchy as parse
from masking.domain import Domain, make_domain

ADULT = ROOT / "tests" / "masking" / "adult"
QUASI = ["sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation"]  # fmt: skip
SENSITIVE = "salary-class"
K = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    return measure(options.peers, options.rounds, options.rows)


def measure(peers: Path, rounds: int, many: int) -> int:
    """All figures, printed: the Adult rows, and so many drawn from them."""
    pa.set_cpu_count(1)
    here = machine("pyarrow", "numpy")
    read = csv.read_csv(ADULT / "adult.csv", parse_options=csv.ParseOptions(delimiter=";"))
    rows = read.combine_chunks().to_batches()[0]
    hierarchies = {
        path.stem.removeprefix("adult_hierarchy_"): parse(path.read_text(encoding="utf-8"))
        for path in sorted(ADULT.glob("adult_hierarchy_*.csv"))
    }
    del hierarchies["age"]
    scorer = _domains(rows, hierarchies)
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        for name, told in (("sets and ranges", {}), ("hierarchies", hierarchies)):
            for compiled in (True, False):
                times = rounds if compiled else 1
                result, shown = _ours(rows, told, times, compiled=compiled)
                csv.write_csv(pa.table(shown), place / "ours.csv")
                checked = _measured(peers, place / "ours.csv") if compiled else {}
                _print(f"ours, {name}", result | _score(shown, scorer) | checked, here)
        _print("anjana, hierarchies", _anjana(peers, place, rows, scorer), here)
    wide = _wider(rows, many)
    result, shown = _ours(wide, {}, 2, compiled=True)
    _print("ours, sets and ranges, many rows", result | _score(shown, _domains(wide, {})), here)
    return 0


def _print(what: str, result: Mapping[str, object], here: Mapping[str, object]) -> None:
    line = {"benchmark": "anonymise", "what": what, "k": K, **result, **here}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _domains(rows: pa.RecordBatch, hierarchies: Mapping[str, Hierarchy]) -> tuple[Domain, ...]:
    return tuple(
        make_domain(name, rows.column(name).unique(), hierarchies.get(name)) for name in QUASI
    )


def _ours(
    rows: pa.RecordBatch, hierarchies: Mapping[str, Hierarchy], rounds: int, *, compiled: bool
) -> tuple[dict[str, object], pa.RecordBatch]:
    found = summarise(rows, QUASI)

    def cut() -> Recoding:
        return anonymise(found, QUASI, k=K, hierarchies=hierarchies, compiled=compiled)

    def by_batches() -> pa.RecordBatch:
        made = anonymise(
            summarise(rows, QUASI), QUASI, k=K, hierarchies=hierarchies, compiled=compiled
        )
        return recode(rows, made, keep=[SENSITIVE])

    def whole() -> pa.RecordBatch:
        shown, _ = anonymise_rows(
            rows, QUASI, k=K, keep=[SENSITIVE], hierarchies=hierarchies, compiled=compiled
        )
        return shown

    # The partition by itself, clocked where it is called.
    partition = mondrian_compiled.compiled_classes_of
    clocked: list[float] = []

    def watched(*arguments: Any) -> Any:
        began = process_time()
        classes = partition(*arguments)
        clocked.append(process_time() - began)
        return classes

    mondrian_compiled.compiled_classes_of = watched
    shown = whole()
    count = rows.num_rows
    result = {
        "compiled": compiled,
        "rows": count,
        "rows_per_s": round(count / best_of(rounds, whole, process_time)),
        "by_batches_rows_per_s": round(count / best_of(rounds, by_batches, process_time)),
        "recoding_rows_per_s": round(count / best_of(rounds, cut, process_time)),
        **({"cut_rows_per_s": round(count / min(clocked))} if compiled else {}),
    }
    mondrian_compiled.compiled_classes_of = partition
    return result, shown


def _score(
    shown: pa.RecordBatch, scorer: tuple[Domain, ...], suppressed: int = 0
) -> dict[str, object]:
    found = summarise(shown, QUASI)
    loss = information_loss(found, scorer, k=K, suppressed=suppressed)
    return {
        "smallest_class": int(found.counts.min()),
        "classes": loss.classes,
        "gcp": round(loss.gcp, 5),
        "discernibility": loss.discernibility,
        "average_class": round(loss.average_class, 3),
        "suppressed": suppressed,
    }


def _measured(peers: Path, path: Path) -> dict[str, object]:
    task = {"what": "measure", "table": str(path), "separator": ",", "quasi": QUASI}
    told = run_peer(peers, "anjana_table.py", {**task, "sensitive": SENSITIVE})
    return {"checked_by": told["peer"], "checked_k": told["k"]}


def _anjana(
    peers: Path, place: Path, rows: pa.RecordBatch, scorer: tuple[Domain, ...]
) -> dict[str, object]:
    """anjana with all hierarchies of the data set, and 5 % of the rows to leave out."""
    task = {
        "what": "anonymise",
        "table": str(ADULT / "adult.csv"),
        "separator": ";",
        "quasi": QUASI,
        "k": K,
        "suppress": 5,
        "hierarchies": {name: str(ADULT / f"adult_hierarchy_{name}.csv") for name in QUASI},
        "output": str(place / "anjana.csv"),
    }
    told = run_peer(peers, "anjana_table.py", task)
    read = csv.read_csv(place / "anjana.csv").combine_chunks().to_batches()[0]
    ages = sorted(set(rows.column("age").to_pylist()))
    spans = [_span(str(cell), ages) for cell in read.column("age").to_pylist()]
    read = read.set_column(read.schema.get_field_index("age"), "age", pa.array(spans))
    suppressed = rows.num_rows - read.num_rows
    seconds = float(str(told["seconds"]))
    return {
        "peer": told["peer"],
        "rows": rows.num_rows,
        "rows_per_s": round(rows.num_rows / seconds),
        **_score(read, scorer, suppressed),
    }


def _span(label: str, ages: list[int]) -> str:
    """A group of ages (20-29) as the span of the ages that stand in the table."""
    low, dash, high = label.partition("-")
    if not dash:
        return label
    held = [age for age in ages if int(low) <= age <= int(high)]
    return f"{held[0]}~{held[-1]}" if len(held) > 1 else str(held[0])


def _wider(rows: pa.RecordBatch, count: int) -> pa.RecordBatch:
    """As many rows, drawn anew, each with the age, education and occupation of others in one of ten."""
    generator = np.random.default_rng(7)
    columns = {}
    drawn = generator.integers(0, rows.num_rows, count)
    for name in rows.schema.names:
        taken = drawn.copy()
        if name in ("age", "education", "occupation"):
            others = generator.random(count) < 0.1
            taken[others] = generator.integers(0, rows.num_rows, int(others.sum()))
        columns[name] = rows.column(name).take(pa.array(taken))
    return pa.record_batch(columns)


if __name__ == "__main__":
    sys.exit(main())
