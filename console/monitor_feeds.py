# What `tongguan monitor watch` listens to beside logs, until somebody ends it. An interruption or
# a request to end lets the round that is under way come to its end; a second one does not wait.
from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from schema import filled

if TYPE_CHECKING:
    from operations import Feed, HandedFeed, LiveFeed, MonitorRun

__all__ = ["Listening", "heard_in", "listening"]

_HEARD: Final = {
    "zh": "读取{packets}个数据包，丢失{dropped}个",
    "en": "{packets|packet|packets} read, {dropped} lost",
}

_PUMPED_S: Final = 0.1
_ENDS: Final = (signal.SIGINT, signal.SIGTERM)


class Listening:
    """The feeds of a watch and whether it is to end."""

    def __init__(
        self, live: Sequence[LiveFeed], handed: Sequence[HandedFeed], stop: threading.Event
    ) -> None:
        self._live, self._handed = live, handed
        self._stop = stop

    def begin(self, run: MonitorRun) -> list[Feed]:
        """The feeds, from now on for this run."""
        return [*(each.begin(run) for each in self._live), *self._handed]

    def wait(self, seconds: float) -> bool:
        """Whether to look again, after so long; interfaces are read meanwhile."""
        end = time.monotonic() + seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            if not self._live:
                self._stop.wait(left)
            for each in self._live:
                each.pump(min(left, _PUMPED_S) / len(self._live))
        return not self._stop.is_set()

    @property
    def packets(self) -> tuple[int, int]:
        """How many packets were read, and how many lost."""
        return sum(each.packets for each in self._live), sum(each.dropped for each in self._live)


def heard_in(language: str, packets: int, dropped: int) -> str:
    """How much was heard, as a sentence.

    >>> heard_in("en", 1_204, 0)
    '1,204 packets read, 0 lost'
    """
    return filled(_HEARD[language], {"packets": f"{packets:,}", "dropped": f"{dropped:,}"})


@contextmanager
def listening(
    interfaces: Sequence[str],
    ports: Sequence[int] = (),
    snap: int = 262_144,
    handed: Sequence[tuple[str, str]] = (),
    token_file: str = "",
) -> Iterator[Listening]:
    """Listens for the block; MisuseError where something cannot be listened to.

    `handed` are ways by which requests are handed over, each with an address.
    """
    from operations import HandedFeed, LiveFeed, read_token

    with ExitStack() as stack:
        live = [stack.enter_context(LiveFeed(each, ports=ports, snap=snap)) for each in interfaces]
        token = read_token(token_file) if token_file else b""
        given = [
            stack.enter_context(HandedFeed(way, address, token=token)) for way, address in handed
        ]
        yield Listening(live, given, stack.enter_context(_until_ended()))


@contextmanager
def _until_ended() -> Iterator[threading.Event]:
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {each: signal.getsignal(each) for each in _ENDS}

    def ended(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for each in _ENDS:
        signal.signal(each, ended)
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
