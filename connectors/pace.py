# How fast a reader may go: the terms of an Access as one function to call per chunk.
# A source without limits pays nothing, not even the import.
from __future__ import annotations

from collections.abc import Callable

from schema import Access

__all__ = ["pace"]


def pace(access: Access) -> Callable[[int], None]:
    """A function that takes the number of bytes just read and waits as `access` asks.

    >>> pace(Access())(1_000_000)
    """
    if access.max_bytes_per_s is None and access.window is None:
        return _unlimited
    from .throttle import Throttle  # noqa: PLC0415  only limited sources need it

    return Throttle(access).spend


def _unlimited(_size: int) -> None:
    """No limit, no wait."""
