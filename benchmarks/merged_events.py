# A day that was watched every few seconds, as 5,000 files of a look each and after they were merged:
# how long it takes to read, to count, and to add one more look to it.
from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schema import EVENT_SCHEMA
from store import ParquetArchive, append_events
from store.merge_events import merge_day

LOOKS, PER_LOOK = 5_000, 20
DAY = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
END = DAY + dt.timedelta(days=1)


def look(number: int) -> pa.RecordBatch:
    """Twenty events of a look at a log, of one of the day's minutes."""
    at = DAY + dt.timedelta(seconds=number * 86_000 / LOOKS)
    rows = [
        {
            "@timestamp": at + dt.timedelta(milliseconds=n),
            "event.id": f"{number:08x}{n:024x}",
            "event.kind": "event",
            "source.ip": f"10.0.{number % 7}.{n}",
            "user.name": f"u{n % 5}",
            "url.path": f"/api/residents/{n % 3}",
            "network.bytes": n * 1_000,
        }
        for n in range(PER_LOOK)
    ]
    return pa.RecordBatch.from_pylist(rows, EVENT_SCHEMA)


def timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return round(time.perf_counter() - begin, 3)


def measured(home: Path, number: int) -> dict[str, float]:
    archive = ParquetArchive(home)
    return {
        "read_s": timed(lambda: sum(each.num_rows for each in archive.scan(DAY, END))),
        "count_s": timed(lambda: archive.aggregate(DAY, END, ["source.ip"], ["network.bytes"])),
        "add_s": timed(lambda: append_events(home, [look(number)])),
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        day = home / "events" / f"{DAY:%Y-%m-%d}"
        day.mkdir(parents=True)
        for number in range(LOOKS):
            batch, minute = look(number), int(number * 86_000 / LOOKS) // 60
            name = f"{number:032x}-{minute:04}-{minute:04}.parquet"
            pq.write_table(pa.Table.from_batches([batch]), day / name, compression="zstd")
        row: dict[str, object] = {"looks": LOOKS, "events": LOOKS * PER_LOOK}
        row["files_before"] = len(list(day.iterdir()))
        row["bytes_before"] = sum(each.stat().st_size for each in day.iterdir())
        row["before"] = measured(home, LOOKS)
        row["merge_s"] = timed(lambda: merge_day(day))
        row["files_after"] = len(list(day.iterdir()))
        row["bytes_after"] = sum(each.stat().st_size for each in day.iterdir())
        row["after"] = measured(home, LOOKS + 1)
    sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
