# One process at a time in what takes several steps of reading and writing an installation's
# records. The lock goes with the process, however that ends.
from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["in_turn", "turn_if_free"]


@contextmanager
def in_turn(home: Path, name: str) -> Iterator[None]:
    """The block alone among processes that ask for the same turn of the same installation."""
    with _asking(home, name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def turn_if_free(home: Path, name: str) -> Iterator[bool]:
    """Whether the turn is the block's: not where another has it now."""
    with _asking(home, name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _asking(home: Path, name: str) -> Iterator[int]:
    file = os.open(home / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)
