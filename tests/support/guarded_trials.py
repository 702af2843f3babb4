# A program for guard_server.py that does what damaged and hostile files make readers do.
from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO


def boot(root: str, package: str) -> None:
    """Starts the server as guard.py does, with this module as the program `trial`."""
    sys.path.insert(0, root)
    server = importlib.import_module(f"{package}.guard_server")
    sys.modules[f"{package}.trial"] = sys.modules[__name__]
    server.PROGRAMS["trial"] = "trial"
    server.main()


def run(  # noqa: C901  one branch an act
    file: BinaryIO, act: str, *arguments: Any
) -> Iterator[tuple[Any, ...]]:
    """One act."""
    fault = importlib.import_module("connectors.guard_frame").Fault
    if act == "echo":
        yield "content", file.read().decode()
        yield "arguments", list(arguments)
    elif act == "count":
        for number in range(arguments[0]):
            yield "number", number, "x" * arguments[1]
    elif act == "pid":
        yield "pid", os.getpid()
        time.sleep(600)
    elif act == "fault":
        raise fault(*arguments)
    elif act == "raise":
        yield "begun", 1
        raise RuntimeError(file.read().decode())
    elif act == "sleep":
        yield "begun", 1
        time.sleep(600)
    elif act == "spin":
        while True:
            sum(range(1_000_000))
    elif act == "allocate":
        yield "held", len(bytearray(arguments[0]))
    elif act == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif act == "abort":
        os.abort()
    elif act == "write":
        with Path(arguments[0]).open("w") as out:
            out.write("x")
        yield "written", 1
    elif act == "environment":
        yield "environment", dict(os.environ)
    elif act == "descriptors":
        yield "descriptors", len(list(Path("/proc/self/fd").iterdir()))
    elif act == "rubbish":
        # As a child in a stranger's hands might.
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\x00\x00\x00\x05rubbish")
            except OSError:
                continue
        os._exit(0)
