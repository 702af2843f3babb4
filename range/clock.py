# The drill's time. A virtual loop jumps from one timer to the next, so that an hour passes in
# a second and always in the same order; a paced clock runs on the machine's own time, faster
# by a factor that exercise control may change, and stands still while it says so.
from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

__all__ = ["Clock", "Pace", "run_virtual"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pace:
    """How a clock goes: from which second of the drill on, which was when on the machine's clock, at
    which speed, and whether it goes at all. Any process of the machine can follow it.
    """

    since: float
    began: float
    speed: float
    going: bool


class Clock:
    """Seconds since the drill began, and waiting for them to pass."""

    def __init__(self, speed: float = 1.0) -> None:
        self._loop = asyncio.get_running_loop()
        # The drill's second at which the present speed began, and the machine's.
        self._since, self._began = 0.0, self._loop.time()
        self._speed = speed
        self._going = asyncio.Event()
        self._going.set()
        # Whoever waits: until which second, and what wakes them.
        self._waiting: dict[asyncio.Future[None], tuple[float, asyncio.TimerHandle | None]] = {}
        self._followers: list[Callable[[Pace], None]] = []

    @property
    def speed(self) -> float:
        """How much faster than the machine's it runs."""
        return self._speed

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return not self._going.is_set()

    @property
    def pace(self) -> Pace:
        """How it goes now."""
        return Pace(self._since, self._began, self._speed, not self.paused)

    def followed_by(self, tell: Callable[[Pace], None]) -> None:
        """Who is told whenever it goes otherwise."""
        self._followers.append(tell)

    def follow(self, pace: Pace) -> None:
        """It goes as another does, to the microsecond, until it is told again."""
        self._since, self._began, self._speed = pace.since, pace.began, pace.speed
        if pace.going:
            self._going.set()
        else:
            self._going.clear()
        self._set_anew()

    def now(self) -> float:
        """Seconds of the drill, to the microsecond."""
        if self.paused:
            return self._since
        return round(self._since + (self._loop.time() - self._began) * self._speed, 6)

    async def sleep(self, seconds: float) -> None:
        """Back after so many seconds of the drill."""
        if seconds <= 0 and not self.paused:
            await asyncio.sleep(0)
            return
        woken = self._loop.create_future()
        self._waiting[woken] = self.now() + seconds, self._waking(woken, seconds)
        try:
            await woken
        finally:
            handle = self._waiting.pop(woken)[1]
            if handle is not None:
                handle.cancel()

    def real(self, seconds: float) -> float:
        """So many seconds of the drill on the machine's clock."""
        return seconds / self._speed

    async def until(self, moment: float) -> None:
        """Back at this second of the drill; at once if it is past."""
        await self.sleep(moment - self.now())

    async def going(self) -> None:
        """Back when it does not stand still; at once if it does not."""
        if self.paused:
            await self._going.wait()

    def pause(self) -> None:
        """It stands still from now on, and so do all who wait for it."""
        self._since = self.now()
        self._going.clear()
        self._set_anew()

    def resume(self) -> None:
        """It goes on from where it stood."""
        self._began = self._loop.time()
        self._going.set()
        self._set_anew()

    def run_at(self, speed: float) -> None:
        """Another speed from now on."""
        self._since = self.now()
        self._began = self._loop.time()
        self._speed = speed
        self._set_anew()

    def _waking(self, woken: asyncio.Future[None], seconds: float) -> asyncio.TimerHandle | None:
        if self.paused:
            return None
        return self._loop.call_later(max(seconds, 0) / self._speed, _wake, woken)

    def _set_anew(self) -> None:
        now = self.now()
        for woken, (end, handle) in self._waiting.items():
            if handle is not None:
                handle.cancel()
            self._waiting[woken] = end, self._waking(woken, end - now)
        for tell in self._followers:
            tell(self.pace)


def _wake(woken: asyncio.Future[None]) -> None:
    if not woken.done():
        woken.set_result(None)


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
