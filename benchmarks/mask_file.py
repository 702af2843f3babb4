# A masked copy of one large CSV by the command as anybody would make it: how long it takes and
# how much memory. The file has twelve columns and is deleted afterwards, and so is the copy.
# Counted are the command and all processes below it together at each moment.
#
#   python benchmarks/mask_file.py [--megabytes 10000] [--directory D]
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter

import pyarrow.csv as pa_csv

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)

from benchmarks.environment import machine  # noqa: E402
from benchmarks.memory import Used, follow  # noqa: E402
from benchmarks.table import government_table  # noqa: E402

_BLOCK = 200_000
_MEGA = 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=10_000)
    parser.add_argument("--directory", type=Path, help="where there is room for twice as much")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as there:
        home, path, copy = (Path(there) / name for name in ("home", "people.csv", "copy.csv"))
        rows = write_csv(path, options.megabytes * _MEGA)
        size = path.stat().st_size
        run(home, "classify", "scan", path, "--sample", "20000")
        for column in ("order_no", "bllq", "je"):
            decision = ["--overrule", "--label", "none", "--level", "general-1"]
            said = ["--reason", "numbers and times of transactions"]
            run(home, "classify", "catalogue", "review", "people.csv", column, *decision, *said)
        shown = ["--purpose", "share-conditional", "--recipient", "Health Commission"]
        used, seconds = run(
            home, "mask", "apply", path, *shown, "--approver", "Li Hong", "--out", copy
        )
        with copy.open("rb") as file:
            held = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        assert held == rows + 1, "rows are missing"
        result = {
            "benchmark": "mask_file",
            "megabytes": round(size / _MEGA),
            "rows": rows,
            "columns": 12,
            "seconds": round(seconds, 1),
            "rows_per_s": round(rows / seconds),
            "megabytes_per_s": round(size / _MEGA / seconds, 1),
            "peak_mb": round(used.peak / _MEGA),
            "peak_processes": used.processes,
            "largest_process_mb": round(max(used.highest.values()) / _MEGA),
            **machine("pyarrow"),
        }
    print(json.dumps(result))
    return 0


def write_csv(path: Path, size: int) -> int:
    """A CSV of at least so many bytes: one block of rows again and again; its rows."""
    block = government_table(_BLOCK).drop_columns(["bm"])
    rows = 0
    with path.open("wb") as file:
        while file.tell() < size:
            options = pa_csv.WriteOptions(include_header=not rows, quoting_style="none")
            pa_csv.write_csv(block, file, options)
            rows += block.num_rows
    return rows


def run(home: Path, *words: object) -> tuple[Used, float]:
    """What the command used, and how long it took."""
    used = Used()
    began = perf_counter()
    command = [Path(sys.executable).with_name("tongguan"), "--home", home, *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        watch = threading.Thread(target=follow, args=(running, used))
        watch.start()
        watch.join()
    if running.returncode:
        raise SystemExit(f"{words[0]} {words[1]} failed")
    return used, perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
