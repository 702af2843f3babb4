# How fast, and when, a source may be touched, so that what it serves is not hurt.
# Two brakes hold at once: bytes a second (a token bucket, kept as the generic cell rate
# algorithm of ITU-T I.371: one time stamp, no thread), and for databases the share of time a
# statement of ours may be running. The second holds where bytes say nothing: a statement
# that filters much and returns little. Both keep a debt that is paid before the next turn,
# so the caller's own work in between counts as rest.
from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from schema.table import Access

__all__ = [
    "DEFAULT_DATABASE_BYTES_PER_S",
    "DEFAULT_DATABASE_DUTY",
    "Throttle",
    "database_throttle",
    "within",
]

# Measured by benchmarks/postgres_load.py: with these, one client's queries beside a full
# scan on two cores keep more than 90 % of their rate.
DEFAULT_DATABASE_BYTES_PER_S = 8_000_000.0
DEFAULT_DATABASE_DUTY = 0.10

# One second's worth may pass at once: chunks come in lumps, the mean is what is promised.
_BURST_S = 1.0
# After one statement that ran for long there is nothing left to spare the server from.
_LONGEST_REST_S = 60.0
# Waiting for a window is looked at anew this often: the clock on the wall may be set.
_LOOK_S = 30.0


class Throttle:
    """The brakes of one reader: `spend` for streams, `turn` for statements.

    `duty` is the share of time, 0..1, that turns may take; 1 is no limit. The clocks and
    the sleep are arguments so that a test needs no time.

    >>> slept: list[float] = []
    >>> brake = Throttle(Access(max_bytes_per_s=100.0), clock=lambda: 0.0, sleep=slept.append)
    >>> brake.spend(100), brake.spend(50), slept
    (None, None, [0.5])
    """

    def __init__(
        self,
        access: Access,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], dt.time] | None = None,
        *,
        duty: float = 1.0,
    ) -> None:
        rate = access.max_bytes_per_s
        # "Not above zero" is also true of NaN.
        if rate is not None and not rate > 0:
            raise ValueError("max_bytes_per_s must be above zero; infinity means no limit")
        if not 0 < duty <= 1:
            raise ValueError("duty must lie in 0..1, zero excluded")
        self._rate = float("inf") if rate is None else rate
        self._duty = duty
        self._window = access.window
        self._heard = access.heard or _unheard
        self._clock = clock
        self._sleep = sleep
        self._now = now or _time_of_day
        # Moments at which all that was taken so far is paid for.
        self._bytes_paid = clock()
        self._turns_paid = self._bytes_paid

    def spend(self, size: int) -> None:
        """Returns when `size` more bytes are within the rate and the window is open."""
        self.charge(size)
        self.pay()
        self.wait_for_window()

    def charge(self, size: int) -> None:
        """Takes note of `size` bytes; the wait for them comes with the next `pay`."""
        self._heard(size, 0.0)
        self._bytes_paid = max(self._bytes_paid, self._clock()) + size / self._rate

    def pay(self) -> None:
        """Returns when all debts are paid."""
        wait = max(self._bytes_paid - _BURST_S, self._turns_paid) - self._clock()
        if wait > 0:
            self._rest(wait)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A span of use of the source: starts when debts are paid, and leaves its own.

        A rest is never longer than a minute. The window is not waited for: whoever holds a
        session must be able to leave first.
        """
        self.pay()
        began = self._clock()
        try:
            yield
        finally:
            ended = self._clock()
            rest = (ended - began) * (1 / self._duty - 1)
            self._turns_paid = ended + min(rest, _LONGEST_REST_S)

    def open(self) -> bool:
        """Whether reading is allowed at this time of day."""
        return self._window is None or within(self._window, self._now())

    def wait_for_window(self) -> None:
        """Returns when the window is open; at once where there is none."""
        while self._window is not None and not within(self._window, now := self._now()):
            self._rest(min(_LOOK_S, _seconds_until(self._window[0], now)))

    def _rest(self, wait_s: float) -> None:
        """Whoever listens hears that this is meant, before it happens."""
        self._heard(0, wait_s)
        self._sleep(wait_s)


def database_throttle(
    access: Access,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Throttle:
    """The brakes for a live database: gentle unless `max_bytes_per_s` says otherwise.

    None takes both defaults of this file; a number is the rate and lifts the limit on
    time; `float("inf")` lifts both.
    """
    if access.max_bytes_per_s is not None:
        return Throttle(access, clock, sleep)
    gentle = replace(access, max_bytes_per_s=DEFAULT_DATABASE_BYTES_PER_S)
    return Throttle(gentle, clock, sleep, duty=DEFAULT_DATABASE_DUTY)


def within(window: tuple[dt.time, dt.time], now: dt.time) -> bool:
    """Whether a time of day lies in a window; its end is outside, and it may pass midnight.

    A window whose two ends are equal is the whole day.

    >>> within((dt.time(22), dt.time(6)), dt.time(23, 30))
    True
    """
    begin, end = window
    if begin < end:
        return begin <= now < end
    return now >= begin or now < end


def _unheard(_size: int, _wait_s: float) -> None:
    """Nobody listens."""


def _time_of_day() -> dt.time:
    # The window is the wall clock of the place, as the operator wrote it.
    return dt.datetime.now().astimezone().time()


def _seconds_until(moment: dt.time, now: dt.time) -> float:
    ahead = dt.timedelta(
        hours=moment.hour - now.hour,
        minutes=moment.minute - now.minute,
        seconds=moment.second - now.second,
        microseconds=moment.microsecond - now.microsecond,
    )
    return ahead.total_seconds() % 86_400
