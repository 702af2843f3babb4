# Packets inside packets, in clear: IP in IP, GRE with IP, Ethernet, labels, PPP (PPTP) or ERSPAN in
# it, VXLAN, Geneve, GTP-U, Teredo and L2TP (RFC 2003, 4213, 2784 with 2890, 2637, 7348, 8926, 4380,
# 2661; 3GPP TS 29.281; draft-foschiano-erspan). The tunnel is a flow, and so is what goes through it.
from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from .link import ETHERNET, LABELLED, PPP, RAW
from .loads import Integers, Loads
from .packet import UDP, Frames, Packets, read_frames

__all__ = ["inside"]

_IN_IP: Final = (4, 41)
_GRE: Final = 47
_BRIDGED, _PPP_IN_GRE, _ERSPAN, _ERSPAN_3 = 0x6558, 0x880B, 0x88BE, 0x22EB
_NOTHING: Final = -1
# By the protocol that GRE names: what stands behind its head.
_IN_GRE: Final = {0x0800: RAW, 0x86DD: RAW, _BRIDGED: ETHERNET, 0x8847: LABELLED, 0x8848: LABELLED}
_DATA: Final = 0xFF
_MOST_EXTENSIONS: Final = 4

Places = npt.NDArray[np.intp]


def inside(packets: Packets) -> Packets | None:
    """The packets that these carry, None where they carry none."""
    loads: Loads | None = None
    at, link = packets.payload.copy(), np.full(len(packets), _NOTHING, np.int64)
    link[~packets.fragment & np.isin(packets.protocol, _IN_IP)] = RAW
    wrapped = np.flatnonzero(~packets.fragment & (packets.protocol == _GRE))
    if len(wrapped):
        loads = Loads(packets.octets)
        at[wrapped], link[wrapped] = _gre(loads, at[wrapped])
    datagrams = np.flatnonzero((packets.protocol == UDP) & (packets.held > 8))
    one, other = packets.source_port[datagrams], packets.destination_port[datagrams]
    for port, read in _BY_PORT.items():
        of = datagrams[(other == port) | ((one == port) & (port in _EITHER))]
        if len(of):
            loads = loads or Loads(packets.octets)
            at[of], link[of] = read(loads, at[of])
    # Where the packet around it ends; what follows it in its frame is no part of it.
    finish = packets.internet + packets.size
    end = np.minimum(packets.end, finish)
    places = np.flatnonzero((link != _NOTHING) & (at < end))
    if not len(places):
        return None
    at, link, end, finish = at[places], link[places], end[places], finish[places]
    # What the tunnel adds does not count for what is inside.
    frames = Frames(
        packets.octets, at, end - at, finish - at, packets.time[places], link.astype(np.uint16)
    )
    found = read_frames(frames)
    return found if len(found) else None


_Found = tuple[Integers, Integers]


def _gre(loads: Loads, at: Integers) -> _Found:
    """Behind GRE's heads: each of checksum, key and number that is there takes four octets."""
    flags, kind = loads.short(at), loads.short(at + 2)
    version, numbered = flags & 7, flags >> 12 & 1
    options = ((flags & 0xC000) != 0).astype(np.int64) + (flags >> 13 & 1) + numbered
    begin = at + 4 + 4 * options
    link = np.full(len(at), _NOTHING, np.int64)
    for each, inner in _IN_GRE.items():
        link[(version == 0) & (kind == each)] = inner
    called = (version == 1) & (kind == _PPP_IN_GRE) & (numbered == 1)
    link[called] = PPP
    begin[called] += 4 * (flags[called] >> 7 & 1)
    mirrored = (version == 0) & (kind == _ERSPAN)
    # The first kind has no head of its own, and is not numbered.
    begin[mirrored] += 8 * numbered[mirrored]
    third = (version == 0) & (kind == _ERSPAN_3)
    begin[third] += 12 + 8 * (loads.byte(begin[third] + 11) & 1)
    link[mirrored | third] = ETHERNET
    return begin, link


def _vxlan(loads: Loads, at: Integers) -> _Found:
    plain = (loads.long(at) == 0x08000000) & (loads.byte(at + 7) == 0)
    return at + 8, np.where(plain, ETHERNET, _NOTHING)


def _geneve(loads: Loads, at: Integers) -> _Found:
    kind, known = loads.short(at + 2), loads.byte(at) < 0x40
    link = np.select(
        [known & (kind == _BRIDGED), known & np.isin(kind, (0x0800, 0x86DD))],
        [ETHERNET, RAW], _NOTHING,
    )  # fmt: skip
    return at + 8 + (loads.byte(at) & 0x3F) * 4, link


def _gtp(loads: Loads, at: Integers) -> _Found:
    """User data of version 1, behind as many extensions as it has."""
    flags = loads.byte(at)
    data = (flags >> 4 == 3) & (loads.byte(at + 1) == _DATA)
    begin = at + 8 + 4 * (flags & 7 != 0)
    more = data & (flags & 4 != 0) & (loads.byte(at + 11) != 0)
    for _ in range(_MOST_EXTENSIONS):
        left = np.flatnonzero(more)
        if not len(left):
            break
        begin[left] += 4 * np.maximum(loads.byte(begin[left]), 1)
        more[left] = loads.byte(begin[left] - 1) != 0
    return begin, _versioned(loads, begin, data & ~more)


def _teredo(loads: Loads, at: Integers) -> _Found:
    """IPv6, behind what says who is there and where from."""
    signed = loads.short(at) == 1
    at = at + signed * (13 + loads.byte(at + 2) + loads.byte(at + 3))
    at += 8 * (loads.short(at) == 0)
    return at, np.where(loads.byte(at) >> 4 == 6, RAW, _NOTHING)


def _l2tp(loads: Loads, at: Integers) -> _Found:
    """Messages with data; each of length, numbers and offset may be there."""
    flags = loads.short(at)
    data = (flags & 0x800F) == 2
    begin = at + 6 + 2 * (flags >> 14 & 1) + 4 * (flags >> 11 & 1)
    offset = flags >> 9 & 1
    return begin + offset * (2 + loads.short(begin)), np.where(data, PPP, _NOTHING)


def _versioned(loads: Loads, at: Integers, fits: npt.NDArray[np.bool_]) -> Integers:
    """Raw IP where it fits and a version stands there."""
    found: Integers = np.where(fits & np.isin(loads.byte(at) >> 4, (4, 6)), RAW, _NOTHING)
    return found


_BY_PORT: Final[dict[int, Callable[[Loads, Integers], _Found]]] = {
    4_789: _vxlan,
    8_472: _vxlan,
    6_081: _geneve,
    2_152: _gtp,
    3_544: _teredo,
    1_701: _l2tp,
}
# Both sides send from and to the port of these.
_EITHER: Final = (3_544, 1_701)
