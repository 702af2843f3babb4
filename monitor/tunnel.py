# Packets inside packets, in clear: IP in IP, GRE, VXLAN and Geneve (RFC 2003, 4213, 2784 with 2890,
# 7348, 8926). The tunnel is a flow, and so is what goes through it.
from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from .packet import ETHERNET, RAW, UDP, Frames, Packets, read_frames

__all__ = ["inside"]

_IN_IP: Final = (4, 41)
_GRE: Final = 47
_VXLAN, _GENEVE = 4_789, 6_081
_BRIDGED: Final = 0x6558
_IP: Final = (0x0800, 0x86DD)

Integers = npt.NDArray[np.int64]


def inside(packets: Packets) -> Packets | None:
    """The packets that these carry, None where they carry none."""
    whole = ~packets.fragment
    in_ip = whole & np.isin(packets.protocol, (*_IN_IP, _GRE))
    in_udp = (packets.protocol == UDP) & np.isin(packets.destination_port, (_VXLAN, _GENEVE))
    places = np.flatnonzero(in_ip | (in_udp & (packets.held > 8)))
    if not len(places):
        return None
    at = packets.payload[places].copy()
    link = np.full(len(places), -1, np.int64)
    protocol, port = packets.protocol[places], packets.destination_port[places]
    end = packets.end[places]
    link[np.isin(protocol, _IN_IP)] = RAW
    _through_gre(packets.octets, at, link, np.flatnonzero((protocol == _GRE) & (at + 4 <= end)))
    vxlan = (protocol == UDP) & (port == _VXLAN) & (_byte(packets.octets, at) == 0x08)
    at[vxlan] += 8
    link[vxlan] = ETHERNET
    geneve = (protocol == UDP) & (port == _GENEVE) & (_byte(packets.octets, at) < 0x40)
    bridged = geneve & (_short(packets.octets, at + 2) == _BRIDGED)
    at[bridged] += 8 + (_byte(packets.octets, at[bridged]) & 0x3F) * 4
    link[bridged] = ETHERNET
    fits = (link >= 0) & (at < end)
    places, at, link, end = places[fits], at[fits], link[fits], end[fits]
    if not len(places):
        return None
    # What the tunnel adds does not count for what is inside.
    size, time = end - at, packets.time[places]
    found = read_frames(Frames(packets.octets, at, size, size, time, link.astype(np.uint16)))
    return found if len(found) else None


def _through_gre(
    octets: npt.NDArray[np.uint8], at: Integers, link: Integers, places: npt.NDArray[np.intp]
) -> None:
    """Moves behind GRE's heads: each of checksum, key and number that is there takes four octets."""
    flags, kind = _short(octets, at[places]), _short(octets, at[places] + 2)
    plain = (flags & 7) == 0
    options = ((flags & 0xC000) != 0).astype(np.int64) + (flags >> 13 & 1) + (flags >> 12 & 1)
    at[places] += 4 + 4 * options
    link[places] = np.where(
        plain & np.isin(kind, _IP), RAW, np.where(plain & (kind == _BRIDGED), ETHERNET, -1)
    )


def _byte(octets: npt.NDArray[np.uint8], at: Integers) -> Integers:
    found: Integers = octets.take(at, mode="clip").astype(np.int64)
    return found


def _short(octets: npt.NDArray[np.uint8], at: Integers) -> Integers:
    return _byte(octets, at) << 8 | _byte(octets, at + 1)
