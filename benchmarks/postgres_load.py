# What a full scan costs a database that is at work: one client's queries a second, alone and
# with the scan beside, in alternating rounds on a throw-away server of this machine. The scan
# goes through connectors.read on its default terms (connectors/throttle.py) and through
# classify. With --unlimited it shows what those terms are for.
#
#   python benchmarks/postgres_load.py [--rounds 30] [--seconds 1] [--unlimited] [--out FILE]
from __future__ import annotations

import argparse
import datetime as dt
import json
import math
import multiprocessing as mp
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psycopg
import pyarrow as pa

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from postgres_server import find_binaries, throw_away_server  # noqa: E402

import connectors  # noqa: E402
from classify import compile_recognisers, summarise  # noqa: E402
from connectors.throttle import (  # noqa: E402
    DEFAULT_DATABASE_BYTES_PER_S,
    DEFAULT_DATABASE_DUTY,
)
from policies import load_policies  # noqa: E402
from schema import Access, Sample, Table  # noqa: E402

ROWS = 1_000_000
_LOAD = """
create table resident as
    select i as id, 'name ' || md5(i::text) as name, (13000000000 + i)::text as mobile,
           (610102199001010000 + i)::text as number, md5((i * 7)::text) || ' street' as address,
           date '1950-01-01' + i % 20000 as birth
      from generate_series(1, 1000000) i;
alter table resident add primary key (id);
analyze resident
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--unlimited", action="store_true")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    binaries = find_binaries()
    if binaries is None:
        print("no PostgreSQL server programs here: apt-get install postgresql", file=sys.stderr)
        return 2
    with throw_away_server(binaries) as server:
        with server.connect() as admin:
            admin.execute(_LOAD)
        rate = math.inf if options.unlimited else None
        access = Access(password=server.password, max_bytes_per_s=rate)
        table = next(one for one in connectors.discover(server.url(), access))
        assert isinstance(table, Table)
        pairs, scanned = measured(table, access, looking(), options.rounds, options.seconds)
    result = {
        "benchmark": "postgres_load",
        "scan": "read and summarise, " + ("no limits" if options.unlimited else "default terms"),
        "terms": None if options.unlimited else
        {"bytes_per_s": DEFAULT_DATABASE_BYTES_PER_S, "duty": DEFAULT_DATABASE_DUTY},
        "rows": ROWS,
        "seconds_a_round": options.seconds,
        "queries_per_s_alone": [round(alone, 1) for alone, _ in pairs],
        "queries_per_s_beside_scan": [round(beside, 1) for _, beside in pairs],
        "ratio_median": round(statistics.median(beside / alone for alone, beside in pairs), 4),
        "ratio_of_totals": round(
            sum(beside for _, beside in pairs) / sum(alone for alone, _ in pairs), 4
        ),
        "scanned_rows_per_s": round(scanned),
        **machine(),
    }  # fmt: skip
    text = json.dumps(result)
    if options.out:
        options.out.write_text(text + "\n")
    print(text)
    return 0


def looking() -> Callable[[pa.RecordBatch], object]:
    """What the scan does with a batch: all of classification."""
    recognisers = compile_recognisers(load_policies())
    return lambda batch: summarise(batch, recognisers)


def measured(
    table: Table,
    access: Access,
    look: Callable[[pa.RecordBatch], object],
    rounds: int,
    seconds: float,
) -> tuple[list[tuple[float, float]], float]:
    """Queries a second (alone, beside the scan) of each round, and rows scanned a second."""
    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    client = context.Process(
        target=querying, args=(theirs, table.options["location"], access.password), daemon=True
    )
    client.start()
    pairs: list[tuple[float, float]] = []
    scanned = 0
    stream = iter(())

    def run(*, scanning: bool) -> float:
        nonlocal scanned, stream
        ours.send(seconds)
        if not scanning:
            return float(ours.recv())
        while not ours.poll():
            batch = next(stream, None)
            if batch is None:
                stream = connectors.read(table, Sample(rows=None), access)
            elif isinstance(batch, pa.RecordBatch):
                scanned += batch.num_rows
                look(batch)
        return float(ours.recv())

    try:
        run(scanning=False)
        for index in range(rounds):
            # Which of the two comes first alternates, so that a drift of the machine cancels.
            order = (False, True) if index % 2 == 0 else (True, False)
            speeds = {scanning: run(scanning=scanning) for scanning in order}
            pairs.append((speeds[False], speeds[True]))
            print(
                f"round {index + 1}: {speeds[False]:.0f} alone, {speeds[True]:.0f} beside,"
                f" ratio {speeds[True] / speeds[False]:.3f}",
                file=sys.stderr,
            )
        ours.send(None)
        client.join(timeout=10)
    finally:
        client.kill()
    return pairs, scanned / (rounds * seconds)


def querying(pipe: mp.connection.Connection, url: str, password: str) -> None:
    """A client at work: four rows by their key to one sum over a hundred, over and over."""
    chance = random.Random(1)
    with psycopg.connect(url, password=password, autocommit=True) as connection:
        while (seconds := pipe.recv()) is not None:
            done = 0
            began = time.perf_counter()
            while (now := time.perf_counter()) - began < seconds:
                first = chance.randrange(1, ROWS - 100)
                if done % 5:
                    query = "select * from resident where id = %s"
                    connection.execute(query, [first]).fetchall()
                else:
                    query = "select sum(birth - date '1950-01-01') from resident where id between %s and %s"
                    connection.execute(query, [first, first + 100]).fetchall()
                done += 1
            pipe.send(done / (now - began))


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.strip()  # fmt: skip
    return {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "psycopg": version("psycopg"),
        "pyarrow": version("pyarrow"),
    }


if __name__ == "__main__":
    raise SystemExit(main())
