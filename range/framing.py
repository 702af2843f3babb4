# How messages are cut out of what is sent to a port, and out of what comes back from it.
from __future__ import annotations

from collections.abc import Callable

from . import dns, http, iec104, modbus, opcua, s7

__all__ = ["Cut", "cut_of"]

# The whole messages at the beginning of a stream, and the rest; raises ValueError for bytes that
# are none.
Cut = Callable[[bytes], tuple[list[bytes], bytes]]

_REQUESTS: dict[int, Cut] = {
    502: modbus.cut,
    2404: iec104.cut,
    53: dns.cut,
    102: s7.cut,
    4840: opcua.cut,
}
_REPLIES: dict[int, Cut] = {**_REQUESTS, 2404: iec104.cut_exchange}


def cut_of(port: int, *, replies: bool = False) -> Cut:
    """How a port's requests, or its replies, are cut; HTTP where the port is no other's."""
    return (_REPLIES if replies else _REQUESTS).get(port, http.cut)
