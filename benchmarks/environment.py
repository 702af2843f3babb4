# What every benchmark shares: a peer runs in an environment of its own, as a process of its
# own, in the same run as ours; and each result names the machine it was measured on.
from __future__ import annotations

import datetime as dt
import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

__all__ = ["PEERS", "ROOT", "best_of", "machine", "run_peer"]

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers"


def run_peer(peers: Path, script: str, task: Mapping[str, object]) -> dict[str, object]:
    """What `benchmarks/peers/<script>` prints for a task, run by the peers' own Python."""
    python = peers / "bin" / "python"
    if not python.exists():
        raise SystemExit(f"{peers} is no environment with peers: run scripts/environment.sh peers")
    ended = subprocess.run(
        [python, "-I", Path(__file__).parent / "peers" / script],
        input=json.dumps(task).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    result: dict[str, object] = json.loads(ended.stdout)
    return result


def best_of(
    rounds: int, work: Callable[[], object], clock: Callable[[], float] = perf_counter
) -> float:
    """Seconds of the fastest of some rounds, by this clock: with `process_time` neighbours on
    the machine do not count.
    """
    seconds = []
    for _ in range(rounds):
        began = clock()
        work()
        seconds.append(clock() - began)
    return min(seconds)


def machine(*packages: str) -> dict[str, object]:
    """Where, when and with what a figure was measured."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()  # fmt: skip
    return {
        "time": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }
