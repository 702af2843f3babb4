# A day of a site through `monitor watch`, scaled to minutes: made traffic and an access log with
# the times of twenty-four hours, rotated like any log, through content, detections, models, archive
# and book. Memory is sampled all along; what it grows by once the first quarter is over is told
# in megabytes for a day, by a straight line through the samples.
#
#   python benchmarks/monitor_soak.py [--minutes 20] [--hours 24] [--out FILE]
from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
# The scripts here are called like the packages they measure.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

from made_packets import START, Frame, pcap, talk, udp  # noqa: E402
from tls_hello import HELLO  # noqa: E402

from benchmarks.environment import machine  # noqa: E402
from connectors import read_capture  # noqa: E402
from monitor import Sensor  # noqa: E402
from operations import MonitorRun, Settings, watch_logs  # noqa: E402
from operations.generated_people import people  # noqa: E402
from schema import Skipped  # noqa: E402

STEP_S = 60
CLIENTS = 200
ROTATED = 120
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--lines", type=int, default=1_000, help="of the access log, in a minute")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    steps = int(options.hours * 3_600 / STEP_S)
    with tempfile.TemporaryDirectory() as folder:
        day = _Day(Path(folder), steps, options.minutes * 60 / steps, options.lines)
        began = time.monotonic()
        settings = Settings(home=Path(folder) / "home", actor="soak")
        alerts = lost = events = 0
        for found in watch_logs(settings, [str(day.log)], wait=day.wait, feeds=day.feeds):
            alerts, events = alerts + len(found.alerts), events + found.events
            lost += len(found.skipped)
        seconds = time.monotonic() - began
    result = {
        "benchmark": "monitor-soak",
        "hours": options.hours,
        "seconds": round(seconds),
        "events": events,
        "packets": day.packets,
        "alerts": alerts,
        "skipped": lost,
        **growth(day.samples),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024, 1),
        "slowest_step_s": round(max(day.took), 2),
        "step_s_first_and_last_tenth": [
            round(float(np.mean(part)), 3)
            for part in (day.took[: steps // 10], day.took[-(steps // 10) :])
        ],
    }
    line = json.dumps({**result, **machine("numpy", "pyarrow")})
    print(line)
    if options.out is not None:
        options.out.write_text(f"{line}\n", encoding="utf-8")
    return 0


def growth(samples: list[tuple[float, float]]) -> dict[str, object]:
    """Memory after the first quarter, and its slope from there on."""
    hours, held = np.array(samples).T
    late = slice(len(hours) // 4, None)
    slope, _ = np.polyfit(hours[late], held[late], 1)
    quarters = [round(float(np.median(part)), 1) for part in np.array_split(held, 8)]
    return {"rss_mb_by_eighths": quarters, "slope_mb_per_day": round(float(slope) * 24, 2)}


class _Day:
    """What happens in each minute of the day, and how the process fares."""

    def __init__(self, root: Path, steps: int, pace_s: float, lines: int) -> None:
        self.log, self._capture = root / "access.log", root / "minute.pcap"
        self._steps, self._pace, self._lines = steps, pace_s, lines
        self._chance = np.random.default_rng(7)
        self._step = 0
        self._began = time.monotonic()
        self._last = self._began
        self._sensor: Sensor | None = None
        self.samples: list[tuple[float, float]] = []
        self.took: list[float] = []
        self.log.touch()
        self._minute()

    @property
    def packets(self) -> int:
        """How many packets there were."""
        return self._sensor.packets if self._sensor is not None else 0

    def wait(self) -> bool:
        """Ends a step: memory is sampled, the next minute made when its time has come."""
        now = time.monotonic()
        self.took.append(now - self._last)
        with Path("/proc/self/statm").open() as file:
            pages = int(file.read().split()[1])
        hours = self._step * STEP_S / 3_600
        self.samples.append((hours, pages * os.sysconf("SC_PAGE_SIZE") / 1e6))
        self._step += 1
        if self._step >= self._steps:
            return False
        self._minute()
        time.sleep(max(0.0, self._began + self._step * self._pace - time.monotonic()))
        self._last = time.monotonic()
        return True

    def feeds(self, run: MonitorRun) -> list[_Day]:
        """The day itself is what is listened to."""
        self._sensor = Sensor(seed=run.seed)
        return [self]

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """The packets of this minute."""
        assert self._sensor is not None
        for batch in read_capture(self._capture):
            if isinstance(batch, Skipped):
                yield batch
            else:
                run.sensed(self._sensor.feed(batch), "eth1")
        run.flush()

    def end(self, run: MonitorRun) -> Iterator[Skipped]:
        """What is still open."""
        assert self._sensor is not None
        run.sensed(self._sensor.end(), "eth1")
        yield from ()

    def _minute(self) -> None:
        at = self._step * STEP_S
        if self._step and not self._step % ROTATED:
            self.log.rename(self.log.with_suffix(".log.1"))
        with self.log.open("a") as file:
            file.write(self._lines_of(at))
        pcap(self._capture, sorted(self._frames(at)))

    def _lines_of(self, at: int) -> str:
        chance, count = self._chance, self._lines
        clients, pages = chance.integers(1, CLIENTS, count), chance.zipf(1.4, count) % 50_000
        stamps = [
            time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(START + at + second))
            for second in range(STEP_S)
        ]
        return "".join(
            f"10.0.0.{client} - - [{stamps[n * STEP_S // count]} +0000] "
            f'"GET /p/{page}?q={page} HTTP/1.1" 200 {page} "-" "Mozilla/5.0 (X11)"\n'
            for n, (client, page) in enumerate(zip(clients.tolist(), pages.tolist(), strict=True))
        )

    def _frames(self, at: int) -> Iterator[Frame]:
        chance = self._chance
        for n in range(60):
            client, when = int(chance.integers(1, CLIENTS)), at + float(chance.random() * STEP_S)
            source = f"10.0.0.{client}:{int(chance.integers(20_000, 60_000))}"
            target = f"203.0.113.{int(chance.zipf(1.5)) % 250}"
            if n < 30:
                name = f"h{int(chance.zipf(1.3)) % 100_000}.example{n % 7}.com"
                yield START + when, udp(source, "10.0.0.254:53", _question(n, name))
            elif n < 45:
                yield from talk(
                    source, f"{target}:443", [("forth", HELLO), ("back", b"x" * 5_000)], at=when
                )
            else:
                head = f"GET /v/{n} HTTP/1.1\r\nHost: a.example\r\n\r\n".encode()
                yield from talk(source, f"{target}:80", [("forth", head), ("back", OK)], at=when)
        # One machine calls home, another reads a page on time; now and then people leave by a form.
        if not self._step % 5:
            yield from talk(f"10.0.0.7:{20_000 + self._step}", "198.51.100.9:443",
                            [("forth", HELLO)], at=at + float(chance.normal(20, 8)))  # fmt: skip
        if not self._step % 30:
            yield from talk(f"10.0.0.{self._step % CLIENTS}:{20_000 + self._step}", "198.51.100.77:80",
                            [("forth", _residents(self._step)), ("back", OK)], at=at + 30)  # fmt: skip


def _question(number: int, name: str) -> bytes:
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    return number.to_bytes(2, "big") + b"\1\0\0\1\0\0\0\0\0\0" + labels + b"\0\0\1\0\1"


def _residents(seed: int) -> bytes:
    made = people(50, np.random.default_rng(seed))
    rows = [{"id": one, "name": name} for one, name in zip(made.numbers, made.names, strict=True)]
    body = json.dumps(rows, ensure_ascii=False).encode()
    head = (
        "POST /drop HTTP/1.1\r\nHost: out.example\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    raise SystemExit(main())
