# How many requests a second the masking API answers, sign-in on, beside a bare Starlette
# application that echoes the same body, in turns in one run: one server process on one core,
# the caller on another. Then the time an answer takes at half the API's rate. Bodies have
# fourteen rows of three columns; there are 64 of them, with other people in each. Requests in a
# second of the server's own processor are told too, which other work on the machine disturbs
# least. One JSON object on standard output, a table on standard error.
#
#     python benchmarks/masking_api.py [--seconds N] [--rounds N] [--connections N]
from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# This file's folder comes first on the path, where it would hide the package of its name.
sys.path[0] = str(ROOT)
sys.path.insert(0, str(ROOT / "tests" / "support"))

import uvloop  # noqa: E402
from free_port import free_port  # noqa: E402

from operations import Settings, add_token  # noqa: E402

_ROWS = 14
_BODIES = 64
_SURNAMES = "张王李赵刘陈杨"
_FRONT = "from console.entry import main; main()"


def main() -> int:
    parser = argparse.ArgumentParser(description="The masking API against a bare echo.")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as home:
        issued = add_token(
            Settings(home=Path(home), actor="bench"),
            "bench",
            recipient="Health Commission",
            purposes=("share-conditional",),
            scopes=("mask",),
            approver="Li Hong",
        )
        ports = {"echo": free_port(), "ours": free_port()}
        commands = {
            "echo": [str(ROOT / "benchmarks" / "peers" / "echo.py"), str(ports["echo"])],
            "ours": ["-c", _FRONT, "--home", home, "serve", "--port", str(ports["ours"])],
        }
        servers = [
            subprocess.Popen([sys.executable, *commands[name]], cwd=ROOT, stderr=subprocess.DEVNULL)
            for name in ports
        ]
        try:
            for server in servers:
                os.sched_setaffinity(server.pid, {cores[0]})
            os.sched_setaffinity(0, {cores[-1]})
            requests = [asked(issued.token, place * _ROWS) for place in range(_BODIES)]
            for port in ports.values():
                wait_for(port)
                uvloop.run(load(port, requests, 1.0, options.connections))
            rates: dict[str, list[float]] = {name: [] for name in ports}
            busy: dict[str, list[float]] = {name: [] for name in ports}
            for _ in range(options.rounds):
                for (name, port), server in zip(ports.items(), servers, strict=True):
                    before = processor_s(server.pid)
                    took = uvloop.run(load(port, requests, options.seconds, options.connections))
                    rates[name].append(len(took) / options.seconds)
                    busy[name].append(len(took) / (processor_s(server.pid) - before))
            half = statistics.median(rates["ours"]) / 2
            waits = []
            for _ in range(options.rounds):
                took = sorted(
                    uvloop.run(
                        load(ports["ours"], requests, options.seconds, options.connections, half)
                    )
                )
                waits.append((took[len(took) // 2] * 1e3, took[len(took) * 99 // 100] * 1e3))
        finally:
            for server in servers:
                server.terminate()
                server.wait()
    result = {
        "benchmark": "masking_api",
        "rows": _ROWS,
        "connections": options.connections,
        "echo_per_s": rates["echo"],
        "ours_per_s": rates["ours"],
        "ratio_median": ratio(rates),
        "echo_per_processor_s": busy["echo"],
        "ours_per_processor_s": busy["ours"],
        "processor_ratio_median": ratio(busy),
        "half_rate_per_s": half,
        "p50_ms": [middle for middle, _ in waits],
        "p99_ms": [last for _, last in waits],
    }
    for name in ports:
        print(
            f"{name:<6} {statistics.median(rates[name]):8,.0f} requests/s, "
            f"{statistics.median(busy[name]):8,.0f} in a second of its processor",
            file=sys.stderr,
        )
    print(
        f"ours is {result['ratio_median']:.0%} of the echo, {result['processor_ratio_median']:.0%} "
        f"by their processors' seconds; at {half:,.0f} requests/s 99 % of the answers take at most "
        f"{statistics.median(last for _, last in waits):.1f} ms",
        file=sys.stderr,
    )
    print(json.dumps(result))
    return 0


def ratio(rates: dict[str, list[float]]) -> float:
    """Ours of the echo's, the median of the rounds."""
    return statistics.median(
        ours / echo for ours, echo in zip(rates["ours"], rates["echo"], strict=True)
    )


def processor_s(pid: int) -> float:
    """Seconds of a processor that a process has had, neighbours' not counted."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def asked(token: str, first: int) -> bytes:
    """A request as it goes over the wire, with the rows from this one on."""
    records = [
        {
            "xm": _SURNAMES[number % 7] + chr(0x4E00 + number % 5_000),
            "sfzh": f"610104{19_500_101 + number}{number % 10_000:04d}",
            "lxdh": f"138{number * 7_919 % 10**8:08d}",
        }
        for number in range(first, first + _ROWS)
    ]
    labels = {"xm": "person.name", "sfzh": "cn.id18", "lxdh": "cn.mobile"}
    body = json.dumps({"labels": labels, "records": records}, ensure_ascii=False).encode()
    head = (
        "POST /v1/mask/records HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Caller(asyncio.Protocol):
    """One connection that asks, waits for the answer and asks again."""

    def __init__(self, requests: Iterator[bytes], until: float, pause: float) -> None:
        self.requests, self.until, self.pause = requests, until, pause
        self.took: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held = b""
        self._due = time.perf_counter()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        # A late answer counts from when the question was due.
        self._asked = self._due if self.pause else time.perf_counter()
        self.transport.write(next(self.requests))

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found:
            return
        if b" 200 " not in head[:16]:
            raise SystemExit(f"answered {head[:32]!r}")
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) < size:
            return
        self._held = b""
        now = time.perf_counter()
        self.took.append(now - self._asked)
        if now >= self.until:
            self.transport.close()
            self.done.set_result(None)
        elif not self.pause:
            self._ask()
        else:
            self._due += self.pause
            asyncio.get_running_loop().call_later(max(0.0, self._due - now), self._ask)


async def load(
    port: int, requests: list[bytes], seconds: float, connections: int, rate: float = 0.0
) -> list[float]:
    """How long each answer in so many seconds took; asked as fast as can be, or at a rate."""
    loop = asyncio.get_running_loop()
    until = time.perf_counter() + seconds
    pause = connections / rate if rate else 0.0
    callers = []
    turn = itertools.cycle(requests)
    for _ in range(connections):
        _, caller = await loop.create_connection(
            lambda: Caller(turn, until, pause), "127.0.0.1", port
        )
        callers.append(caller)
        if pause:
            await asyncio.sleep(pause / connections)
    await asyncio.gather(*(caller.done for caller in callers))
    return [each for caller in callers for each in caller.took]


def wait_for(port: int) -> None:
    """Nothing, once somebody listens there."""

    async def tried() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()

    for _ in range(300):
        try:
            asyncio.run(tried())
        except OSError:
            time.sleep(0.1)  # it is still starting
        else:
            return
    raise SystemExit(f"nobody listens on port {port}")


if __name__ == "__main__":
    raise SystemExit(main())
