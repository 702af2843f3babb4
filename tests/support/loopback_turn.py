# Labs on loopback stand at addresses of their own, the same for every process: tests that bring
# one up take turns, also where several processes run tests.
from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["loopback_turn"]


@contextlib.contextmanager
def loopback_turn() -> Iterator[None]:
    """The lab's addresses on loopback, for us alone while this lasts."""
    path = Path(tempfile.gettempdir()) / f"tongguan-loopback-{os.geteuid()}.turn"
    with path.open("a+") as held:
        # A lock of the process: one that a lab left behind does not go on holding.
        fcntl.lockf(held, fcntl.LOCK_EX)
        yield
