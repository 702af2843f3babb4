# Packets of protocols that a site has dissected: chosen by transport and port for a whole batch at
# once, handed to whoever dissects, and what comes back as events. How many a batch may have is
# bounded, since each takes a fraction of a millisecond.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from policies import Dissection

from .ends import ends_of, payload_of
from .noted import Noted, Value
from .packet import TCP, UDP, Packets

__all__ = ["Dissect", "Dissected"]

# By a dissection's id and payloads the columns of each, None for one that gave nothing.
Dissect = Callable[[str, Sequence[bytes]], Sequence[Mapping[str, str] | None]]
_MOST: Final = 2_000
_TRANSPORTS: Final = {"tcp": TCP, "udp": UDP}


class Dissected:
    """Chooses packets; `left_out` counts those that there was no time for."""

    def __init__(
        self, dissections: Sequence[Dissection], dissect: Dissect, most: int = _MOST
    ) -> None:
        self._dissections = tuple(dissections)
        self._dissect = dissect
        self._most = most
        self.left_out = 0

    def feed(self, packets: Packets) -> Iterator[Noted]:
        """The events of a batch's packets."""
        left = self._most
        for each in self._dissections:
            ports = np.array(each.ports, np.int64)
            to_server = np.isin(packets.destination_port, ports)
            from_server = np.isin(packets.source_port, ports)
            fits = (packets.protocol == _TRANSPORTS[each.transport]) & (packets.held > 0)
            places = np.flatnonzero(fits & (to_server | from_server))
            self.left_out += max(0, len(places) - left)
            places = places[:left]
            left -= len(places)
            turned: npt.NDArray[np.bool_] = from_server & ~to_server
            payloads = [payload_of(packets, place) for place in places.tolist()]
            told = self._dissect(each.id, payloads) if payloads else []
            for place, columns in zip(places.tolist(), told, strict=True):
                if columns is None:
                    continue
                ends = ends_of(packets, place, turned=bool(turned[place]))
                values: dict[str, Value] = {
                    **ends.values(each.transport),
                    "event.category": "network",
                    "event.action": each.action,
                    "network.protocol": each.id,
                    "tongguan.way": None,
                    **columns,
                }
                yield Noted(int(packets.time[place]), values)
