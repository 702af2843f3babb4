# The drill's time. A virtual loop jumps from one timer to the next, so that an hour passes in
# a second and always in the same order; a paced clock runs on the machine's own time, faster
# by a factor, for drills with real sockets.
from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

__all__ = ["Clock", "run_virtual"]

T = TypeVar("T")


class Clock:
    """Seconds since the drill began, and waiting for them to pass."""

    def __init__(self, speed: float = 1.0) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._speed = speed

    def now(self) -> float:
        """Seconds of the drill, to the microsecond."""
        return round((self._loop.time() - self._began) * self._speed, 6)

    async def sleep(self, seconds: float) -> None:
        """Back after so many seconds of the drill."""
        await asyncio.sleep(max(seconds, 0) / self._speed)

    def real(self, seconds: float) -> float:
        """So many seconds of the drill on the machine's clock."""
        return seconds / self._speed

    async def until(self, moment: float) -> None:
        """Back at this second of the drill; at once if it is past."""
        await self.sleep(moment - self.now())


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, run on time that jumps.

    Raises RuntimeError where everything waits for what never comes.
    """
    loop = _VirtualLoop()
    try:
        return loop.run_until_complete(main)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


class _VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose time is a number that its selector moves on."""

    def __init__(self) -> None:
        self.virtual = 0.0
        super().__init__(_Jump(self))

    def time(self) -> float:
        return self.virtual


class _Jump(selectors.SelectSelector):
    """Waits for no socket: where the loop would wait, time jumps to the next timer."""

    def __init__(self, loop: _VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("the drill waits for what never comes")
        self._loop.virtual += max(timeout, 0.0)
        return []
