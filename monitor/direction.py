# Who began a flow whose beginning was not seen: not whoever spoke from a port where servers are
# found. A SYN says it, and so does its answer; else of the first packet's two ports the one where a
# protocol's servers usually listen is the server's, and of two such the lower (as Zeek does with its
# `likely_server_ports`; of datagrams between two such nobody is turned).
from __future__ import annotations

import functools
from typing import Final

import numpy as np
import numpy.typing as npt

from .packet import TCP, UDP, Packets

__all__ = ["is_answer"]

Places = npt.NDArray[np.bool_]

_SYN, _ACK = 2, 16
# Where servers of the protocols listen that capture tools know: registered ports, and those that
# are in use beside them.
_TCP_PORTS: Final = (
    21, 22, 23, 25, 53, 80, 81, 88, 110, 135, 139, 143, 179, 389, 443, 445, 502, 563, 585, 587, 614,
    631, 636, 853, 989, 990, 992, 993, 995, 1080, 1433, 1521, 1883, 2404, 3128, 3268, 3306, 3389,
    4840, 5060, 5222, 5223, 5269, 5432, 5900, 6379, 6666, 6667, 6668, 6669, 8000, 8009, 8080, 8443,
    8883, 8888, 9042, 9200, 11211, 20000, 20547, 27017, 44818,
)  # fmt: skip
_UDP_PORTS: Final = (
    53, 67, 68, 69, 88, 123, 137, 138, 161, 162, 389, 443, 500, 514, 784, 1812, 1813, 2123, 2152, 3389,
    3478, 3544, 4500, 4789, 5060, 5072, 5246, 5353, 5355, 6081, 20000, 47808,
)  # fmt: skip


@functools.cache
def _served(protocol: int) -> Places:
    found = np.zeros(1 << 16, np.bool_)
    found[list(_TCP_PORTS if protocol == TCP else _UDP_PORTS)] = True
    return found


def is_answer(packets: Packets, places: npt.NDArray[np.intp]) -> Places:
    """Which of these packets, each the first of a flow, go to who began it."""
    protocol, flags = packets.protocol[places], packets.flags[places]
    one, other = packets.source_port[places], packets.destination_port[places]
    tcp, udp = protocol == TCP, protocol == UDP
    opens = flags & _SYN != 0
    answered: Places = tcp & opens & (flags & _ACK != 0)
    seen = np.flatnonzero(tcp & ~opens)
    if len(seen):
        served, either = _served(TCP)[one[seen]], _served(TCP)[other[seen]]
        answered[seen] = served & (~either | (one[seen] < other[seen]))
    datagrams = np.flatnonzero(udp)
    if len(datagrams):
        answered[datagrams] = _served(UDP)[one[datagrams]] & ~_served(UDP)[other[datagrams]]
    return answered
