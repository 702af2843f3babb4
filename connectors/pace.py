# How fast a reader may go, and what is known of how far it is: the terms of an Access as one
# function to call per chunk. What is counted is what was really read: a file's bytes, a
# server's as they come over the wire. A source without limits pays nothing, not even the
# import.
from __future__ import annotations

from collections.abc import Callable

from schema import Access

__all__ = ["pace", "read_so_far"]


def pace(access: Access) -> Callable[[int], None]:
    """A function that takes the number of bytes just read and waits as `access` asks.

    Whoever listens (`access.heard`) is told of them, and of the wait.

    >>> pace(Access())(1_000_000)
    """
    heard = access.heard
    if access.max_bytes_per_s is None and access.window is None:
        return _unlimited if heard is None else lambda size: heard(size, 0.0)
    from .throttle import Throttle  # noqa: PLC0415  only limited sources need it

    return Throttle(access).spend


def read_so_far() -> int:
    """Bytes this thread has read from files since it began, by the kernel's account.

    For libraries that read by themselves: the difference between two calls is what they
    took. 0 where the kernel keeps no account (proc(5), /proc/pid/io).
    """
    try:
        with open("/proc/thread-self/io", "rb") as account:  # noqa: PTH123
            return int(account.readline().split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _unlimited(_size: int) -> None:
    """No limit, no wait."""
