# Questions asked of name servers over UDP, paired with their answers, and those that are asked of
# whoever is near: mDNS, LLMNR and NetBIOS (RFC 6762, 4795, 1002), which have the same messages and are
# told under their own names. One that nobody answers is told after a while.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from .dns import Message, read_message
from .dns_stream import dns_values
from .ends import Ends, ends_of, payload_of
from .noted import Noted
from .packet import UDP, Packets
from .pairing import Pairing

__all__ = ["DNS_PORT", "Questions", "near_name"]

DNS_PORT, _NETBIOS_PORT = 53, 137
_PORTS: Final = {DNS_PORT: "dns", 5353: "mdns", 5355: "llmnr", _NETBIOS_PORT: "netbios-ns"}
_UNANSWERED_NS: Final = 30 * 1_000_000_000
_SHORTEST: Final = 12
# Of NetBIOS: queries, registrations, releases, waits and refreshes; and the types it has of its own.
_NETBIOS_OPCODES: Final = (0, 5, 6, 7, 8, 9)
_NETBIOS_TYPES: Final = {"TYPE32": "NB", "SRV": "NBSTAT"}
_NAME_LENGTH: Final = 32


class Questions:
    """Takes packets of any kind, tells the questions among them."""

    def __init__(self) -> None:
        self._asked = Pairing()

    def feed(self, packets: Packets, key: npt.NDArray[np.uint64]) -> Iterator[Noted]:
        """The questions that a batch answers, or that are too old to be answered."""
        ports = tuple(_PORTS)
        asked = np.isin(packets.source_port, ports) | np.isin(packets.destination_port, ports)
        places = np.flatnonzero(asked & (packets.protocol == UDP) & (packets.held >= _SHORTEST))
        for place in places.tolist():
            ends = ends_of(packets, place)
            # A client may ask a name server from the port of another of these.
            both = ends.source_port, ends.destination_port
            port = next(each for each in _PORTS if each in both)
            message = _message(payload_of(packets, place), port)
            if message is None:
                continue
            time, who = int(packets.time[place]), int(key[place])
            if not message.response:
                yield from self._asked.ask(who, message, _noted(ends, time, message, port))
                continue
            query = self._asked.answered(who, message)
            ends = ends_of(packets, place, turned=True)
            yield _noted(ends, time if query is None else query.time, message, port)
        yield from self.unanswered(int(packets.time.max()))

    def unanswered(self, now: int) -> Iterator[Noted]:
        """Those that are too old to be answered at this time (nanoseconds)."""
        return self._asked.older(now - _UNANSWERED_NS)

    def end(self) -> list[Noted]:
        """Those without an answer."""
        return self._asked.end()


def near_name(name: str) -> str:
    """A name of NetBIOS, two letters for each octet of it, without the last that says of what it is.

    >>> near_name("FHEPFCELEHFCEPFFFACACACACACACACA")
    'WORKGROUP'
    """
    label, dot, scope = name.partition(".")
    if len(label) != _NAME_LENGTH or not set(label) <= set("ABCDEFGHIJKLMNOP"):
        return name
    codes = [ord(each) - ord("A") for each in label]
    octets = [one << 4 | other for one, other in zip(codes[::2], codes[1::2], strict=True)]
    text = "".join(chr(each) if 32 <= each < 127 else f"\\x{each:02x}" for each in octets[:-1])
    return text.rstrip(" ") + dot + scope


def _message(payload: bytes, port: int) -> Message | None:
    if port != _NETBIOS_PORT:
        return read_message(payload)
    message = read_message(payload, _NETBIOS_OPCODES)
    if message is None:
        return None
    kind = _NETBIOS_TYPES.get(message.type, message.type)
    return replace(message, name=near_name(message.name), type=kind)


def _noted(ends: Ends, time: int, message: Message, port: int) -> Noted:
    return Noted(time, {**ends.values("udp"), **dns_values(message, _PORTS[port])})
