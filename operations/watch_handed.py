# Requests that proxies and web servers hand over in clear while they happen, by ICAP or mirrored,
# as a feed of `watch_logs`. Content is looked into and let go; nothing of it is kept.
from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

from connectors import Listener, Received, Taker, icap_taker, mirror_taker
from monitor import Exchange, Message, Sensed, noted_of
from schema import MisuseError, Skipped

from .monitor_run import MonitorRun

__all__ = ["HANDED", "HandedFeed", "read_token"]

_UNANSWERED_NS: Final = 60 * 1_000_000_000
_NEVER: Final = 1 << 63
_MOST_WAITING: Final = 2_000
_MOST_ALIKE: Final = 20
_SHORTEST_TOKEN: Final = 16
_LONGEST_TOKEN: Final = 200
# By the name of the way: what speaks with those who hand over.
HANDED: Final[dict[str, Callable[[bytes], Taker]]] = {"icap": icap_taker, "mirror": mirror_taker}


def read_token(path: str) -> bytes:
    """The token in a file's first line, of letters, digits, - and _ alone. Raises MisuseError."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise MisuseError(f"{path} cannot be read: a file with the token is expected") from None
    token = lines[0].strip() if lines else ""
    plain = token.isascii() and token.replace("-", "").replace("_", "").isalnum()
    if not plain or not _SHORTEST_TOKEN <= len(token) <= _LONGEST_TOKEN:
        raise MisuseError(
            f"{path} holds no token: {_SHORTEST_TOKEN} to {_LONGEST_TOKEN} letters and digits"
        )
    return token.encode()


class HandedFeed:
    """Listens for what is handed over one way; a context manager.

    Raises MisuseError where it cannot listen there.
    """

    def __init__(self, way: str, address: str, *, token: bytes = b"") -> None:
        self._way, self._address = way, address
        self._listener = Listener(address, HANDED[way](token), token=token)
        self._told = (0, 0)
        self._pairs = _Pairs()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def port(self) -> int:
        """The port that is listened at."""
        return self._listener.port

    def take(self, run: MonitorRun) -> Iterator[Skipped]:
        """See Feed."""
        self._hand_on(run, time.time_ns())
        yield from self._lost()

    def end(self, run: MonitorRun) -> Iterator[Skipped]:
        """See Feed."""
        self._listener.close()
        self._hand_on(run, _NEVER)
        yield from self._lost()

    def _hand_on(self, run: MonitorRun, now: int) -> None:
        exchanges = self._pairs.paired(map(_exchange, self._listener.taken()), now)
        noted = [found for each in exchanges for found in noted_of(each)]
        if noted:
            run.sensed(Sensed(noted), self._way)
            run.flush()

    def _lost(self) -> Iterator[Skipped]:
        before = self._told
        self._told = (self._listener.dropped, self._listener.turned_away)
        dropped, turned_away = (now - then for now, then in zip(self._told, before, strict=True))
        if dropped:
            problem = f"{dropped:,} requests came faster than they were read: they are lost"
            yield Skipped(self._address, problem)
        if turned_away:
            problem = f"{turned_away:,} connections were turned away, as too many are open at once"
            yield Skipped(self._address, problem)


class _Pairs:
    """Requests and answers that were handed over apart, as exchanges.

    A proxy that hands over both says with an answer what was asked, without its body: the
    request that came before has it. Where answers never come nothing waits for them.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[tuple[str, bytes, int], Exchange] = OrderedDict()
        self._answers_come = False

    def paired(self, exchanges: Iterable[Exchange], now: int) -> Iterator[Exchange]:
        """The exchanges that are whole by now (nanoseconds), and requests nobody answered."""
        for each in exchanges:
            if not each.answer.head:
                self._wait(each)
                continue
            self._answers_come = True
            yield self._joined(each)
        while self._waiting and self._is_over(next(iter(self._waiting.values())), now):
            yield self._waiting.popitem(last=False)[1]

    def _wait(self, request: Exchange) -> None:
        client, line = _asked(request)
        number = 0
        while (client, line, number) in self._waiting:
            number += 1
        self._waiting[client, line, number] = request

    def _joined(self, answered: Exchange) -> Exchange:
        client, line = _asked(answered)
        number = 0
        while (request := self._waiting.pop((client, line, number), None)) is None:
            number += 1
            if number > _MOST_ALIKE:
                return answered
        return replace(request, answer=answered.answer)

    def _is_over(self, request: Exchange, now: int) -> bool:
        if not self._answers_come or len(self._waiting) > _MOST_WAITING:
            return True
        return now - request.time > _UNANSWERED_NS


def _asked(exchange: Exchange) -> tuple[str, bytes]:
    return exchange.client, exchange.request.head.partition(b"\n")[0].strip()


def _exchange(received: Received) -> Exchange:
    return Exchange(
        received.time,
        Message(received.request, received.request_body, received.request_missing),
        Message(received.answer, received.answer_body, received.answer_missing),
        received.client,
        received.server,
        received.user,
    )
