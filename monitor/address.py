# Addresses as people write them, from the two words that packets are read into.
from __future__ import annotations

import functools
import ipaddress
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .column import Column, column

__all__ = ["address_text", "addresses"]

Words = npt.NDArray[np.uint64]

_MAPPED: Final = 0xFFFF
_V4_BITS: Final = 32


@functools.lru_cache(maxsize=1 << 16)
def address_text(high: int, low: int) -> str:
    """One address; one of version 4 that was mapped into version 6 as itself.

    >>> address_text(0, 0xFFFF_C0A8_0001)
    '192.168.0.1'
    """
    if not high and low >> _V4_BITS == _MAPPED:
        return str(ipaddress.IPv4Address(low & 0xFFFFFFFF))
    return str(ipaddress.IPv6Address(high << 64 | low))


def addresses(high: Words, low: Words) -> Column:
    """A column of addresses; each different one is written once."""
    pairs = np.stack([high, low], axis=1)
    unique, at = np.unique(pairs, axis=0, return_inverse=True)
    texts = column([address_text(int(one), int(other)) for one, other in unique], pa.string())
    return texts.take(column(at.reshape(-1)))
