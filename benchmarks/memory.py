# How much memory a scan of one large file takes, and how long: the file is made, scanned to its
# last row by the command as anybody would, and deleted. Counted are the command, its workers
# and the guarded children, all together at each moment; what they share is counted in each.
#
#   python benchmarks/memory.py [--kind json|csv] [--megabytes 200] [--directory D] [--out FILE]
from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)

from benchmarks.environment import machine  # noqa: E402
from benchmarks.table import government_table  # noqa: E402

_BLOCK = 100_000
_MEGA = 1_000_000
_EVERY_S = 0.02


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=["json", "csv"], default="json")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument(
        "--directory", type=Path, help="where there is room; a temporary one if absent"
    )
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as there:
        path = Path(there) / f"people.{options.kind}"
        make = {"json": write_json, "csv": write_csv}[options.kind]
        rows = make(path, options.megabytes * _MEGA)
        size = path.stat().st_size
        used, seconds, said = scan(path, Path(there) / "home")
    (found,) = said["datasets"]
    assert (found["sampled"], said["skipped"]) == (rows, [])
    result = {
        "benchmark": "memory",
        "kind": options.kind,
        "megabytes": round(size / _MEGA),
        "rows": rows,
        "seconds": round(seconds, 1),
        "megabytes_per_s": round(size / _MEGA / seconds, 1),
        "peak_mb": round(used.peak / _MEGA),
        "peak_processes": used.processes,
        "sum_of_every_process_peak_mb": round(sum(used.highest.values()) / _MEGA),
        "largest_process_mb": round(max(used.highest.values()) / _MEGA),
        "labels": sorted({each["label"] for each in found["fields"] if each["label"]}),
        **machine("pyarrow"),
    }
    text = json.dumps(result, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n")
    print(text)
    return 0


def write_csv(path: Path, size: int) -> int:
    """A CSV of at least so many bytes, no two rows and no two serials alike; its rows."""
    rows = 0
    with path.open("wb") as file:
        for block in blocks():
            pa_csv.write_csv(
                block, file, pa_csv.WriteOptions(include_header=not rows, quoting_style="none")
            )
            rows += block.num_rows
            if file.tell() >= size:
                return rows
    return rows


def write_json(path: Path, size: int) -> int:
    """A list of objects on one line, of at least so many bytes; its rows."""
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for block in blocks():
            for row in block.to_pylist():
                nested = {"登记": row, "来源": {"系统": "人口库", "批次": [rows % 97]}}
                file.write("," * bool(rows) + json.dumps(nested, ensure_ascii=False))
                rows += 1
            if path.stat().st_size >= size:
                break
        file.write("]")
    return rows


def blocks() -> Iterator[pa.RecordBatch]:
    """Rows without end: the columns of one block put together anew, and two of numbers."""
    base = government_table(_BLOCK)
    names = base.schema.names
    rng = np.random.default_rng(7)
    first = 0
    while True:
        serial = np.arange(first, first + _BLOCK)
        columns = [
            column.take(pa.array((serial + int(rng.integers(_BLOCK))) % _BLOCK))
            for column in base.columns
        ]
        # 7,368,787 and the number of numbers have no divisor in common.
        mobile = pa.array(13_000_000_000 + serial * 7_368_787 % 6_999_999_999)
        yield pa.record_batch(
            [pc.cast(pa.array(serial), pa.string()), *columns, pc.cast(mobile, pa.string())],
            names=["流水号", *names, "备用手机"],
        )
        first += _BLOCK


@dataclass
class Used:
    """Bytes at the worst moment and the processes there were, and of each process its most."""

    peak: int = 0
    processes: int = 0
    highest: dict[int, int] = field(default_factory=dict)


def scan(path: Path, home: Path) -> tuple[Used, float, dict[str, list[dict[str, object]]]]:
    """What a scan of every row used, how long it took, and what it said."""
    used = Used()
    began = perf_counter()
    command = [Path(sys.executable).with_name("tongguan"), "--home", home, "classify", "scan", path]
    with subprocess.Popen(
        [*command, "--sample", "all", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        watch = threading.Thread(target=follow, args=(running, used))
        watch.start()
        assert running.stdout is not None
        said = running.stdout.read()
        watch.join()
    assert running.returncode == 0, "the scan failed"
    return used, perf_counter() - began, json.loads(said)


def follow(running: subprocess.Popen[bytes], used: Used) -> None:
    """Adds up, again and again, what the process and all below it hold."""
    while running.poll() is None:
        now = 0
        family = list(below(running.pid))
        for process in family:
            held, most = memory(process)
            now += held
            used.highest[process] = max(used.highest.get(process, 0), most)
        if now > used.peak:
            used.peak, used.processes = now, len(family)
        sleep(_EVERY_S)


def below(process: int) -> Iterator[int]:
    """A process and its descendants."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found = children.read_text().split()
        except OSError:
            continue
        for child in found:
            yield from below(int(child))


def memory(process: int) -> tuple[int, int]:
    """Bytes a process holds now and held at most; nothing of one that is gone."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0, 0
    kibibytes = dict.fromkeys(("VmRSS", "VmHWM"), 0)
    for line in text.splitlines():
        name, _, value = line.partition(":")
        if name in kibibytes:
            kibibytes[name] = int(value.split()[0])
    return kibibytes["VmRSS"] * 1024, kibibytes["VmHWM"] * 1024


if __name__ == "__main__":
    raise SystemExit(main())
