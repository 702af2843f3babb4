# Where the internet layer begins in frames of the links that captures are made on, and what it
# says it is. What is behind a link is found for all its frames at once.
#
# Link types by draft-ietf-opsawg-pcaplinktype: Ethernet, raw IP, BSD's loopback, Linux's cooked
# captures, PPP (RFC 1661 and 1662, Cisco's HDLC, PPPoE), IEEE 802.11 bare and behind radiotap, PPI
# or AVS, RFC 1483 and 2225 (SNAP), MPLS, IP over InfiniBand, nflog. Behind Ethernet: SNAP, IEEE
# 802.1Q, 802.1ad, 802.1ah, VN-Tag, FabricPath, RFC 3032 (MPLS), RFC 2516 (PPPoE).
from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from .loads import Integers, Loads

__all__ = ["ETHERNET", "IPV4", "IPV6", "LABELLED", "PPP", "RAW", "STEPS", "internet_layer"]

ETHERNET, PPP, RAW, LABELLED = 1, 9, 101, 219
IPV4, IPV6 = 0x0800, 0x86DD
_UNSAID: Final = -1
# Types behind which another type stands: where it stands, and how much there is to step over.
STEPS: Final = {
    0x8100: (2, 4), 0x88A8: (2, 4), 0x9100: (2, 4), 0x9200: (2, 4), 0x8926: (4, 6),
    0x88E7: (16, 18), 0x8903: (14, 16),
}  # fmt: skip
_MOST_STEPS: Final = 4
_LONGEST_FIELD: Final = 1_500
_MPLS, _MOST_LABELS = (0x8847, 0x8848), 6
_PPPOE: Final = 0x8864
_PPP_TYPES: Final = {0x0021: IPV4, 0x0057: IPV6, 0x0281: 0x8847, 0x0283: 0x8848}
_CISCO: Final = (0x0F00, 0x8F00)
_SNAP: Final = 0xAAAA03
_NFLOG_PAYLOAD, _MOST_ENTRIES = 9, 32
# More than any type: marks those that were stepped over in a round.
_TAKEN: Final = 1 << 20

_Found = tuple[Integers, Integers]


def internet_layer(loads: Loads, starts: Integers, link: npt.NDArray[np.uint16]) -> _Found:
    """Where the internet layer begins in each frame and its Ethernet type, 0 where none is said
    and the packet's own version tells, -1 where it is none.
    """
    if len(link) and (link == ETHERNET).all():
        return _ethernet(loads, starts)
    at, kind = starts.copy(), np.full(len(starts), _UNSAID, np.int64)
    for each in np.unique(link).tolist():
        of = np.flatnonzero(link == each)
        if (read := _LINKS.get(each)) is not None:
            at[of], kind[of] = read(loads, starts[of])
    return at, kind


def _ethernet(loads: Loads, at: Integers) -> _Found:
    return _typed(loads, at + 14, loads.short(at + 12))


def _typed(loads: Loads, at: Integers, kind: Integers) -> _Found:
    """Behind whatever stands between this type and the internet layer."""
    length = np.flatnonzero((kind >= 0) & (kind <= _LONGEST_FIELD))
    if len(length):
        at[length], kind[length] = _snap(loads, at[length])
    for _ in range(_MOST_STEPS):
        stepping = np.flatnonzero(np.isin(kind, tuple(STEPS)))
        if not len(stepping):
            break
        for each, (place, size) in STEPS.items():
            of = stepping[kind[stepping] == each]
            # What was found behind this step waits for the next round.
            kind[of] = loads.short(at[of] + place) | _TAKEN
            at[of] += size
        kind[stepping] &= ~_TAKEN
    labelled = np.flatnonzero(np.isin(kind, _MPLS))
    if len(labelled):
        at[labelled], kind[labelled] = _labelled(loads, at[labelled])
    session = np.flatnonzero(kind == _PPPOE)
    if len(session):
        inside = _of_ppp(loads.short(at[session] + 6))
        kind[session] = np.where(np.isin(inside, (IPV4, IPV6)), inside, _UNSAID)
        at[session] += 8
    return at, kind


def _snap(loads: Loads, at: Integers) -> _Found:
    """Behind the heads of IEEE 802.2 and SNAP, which has an Ethernet type."""
    snap = loads.long(at) >> 8 == _SNAP
    return at + 8 * snap, np.where(snap, loads.short(at + 6), _UNSAID)


def _labelled(loads: Loads, at: Integers) -> _Found:
    """Behind the last label the packet's own version says what it is."""
    at, kind = at.copy(), np.zeros(len(at), np.int64)
    left = np.arange(len(at))
    for _ in range(_MOST_LABELS):
        if not len(left):
            break
        last = loads.byte(at[left] + 2) & 1 == 1
        at[left] += 4
        left = left[~last]
    kind[left] = _UNSAID
    return at, kind


