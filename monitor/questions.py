# Questions asked of name servers over UDP, paired with their answers. One that nobody answers is
# told after a while.
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from .dns import Message, read_message
from .dns_stream import dns_values
from .ends import Ends, ends_of, payload_of
from .noted import Noted
from .packet import UDP, Packets

__all__ = ["DNS_PORT", "Questions"]

DNS_PORT: Final = 53
_UNANSWERED_NS: Final = 30 * 1_000_000_000
_SHORTEST: Final = 12


class Questions:
    """Takes packets of any kind, tells the questions among them."""

    def __init__(self) -> None:
        self._asked: OrderedDict[tuple[int, int, str], Noted] = OrderedDict()

    def feed(self, packets: Packets, key: npt.NDArray[np.uint64]) -> Iterator[Noted]:
        """The questions that a batch answers, or that are too old to be answered."""
        asked = (packets.source_port == DNS_PORT) | (packets.destination_port == DNS_PORT)
        places = np.flatnonzero(asked & (packets.protocol == UDP) & (packets.held >= _SHORTEST))
        for place in places.tolist():
            message = read_message(payload_of(packets, place))
            if message is None:
                continue
            time, who = int(packets.time[place]), int(key[place])
            name = (who, message.id, message.name)
            if not message.response:
                self._asked[name] = _noted(ends_of(packets, place), time, message)
                continue
            query = self._asked.pop(name, None)
            ends = ends_of(packets, place, turned=True)
            yield _noted(ends, time if query is None else query.time, message)
        yield from self.unanswered(int(packets.time.max()))

    def unanswered(self, now: int) -> Iterator[Noted]:
        """Those that are too old by this time (nanoseconds) to be answered."""
        while self._asked and now - next(iter(self._asked.values())).time > _UNANSWERED_NS:
            yield self._asked.popitem(last=False)[1]

    def end(self) -> list[Noted]:
        """Those without an answer."""
        noted = list(self._asked.values())
        self._asked.clear()
        return noted


def _noted(ends: Ends, time: int, message: Message) -> Noted:
    return Noted(time, {**ends.values("udp"), **dns_values(message)})
