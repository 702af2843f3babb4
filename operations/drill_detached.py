# A drill that nobody's terminal holds: a process of its own, which whoever began it leaves as soon
# as persons can come in.
from __future__ import annotations

import contextlib
import os
import time
from typing import Any

from range.keeper import from_terminal
from range.namespaces import forked
from schema import MisuseError, TongguanError

from .drill import run_drill_of
from .drill_live import ask_drill, channel_of
from .settings import Settings

__all__ = ["start_drill_of"]

_TURN = 0.02


def start_drill_of(settings: Settings, name: str, **how: Any) -> str:
    """The id of a drill that runs from now on; `how` is that of `run_drill_of`.

    Raises MisuseError for what cannot be run so.
    """
    reading, writing = os.pipe()

    def work() -> None:
        os.close(reading)
        from_terminal()

        def begun(identifier: str) -> None:
            os.write(writing, f"\n{identifier}\n".encode())

        try:
            run_drill_of(settings, name, live=True, detached=True, begun=begun, **how)
        except TongguanError as problem:
            os.write(writing, str(problem).encode())

    child = forked(work, dies_with_us=False)
    os.close(writing)
    said = b""
    try:
        # Until it is known to run, or its end is; what it says after its id is why it does not.
        while chunk := os.read(reading, 4096):
            said += chunk
            if said.startswith(b"\n") and said.count(b"\n") == 2 and said.endswith(b"\n"):
                identifier = said.decode().strip()
                if _answers(settings, identifier, child):
                    return identifier
    finally:
        os.close(reading)
    problem = said.decode().rpartition("\n")[2]
    raise MisuseError(problem or "the lab's process was ended from outside")


def _answers(settings: Settings, identifier: str, child: int) -> bool:
    """Whether the drill can be asked; waits until it can, or has ended."""
    while True:
        if channel_of(settings, identifier).exists():
            with contextlib.suppress(MisuseError):
                ask_drill(settings, identifier, do="look", since=0)
                return True
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(_TURN)
