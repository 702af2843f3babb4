# Connections that were announced in others, FTP's for the files themselves: known again by where
# somebody listens, whichever side opens them. One port may be announced many times; of several
# announcements it is the last one before the connection was opened.
from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from .ends import Ends, ends_of
from .flow import ACK, SYN
from .ftp import Awaited, FtpData, Transfer
from .packet import Packets

__all__ = ["Awaiting"]

_MOST: Final = 4_096
_MAPPED: Final = 0xFFFF << 32


class Awaiting:
    """Announced connections that did not come yet."""

    def __init__(self) -> None:
        # By the address and port where somebody listens, and when it was said.
        self._open: OrderedDict[tuple[int, int, int], Awaited] = OrderedDict()

    def add(self, awaited: Awaited, ends: Ends) -> None:
        """Announced in a connection with these ends."""
        try:
            number = _number(awaited.address or ends.destination)
        except ValueError:
            return
        self._open[number, awaited.port, awaited.time] = awaited
        while len(self._open) > _MOST:
            self._open.popitem(last=False)

    def found(
        self, packets: Packets, is_tcp: npt.NDArray[np.bool_]
    ) -> Iterator[tuple[int, Ends, FtpData]]:
        """Those that this batch opens: a packet's place, the ends, who asked first, a reader."""
        if not self._open:
            return
        opens = is_tcp & ((packets.flags & (SYN | ACK)) == SYN)
        ports = np.array([port for _, port, _ in self._open], np.int64)
        sides = (
            (packets.source, packets.source_port, True),
            (packets.destination, packets.destination_port, False),
        )
        for (high, low), port, from_listener in sides:
            for place in np.flatnonzero(opens & np.isin(port, ports)).tolist():
                number = int(high[place]) << 64 | int(low[place])
                known = self._last(number, int(port[place]), int(packets.time[place]))
                if known is not None:
                    ends = ends_of(packets, place, turned=from_listener == known.passive)
                    yield place, ends, FtpData(known.transfer)

    def _last(self, number: int, port: int, time: int) -> Awaited | None:
        """The last announcement of a place before this time, which is then awaited no more."""
        times = [each[2] for each in self._open if each[:2] == (number, port) and each[2] <= time]
        if not times:
            return None
        known = self._open[number, port, max(times)]
        self._forget(known.transfer)
        return known

    def _forget(self, transfer: Transfer) -> None:
        """Once it has come, under whichever name, it is awaited no more."""
        for name in [each for each, known in self._open.items() if known.transfer is transfer]:
            del self._open[name]


def _number(address: str) -> int:
    found = ipaddress.ip_address(address)
    return int(found) if found.version == 6 else _MAPPED | int(found)
