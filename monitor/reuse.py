# Ports that are used again: connections between the same ends that follow one another so soon that
# no silence lies between them. One is over when both sides have ended it or one has cut it off; a
# SYN with another number then opens the next.
from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .open_flows import Flows
from .packet import TCP, Packets

__all__ = ["rounds_of"]

_FIN, _SYN, _RST, _ACK = 1, 2, 4, 16
# Of one stretch of time; what is opened more often is counted as the last.
_MOST_ROUNDS: Final = 64

Integers = npt.NDArray[np.int64]


@dataclass(slots=True)
class _Connection:
    """What is known of the connection that a flow's packets belong to so far."""

    ended: set[bool]
    cut: bool = False
    opened: int = -1
    round: int = 0

    @property
    def over(self) -> bool:
        return self.cut or len(self.ended) == 2


def rounds_of(packets: Packets, key: npt.NDArray[np.uint64], known: Flows) -> Integers | None:
    """For each packet how many connections of its flow are over before its own; None where none is.

    `known` are the flows of these keys that are open.
    """
    opens = (packets.protocol == TCP) & (packets.flags & (_SYN | _ACK) == _SYN)
    places = np.flatnonzero(opens)
    if not len(places):
        return None
    keys, first, counts = np.unique(key[places], return_index=True, return_counts=True)
    ended = np.flatnonzero(packets.flags & (_FIN | _RST) != 0)
    ended_keys, ended_first = np.unique(key[ended], return_index=True)
    at = np.minimum(np.searchsorted(ended_keys, keys), max(len(ended_keys) - 1, 0))
    ended_before = np.zeros(len(keys), np.bool_)
    if len(ended):
        ended_before = (ended_keys[at] == keys) & (ended[ended_first[at]] < places[first])
    again = keys[(counts > 1) | ended_before | np.isin(keys, known.key)]
    if not len(again):
        return None
    found = np.zeros(len(key), np.int64)
    connections = _known(known, again)
    for place in np.flatnonzero(np.isin(key, again)).tolist():
        who, flags = int(key[place]), int(packets.flags[place])
        connection = connections.setdefault(who, _Connection(set()))
        sequence = int(packets.sequence[place])
        if opens[place]:
            more = connection.over and sequence != connection.opened
            if more and connection.round < _MOST_ROUNDS:
                connection = _Connection(set(), round=connection.round + 1)
                connections[who] = connection
            connection.opened = sequence
        if flags & _FIN:
            connection.ended.add(bool(_is_lower(packets, place)))
        connection.cut |= bool(flags & _RST)
        found[place] = connection.round
    return found if found.any() else None


def _known(known: Flows, keys: npt.NDArray[np.uint64]) -> dict[int, _Connection]:
    found = {}
    for n in np.flatnonzero(np.isin(known.key, keys)).tolist():
        lower = _ends(known, n)
        ended = {lower} if known.flags_forth[n] & _FIN else set()
        ended |= {not lower} if known.flags_back[n] & _FIN else set()
        cut = bool((known.flags_forth[n] | known.flags_back[n]) & _RST)
        opened = int(known.base_forth[n]) if known.flags_forth[n] & _SYN else -1
        found[int(known.key[n])] = _Connection(ended, cut, opened)
    return found


def _is_lower(packets: Packets, place: int) -> bool:
    """Whether a packet comes from the lower of its ends."""
    one = packets.source[0][place], packets.source[1][place], packets.source_port[place]
    other = (
        packets.destination[0][place], packets.destination[1][place],
        packets.destination_port[place],
    )  # fmt: skip
    return bool(one < other)


def _ends(flows: Flows, n: int) -> bool:
    one = flows.source_high[n], flows.source_low[n], flows.source_port[n]
    other = flows.destination_high[n], flows.destination_low[n], flows.destination_port[n]
    return bool(one < other)
