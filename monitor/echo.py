# What stands for ports in ICMP: the type of a message, and the type that answers it or else its
# code, as Zeek and the Community ID have it (Community ID 1.0, "ICMP"). So a question and its
# answer are one flow, and each kind of message that nobody answers is one of its own.
from __future__ import annotations

from typing import Final

import numpy as np

from .loads import Integers

__all__ = ["ICMP", "ICMP6", "answered_by", "is_answered"]

ICMP, ICMP6 = 1, 58
_PAIRS: Final = {
    ICMP: ((8, 0), (13, 14), (15, 16), (17, 18), (10, 9)),
    ICMP6: ((128, 129), (130, 131), (133, 134), (135, 136), (139, 140), (144, 145)),
}
_NONE: Final = -1


def _table(protocol: int) -> Integers:
    found = np.full(256, _NONE, np.int64)
    for one, other in _PAIRS[protocol]:
        found[one], found[other] = other, one
    return found


_TABLES: Final = {ICMP: _table(ICMP), ICMP6: _table(ICMP6)}


def answered_by(protocol: int) -> Integers:
    """By the type of a message the type of its counterpart, -1 where it has none."""
    return _TABLES[protocol]


def is_answered(protocol: int, kind: int) -> bool:
    """Whether messages of this type have a counterpart.

    >>> is_answered(ICMP, 8), is_answered(ICMP, 3)
    (True, False)
    """
    return protocol in _TABLES and 0 <= kind < 256 and int(_TABLES[protocol][kind]) != _NONE
