# When a slow beginning pays: compiling a loop takes a second, which is won back after so many
# rounds of it and lost in a process that makes few.
from __future__ import annotations

import functools
import importlib.util

__all__ = ["Worth", "has_numba"]


class Worth:
    """Counts what a process does of something, and says when it is worth a slow beginning.

    >>> worth = Worth(100)
    >>> worth.add(60), worth.add(60), worth.add(1)
    (False, True, True)
    """

    def __init__(self, after: int) -> None:
        self.left = after

    def add(self, count: int) -> bool:
        """Whether it is worth it with so many more."""
        self.left -= count
        return self.left <= 0


@functools.cache
def has_numba() -> bool:
    """Whether numba is installed, which is the extra `speed`."""
    return importlib.util.find_spec("numba") is not None
