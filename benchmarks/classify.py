# How fast a table is classified: every cell with every shipped recogniser and check on, one
# core, against Presidio on cells of the same table in the same run. Megabytes are those of
# the cells' text. Presidio is slow enough that some thousand cells must do; its rate is
# taken for the rest. Both are single-threaded on the same core, and seconds are those of the
# processor, so that other work on the machine does not count. Prints one JSON object on
# standard output, a table on standard error.
#
#     python benchmarks/classify.py [--rows N] [--cells N] [--peers DIR] [--json FILE]
from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# This file's folder comes first on the path, where it would hide the package of its name.
sys.path[0] = str(ROOT)
# Set before numpy loads: a second thread would be a second core.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import pyarrow as pa  # noqa: E402

from benchmarks.table import government_table, text_bytes  # noqa: E402
from classify import compile_recognisers, decide, extend  # noqa: E402
from policies import load_policies  # noqa: E402
from schema import Column, Table  # noqa: E402

# What connectors hand over at a time.
BATCH_ROWS = 65_536


def main() -> int:
    parser = argparse.ArgumentParser(description="Column classification against Presidio.")
    parser.add_argument("--rows", type=int, default=262_144)
    parser.add_argument("--cells", type=int, default=2_002, help="cells given to Presidio")
    parser.add_argument("--rounds", type=int, default=5, help="the best of so many is told")
    parser.add_argument("--peers", type=Path, default=ROOT / ".venv-peers")
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--json", type=Path, help="write the result here too")
    options = parser.parse_args()

    core = pin()
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    batch = government_table(options.rows)
    result: dict[str, Any] = {
        "benchmark": "classify",
        "machine": {"cpu": cpu(), "cores_used": 1, "python": platform.python_version()},
        "versions": {name: version(name) for name in ("numpy", "pyarrow")},
        "commit": commit(),
        "rows": options.rows,
        "ours": ours(batch, options.rounds),
    }
    if not options.without_peers:
        result["presidio"] = presidio(batch, options.cells, options.peers, core)
        for name in ("default", "with_chinese_patterns"):
            rate = result["presidio"][name]["cells_per_s"]
            result["presidio"][name]["ours_is_times"] = result["ours"]["cells_per_s"] / rate
    report(result)
    text = json.dumps(result, ensure_ascii=False)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def ours(batch: pa.RecordBatch, rounds: int) -> dict[str, Any]:
    recognisers = compile_recognisers(load_policies())
    table = Table(
        "benchmark", "t", tuple(Column(name, "string") for name in batch.schema.names), "csv"
    )
    cells, size = batch.num_rows * batch.num_columns, text_bytes(batch)
    best, labels, columns = float("inf"), {}, {}
    for _ in range(rounds):
        began = time.process_time()
        summary = None
        for start in range(0, batch.num_rows, BATCH_ROWS):
            summary = extend(summary, batch.slice(start, BATCH_ROWS), recognisers, table)
        assert summary is not None
        decided = decide(summary, table, recognisers)
        best = min(best, time.process_time() - began)
        labels = {column.name: column.label for column in decided}
    for name in batch.schema.names:
        column = batch.select([name])
        took = float("inf")
        for _ in range(2):
            began = time.process_time()
            summary = None
            for start in range(0, batch.num_rows, BATCH_ROWS):
                summary = extend(summary, column.slice(start, BATCH_ROWS), recognisers, table)
            took = min(took, time.process_time() - began)
        columns[name] = {
            "mb_per_s": text_bytes(column) / took / 1e6,
            "ns_per_cell": took / batch.num_rows * 1e9,
            "label": labels[name],
        }
    return {
        "recognisers": len(recognisers.by_id),
        "cells": cells,
        "bytes": size,
        "seconds": best,
        "cells_per_s": cells / best,
        "mb_per_s": size / best / 1e6,
        "columns": columns,
    }


def presidio(batch: pa.RecordBatch, cells: int, peers: Path, core: int | None) -> dict[str, Any]:
    """The peer's own figures on the first cells of every column."""
    python = peers / "bin" / "python"
    if not python.exists():
        if peers != ROOT / ".venv-peers":
            raise SystemExit(f"no environment at {peers}: install requirements/peers.txt there")
        # What the package client says is talk; standard output holds the result alone.
        subprocess.run(
            [ROOT / "scripts" / "environment.sh", "peers"], check=True, stdout=sys.stderr
        )
    each = max(1, cells // batch.num_columns)
    sample = {"columns": [column.slice(0, each).to_pylist() for column in batch.columns]}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "cells.json"
        given.write_text(json.dumps(sample, ensure_ascii=False), encoding="utf-8")
        command = [
            str(python),
            str(ROOT / "benchmarks" / "peers" / "presidio_columns.py"),
            str(given),
        ]
        if core is not None:
            command += ["--core", str(core)]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    for name in ("default", "with_chinese_patterns"):
        run = result[name]
        run["cells_per_s"] = result["cells"] / run["seconds"]
        run["mb_per_s"] = result["bytes"] / run["seconds"] / 1e6
    return result


def report(result: dict[str, Any]) -> None:
    own = result["ours"]
    lines = [
        f"{'column':<10} {'MB/s':>8} {'ns/cell':>8}  label",
        *(
            f"{name:<10} {each['mb_per_s']:8.1f} {each['ns_per_cell']:8.0f}  {each['label'] or '-'}"
            for name, each in own["columns"].items()
        ),
        "",
        (
            f"tongguan, {own['recognisers']} recognisers, {own['cells']:,} cells: "
            f"{own['mb_per_s']:.1f} MB/s, {own['cells_per_s'] / 1e6:.2f} M cells/s"
        ),
    ]
    if "presidio" in result:
        lines += [
            f"presidio {result['presidio']['versions']['presidio-analyzer']}, "
            f"{name.replace('_', ' ')}, {result['presidio']['cells']:,} cells: "
            f"{run['mb_per_s']:.3f} MB/s, {run['cells_per_s']:,.0f} cells/s; "
            f"ours is {run['ours_is_times']:,.0f} times as fast"
            for name in ("default", "with_chinese_patterns")
            for run in [result["presidio"][name]]
        ]
    print("\n".join(lines), file=sys.stderr)


def pin() -> int | None:
    """This process on one core; which, where the system can say."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), ""
    )


def commit() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
