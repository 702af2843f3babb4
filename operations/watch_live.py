# Interfaces that are watched: packets as they pass, through the same sensor as those of a capture's
# file. Nothing of them is kept but the events; what the kernel had no room for is told.
from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final, Self

from connectors import LONGEST_SNAP, LiveCapture
from monitor import Sensed, Sensor
from schema import Skipped

from .monitor_run import MonitorRun

__all__ = ["LiveFeed"]

# Batches of packets taken at a time, so that others get their turn where there is no end of them.
_MOST_BATCHES: Final = 64


class LiveFeed:
    """An interface as a feed of `watch_logs`; a context manager that listens from the beginning on.

    `pump` between two rounds keeps the kernel's ring from filling up. Raises MisuseError where
    there is no such interface or nobody allowed this.
    """

    def __init__(
        self, interface: str, *, ports: Sequence[int] = (), snap: int = LONGEST_SNAP
    ) -> None:
        self._capture = LiveCapture(interface, ports=ports, snap=snap)
        self._interface = interface
        self._sensor: Sensor | None = None
        self._held: list[Sensed] = []
        self._told = (0, 0, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._capture.close()

    def begin(self, run: MonitorRun) -> Self:
        """Packets are read from now on, with the run's key for flows."""
        self._sensor = Sensor(seed=run.seed)
        return self

    @property
    def packets(self) -> int:
        """How many packets were read."""
        return self._sensor.packets if self._sensor is not None else 0

    @property
    def dropped(self) -> int:
        """How many packets came that there was no room for."""
        return self._capture.counted()[1]

    def pump(self, seconds: float = 0.0) -> None:
        """Reads what has come, waiting so long for it."""
        if self._sensor is None or not self._capture.wait(seconds):
            return
        for _ in range(_MOST_BATCHES):
            batch = self._capture.take()
            if batch is None:
                return
            self._held.append(self._sensor.feed(batch))

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """See Feed."""
        assert self._sensor is not None
        self.pump()
        self._held.append(self._sensor.silent(time.time_ns()))
        self._hand_on(run)
        yield from self._lost()

    def end(self, run: MonitorRun) -> Iterator[Skipped]:
        """See Feed."""
        assert self._sensor is not None
        self.pump()
        self._held.append(self._sensor.end())
        self._hand_on(run)
        yield from self._lost()

    def _hand_on(self, run: MonitorRun) -> None:
        held, self._held = self._held, []
        for each in held:
            run.sensed(each, self._interface)
        if any(each.noted or each.flows is not None for each in held):
            run.flush()

    def _lost(self) -> Iterator[Skipped]:
        """What was lost since it was last told."""
        assert self._sensor is not None
        before = self._told
        self._told = (self.dropped, self._sensor.missing, self._sensor.given_up)
        dropped, missing, given_up = (
            now - then for now, then in zip(self._told, before, strict=True)
        )
        if self._capture.is_down():
            yield Skipped(self._interface, "the interface is down: nothing comes from it")
        if dropped:
            problem = f"{dropped:,} packets came faster than they were read: they are lost"
            yield Skipped(self._interface, problem)
        if missing:
            problem = f"{missing:,} bytes of connections are not in the capture"
            yield Skipped(self._interface, problem)
        if given_up:
            problem = f"{given_up:,} connections were let go, as too many are open at once"
            yield Skipped(self._interface, problem)
