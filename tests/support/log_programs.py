# Programs whose logs are read, run for real and for moments: where they are, and what they wrote.
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tongguan-tests" / "logs"
_LIBRARIES = _CACHE / "usr/lib/x86_64-linux-gnu"


def program(name: str) -> Path:
    """Where a program is; the test is left out where it is nowhere."""
    for folder in ("usr/sbin", "usr/bin"):
        if (_CACHE / folder / name).exists():
            return _CACHE / folder / name
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine: scripts/logs.sh")
    return Path(found)


def audit_plugin() -> Path:
    """MariaDB's audit plugin; the test is left out where it is not."""
    found = _CACHE / "usr/lib/mysql/plugin/server_audit.so"
    if not found.exists():
        pytest.skip("MariaDB's audit plugin is not on this machine: scripts/logs.sh")
    return found


def rsyslog_modules() -> Path:
    """The directory of rsyslog's modules."""
    return _LIBRARIES / "rsyslog"


def ran(name: str, *arguments: str) -> str:
    """What a program wrote to its output."""
    done = subprocess.run(
        [str(program(name)), *arguments], env=_environment(), capture_output=True, timeout=60,
        check=True,
    )  # fmt: skip
    return done.stdout.decode()


@contextmanager
def running(name: str, *arguments: str, port: int) -> Iterator[None]:
    """A server for the length of the block, which begins when it answers."""
    process = subprocess.Popen(
        [str(program(name)), *arguments], env=_environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        waited(lambda: _answers(port))
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def waited(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Returns once something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)  # another program's doing: there is no other sign to wait for


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _environment() -> dict[str, str]:
    return {**os.environ, "LD_LIBRARY_PATH": str(_LIBRARIES)}
