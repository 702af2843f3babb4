# The steps of a nightly share as a scheduler runs them: each may be run again, and does then only
# what is left to do. In Airflow put `@task` before each and call `share` in a `@dag`; cron calls
# this file.
#
#   python examples/nightly_share.py data/visits.csv "Health Commission" OUTDIR [COLUMN LEFT OUT]...
from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def tongguan(*words: str) -> str:
    """A command's answer; a scheduler shows what it says where it fails."""
    command = [str(Path(sys.executable).with_name("tongguan")), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    # 1 is work done with something left out, which is told on standard error.
    if done.returncode > 1:
        raise RuntimeError(f"tongguan {words[0]} {words[1]} ended with {done.returncode}")
    return done.stdout


def scan(source: str) -> str:
    """The catalogue brought up to date; columns that changed ask for review."""
    tongguan("classify", "scan", source, "--resume")
    return source


def mask(source: str, recipient: str, out: str, day: str, left_out: Sequence[str] = ()) -> str:
    """The day's copy with its recipient's mark, made once; what nobody classified stops it."""
    copy = Path(out) / f"{Path(source).stem}-{day}.parquet"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        purpose = ("--purpose", "share-conditional", "--recipient", recipient)
        drops = [word for column in left_out for word in ("--drop", column)]
        tongguan("mask", "apply", source, *purpose, *drops, "--watermark", "--out", str(copy))
    return str(copy)


def prove(copy: str) -> str:
    """Whose the copy is, read from the copy alone."""
    found = json.loads(tongguan("mask", "trace", copy, "--json"))
    return str(found["named"][0]["recipient"])


def share(source: str, recipient: str, out: str, *left_out: str) -> str:
    """All steps, one after the other."""
    day = dt.datetime.now(dt.UTC).date().isoformat()
    return prove(mask(scan(source), recipient, out, day, left_out))


if __name__ == "__main__":
    print(share(*sys.argv[1:]))
