# tongguan monitor watch killed at random moments, forty times, while a log is written and rotated:
# how many events are lost and how many are kept twice. JSON on standard output.
from __future__ import annotations

import datetime as dt
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.environment import machine  # noqa: E402
from operations import Settings, watch_logs  # noqa: E402
from store import scan_events  # noqa: E402

KILLS = 40
WATCH = """
import sys, time
from pathlib import Path
from operations import Settings, watch_logs
home, log = Path(sys.argv[1]), sys.argv[2]
for _ in watch_logs(Settings(home=home, actor="bench"), [log], wait=lambda: time.sleep(0.005) is None):
    print("looked", flush=True)
"""


def main() -> int:
    chance, written = random.Random(7), 0
    with tempfile.TemporaryDirectory() as name:
        home, path = Path(name) / "home", Path(name) / "access.log"

        def append(count: int) -> None:
            nonlocal written
            with path.open("a") as file:
                for _ in range(count):
                    at = f"28/Nov/2026:{written // 3600 % 24:02}:{written // 60 % 60:02}:{written % 60:02} +0000"
                    file.write(f'10.0.0.7 - - [{at}] "GET / HTTP/1.1" 200 {written} "-" "x"\n')
                    written += 1

        append(1)
        for turn in range(KILLS):
            process = subprocess.Popen(
                [sys.executable, "-c", WATCH, str(home), str(path)],
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
            )
            assert process.stdout is not None
            process.stdout.readline()
            until = time.monotonic() + chance.uniform(0.2, 2.0)
            while time.monotonic() < until:
                append(chance.randint(1, 50))
                time.sleep(0.01)
            if turn % 5 == 4:
                path.rename(path.with_name(f"access.log.{turn}"))
                append(10)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
        pauses = iter([1.6, 0.1])

        def wait() -> bool:
            pause = next(pauses, None)
            time.sleep(pause or 0)
            return pause is not None

        looks = watch_logs(Settings(home=home, actor="bench"), [str(path)], wait=wait)
        told = [each.error for found in looks for each in found.skipped]
        bounds = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
        column = "http.response.body.bytes"
        kept = Counter(
            number
            for batch in scan_events(home, *bounds, [column])
            for number in batch.column(column).to_pylist()
        )
    lost = [number for number in range(written) if number not in kept]
    twice = [number for number, count in kept.items() if count > 1]
    print(json.dumps({
        "benchmark": "killed watch", **machine(), "kills": KILLS, "lines": written,
        "lost": len(lost), "twice": len(twice), "told": told,
    }))  # fmt: skip
    return 1 if lost or twice else 0


if __name__ == "__main__":
    raise SystemExit(main())
