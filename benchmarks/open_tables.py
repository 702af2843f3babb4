# What is labelled in tables of open data: every CSV of a folder is read by the column kernel, and
# all labels are told with the columns that bear them, for a person to judge which are false.
#
#   python benchmarks/open_tables.py FOLDER [--rows 400] [--show FILE] [--out FILE]
from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)

from benchmarks.environment import machine  # noqa: E402
from classify import compile_recognisers, decide, summarise  # noqa: E402
from policies import load_policies  # noqa: E402
from schema import Column, Table  # noqa: E402

_WIDEST = 300
_SHOWN = 5


def main() -> int:
    parser = argparse.ArgumentParser(description="Label the columns of open tables.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--show", type=Path, help="every label with its column and some values")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    began, tables, columns, found = perf_counter(), 0, 0, []
    for path in sorted(options.folder.glob("*.csv")):
        names, rows = read(path, options.rows)
        if names and rows and len(names) <= _WIDEST:
            tables, columns = tables + 1, columns + len(names)
            found += [(path.stem, *each) for each in labelled(path.stem, names, rows)]
    result = {
        "benchmark": "open-tables",
        "tables": tables,
        "columns": columns,
        "labelled": len(found),
        "labels": dict(Counter(label for _, label, *_ in found).most_common()),
        "seconds": round(perf_counter() - began, 1),
        **machine(),
    }
    text = json.dumps(result, ensure_ascii=False, indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    if options.show:
        lines = ["\t".join(map(str, each)) for each in sorted(found, key=lambda each: each[1:])]
        options.show.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def read(path: Path, most: int) -> tuple[list[str], list[list[str]]]:
    """The names of the columns, each once, and so many rows."""
    csv.field_size_limit(1 << 30)
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        rows = [row for row, _ in zip(csv.reader(lines), range(most + 1), strict=False)]
    names: list[str] = []
    for place, name in enumerate(rows[0] if rows else []):
        names.append(f"{name}_{place}" if name in names else name)
    return names, rows[1:]


_RECOGNISERS = compile_recognisers(load_policies())


def labelled(
    name: str, names: list[str], rows: list[list[str]]
) -> Iterator[tuple[str, str, float, float, str]]:
    """Label, column, confidence, validated rate and some values of each that has a label."""
    table = Table("s", name, tuple(Column(each, "text") for each in names), "delimited")
    cells = {
        each: pa.array([row[place] or None if place < len(row) else None for row in rows])
        for place, each in enumerate(names)
    }
    batch = pa.record_batch({each: values.cast(pa.string()) for each, values in cells.items()})
    decided = decide(summarise(batch, _RECOGNISERS, table), table, _RECOGNISERS)
    for place, column in enumerate(decided):
        if column.label is not None:
            held = dict.fromkeys(row[place] for row in rows if place < len(row) and row[place])
            shown = "; ".join(value[:24] for value in list(held)[:_SHOWN])
            yield column.label, column.name, column.confidence, column.validated, shown


if __name__ == "__main__":
    sys.exit(main())
