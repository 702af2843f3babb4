# A drill that runs by the clock beside a test, in memory, so that the test can come in by its
# channel as a terminal or a page would.
from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drill_files import shipped

from monitor import respond
from policies import Drill
from range.channel import ask_channel
from range.detector import SmallDetector
from range.drill import Live, run_drill
from range.journal import Event
from range.result import DrillResult

__all__ = ["LiveDrill", "eventually", "live_drill", "quickened"]


@dataclass
class LiveDrill:
    """A drill that runs: how it is asked, what was told of persons, and what it gave."""

    path: Path
    told: list[Event] = field(default_factory=list)
    results: list[DrillResult] = field(default_factory=list)

    def ask(self, **asked: Any) -> dict[str, Any]:
        return ask_channel(self.path, **asked)

    def control(self, act: str, **how: Any) -> dict[str, Any]:
        return self.ask(do="control", act=act, who="zhao", **how)

    def join(self, role: str, who: str = "li") -> dict[str, Any]:
        return self.ask(do="join", role=role, who=who, lasts=60, since=0)


def quickened(name: str, *, speed: float, length: float | None = None) -> Drill:
    """A shipped drill at another speed, and shorter."""
    drill = shipped(name)
    clock = {"speed": speed, "length": length or drill.clock.length}
    return drill.model_copy(update={"clock": drill.clock.model_copy(update=clock)})


@contextlib.contextmanager
def live_drill(drill: Drill, folder: Path, seed: int = 7) -> Iterator[LiveDrill]:
    """The drill running; it is ended with the block, if it has not come to its end."""
    live = LiveDrill(folder / "drill.sock")

    def run() -> None:
        live.results.append(
            run_drill(
                drill,
                seed=seed,
                detector=SmallDetector(drill.defence.learn),
                engine=respond,
                live=Live(live.path, live.told.append),
            )
        )

    running = threading.Thread(target=run)
    running.start()
    try:
        eventually(live.path.exists)
        eventually(lambda: answers(live))
        yield live
    finally:
        with contextlib.suppress(Exception):
            live.control("abort")
        running.join(60)
    assert not running.is_alive()


def answers(live: LiveDrill) -> bool:
    with contextlib.suppress(Exception):
        live.ask(do="look", since=0)
        return True
    return False


def eventually(holds: Callable[[], object], within: float = 30.0) -> None:
    """Back when it holds; an error when it does not for long."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)