def _of_ppp(protocol: Integers) -> Integers:
    found: Integers = np.select(
        [protocol == each for each in _PPP_TYPES], list(_PPP_TYPES.values()), _UNSAID
    )
    return found


def _ppp(loads: Loads, at: Integers) -> _Found:
    """With address and control or without; a protocol's first octet is left out where it is 0.
    Cisco's HDLC, which has addresses of its own, says Ethernet types.
    """
    head = loads.short(at)
    at = at + 2 * (head == 0xFF03)
    short = loads.byte(at) & 1 == 1
    kind = _of_ppp(np.where(short, loads.byte(at), loads.short(at)))
    begin = at + np.where(short, 1, 2)
    cisco = np.isin(head, _CISCO)
    begin[cisco], kind[cisco] = at[cisco] + 4, loads.short(at[cisco] + 2)
    return _typed(loads, begin, kind)


def _wireless(loads: Loads, at: Integers) -> _Found:
    """Data frames in clear; their head is longer between bridges, and with quality of service."""
    control, flags = loads.byte(at), loads.byte(at + 1)
    data = (control >> 2 & 3 == 2) & (control & 0x40 == 0) & (flags & 0x40 == 0)
    quality = control & 0x80 != 0
    head = 24 + 6 * (flags & 3 == 3) + 2 * quality + 4 * (quality & (flags & 0x80 != 0))
    inner, kind = _snap(loads, at + head)
    return np.where(data, inner, at), np.where(data, kind, _UNSAID)


def _little(loads: Loads, at: Integers) -> Integers:
    found: Integers = loads.byte(at) | loads.byte(at + 1) << 8
    return found


def _ppi(loads: Loads, at: Integers) -> _Found:
    """Behind PPI's own head the frame is of the link that it names."""
    link = _little(loads, at + 4)
    at, kind = at + _little(loads, at + 2), np.full(len(at), _UNSAID, np.int64)
    for each, read in ((105, _wireless), (ETHERNET, _ethernet)):
        of = np.flatnonzero(link == each)
        at[of], kind[of] = read(loads, at[of])
    return at, kind


def _nflog(loads: Loads, at: Integers) -> _Found:
    """The packet is one entry of several."""
    at, kind = at + 4, np.full(len(at), _UNSAID, np.int64)
    left = np.arange(len(at))
    for _ in range(_MOST_ENTRIES):
        if not len(left):
            break
        size = _little(loads, at[left])
        found = _little(loads, at[left] + 2) & 0x7FFF == _NFLOG_PAYLOAD
        at[left[found]] += 4
        kind[left[found]] = 0
        left, size = left[~found & (size >= 4)], size[~found & (size >= 4)]
        at[left] += (size + 3) & ~3
    return at, kind


def _typed_at(type_at: int, size: int) -> Callable[[Loads, Integers], _Found]:
    """A head of a fixed size with an Ethernet type in it."""

    def read(loads: Loads, at: Integers) -> _Found:
        return _typed(loads, at + size, loads.short(at + type_at))

    return read


def _untyped(size: int) -> Callable[[Loads, Integers], _Found]:
    """A head of a fixed size, behind which the packet's own version tells."""

    def read(_: Loads, at: Integers) -> _Found:
        return at + size, np.zeros(len(at), np.int64)

    return read


_LINKS: Final[dict[int, Callable[[Loads, Integers], _Found]]] = {
    0: _untyped(4),
    ETHERNET: _ethernet,
    6: lambda loads, at: _snap(loads, at + 14),
    PPP: _ppp,
    10: lambda loads, at: _snap(loads, at + 13),
    12: _untyped(0),
    14: _untyped(0),
    50: _ppp,
    51: lambda loads, at: _ppp(loads, at + 6),
    100: _snap,
    RAW: _untyped(0),
    104: _ppp,
    105: _wireless,
    108: _untyped(4),
    109: _untyped(12),
    113: _typed_at(14, 16),
    119: lambda loads, at: _wireless(loads, at + 144),
    127: lambda loads, at: _wireless(loads, at + _little(loads, at + 2)),
    138: _typed_at(16, 18),
    163: lambda loads, at: _wireless(loads, at + loads.long(at + 4)),
    166: lambda loads, at: _ppp(loads, at + 2),
    192: _ppi,
    204: lambda loads, at: _ppp(loads, at + 1),
    LABELLED: _labelled,
    228: _untyped(0),
    229: _untyped(0),
    239: _nflog,
    242: _typed_at(40, 44),
    276: _typed_at(0, 20),
}
