# A throw-away Redis server for tests on a random free port of 127.0.0.1, nothing written to disk.
# The program is the one that Debian's redis-tools carries under another name.
from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from free_port import free_port

PASSWORD = "redis-password"
_STARTS_WITHIN_S = 20


@dataclass(frozen=True)
class RedisServer:
    """A running server; `reader` is an account of it."""

    port: int

    def cli(self, *words: str, sent: str = "", user: str | None = None) -> str:
        """What redis-cli shows of a command, or of the lines sent to it."""
        account = ["--user", user, "--pass", PASSWORD, "--no-auth-warning"] if user else []
        done = subprocess.run(
            ["redis-cli", "-h", "127.0.0.1", "-p", str(self.port), *account, *words],
            input=sent, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return done.stdout


def find_redis() -> Path | None:
    """The server's program, None where it or its client is missing."""
    found = shutil.which("redis-server") or shutil.which("redis-check-rdb")
    return Path(found) if found and shutil.which("redis-cli") else None


@contextmanager
def throw_away_redis(program: Path) -> Iterator[RedisServer]:
    """A server that runs for the length of the block."""
    server = RedisServer(free_port())
    settings = [
        "--port", str(server.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
        "--user", "reader", "on", f">{PASSWORD}", "~*", "+@all", "--daemonize", "no", "--loglevel", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(
        ["redis-server", *settings], executable=program, cwd="/tmp",
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + _STARTS_WITHIN_S
        while "PONG" not in server.cli("ping"):
            if time.monotonic() > until or process.poll() is not None:
                raise RuntimeError("the throw-away Redis does not answer")
            time.sleep(0.02)  # there is no other sign to wait for
        yield server
    finally:
        process.kill()
        process.wait()
